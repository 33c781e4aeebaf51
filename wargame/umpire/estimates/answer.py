"""The answer to a question: the outlook as things stand, the outlook with it, and what makes the difference. Pure.

The shapes are those of the wire; a seat reads in them what it expects for itself, never what others would get.
"""

from collections.abc import Callable
from typing import TypedDict

from wargame.rules.pack import Pack
from wargame.rules.refusals import Refusal
from wargame.rules.state import State
from wargame.rules.view import AxisFinding, RussiaFinding
from wargame.umpire.estimates.question import Meant
from wargame.umpire.value.outlook import DIGITS, Outlook, outlook, reasons
from wargame.umpire.value.table import Table

Tell = Callable[[int, int], None]
REASONS = 24


class RangeView(TypedDict):
    expected: float
    low: float
    high: float


class GoalView(TypedDict):
    """What one goal of the score sheet adds: `points` of at most `most`."""

    indicator: str
    direction: str
    value: float
    points: float
    most: float


class ExpectedBreach(TypedDict):
    turn: int
    party: str
    sentence: str


class ExpectedFindings(TypedDict):
    axes: dict[str, AxisFinding]
    russia: RussiaFinding


class OutlookView(TypedDict):
    """Points 0–100 at the last turn; low and high over all futures. `left_out`: default orders a promise prevents."""

    score: float
    low: float
    high: float
    indicators: dict[str, RangeView]
    goals: list[GoalView]
    findings: dict[str, ExpectedFindings]  # "in_force", "planned": by the cell's own assessment; {} if asked quickly
    breaches: list[ExpectedBreach]
    left_out: list[str]


class ReasonView(TypedDict):
    """One change that comes with the question and not without, or the other way round; `points` on the score sheet."""

    indicator: str
    because: str
    delta: float
    points: float


class EstimateView(TypedDict):
    """`before`: as things stand; `after`: with what was asked about. `difference` is paired, future by future."""

    turn: int
    horizon: int
    quick: bool
    futures: int
    before: OutlookView
    after: OutlookView
    difference: RangeView
    reasons: list[ReasonView]


def answered(
    known: State,
    pack: Pack,
    seat: str,
    meant: Meant,
    table: Table,
    *,
    quick: bool,
    before: Outlook | None = None,
    tell: Tell | None = None,
) -> tuple[EstimateView, Outlook] | Refusal:
    """The answer, and the outlook as things stand, which serves for the next question in the same state.

    Raises `table.NotTabulated` if the table does not ask and the engine would have to be asked.
    """

    def halfway(done: int, total: int) -> None:
        if tell is not None:
            tell(done, 2 * total)

    def rest(done: int, total: int) -> None:
        if tell is not None:
            tell(total + done, 2 * total)

    now = before or outlook(known, pack, seat, None, table, wide=not quick, tell=halfway)
    assert isinstance(now, Outlook)
    then = outlook(known, pack, seat, meant.package, table, wish=meant.wish, wide=not quick, tell=rest)
    if isinstance(then, Refusal):
        return Refusal(then.code, then.message, f"order.{then.field}" if then.field else "order")
    steps = [after - first for after, first in zip(then.points, now.points, strict=True)]
    gained = then.score - now.score
    view: EstimateView = {
        "turn": known["turn"]["number"],
        "horizon": known["game"]["turns"],
        "quick": quick,
        "futures": len(then.points),
        "before": seen(now),
        "after": seen(then),
        "difference": {
            "expected": round(gained, DIGITS),
            "low": round(min(steps) if not quick else gained, DIGITS),
            "high": round(max(steps) if not quick else gained, DIGITS),
        },
        "reasons": [
            {"indicator": row.indicator, "because": row.because, "delta": row.delta, "points": row.points}
            for row in reasons(then, now)[:REASONS]
        ],
    }
    return view, now


def seen(told: Outlook) -> OutlookView:
    return {
        "score": told.score,
        "low": told.low,
        "high": told.high,
        "indicators": {
            name: {"expected": row.expected, "low": row.low, "high": row.high} for name, row in told.indicators.items()
        },
        "goals": [
            {
                "indicator": row.indicator,
                "direction": row.direction,
                "value": round(row.value, DIGITS),
                "points": round(row.points, DIGITS),
                "most": round(row.most, DIGITS),
            }
            for row in told.goals
        ],
        "findings": told.findings,
        "breaches": [{"turn": row.turn, "party": row.party, "sentence": row.sentence} for row in told.breaches],
        "left_out": list(told.left_out),
    }
