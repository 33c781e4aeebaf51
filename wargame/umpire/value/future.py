"""The ways in which things may turn out that an interval spans: whose figures are right, and how tests come out.

A future says by which figures every question to the engine is answered. In the first each assessment answers for
itself. In two more every disputed parameter lies at the low or the high end of its range; and for each assessment that
the cell may read there is one in which all questions are answered by it, as if it were right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from engine.turn import draw
from wargame.rules.decide.publishing import draws_due
from wargame.rules.pack import Pack
from wargame.rules.state import State
from wargame.umpire.inquiry import adjudication
from wargame.umpire.value.table import Corner, Table

Row = dict[str, Any]
MOST_OUTCOMES = 16
"""More ways for the pending tests to come out are sampled instead of counted out."""


@dataclass(frozen=True, kw_only=True)
class Future:
    """`figures`: the assessment that answers for all; None: each for itself."""

    name: str
    corner: Corner = "value"
    figures: str | None = None


EXPECTED = Future(name="expected")


def futures(assessments: list[str]) -> tuple[Future, ...]:
    """The expected one first."""
    corners: tuple[Corner, Corner] = ("low", "high")
    return (
        EXPECTED,
        *(Future(name=corner, corner=corner) for corner in corners),
        *(Future(name=name, figures=name) for name in assessments),
    )


def measured(pack: Pack) -> tuple[tuple[str, str], ...]:
    """(assessment, configuration) of every finding that a condition or a driver of the pack reads."""
    asked = [row["towards"] for row in pack["drivers"] if row.get("towards")]
    args: list[Any] = [*asked, *(row["args"] for row in pack["predicates"].values() if row["kind"] in READERS)]
    return tuple(sorted({(row["assessment"], row["configuration"]) for row in args}))


READERS = ("finding_at_least", "finding_at_most")


def findings(state: State, pack: Pack, table: Table, future: Future, pairs: tuple[tuple[str, str], ...]) -> Row:
    """assessment -> FindingView of what stands in `state`, with the configurations that are read, no document."""
    turn = state["turn"]["number"]
    rows: Row = {}
    for assessment, configuration in pairs:
        if not pack["assessments"][assessment]["parameters"]:
            continue  # a private one of others: who cannot read it cannot reckon with it
        answer = table.answer(state, pack, future.figures or assessment, configuration, future.corner)
        row = rows.setdefault(assessment, {"turn": turn, "assessment": assessment, "document": None})
        row[configuration], row[f"russia_{configuration}"] = answer["axes"], answer["russia"]
    return rows


def outcomes(state: State, pack: Pack) -> Iterator[tuple[float, Row]]:
    """(chance, draws as `decide.answers` takes them) for the tests that were tried and have no outcome yet.

    All combinations with their chances, or, if these are more than sixteen, sixteen of equal weight drawn by a key.
    """
    due = sorted(draws_due(state, pack).items())
    hits, tests = adjudication.muster.record_of(state)
    chances = {
        name: adjudication.posterior_predictive(spec["hits"] + hits, spec["attempts"] + tests, spec["shots"])
        for name, spec in due
    }

    def answer(name: str, spec: Row, outcome: int) -> Row:
        return {
            "outcome": spec["labels"][outcome],
            "percentile": 50.0,
            "distribution": chances[name],
            "labels": list(spec["labels"]),
            "because": spec["because"],
        }

    total = 1
    for each in chances.values():
        total *= len(each)
    if total <= MOST_OUTCOMES:
        for way in product(*(range(len(chances[name])) for name, _ in due)):
            weight = 1.0
            for (name, _), outcome in zip(due, way, strict=True):
                weight *= chances[name][outcome]
            yield weight, {name: answer(name, spec, outcome) for (name, spec), outcome in zip(due, way, strict=True)}
        return
    for number in range(MOST_OUTCOMES):
        drawn = {name: draw.sample(chances[name], (0, number, f"estimate {name}")).outcome for name, _ in due}
        yield 1.0 / MOST_OUTCOMES, {name: answer(name, spec, drawn[name]) for name, spec in due}
