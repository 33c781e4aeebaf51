"""A cell's points on its private score sheet: the one definition, for reports, estimates, bots and the frontier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wargame.rules.pack import Goal

HIGHEST = 100.0


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What one goal adds to the points: `points` of at most `most`; `value` is its indicator's, 0–100."""

    indicator: str
    direction: Literal["up", "down"]
    value: float
    points: float
    most: float


def contributions(goals: Sequence[Goal], indicators: Mapping[str, float]) -> tuple[Contribution, ...]:
    """Goal by goal, in the sheet's order; their points add up to the score. One whose indicator is unknown is left out.

    `indicators`: id -> value, 0–100. A goal that should fall counts from 100 down.
    """
    known = [goal for goal in goals if goal["indicator"] in indicators]
    total = sum(goal["weight"] for goal in known)
    rows = []
    for goal in known:
        value = indicators[goal["indicator"]]
        share = goal["weight"] / total if total else 0.0
        good = value if goal["direction"] == "up" else HIGHEST - value
        rows.append(
            Contribution(
                indicator=goal["indicator"],
                direction=goal["direction"],
                value=value,
                points=share * good,
                most=share * HIGHEST,
            )
        )
    return tuple(rows)


def score(goals: Sequence[Goal], indicators: Mapping[str, float]) -> float:
    """The points, 0–100: the weighted mean of the goals; 0 for a sheet without goals or without a known indicator."""
    return float(sum(row.points for row in contributions(goals, indicators)))
