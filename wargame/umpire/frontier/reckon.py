"""A part of the packages valued, and the parts put together. Pure but for the table's memory.

All is reckoned from the point at which play began, with everything known: future injects, the game's own tests drawn by
its seed. Where there are too many packages a seeded sample is valued, and from it climbs go up, each along one weighing
of the cells, one clause at a time.
"""

from dataclasses import dataclass
from typing import Any

from wargame.rules.mechanics.score import score
from wargame.rules.pack import Pack
from wargame.rules.state import State
from wargame.umpire.frontier import points
from wargame.umpire.frontier.points import Point
from wargame.umpire.value.menu import Menu, menu
from wargame.umpire.value.outlook import DIGITS, scores
from wargame.umpire.value.package import Package
from wargame.umpire.value.table import Table

Row = dict[str, Any]
Chosen = tuple[tuple[int, int], ...]
"""(slot, variant) pairs of a menu: the package by its place on the menu."""
PART = 250
WEIGHTS: tuple[Point, ...] = (
    (1, 1, 1), (4, 1, 1), (1, 4, 1), (1, 1, 4), (4, 4, 1), (4, 1, 4), (1, 4, 4), (10, 1, 1), (1, 10, 1), (1, 1, 10),
)  # fmt: skip
"""How the climbs weigh the first three cells; of any more each weighs one."""
ROUNDS = 4
FORM = 1


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """What is swept: the state at the beginning of play, the menu of all cells, the sample's seed."""

    state: State
    pack: Pack
    offered: Menu
    seed: int

    @property
    def cells(self) -> list[str]:
        return list(self.pack["cells"])

    @property
    def parts(self) -> int:
        """How many parts there are: runs of packages, and for a sample the climbs."""
        runs = -(-self.offered.places // PART) if self.offered.slots else 0
        return runs + (0 if self.offered.exact else len(WEIGHTS))


def sweep(state: State, pack: Pack) -> Sweep:
    """`state`: play has begun and nothing is agreed; it holds the seed."""
    return Sweep(state=state, pack=pack, offered=menu(pack, state, pack["cells"]), seed=int(state["fate"]["seed"]))


def point_of(whole: Sweep, package: Package | None, table: Table) -> Point:
    found = scores(whole.state, whole.pack, package, table)
    return tuple(found[cell] for cell in whole.cells)


def part(whole: Sweep, number: int, table: Table) -> Row:
    """One part: {"valued", "acceptable", "front": [[scores, chosen], …]}."""
    floor = point_of(whole, None, table)
    runs = whole.parts - (0 if whole.offered.exact else len(WEIGHTS))
    rows: list[tuple[Point, Chosen]] = []
    if number < runs:
        for place in range(number * PART, min((number + 1) * PART, whole.offered.places)):
            chosen = whole.offered.chosen(place, whole.seed)
            package = whole.offered.composed(chosen)
            if package is not None:
                rows.append((point_of(whole, package, table), tuple(sorted(chosen.items()))))
    else:
        rows = _climb(whole, WEIGHTS[number - runs], table)
    # Of equal points the shortest package is named: what does nothing is left out.
    rows.sort(key=lambda row: (len(row[1]), row[1]))
    return {
        "valued": len(rows),
        "acceptable": sum(points.acceptable(point, floor) for point, _ in rows),
        "front": [[list(point), [list(pair) for pair in chosen]] for point, chosen in points.front(rows)],
    }


def _climb(whole: Sweep, weights: Point, table: Table) -> list[tuple[Point, Chosen]]:
    """From nothing upwards: clause by clause whatever raises the weighed sum most simply, until nothing does."""
    weighed = [*weights, *([1.0] * len(whole.cells))][: len(whole.cells)]
    rows: list[tuple[Point, Chosen]] = []

    def height(chosen: dict[int, int]) -> float | None:
        package = whole.offered.composed(chosen)
        if package is None:
            return None
        point = point_of(whole, package, table)
        rows.append((point, tuple(sorted(chosen.items()))))
        return sum(weight * each for weight, each in zip(weighed, point, strict=True))

    here: dict[int, int] = {}
    top = sum(weight * each for weight, each in zip(weighed, point_of(whole, None, table), strict=True))
    for _ in range(ROUNDS):
        before = top
        for index, slot in enumerate(whole.offered.slots):
            for variant in (*range(len(slot.terms)), None):
                there = {other: taken for other, taken in here.items() if other != index}
                if variant is not None:
                    there[index] = variant
                if there == here:
                    continue
                up = height(there)
                if up is not None and up > top + 1e-9:
                    here, top = there, up
        if top <= before:
            break
    return rows


def together(whole: Sweep, parts: list[Row], end: State, table: Table) -> Row:
    """The document: the frontier and the points on it, what was agreed, and what was left. `end`: as it was played."""
    cells = whole.cells
    floor = point_of(whole, None, table)
    rows = [(tuple(point), tuple(map(tuple, chosen))) for each in parts for point, chosen in each["front"]]
    rows.append((floor, ()))
    front = points.front(sorted(rows, key=lambda row: (len(row[1]), row[1])))
    made = [
        Package(parties=tuple(row["view"]["parties"]), terms=row["view"]["clauses"], open="all" in row["seen_by"])
        for row in end["agreements"].values()
    ]
    found = scores(whole.state, whole.pack, made, table)
    agreed = tuple(found[cell] for cell in cells)
    more, better = points.left(front, agreed)
    last = {name: row["view"]["value"] for name, row in end["indicators"].items()}

    def told(row: tuple[Point, Any] | None) -> Row | None:
        if row is None:
            return None
        return {"scores": dict(zip(cells, row[0], strict=True)), "chosen": [list(pair) for pair in row[1]]}

    return {
        "form": FORM,
        "cells": cells,
        "turns": whole.state["game"]["turns"],
        "packages": whole.offered.count,
        "exact": whole.offered.exact,
        "valued": sum(each["valued"] for each in parts),
        "acceptable": sum(each["acceptable"] for each in parts),
        "seed": None if whole.offered.exact else whole.seed,
        "slots": [
            {"kind": slot.kind, "party": slot.party, "sentences": [str(term["sentence"]) for term in slot.terms]}
            for slot in whole.offered.slots
        ],
        "no_agreement": dict(zip(cells, floor, strict=True)),
        "front": [told(row) for row in front],
        "nash": told(points.nash(front, floor)),
        "egalitarian": told(points.egalitarian(front, floor)),
        "agreed": {"scores": dict(zip(cells, agreed, strict=True)), "agreements": list(end["agreements"])},
        "left": {"points": round(more, DIGITS), "better": told(better)},
        "played": {cell: round(score(row["goals"], last), DIGITS) for cell, row in whole.pack["cells"].items()},
    }
