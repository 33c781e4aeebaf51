"""Points in the space of the cells' scores: which are on the frontier, and which of them bargaining theory names. Pure.

A point is a tuple of scores, 0–100, one for each cell in the pack's order. `floor` is the point of no agreement.
"""

from collections.abc import Iterable, Sequence
from math import prod

Point = tuple[float, ...]


def dominates(one: Point, other: Point) -> bool:
    """Whether nobody is worse off in `one` and somebody is better off."""
    return one != other and all(mine >= theirs for mine, theirs in zip(one, other, strict=True))


def front[P](rows: Iterable[tuple[Point, P]]) -> list[tuple[Point, P]]:
    """The rows whose points no other dominates, best sum first; of equal points the first that came."""
    kept: list[tuple[Point, P]] = []
    seen: set[Point] = set()
    for point, what in sorted(rows, key=lambda row: (-sum(row[0]), tuple(-each for each in row[0]))):
        # Whoever dominates has a larger sum and stands before.
        if point not in seen and not any(dominates(other, point) for other, _ in kept):
            kept.append((point, what))
            seen.add(point)
    return kept


def gains(point: Point, floor: Point) -> Point:
    return tuple(mine - theirs for mine, theirs in zip(point, floor, strict=True))


def acceptable(point: Point, floor: Point) -> bool:
    """Whether nobody loses by it against no agreement."""
    return all(each >= 0 for each in gains(point, floor))


def nash[P](rows: Sequence[tuple[Point, P]], floor: Point) -> tuple[Point, P] | None:
    """The acceptable row with the largest product of gains, of equals the largest sum; None if none is acceptable."""
    able = [row for row in rows if acceptable(row[0], floor)]
    return max(able, key=lambda row: (prod(gains(row[0], floor)), sum(row[0])), default=None)


def egalitarian[P](rows: Sequence[tuple[Point, P]], floor: Point) -> tuple[Point, P] | None:
    """The row in which the least gain is largest, of equals the largest sum; None if somebody loses by every one."""
    able = [row for row in rows if acceptable(row[0], floor)]
    return max(able, key=lambda row: (min(gains(row[0], floor)), sum(row[0])), default=None)


def left[P](rows: Sequence[tuple[Point, P]], reached: Point) -> tuple[float, tuple[Point, P] | None]:
    """What was left on the table: the most that all together could have had more without anybody having less."""
    better = [row for row in rows if dominates(row[0], reached)]
    best = max(better, key=lambda row: sum(row[0]), default=None)
    return (0.0, None) if best is None else (sum(gains(best[0], reached)), best)
