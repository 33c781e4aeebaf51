"""Default play to the horizon: every remaining turn by the rules' own decisions, on the side, nothing recorded.

Each cell gives the pack's default orders of the turn where they are lawful and affordable as far as is known, and where
they would not break what the cell has promised; a cell that has handed in orders for the present turn is taken at its
word. Offers on the table come to nothing; nobody speaks, hides or rules.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wargame.rules.commands import StartGame, WriteOrder
from wargame.rules.decide import lobby, offers, orders, phases
from wargame.rules.decide.frame import open_phase
from wargame.rules.decide.publishing import Amendments, do_deeds, tell_answers
from wargame.rules.events import ALL, CONTROL, event
from wargame.rules.evolve import evolve
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.powers import head_of
from wargame.rules.pack import Pack
from wargame.rules.refusals import Refusal
from wargame.rules.state import Context, State
from wargame.umpire.value.package import Package

Row = dict[str, Any]
Answers = Callable[[State], Row]
"""The findings and draws of a turn (`decide.answers`) for the world that its orders have left."""

UNREAD = ("press_published", "notice_given", "proposal_made")
"""Kinds of events that no condition, effect or driver reads: they are not even made."""
NOTHING = Amendments()
WISH = "wish"
"""In the place of the seat that gave an order: nobody has."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """An order that is imagined to be given in the present turn, beside what its cell does anyway."""

    cell: str
    kind: str
    args: Row


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A clause found broken in a turn, as control would know it."""

    turn: int
    party: str
    agreement: str
    clause: str
    sentence: str
    known_to: tuple[str, ...]  # cells that could tell


@dataclass(frozen=True, kw_only=True)
class Course:
    """How it went: the state at the horizon, what was broken, and which default orders promises have prevented."""

    state: State
    breaches: tuple[Breach, ...]
    left_out: tuple[str, ...]


class Imagined(Acts):
    """Acts that keep no events, only what follows from them."""

    def add(self, kind: str, body: Row, seen_by: Iterable[str]) -> None:
        if kind not in UNREAD:
            self.state = evolve(self.state, event(kind, body, seen_by))


def begun(
    state: State, pack: Pack, package: Package | Sequence[Package] | None, wish: Wish | None = None
) -> State | Refusal:
    """The present with the package (or one after the other) signed and the wish among the orders of this turn.

    A refusal says why the wish cannot be ordered.
    """
    acts = Imagined(state, _context(pack), "system")
    if state["phase"]["name"] == "lobby":
        lobby.start(acts, StartGame())
    signed = [] if package is None else [package] if isinstance(package, Package) else package
    for number, each in enumerate(signed):
        acts.context = _context(pack, f"package-{number}")
        _agree(acts, each)
    acts.context = _context(pack)
    if wish is not None:
        acts.seat, acts.context = head_of(pack, wish.cell), _context(pack, WISH)
        order = orders.drafted(acts, WriteOrder(kind=wish.kind, args=wish.args))
        if isinstance(order, Refusal):
            return order
        acts.add("order_written", {"order": {**order, "seat": WISH}}, (wish.cell,))
    return acts.state


def _context(pack: Pack, command_id: str = "imagined") -> Context:
    return Context(pack=pack, now_ms=0, command_id=command_id, stream="")


def _agree(acts: Imagined, package: Package) -> None:
    """The package as an agreement that all its parties have just signed."""
    version = {
        "number": 1,
        "digest": "",
        "title": "",
        "clauses": dict(package.terms),
        "order": list(package.terms),
    }
    turn = acts.state["turn"]["number"]
    view = offers.laid_out(acts, package.parties, open=package.open, expires_turn=turn)
    view = {**view, "versions": {"1": version}, "signatures": dict.fromkeys(package.parties, 0)}
    acts.add("offer_tabled", {"offer": view}, (ALL,) if package.open else package.parties)
    offers.agree(acts, view, version)


def to_the_horizon(state: State, pack: Pack, answers: Answers) -> Course:
    """Play `state` on until the last turn's results are told. The horizon is the last turn of this play."""
    acts = Imagined(state, _context(pack), "system")
    breaches: list[Breach] = []
    left_out: list[str] = []
    if acts.state["phase"]["name"] == "adjudication":  # others' closed orders are not known: their defaults are
        left_out += _defaults(acts)
        acts.add("orders_closed", {"turn": acts.state["turn"]["number"], "at_ms": 0}, (ALL,))
    while not acts.state["game"]["over"]:
        phase, turn = acts.state["phase"]["name"], acts.state["turn"]["number"]
        if phase == "lobby":
            lobby.start(acts, StartGame())
        elif phase == "orders":
            left_out += _defaults(acts)
            phases.advance(acts)
        elif phase == "adjudication":
            do_deeds(acts, turn, NOTHING)
            tell_answers(acts, turn, answers(acts.state), NOTHING)
            breaches += _broken(acts.state)
            open_phase(acts, "results", turn)
        elif phase == "results" and turn >= acts.state["game"]["turns"]:
            break
        else:
            phases.advance(acts)
    return Course(state=acts.state, breaches=tuple(breaches), left_out=tuple(left_out))


def _defaults(acts: Imagined) -> list[str]:
    """Write the default orders of this turn; returns the sentences of those that a promise prevents.

    Cells that have orders of this turn are passed over; what is only wished for leaves the defaults as they are.
    """
    pack, turn = acts.context.pack, acts.state["turn"]["number"]
    rows = [(place, row) for place, row in enumerate(pack.get("default_orders", [])) if row["turn"] == turn]
    if not rows:
        return []
    given = [order for order in acts.state["orders"].values() if order["turn"] == turn]
    busy = {order["cell"] for order in given if order["seat"] != WISH}
    wished = [(order["cell"], order["kind"], order["args"]) for order in given]
    prevented = []
    for place, row in rows:
        if row["cell"] in busy or (row["cell"], row["kind"], row["args"]) in wished:
            continue
        acts.seat, acts.context = head_of(pack, row["cell"]), _context(pack, f"default-{place}")
        order = orders.drafted(acts, WriteOrder(kind=row["kind"], args=row["args"]))
        if isinstance(order, Refusal):
            continue
        if order["warnings"]:
            prevented.append(str(order["sentence"]))
        else:
            acts.add("order_written", {"order": order}, (row["cell"],))
    acts.context, acts.seat = _context(pack), "system"
    return prevented


def _broken(state: State) -> list[Breach]:
    """The clauses that control found broken this turn."""
    turn, found = state["turn"]["number"], []
    for agreement, clauses in state["compliance"].get(CONTROL, {}).items():
        view = state["agreements"][agreement]["view"]["clauses"]
        for name, row in clauses.items():
            if row["status"] != "breached" or row["turn"] != turn:
                continue
            known_to = tuple(
                cell
                for cell, known in state["compliance"].items()
                if cell != CONTROL and known.get(agreement, {}).get(name, {}).get("status") == "breached"
            )
            term = view[name]
            found.append(
                Breach(
                    turn=turn,
                    party=term["party"],
                    agreement=agreement,
                    clause=name,
                    sentence=str(term["sentence"]),
                    known_to=known_to,
                )
            )
    return found
