"""Orders: the scenario's default ones, what keeps the bot's promises, what else raises its score; or breaks a promise.

Every order is first tried on what the seat knows, by the rules themselves: one that would be refused is never given.
"""

from dataclasses import dataclass
from typing import Any

from wargame.rules.commands import WriteOrder
from wargame.rules.decide import Accepted, decide
from wargame.rules.decide.orders import do_order
from wargame.rules.evolve import fold
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.compliance import bindings_of, is_due
from wargame.rules.mechanics.predicates import holds
from wargame.rules.mechanics.situation import situation_of
from wargame.rules.state import Context, State
from wargame.umpire.bots import words
from wargame.umpire.bots.ideas import Idea, frozen
from wargame.umpire.bots.sheet import Command, Sheet

EXTRAS_RECKONED = 3
"""So many orders beyond the default ones a bot reckons through in a turn: its dearest by price, some by its dice."""


@dataclass(frozen=True)
class Deed:
    """An order that is to be given; `keeps`: the promise that it keeps, `breaks`: the one that it breaks, in words."""

    idea: Idea
    default: bool = False
    keeps: str = ""
    breaks: str = ""
    gain: float = 0.0


@dataclass(frozen=True)
class Plan:
    """Deeds and what the seat would then know: its state with these orders written."""

    deeds: tuple[Deed, ...]
    known: State

    def score(self, sheet: Sheet) -> float:
        return float(sheet.judge.worth(self.known, sheet.cell, None).score)


def give_orders(sheet: Sheet) -> tuple[list[Command], list[str]]:
    """The orders of this turn that the seat has the powers for, with their reasons."""
    plan = Plan((), sheet.known)
    reasons: list[str] = []
    given = {(row["kind"], frozen(row["args"])) for row in _own(sheet)}
    for row in sheet.pack.get("default_orders", []):
        if row["cell"] == sheet.cell and row["turn"] == sheet.turn:
            idea = Idea(row["kind"], sheet.cell, frozen(row["args"]))
            if (idea.kind, idea.args) not in given:
                plan = _with(sheet, plan, Deed(idea, default=True), breaking=False) or plan
    plan = _keep_promises(sheet, plan)
    plan, more = _improve(sheet, plan)
    reasons += more
    commands: list[Command] = []
    for deed in plan.deeds:
        why = words.rationale(deed.gain, default=deed.default, keeps=deed.keeps, breaks=deed.breaks)
        args = {"kind": deed.idea.kind, "args": deed.idea.words, "rationale": why, "turn": sheet.turn}
        commands.append(("order.write", args))
        reasons.append(f"{sheet.pack['order_kinds'][deed.idea.kind]['title']}: {why}")
    return commands, reasons


def _own(sheet: Sheet) -> list[Any]:
    rows = sheet.known["orders"].values()
    return [row for row in rows if row["cell"] == sheet.cell and row["turn"] == sheet.turn]


def _with(sheet: Sheet, plan: Plan, deed: Deed, *, breaking: bool) -> Plan | None:
    """The plan with one more deed, or None if the rules refuse it, or if it breaks a promise and may not."""
    context = Context(pack=sheet.pack, now_ms=0, command_id=f"thought-{len(plan.deeds)}", stream="", by_bot=True)
    command = WriteOrder(kind=deed.idea.kind, args=deed.idea.words)
    answer = decide(plan.known, command, sheet.seat, context)
    if not isinstance(answer, Accepted):
        return None
    warned = [warning for event in answer.events for warning in event.body.get("order", {}).get("warnings", [])]
    if warned and not breaking:
        return None
    if warned:
        deed = Deed(deed.idea, default=deed.default, breaks=warned[0], gain=deed.gain)
    return Plan((*plan.deeds, deed), fold(plan.known, answer.events))


def _keep_promises(sheet: Sheet, plan: Plan) -> Plan:
    """The plan with an order for each promise that would otherwise be broken at the end of the turn, if one helps.

    A promise is let go when breaking it is worth more than the temperament's `breach`.
    """
    for agreement, clause in _unkept(sheet, plan.known):
        kept = _kept_by(sheet, plan, agreement, clause)
        if kept is None:
            continue
        gain = plan.score(sheet) - kept.score(sheet)
        if gain <= sheet.temperament["breach"]:
            plan = kept
    return plan


def _unkept(sheet: Sheet, known: State) -> list[tuple[str, dict[str, Any]]]:
    """The clauses that bind the cell, are due, and are broken as things stand, orders of this turn done."""
    situation = situation_of(_done(sheet, known), sheet.pack, (sheet.cell,))
    return [
        (agreement["id"], clause)
        for agreement in situation.agreements
        for clause in agreement["clauses"].values()
        if clause["party"] == sheet.cell and _broken(sheet, situation, agreement["id"], clause)
    ]


