"""The value of a package: expected points at the horizon under default play, relative to no agreement.

`outlook` reckons for one cell from what it knows; `scores` for all cells in one future of a state that is wholly known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from wargame.rules.events import cell_of
from wargame.rules.mechanics.score import Contribution, contributions, score
from wargame.rules.pack import Pack
from wargame.rules.refusals import Refusal
from wargame.rules.state import State
from wargame.umpire.inquiry import adjudication
from wargame.umpire.value.future import EXPECTED, Future, findings, futures, measured, outcomes
from wargame.umpire.value.knowledge import known_pack, readable
from wargame.umpire.value.package import Package
from wargame.umpire.value.play import Breach, Course, Wish, begun, to_the_horizon
from wargame.umpire.value.table import Table

Row = dict[str, Any]
Tell = Callable[[int, int], None]
"""(done, total)"""
DIGITS = 3
CONFIGURATIONS = ("in_force", "planned")


@dataclass(frozen=True, kw_only=True)
class Range:
    """Points of an indicator at the horizon, 0–100: expected, and the least and most of all futures."""

    expected: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Change:
    """One step of an indicator between now and the horizon, with its because."""

    indicator: str
    turn: int
    delta: float
    because: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What a cell expects at the horizon. `findings`: configuration -> answers by its own assessment's figures."""

    score: float
    low: float
    high: float
    indicators: dict[str, Range]
    goals: tuple[Contribution, ...]
    changes: tuple[Change, ...]
    breaches: tuple[Breach, ...]
    left_out: tuple[str, ...]
    findings: Row = field(default_factory=dict)
    points: tuple[float, ...] = ()  # in every future that was played through, always in the same order


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why one outlook differs from another: an indicator, by how much, and what that is worth in points."""

    indicator: str
    because: str
    delta: float
    points: float


def outlook(
    known: State,
    pack: Pack,
    seat: str,
    package: Package | None,
    table: Table,
    *,
    wish: Wish | None = None,
    wide: bool = True,
    tell: Tell | None = None,
) -> Outlook | Refusal:
    """What the cell of `seat` (or `seat` itself, a cell) expects with `package` in force, from `knowledge.known`.

    `wide` plays every future through and gives the interval and the findings by its own figures; otherwise only the
    expected one, and low and high are the score. `tell` hears of each future played through. A refusal says why the
    wish cannot be ordered.
    """
    cell = cell_of(seat)
    pack = known_pack(pack, cell, frozenset(known["sent"]))
    start = begun(known, pack, package, wish)
    if isinstance(start, Refusal):
        return start
    ways = list(outcomes(start, pack))
    goals = pack["cells"][cell]["goals"]
    expected: dict[str, float] = {}
    points: list[float] = []
    first: Course | None = None
    spans: dict[str, tuple[float, float]] = {}
    chosen = futures(readable(pack, cell)) if wide else (EXPECTED,)
    for future in chosen:
        for weight, draws in ways:
            course = _course(start, pack, table, future, draws)
            values = {name: value for name, value in _values(course.state).items() if name in known["indicators"]}
            points.append(score(goals, values))
            for name, value in values.items():
                low, high = spans.get(name, (value, value))
                spans[name] = (min(low, value), max(high, value))
                if future is EXPECTED:
                    expected[name] = expected.get(name, 0.0) + weight * value
            if tell is not None:
                tell(len(points), len(chosen) * len(ways))
            # What is told in words is told of the way that is likeliest.
            if future is EXPECTED and weight == max(chance for chance, _ in ways):
                first = first or course
    assert first is not None
    total = score(goals, expected)
    return Outlook(
        score=round(total, DIGITS),
        low=round(min(points) if wide else total, DIGITS),
        high=round(max(points) if wide else total, DIGITS),
        indicators={
            name: Range(
                expected=round(value, DIGITS),
                low=round(spans[name][0] if wide else value, DIGITS),
                high=round(spans[name][1] if wide else value, DIGITS),
            )
            for name, value in expected.items()
        },
        goals=contributions(goals, expected),
        changes=_changes(known, first.state),
        breaches=tuple(row for row in first.breaches if cell == row.party or cell in row.known_to),
        left_out=first.left_out,
        findings=_findings(first.state, pack, cell, table) if wide else {},
        points=tuple(round(each, DIGITS) for each in points),
    )


def value(known: State, pack: Pack, seat: str, package: Package, table: Table) -> float:
    """Expected points with the package less those without any; the expected future alone."""
    with_it, without = (outlook(known, pack, seat, each, table, wide=False) for each in (package, None))
    assert isinstance(with_it, Outlook) and isinstance(without, Outlook)
    return round(with_it.score - without.score, DIGITS)


def scores(state: State, pack: Pack, package: Package | Sequence[Package] | None, table: Table) -> dict[str, float]:
    """Each cell's points at the horizon of a state that is wholly known: one future, tests drawn by the game's seed."""
    start = begun(state, pack, package)
    assert not isinstance(start, Refusal)
    pairs = measured(pack)

    def answers(world: State) -> Row:
        draws = adjudication.draws(world, pack)
        return {"assessments": findings(world, pack, table, EXPECTED, pairs), "draws": draws}

    values = _values(to_the_horizon(start, pack, answers).state)
    return {cell: round(score(row["goals"], values), DIGITS) for cell, row in pack["cells"].items()}


def reasons(after: Outlook, before: Outlook) -> tuple[Reason, ...]:
    """Why `after` differs from `before`: the changes that come in one and not in the other, the weightiest first."""
    worth = {row.indicator: (row.most / 100.0) * (1.0 if row.direction == "up" else -1.0) for row in after.goals}
    net: dict[tuple[str, str], float] = {}
    for rows, sign in ((after.changes, 1.0), (before.changes, -1.0)):
        for row in rows:
            key = (row.indicator, row.because)
            net[key] = net.get(key, 0.0) + sign * row.delta
    found = [
        Reason(
            indicator=indicator,
            because=because,
            delta=round(delta, 2),
            points=round(delta * worth.get(indicator, 0.0), 2),
        )
        for (indicator, because), delta in net.items()
        if abs(delta) >= 0.005
    ]
    return tuple(sorted(found, key=lambda row: (-abs(row.points), -abs(row.delta), row.indicator, row.because)))


def _course(start: State, pack: Pack, table: Table, future: Future, draws: Row) -> Course:
    pairs = measured(pack)
    waiting = dict(draws)

    def answers(world: State) -> Row:
        return {"assessments": findings(world, pack, table, future, pairs), "draws": waiting}

    return to_the_horizon(start, pack, answers)


def _values(state: State) -> dict[str, float]:
    return {name: row["view"]["value"] for name, row in state["indicators"].items()}


def _changes(known: State, then: State) -> tuple[Change, ...]:
    """What moved the indicators after what is known already."""
    found = []
    for name, row in then["indicators"].items():
        if name not in known["indicators"]:
            continue
        old = known["indicators"][name]["view"]["changes"]
        for key, change in row["view"]["changes"].items():
            if key not in old:
                found.append(
                    Change(
                        indicator=name,
                        turn=change["turn"],
                        delta=change["delta"],
                        because=str(change["because"]),
                        rule=change["rule"],
                    )
                )
    return tuple(found)


def _findings(state: State, pack: Pack, cell: str, table: Table) -> Row:
    """The answers by the cell's own figures to what stands at the horizon."""
    own = pack["cells"][cell]["assessment"]
    return {name: table.answer(state, pack, own, name) for name in CONFIGURATIONS}
