"""Circles in what needs what. Pure, iterative: a long chain never overflows the stack."""

from collections.abc import Iterable, Mapping


def find_cycle(edges: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The members of one circle in order, starting with the smallest name; empty when there is none.

    edges: for each name the names it points at; unknown targets are ignored. O(V + E).
    """
    state: dict[str, int] = {}  # 1 = on the path, 2 = finished
    for start in sorted(edges):
        if start in state:
            continue
        path = [start]
        pending = [iter(sorted(set(edges[start])))]
        state[start] = 1
        while path:
            following = next(pending[-1], None)
            if following is None:
                state[path.pop()] = 2
                pending.pop()
            elif following in edges and following not in state:
                state[following] = 1
                path.append(following)
                pending.append(iter(sorted(set(edges[following]))))
            elif state.get(following) == 1:
                cycle = path[path.index(following) :]
                smallest = cycle.index(min(cycle))
                return (*cycle[smallest:], *cycle[:smallest])
    return ()
