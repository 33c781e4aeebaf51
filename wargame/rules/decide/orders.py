"""Orders: what a cell does on its own authority, written and dropped until the orders close.

Only what the cell can see is read here: its funds, its own open orders, and the world as it was told. Breaking an
agreement is allowed; the order then carries a warning.
"""

from typing import Any

from wargame.rules.commands import DropOrder, WriteOrder
from wargame.rules.decide.cell import drafts
from wargame.rules.decide.frame import no_power, wrong_phase
from wargame.rules.events import ALL, Words, cell_of
from wargame.rules.mechanics import effects, fields
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.compliance import broken_by, is_bound
from wargame.rules.mechanics.funds import funds_view
from wargame.rules.mechanics.powers import effective
from wargame.rules.mechanics.predicates import holds
from wargame.rules.mechanics.situation import situation_of
from wargame.rules.pack import OrderKind, Pack
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.state import State

Order = dict[str, Any]


def _open(acts: Acts, turn: int | None) -> Refusal | None:
    """Refused unless the orders are open, and of the turn that the author was looking at. After the close: late."""
    state = acts.state
    number = state["turn"]["number"]
    if turn is not None and turn < number:
        return refuse("late", "turn", turn=turn)
    if state["phase"]["name"] in ("adjudication", "results"):
        return refuse("late", "turn", turn=number)
    if not state["phase"]["may_order"]:
        return wrong_phase(state, "orders")
    if state["phase"].get("grace") and f"{number}:{cell_of(acts.seat)}" not in state["late"]:
        return refuse("late", "turn", turn=number)
    if turn is not None and turn != number:
        return refuse("wrong-turn", "turn", given=turn, turn=number)
    return None


def _own_open(acts: Acts, name: str) -> Order | Refusal:
    order: Order | None = acts.state["orders"].get(name)
    if order is None or order["cell"] != cell_of(acts.seat):
        return refuse("unknown-order", "order", order=name)
    if order["status"] != "written":
        return refuse("order-closed", "order", status=order["status"])
    return order


def _replaces(command: WriteOrder, old: Order) -> Refusal | None:
    """Refused unless the edit keeps the kind and names the version that it replaces: no colleague's edit is lost."""
    if old["kind"] != command.kind:
        return refuse("order-kind-fixed", "kind", kind=old["kind"])
    if command.version is None:
        return refuse("missing-field", "version", name="A change of an order")
    return _seen(command.version, old)


def _seen(version: int, order: Order) -> Refusal | None:
    if version != order["version"]:
        return refuse("old-version", "version", given=version, version=order["version"])
    return None


def _power(acts: Acts, kind: OrderKind, args: dict[str, Any]) -> Refusal | None:
    power = kind["power"]
    if power.endswith("$host"):
        power = power.replace("$host", str(_host(acts.context.pack, args)))
    if power not in effective(acts.state, acts.seat):
        return no_power(acts.state, acts.seat, power)
    return None


def write(acts: Acts, command: WriteOrder) -> str | Refusal | None:
    refusal = _open(acts, command.turn) or drafts.usable(acts, command.draft, command.draft_version)
    if refusal is not None:
        return refusal
    pack, cell = acts.context.pack, cell_of(acts.seat)
    old = _own_open(acts, command.order) if command.order is not None else None
    if isinstance(old, Refusal):
        return old
    refusal = _replaces(command, old) if old is not None else None
    if refusal is not None:
        return refusal
    kind = _kind(pack, cell, command.kind)
    if isinstance(kind, Refusal):
        return kind
    args = fields.check(pack, kind["fields"], command.args, at="args", what=f"the order “{kind['title']}”")
    if isinstance(args, Refusal):
        return args
    order = _order(acts, command, kind, args, old)
    refusal = _power(acts, kind, args) or _affordable(acts, kind, order) or _lawful(acts, kind, order)
    if refusal is not None:
        return refusal
    order["warnings"] = _warnings(acts, order)
    acts.add("order_written", {"order": order}, (cell,))
    drafts.close(acts, command.draft, "used", order["id"])
    return str(order["id"])


def _kind(pack: Pack, cell: str, name: str) -> OrderKind | Refusal:
    kind = pack["order_kinds"].get(name)
    if kind is None or cell not in kind["cells"]:
        own = ", ".join(each for each, its in pack["order_kinds"].items() if cell in its["cells"])
        return refuse("unknown-order-kind", "kind", kind=name, choices=own)
    return kind


def drafted(acts: Acts, command: WriteOrder) -> Order | Refusal:
    """The new order that `command` would be, held against all but the phase and the seat's power. Nothing is written.

    For whoever gives orders without a hand at a seat: what a cell does by itself. `acts.seat` names the cell.
    """
    kind = _kind(acts.context.pack, cell_of(acts.seat), command.kind)
    if isinstance(kind, Refusal):
        return kind
    args = fields.check(acts.context.pack, kind["fields"], command.args, at="args", what=f"the order “{kind['title']}”")
    if isinstance(args, Refusal):
        return args
    order = _order(acts, command, kind, args, None)
    refusal = _affordable(acts, kind, order) or (_lawful(acts, kind, order) if kind["needs"] else None)
    if refusal is not None:
        return refusal
    if is_bound(acts.state, order["cell"]):
        order["warnings"] = _warnings(acts, order)
    return order


