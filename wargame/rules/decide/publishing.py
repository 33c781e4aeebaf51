"""The publication of a turn: orders carried out, tests drawn, findings told, compliance found, indicators moved.

The same function makes the proposal (played through on the side) and the publication itself, so they cannot differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wargame.rules.decide.cell import forecasts
from wargame.rules.decide.control.consents import answer_by_rule
from wargame.rules.decide.orders import bindings_of, do_order, knowers
from wargame.rules.events import ALL, Words, covers
from wargame.rules.mechanics import compliance, drivers, effects
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.beliefs import readers
from wargame.rules.mechanics.pacts import settle
from wargame.rules.mechanics.predicates import holds
from wargame.rules.mechanics.situation import situation_of
from wargame.rules.pack import OrderKind, Pack
from wargame.rules.state import Context, State

NO_FINDINGS: dict[str, Any] = {"assessments": {}, "draws": {}}
Order = dict[str, Any]
KEPT_FROM_OTHERS: dict[str, Any] = {
    "warnings": [],
    "rationale": None,
    "confidence": None,
    "edited_by": None,
    "version": 0,
}


@dataclass(frozen=True, kw_only=True)
class Amendments:
    """What control rules otherwise than is proposed: values of indicators, words of outcomes, orders that fail."""

    reason: Words | None = None
    indicators: Mapping[str, float] = field(default_factory=dict)
    outcomes: Mapping[str, Words] = field(default_factory=dict)
    failed: frozenset[str] = frozenset()
    account: Words | None = None


def publish(acts: Acts, turn: int, findings: dict[str, Any], amendments: Amendments) -> None:
    do_deeds(acts, turn, amendments)
    tell_answers(acts, turn, findings, amendments)


def do_deeds(acts: Acts, turn: int, amendments: Amendments) -> None:
    """The half of a publication that needs no answer of the engine: it leaves the world that the engine is asked of."""
    body = {"turn": turn, "at_ms": acts.context.now_ms, "ruling": amendments.reason}
    acts.add("turn_published", body, (ALL,))
    if amendments.reason is not None:
        say_as_control(acts, "ruling", f"Ruling on turn {turn}", amendments.reason, to=(ALL,))
    if amendments.account is not None:
        say_as_control(acts, "account", f"Turn {turn} as control tells it", amendments.account, to=(ALL,))
    carry_out_orders(acts, turn, amendments)
    _reveal(acts, turn)


def tell_answers(acts: Acts, turn: int, findings: dict[str, Any], amendments: Amendments) -> None:
    """The other half: tests drawn, findings told, compliance found, indicators moved."""
    _draw(acts, turn, findings)
    for assessment, finding in findings["assessments"].items():
        told = {"turn": turn, "assessment": assessment, "finding": finding}
        acts.add("findings_published", told, readers(acts.context.pack, assessment))
    compliance.find(acts)
    drivers.drive(acts)
    settle.ask_for_approvals(acts)
    settle.settle(acts)
    for indicator, value in amendments.indicators.items():
        now = acts.state["indicators"][indicator]["view"]["value"]
        effects.move_indicator(acts, indicator, value - now, because="as control ruled", rule="ruling")
    answer_by_rule(acts, turn)
    forecasts.resolve(acts, turn)


def say_as_control(acts: Acts, what: str, title: str, text: Words, *, to: Iterable[str]) -> None:
    """What control gives as a reason or tells of a turn is read on the press line, like all that is said to all."""
    item = {
        "id": acts.new_id("press", what, str(acts.state["turn"]["number"])),
        "at_ms": acts.context.now_ms,
        "date": acts.state["turn"]["to_date"],
        "voice": "Control",
        "title": title,
        "text": text,
        "kind": "ruling",
        "to": list(to),
        "source": None,
    }
    acts.add("press_published", {"item": item}, to)


def after_orders(state: State, context: Context) -> State:
    """The state as the closed orders of the turn will leave it: the world that the engine is asked about."""
    acts = Acts(state, context, "system")
    carry_out_orders(acts, state["turn"]["number"], Amendments())
    return acts.state


def carry_out_orders(acts: Acts, turn: int, amendments: Amendments) -> None:
    """By step, then cell in the pack's order, then hour of writing: each in the world that those before have left.

    Then what agreements bring by being kept, before the engine is asked.
    """
    pack = acts.context.pack
    cells = list(pack["cells"])
    closed = [row for row in acts.state["orders"].values() if row["turn"] == turn and row["status"] == "closed"]

    def place(order: Order) -> tuple[int, int, int, str]:
        step = pack["order_kinds"][order["kind"]].get("step", 5)
        return step, cells.index(order["cell"]), order["written_ms"], order["id"]

    for order in sorted(closed, key=place):
        _carry_out(acts, order, amendments)
    settle.each_turn(acts, turn)


def _carry_out(acts: Acts, order: Order, amendments: Amendments) -> None:
    pack, cell = acts.context.pack, order["cell"]
    truth = situation_of(acts.state, pack, None)
    needs = pack["order_kinds"][order["kind"]]["needs"]
    missing = next((need for need in needs if not holds(truth, need, bindings_of(pack, order))), None)
    words: Any = amendments.outcomes.get(order["id"])
    if missing is not None or order["id"] in amendments.failed:
        because = f"it needs that {pack['predicates'][missing]['words']}" if missing else "as control ruled"
        outcome = words or f"Not carried out: {because}."
        body = {"order": order["id"], "cell": cell, "turn": order["turn"], "status": "failed", "outcome": outcome}
        acts.add("order_carried_out", {**body, "copy": None}, (cell,))
        acts.notice((cell,), f"An order was not carried out: {order['sentence']}", about=order["id"])
        return
    later = f"Under way; in force from turn {order['due_turn']}."
    outcome = words or (later if order["due_turn"] > order["turn"] else "Carried out.")
    effects.change_funds(acts, cell, money_bn=-order["money_bn"], capital=-order["capital"], because=order["sentence"])
    do_order(acts, order)
    _tell(acts, order, outcome, to=None if order["secret"] else ALL)


def _tell(acts: Acts, order: Order, outcome: Any, *, to: str | None) -> None:
    """A deed as others may know it is a full copy without what the cell wrote for itself; None: nobody else knows.

    To a single cell that found it out, `outcome` says how; what its own cell knows of it stays as it is.
    """
    body = {
        "order": order["id"],
        "cell": order["cell"],
        "turn": order["turn"],
        "status": "carried_out",
        "outcome": outcome,
        "copy": None,
        "found_by": None if to in (None, ALL) else to,
    }
    if to is None:
        acts.add("order_carried_out", body, (order["cell"],))
        return
    copy = {**order, "status": "carried_out", "outcome": outcome, **KEPT_FROM_OTHERS}
    acts.add("order_carried_out", {**body, "copy": copy}, (to,))
    item = {
        "id": acts.new_id("press", order["id"], to),
        "at_ms": acts.context.now_ms,
        "date": acts.state["turn"]["to_date"],
        "voice": acts.context.pack["cells"][order["cell"]]["voice"],
        "title": order["sentence"],
        "text": outcome,
        "kind": "result",
        "to": [to],
        "source": None,
    }
    acts.add("press_published", {"item": item}, (to,))


def _reveal(acts: Acts, turn: int) -> None:
    """Secret deeds become known, with the places they concern: to all in time, before that to whoever can tell."""
    kinds = acts.context.pack["order_kinds"]
    for order in list(acts.state["orders"].values()):
        if order["status"] != "carried_out" or not order["secret"]:
            continue
        known = knowers(acts.state, order)
        if ALL in known:
            continue
        kind = kinds[order["kind"]]
        after = kind.get("revealed_after_turns")
        if after is not None and turn >= order["turn"] + after:
            _uncover(acts, order, order["outcome"], to=ALL)
            continue
        for cell in acts.context.pack["cells"]:
            means = _means(acts, order, kind, cell) if cell not in known else None
            if means is not None:
                _uncover(acts, order, f"Found out, for {means}.", to=cell)


def _means(acts: Acts, order: Order, kind: OrderKind, observer: str) -> str | None:
    """How `observer` can tell that a secret order was carried out, by what he himself knows of the world; or None."""
    pack = acts.context.pack
    situation = situation_of(acts.state, pack, (observer,))
    bindings = {**bindings_of(pack, order), "observer": observer}
    found = next((name for name in kind.get("detected_by", []) if holds(situation, name, bindings)), None)
    return None if found is None else pack["predicates"][found]["words"]


def _uncover(acts: Acts, order: Order, outcome: Any, *, to: str) -> None:
    """Tells of a secret deed and shows its places as they truly are."""
    for value in order["args"].values():
        history = acts.state["sites"].get(value, []) if isinstance(value, str) else []
        if history and not covers(history[-1]["seen_by"], (to,)):
            body = {"site": history[-1]["site"], "because": order["sentence"], "about": order["id"]}
            acts.add("site_changed", {**body, "turn": acts.state["turn"]["number"]}, (to,))
    _tell(acts, order, outcome, to=to)


def draws_due(state: State, pack: Pack) -> dict[str, dict[str, Any]]:
    """inject -> its draw (`pack.InjectDraw`), for what was really tried and has no outcome yet. The umpire asks it."""
    done = {row["inject"] for row in state["draws"].values()}
    known = pack["injects"]  # one that control wrote at the table has no draw
    due = {name: known[name].get("draw") for name in state["sent"] if name in known and name not in done}
    return {name: dict(draw) for name, draw in due.items() if draw}


def _draw(acts: Acts, turn: int, findings: dict[str, Any]) -> None:
    due = draws_due(acts.state, acts.context.pack)
    for inject, answer in findings["draws"].items():
        spec = due.get(inject)
        if spec is None:
            continue
        seen_by = tuple(acts.state["sent"][inject]["seen_by"])
        draw = {
            "id": acts.new_id("draw", inject),
            "turn": turn,
            "title": spec["title"],
            "outcome": answer["outcome"],
            "percentile": answer["percentile"],
            "distribution": answer["distribution"],
            "labels": answer["labels"],
            "because": answer.get("because") or spec["because"],
        }
        if answer.get("redrawn"):
            draw["redrawn"] = len(answer["redrawn"])
        acts.add("draw_made", {"inject": inject, "draw": draw}, seen_by)
        deed = effects.Deed(about=inject, because=spec["title"], seen_by=seen_by, bindings={"turn": turn})
        effects.do(acts, spec.get("effects", {}).get(answer["outcome"], []), deed)
