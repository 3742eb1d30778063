"""The steps of the heat-map's colours. Apart, so that the first frame of the app imports nothing else."""

HEAT_MINUTES = (1, 15, 45, 90)
"""Least minutes of heat levels 1 to 4. Fixed, so that one long day never recolours the year."""


def heat_level(minutes: int) -> int:
    """The colour of a day in the heat-map, 0 to 4: below 1 minute, from 1, 15, 45, 90 minutes."""
    return sum(minutes >= least for least in HEAT_MINUTES)