def _order(acts: Acts, command: WriteOrder, kind: OrderKind, args: dict[str, Any], old: Order | None) -> Order:
    pack, cell, turn = acts.context.pack, cell_of(acts.seat), acts.state["turn"]["number"]
    times = args.get(kind["per"], 1) if kind.get("per") else 1
    words = {**fields.said(pack, kind["fields"], args), "cell": pack["cells"][cell]["name"]}
    return {
        "id": old["id"] if old else acts.new_id("order"),
        "kind": command.kind,
        "cell": cell,
        "seat": old["seat"] if old else acts.seat,
        "edited_by": acts.seat,
        "version": old["version"] + 1 if old else 1,
        "origin": "control" if acts.by_control else "seat",
        "turn": turn,
        "args": args,
        "sentence": fields.fill(kind["sentence"], words),
        "money_bn": round(kind["money_bn"] * times, 6),
        "capital": kind["capital"],
        "lead_turns": kind["lead_turns"],
        "due_turn": turn + kind["lead_turns"],
        "secret": kind["secret"],
        "status": "written",
        "outcome": None,
        "warnings": [],
        "rationale": Words(command.rationale) if command.rationale.strip() else None,
        "confidence": command.confidence,
        "written_ms": acts.context.now_ms,
    }


def _affordable(acts: Acts, kind: OrderKind, order: Order) -> Refusal | None:
    funds = funds_view(acts.state, order["cell"], without=order["id"])
    if funds is None:
        return None
    field = f"args.{kind['per']}" if kind.get("per") else "kind"
    money = round(funds["money_bn"] - funds["reserved_bn"], 6)
    if order["money_bn"] > money:
        return refuse("no-money", field, cost=f"{order['money_bn']:g}", left=f"{money:g}")
    capital = round(funds["capital"] - funds["reserved_capital"], 6)
    if order["capital"] > capital:
        return refuse("no-capital", "kind", cost=f"{order['capital']:g}", left=f"{capital:g}")
    return None


def bindings_of(pack: Pack, order: Order) -> dict[str, Any]:
    """What the `$names` of the order's needs and effects stand for."""
    return {"cell": order["cell"], "turn": order["turn"], "host": _host(pack, order["args"]), **order["args"]}


def _host(pack: Pack, args: dict[str, Any]) -> str | None:
    site = pack["sites"].get(str(args.get("site")))
    return site["host"] if site else None


def _lawful(acts: Acts, kind: OrderKind, order: Order) -> Refusal | None:
    """The first need that does not hold, as far as the cell knows, with its other orders of this turn done."""
    pack = acts.context.pack
    situation = situation_of(_imagined(acts, order, own=False), pack, (order["cell"],))
    for need in kind["needs"]:
        if not holds(situation, need, bindings_of(pack, order)):
            return refuse("not-lawful", "kind", words=pack["predicates"][need]["words"])
    return None


def _warnings(acts: Acts, order: Order) -> list[str]:
    before, after = (_imagined(acts, order, own=own) for own in (False, True))
    return broken_by(before, after, acts.context.pack, order["cell"])


def _imagined(acts: Acts, order: Order, *, own: bool) -> State:
    """The state as the cell would see it with its open orders done: without or with `order` itself."""
    others = [
        row
        for row in acts.state["orders"].values()
        if row["cell"] == order["cell"] and row["status"] == "written" and row["id"] != order["id"]
    ]
    scratch = Acts(acts.state, acts.context, acts.seat)
    for row in [*others, order] if own else others:
        do_order(scratch, row)
        done = {"order": row["id"], "status": "carried_out", "outcome": "", "copy": None}
        scratch.add("order_written", {"order": row}, (order["cell"],))
        scratch.add("order_carried_out", done, (order["cell"],))
    return scratch.state


def do_order(acts: Acts, order: Order) -> None:
    """The effects of an order, told to all, or if it is secret to its own cell."""
    pack = acts.context.pack
    deed = effects.Deed(
        about=order["id"],
        because=order["sentence"],
        seen_by=(order["cell"],) if order["secret"] else (ALL,),
        bindings=bindings_of(pack, order),
        lead_turns=order["lead_turns"],
    )
    effects.do(acts, pack["order_kinds"][order["kind"]]["effects"], deed)


def complete_orders(acts: Acts, turn: int) -> None:
    """What orders of earlier turns do when they are due: told to all, or of a secret one to those who know of it."""
    pack = acts.context.pack
    for name, order in list(acts.state["orders"].items()):
        then = pack["order_kinds"][order["kind"]].get("then", [])
        if not then or order["status"] != "carried_out" or not order["turn"] < order["due_turn"] == turn:
            continue
        deed = effects.Deed(
            about=name,
            because=order["sentence"],
            seen_by=knowers(acts.state, order),
            bindings=bindings_of(pack, order),
        )
        effects.do(acts, then, deed)


def knowers(state: State, order: Order) -> tuple[str, ...]:
    """Who knows of an order that was carried out: its cell, and all or those who have found it out."""
    known = state["deeds"].get(order["id"], {"seen_by": []})["seen_by"]
    return (ALL,) if ALL in known else tuple(sorted({order["cell"], *known}))


def drop(acts: Acts, command: DropOrder) -> str | Refusal | None:
    refusal = _open(acts, None)
    if refusal is not None:
        return refusal
    order = _own_open(acts, command.order)
    if isinstance(order, Refusal):
        return order
    refusal = _seen(command.version, order) if command.version is not None else None
    refusal = refusal or _power(acts, acts.context.pack["order_kinds"][order["kind"]], order["args"])
    if refusal is not None:
        return refusal
    acts.add("order_dropped", {"order": command.order, "cell": order["cell"]}, (order["cell"],))
    return command.order