def _broken(sheet: Sheet, situation: Any, agreement: str, clause: dict[str, Any]) -> bool:
    row = next(row for row in situation.agreements if row["id"] == agreement)
    bindings = bindings_of(clause, observer=sheet.cell, turn=situation.turn, agreement=agreement)
    breach = sheet.pack["clause_kinds"][clause["kind"]]["breach"]
    due = is_due(situation, clause, standing=row["standing"][clause["id"]], observer=sheet.cell)
    return due and holds(situation, breach, bindings)


def _done(sheet: Sheet, known: State) -> State:
    """The world with the cell's own orders of this turn done."""
    acts = Acts(known, Context(pack=sheet.pack, now_ms=0, command_id="thought", stream=""), sheet.seat)
    for order in known["orders"].values():
        if order["cell"] == sheet.cell and order["status"] == "written":
            do_order(acts, order)
    return acts.state


def _kept_by(sheet: Sheet, plan: Plan, agreement: str, clause: dict[str, Any]) -> Plan | None:
    """The plan with the first order that mends the clause. Orders whose fields say the clause's words come first."""
    prices = sheet.judge.prices(sheet.cell, sheet.view["turn"]["of"]).orders
    said = set(map(str, clause["args"].values()))
    likely = sorted(prices, key=lambda idea: (-len(said & {str(value) for _, value in idea.args}), idea.kind))
    for idea in likely:
        if not said & {str(value) for _, value in idea.args} and said:
            break
        tried = _with(sheet, plan, Deed(idea, keeps=str(clause["sentence"])), breaking=False)
        if tried is None:
            continue
        situation = situation_of(_done(sheet, tried.known), sheet.pack, (sheet.cell,))
        if not _broken(sheet, situation, agreement, clause):
            return tried
    return None


def _improve(sheet: Sheet, plan: Plan) -> tuple[Plan, list[str]]:
    """The plan without defaults that harm and with orders that help, each by more than the temperament asks."""
    reasons: list[str] = []
    score = plan.score(sheet)
    for deed in [each for each in plan.deeds if each.default]:
        less = _again(sheet, [each for each in plan.deeds if each is not deed])
        if less.deeds and less.score(sheet) > score + sheet.temperament["order"]:
            title = sheet.pack["order_kinds"][deed.idea.kind]["title"]
            reasons.append(f"Leaves out “{title}”: worth {score - less.score(sheet):+.2f}.")
            plan, score = less, less.score(sheet)
    for idea in _extras(sheet, plan):
        more = _with(sheet, plan, Deed(idea), breaking=True)
        if more is None:
            continue
        gain = more.score(sheet) - score
        asked = sheet.temperament["breach"] if more.deeds[-1].breaks else sheet.temperament["order"]
        if gain > asked:
            last = Deed(idea, breaks=more.deeds[-1].breaks, gain=gain)
            plan, score = Plan((*plan.deeds, last), more.known), score + gain
    return plan, reasons


def _again(sheet: Sheet, deeds: list[Deed]) -> Plan:
    plan = Plan((), sheet.known)
    for deed in deeds:
        plan = _with(sheet, plan, deed, breaking=bool(deed.breaks)) or plan
    return plan


def _extras(sheet: Sheet, plan: Plan) -> list[Idea]:
    """What else to reckon through: by price, with some luck of the dice, one of a kind."""
    prices = sheet.judge.prices(sheet.cell, sheet.view["turn"]["of"]).orders
    kinds = {deed.idea.kind for deed in plan.deeds} | {row["kind"] for row in _own(sheet)}
    done = {row["kind"] for row in sheet.known["orders"].values() if row["cell"] == sheet.cell}

    def rank(idea: Idea) -> float:
        luck = sheet.roll("order", idea.kind, str(idea.args))
        return -(prices[idea] + luck * (1.0 + 3.0 * sheet.temperament["tremble"]) - (0.5 if idea.kind in done else 0.0))

    chosen: dict[str, Idea] = {}
    for idea in sorted(prices, key=lambda idea: (rank(idea), idea.kind, str(idea.args))):
        if idea.kind not in kinds and _lawful(sheet, plan, idea):
            chosen.setdefault(idea.kind, idea)
        if len(chosen) == EXTRAS_RECKONED:
            break
    return list(chosen.values())


def _lawful(sheet: Sheet, plan: Plan, idea: Idea) -> bool:
    return _with(sheet, plan, Deed(idea), breaking=True) is not None
