"""What is to be learnt, as numbers: which step needs which, and what each is worth to each goal."""

from dataclasses import dataclass
from itertools import pairwise
from random import Random

from benchmarks.planning.draws import dirichlet, normalised

FOUNDATION_NEEDS_ONE = 0.3
NEEDS_OWN_DOMAIN, THE_PREVIOUS_STEP = 0.6, 0.7
NEEDS_A_SECOND = 0.15
NEEDS_OTHER_DOMAIN = 0.18
NEEDS_FOUNDATION = 0.2
GOALS_OVERLAP, OVERLAP = 0.5, 0.1
DOMAINS = (2, 7)
DOMAIN_EVENNESS = 4.0
SHARE_SHAPE = 1.5


@dataclass(frozen=True, slots=True)
class Graph:
    """Steps 0 to n-1 in teaching order: what each needs comes before it.

    values: for each goal, step → share of the goal; the shares of one goal add up to 1.
    """

    needs: list[set[int]]
    values: list[dict[int, float]]


def structured(rng: Random, size: int, goals: int, weightless: float) -> Graph:
    """A graph as authors draw it: foundations first, then goal by goal and domain by domain."""
    foundations = list(range(round(weightless * size)))
    domains = _domains(rng, list(range(len(foundations), size)), goals)
    needs: list[set[int]] = [set() for _ in range(size)]
    for step in foundations[1:]:
        if rng.random() < FOUNDATION_NEEDS_ONE:
            needs[step].add(rng.randrange(step))
    for own in domains:
        earlier: list[int] = []
        for domain in own:
            for place, step in enumerate(domain):
                needs[step] |= _needs(rng, domain[:place], earlier, foundations)
            earlier += domain
    return Graph(needs, _values(rng, domains))


def unstructured(rng: Random, size: int, goals: int, weightless: float, mean_needs: float) -> Graph:
    """Any earlier step may be needed by any later one; a step needs `mean_needs` others on average."""
    chance = 2 * mean_needs / (size - 1)
    needs = [{need for need in range(step) if rng.random() < chance} for step in range(size)]
    weighted = list(range(size))
    rng.shuffle(weighted)
    return Graph(needs, _values(rng, _domains(rng, weighted[round(weightless * size) :], goals)))


def displaced(rng: Random, size: int, share: float) -> list[int]:
    """Places in the file: a share of the steps stands elsewhere than in teaching order, by N(0, size / 4)."""
    keys = [step + (rng.gauss(0, 0.25 * size) if rng.random() < share else 0.0) for step in range(size)]
    places = [0] * size
    for place, step in enumerate(sorted(range(size), key=keys.__getitem__)):
        places[step] = place
    return places


def _domains(rng: Random, steps: list[int], goals: int) -> list[list[list[int]]]:
    """The steps of each goal, in order, cut into its domains."""
    cut = [len(steps) * goal // goals for goal in range(goals + 1)]
    return [_cut(rng, steps[low:high]) for low, high in pairwise(cut)]


def _cut(rng: Random, steps: list[int]) -> list[list[int]]:
    """Two to seven domains of about the same size, none empty: each step falls into any of them."""
    count = min(rng.randint(*DOMAINS), len(steps))
    owners = sorted([*range(count), *(rng.randrange(count) for _ in steps[count:])])
    return [[step for step, owner in zip(steps, owners, strict=True) if owner == domain] for domain in range(count)]


def _needs(rng: Random, own: list[int], others: list[int], foundations: list[int]) -> set[int]:
    """What a step needs, from the earlier steps of its domain, those of its goal's other ones, the foundations."""
    found: set[int] = set()
    if own and rng.random() < NEEDS_OWN_DOMAIN:
        found.add(own[-1] if rng.random() < THE_PREVIOUS_STEP else rng.choice(own))
    if own and rng.random() < NEEDS_A_SECOND:
        found.add(rng.choice(own))
    if others and rng.random() < NEEDS_OTHER_DOMAIN:
        found.add(rng.choice(others))
    if foundations and rng.random() < NEEDS_FOUNDATION:
        found.add(rng.choice(foundations))
    return found


def _values(rng: Random, domains: list[list[list[int]]]) -> list[dict[int, float]]:
    """What each step is worth to each goal; now and then a goal counts some steps of the others as well."""
    values = []
    for goal, own in enumerate(domains):
        members = [domain.copy() for domain in own]
        if goal and rng.random() < GOALS_OVERLAP:
            foreign = [step for other in domains if other is not own for domain in other for step in domain]
            for step in foreign:
                if rng.random() < OVERLAP:
                    rng.choice(members).append(step)
        values.append(_shares(rng, members))
    return values


def _shares(rng: Random, members: list[list[int]]) -> dict[int, float]:
    shares: dict[int, float] = {}
    weights = dirichlet(rng, len(members), DOMAIN_EVENNESS)
    for weight, steps in zip(weights, members, strict=True):
        parts = normalised([rng.gammavariate(SHARE_SHAPE, 1) for _ in steps])
        shares |= {step: weight * part for step, part in zip(steps, parts, strict=True)}
    return shares
