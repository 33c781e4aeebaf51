"""What is the case, as an audience can know it: the only thing that predicates read.

`audience` None is the truth, which only the adjudication itself may ask for. Otherwise it is a list of viewers, and
a fact counts only if every one of them was told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wargame.rules.events import ALL, CONTROL, covers
from wargame.rules.pack import Pack
from wargame.rules.state import State

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Situation:
    pack: Pack
    turn: int
    sites: dict[str, Row]  # SiteView, and region
    treaties: dict[str, str]
    agreements: list[Row]  # AgreementView without compliance
    deeds: list[Row]  # orders that were carried out
    breaches: list[Row]  # {kind, party} of clauses found broken this turn
    indicators: dict[str, float]
    findings: dict[str, Row]  # assessment -> FindingView of this turn, else of the last that there is
    sent: frozenset[str]
    marks: frozenset[str]
    drawn: dict[str, str]  # inject -> outcome
    consents: dict[str, str]  # consent -> yes | no; open ones are missing


def situation_of(state: State, pack: Pack, audience: Iterable[str] | None) -> Situation:
    who = None if audience is None else tuple(audience)

    def told(seen_by: Iterable[str]) -> bool:
        return who is None or covers(seen_by, who)

    return Situation(
        pack=pack,
        turn=state["turn"]["number"],
        sites={site: row for site, history in state["sites"].items() if (row := _site(history, told)) is not None},
        treaties=state["treaties"],
        agreements=[row["view"] for row in state["agreements"].values() if told(row["seen_by"])],
        deeds=_deeds(state, told),
        breaches=_breaches(state, who, told),
        indicators={name: row["view"]["value"] for name, row in state["indicators"].items() if told(row["seen_by"])},
        findings=_findings(state, told),
        sent=frozenset(name for name, row in state["sent"].items() if told(row["seen_by"])),
        marks=frozenset(name for name, row in state["marks"].items() if told(row["seen_by"])),
        drawn={row["inject"]: row["view"]["outcome"] for row in state["draws"].values() if told(row["seen_by"])},
        consents={name: row["answer"] for name, row in state["consents"].items()},
    )


def _site(history: list[Row], told: Any) -> Row | None:
    return next((row["site"] for row in reversed(history) if told(row["seen_by"])), None)


def _deeds(state: State, told: Any) -> list[Row]:
    own = {order: row for order, row in state["orders"].items() if told((row["cell"],))}
    others = {order: row["view"] for order, row in state["deeds"].items() if told(row["seen_by"])}
    known = {**others, **own}
    return [row for row in known.values() if row["status"] == "carried_out"]


def _breaches(state: State, who: tuple[str, ...] | None, told: Any) -> list[Row]:
    """Broken clauses of this turn that every one of `who` could verify (for the truth: as control knows it)."""
    if who is None:
        observers = [CONTROL]
    elif ALL in who:
        observers = list(state["cells"])
    else:
        observers = [viewer.split(".", 1)[0] for viewer in who]
    turn = state["turn"]["number"]
    found = []
    for agreement, row in state["agreements"].items():
        if not told(row["seen_by"]):
            continue
        for clause, terms in row["view"]["clauses"].items():
            states = [state["compliance"].get(who_looks, {}).get(agreement, {}).get(clause) for who_looks in observers]
            if states and all(it and it["status"] == "breached" and it["turn"] == turn for it in states):
                found.append({"kind": terms["kind"], "party": terms["party"]})
    return found


def _findings(state: State, told: Any) -> dict[str, Row]:
    latest: dict[str, Row] = {}
    for turn in sorted(state["findings"], key=int):
        for assessment, row in state["findings"][turn].items():
            if told(row["seen_by"]):
                latest[assessment] = row["finding"]
    return latest
