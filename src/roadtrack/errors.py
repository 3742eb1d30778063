"""What can go wrong, in words a person can act on.

RoadtrackError                 exit code
├── UsageError                 2   a date, duration or filter that cannot be read
├── FaultyFile                 3   a curriculum or settings file with faults
├── NotFound                   4   no such step, curriculum or goal; or several
├── StoreError                 5   the journal is locked, damaged, foreign or newer
├── NotSaved                   6   disk full, no permission, file exists
└── Refused                    7   needs a terminal, a yes or a reason

Each error says what is wrong (`message`) and what helps (`hint`). The CLI prints both and takes
`code` as its exit code; the TUI shows them in a message. No other module knows exit codes.
"""


class RoadtrackError(Exception):
    """A failure with its remedy. `candidates` are the nearest right spellings, best first."""

    code = 1

    def __init__(self, message: str, hint: str = "", candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.candidates = candidates


class UsageError(RoadtrackError):
    """A value that cannot be read: date, duration, filter."""

    code = 2


class FaultyFile(RoadtrackError):
    """A file with faults; the message lists them all, each with its line."""

    code = 3


class NotFound(RoadtrackError):
    """No such ref, curriculum or goal, or more than one."""

    code = 4


class StoreError(RoadtrackError):
    """The journal cannot be used: locked, damaged, not ours, or of a newer version."""

    code = 5


class NotSaved(RoadtrackError):
    """Nothing was written: full disk, no permission, a file in the way."""

    code = 6


class Refused(RoadtrackError):
    """Needs something only the learner can give: a terminal, a yes, a reason."""

    code = 7
