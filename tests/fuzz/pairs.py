"""Two games that differ only in what is hidden from one seat, as two scripts of the same slots.

A monkey plays the first. In the second, what others did without the viewer being told is left out, done otherwise, or
more of it is done; and the fate of the game and the private answers of the engine are others. Whether something is
hidden is read from the audiences of `tests/rules/sight/test_commuting.py`, not from what the rules say of an event.

Where orders differ, the comparison ends with the publication of their turn: `monkey.SILENCE` says of each command how
long it stays without effect on what others may know.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from uuid import UUID

from tests.fuzz.games import monkey
from tests.fuzz.games.answers import answers
from tests.rules.sight.test_commuting import audience
from tests.rules.table import START_MS, Table
from wargame.journal.store.codec import Unwritable, settle
from wargame.rules.commands import parse
from wargame.rules.decide import Accepted, decide
from wargame.rules.events import Event, visible
from wargame.rules.evolve import fold
from wargame.rules.refusals import Refusal
from wargame.rules.state import Context

SLOT_MS = 1000
HURRY = 0.6  # of the slots; then the turn is driven on to its results
PRYING = 0.15  # how often the viewer asks for what is not its own
CHANGED = {"left out": 4, "otherwise": 3, "the same": 3}


@dataclass(frozen=True)
class Slot:
    """One command at its hour. `shared` is its number in both games; what only one game has shares no number."""

    seat: str
    name: str
    args: Mapping[str, Any]
    command_id: str
    at_ms: int
    bot: bool
    shared: int | None


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The scripts, of which the first `compared` shared slots have to look the same to the viewer."""

    seed: int
    viewer: str
    stream: UUID
    pack: Any
    options: dict[str, Any]
    fates: tuple[int, int]  # seeds of the games
    first: tuple[Slot, ...]
    second: tuple[Slot, ...]
    compared: int
    differences: int  # commands in which the games differ


class Simulation(Table):
    """A game as the journal would play it: the same ids, decided by the honest rules, in memory."""

    def __init__(self, viewer: str, stream: UUID, **more: Any) -> None:
        super().__init__(stream=stream.hex, **more)
        self.viewer = viewer
        self.bot = False

    def inked(self, value: Any) -> Any:
        """As PostgreSQL will give it back: the order of keys can decide who stands in for whom."""
        return settle(super().inked(value))

    def answer(self, slot: Slot) -> Accepted | Refusal | None:
        """What the command comes to; nothing is done yet. None: it cannot be written down at all."""
        try:
            asked = settle(slot.args)
        except Unwritable:
            return None
        command = parse(slot.name, asked)
        if isinstance(command, Refusal):
            return command
        named = f"{slot.seat} {slot.command_id}"
        context = Context(pack=self.pack, now_ms=slot.at_ms, command_id=named, stream=self.stream, by_bot=slot.bot)
        return decide(self.state, command, slot.seat, context)

    def told(self, answer: Accepted | Refusal | None) -> list[str]:
        """The kinds of event that the viewer is told of, if this is done, by who they are for."""
        state, seen = self.state, []
        for event in answer.events if isinstance(answer, Accepted) else ():
            state = fold(state, [Event(event.kind, event.version, self.inked(event.body), event.seen_by)])
            if visible(sorted(audience(event, state, self.pack)), self.viewer, state["game"]):
                seen.append(event.kind)
        return seen

    def forbidden(self, answer: Accepted | Refusal | None, told: list[str]) -> bool:
        """Whether this makes an agreement that the viewer is not told of: it would have consequences he may see."""
        kinds = {event.kind for event in answer.events} if isinstance(answer, Accepted) else set()
        return "agreement_made" in kinds and "agreement_made" not in told

    def commit(self, answer: Accepted | Refusal | None) -> None:
        if isinstance(answer, Accepted):
            self.append(answer.events)


def accepted(answer: Accepted | Refusal | None) -> bool:
    return isinstance(answer, Accepted)


def first_game(game: Simulation, chance: Random, *, slots: int) -> Iterator[tuple[Slot, bool, list[str]]]:
    """The slots that a monkey fills, each with whether it was accepted and what the viewer was told."""
    players = [seat for seat, row in game.state["seats"].items() if row["cell"] != "control"]
    number = 0
    while number < slots and not game.state["game"]["over"]:
        prying = game.state["game"]["started"] and chance.random() < PRYING
        seat, name, args = (
            (game.viewer, *pry(game, chance))
            if prying
            else monkey.move(game, chance, players, hurry=number > slots * HURRY)
        )
        bot = monkey.state_of_bot(game.state, seat) == "plays"
        slot = Slot(seat, name, args, f"s{number}", START_MS + number * SLOT_MS, bot, number)
        answer = game.answer(slot)
        told = game.told(answer)
        if game.forbidden(answer, told):
            continue
        game.commit(answer)
        yield slot, accepted(answer), told
        number += 1


def pry(game: Simulation, chance: Random) -> tuple[str, dict[str, Any]]:
    """A command of the viewer about something of others: what it is answered must not say whether it is there."""
    state, viewer = game.state, game.viewer
    unknown = [name for name, row in state["offers"].items() if not visible(row["seen_by"], viewer, state["game"])]
    offer = monkey.some(chance, unknown or state["offers"]) or "offer-0"
    order = monkey.some(chance, state["orders"]) or "order-0"
    return chance.choice(
        [
            ("offer.reject", {"offer": offer, "version": 1}),
            ("offer.withdraw", {"offer": offer}),
            ("offer.sign", {"offer": offer, "version": 1, "digest": "0" * 32}),
            ("offer.sign", {"offer": offer, "version": 1, "digest": "0" * 32}),
            ("order.drop", {"order": order}),
            ("room.read", {"room": monkey.some(chance, game.state["rooms"]), "upto": 1}),
        ]
    )


def pair(seed: int, *, pack: Any, pack_digest: str, turns: int, slots: int, orders: bool) -> Pair:
    """Two games by this seed. `orders`: whether orders differ too; the comparison then ends with the turn."""
    chance = Random(f"pair {seed}")
    viewers = [name for name, row in pack["seats"].items() if row["cell"] != "control"] + ["control.observer"]
    viewer = chance.choice([name for name in viewers if name in pack["seats"]])
    stream = UUID(int=chance.getrandbits(128), version=4)
    options = {"mode": chance.choice(["rigid", "semi-rigid"]), "observers": "public", "turns": turns, "id": "pair"}
    fates = (seed, seed + 10**6)
    rules = {name: value for name, value in options.items() if name != "id"}
    one, two = (
        Simulation(viewer, stream, seed=fate, pack=pack, pack_digest=pack_digest, game_id="pair", **rules)
        for fate in fates
    )
    first, second = [], []
    compared = differences = 0
    open_still, orders_differ = True, False
    may_differ = ("ever", "turn") if orders else ("ever",)
    for slot, was_accepted, told in first_game(one, chance, slots=slots):
        first.append(slot)
        if orders_differ and "turn_published" in told:
            break
        hidden = not told and slot.seat != viewer and monkey.SILENCE[slot.name] in may_differ
        other: Slot | None = slot
        if answers_of(slot):
            other = replace(slot, args=_other_findings(slot.args, pack, viewer, seed))
        elif hidden:
            how = chance.choices(list(CHANGED), list(CHANGED.values()))[0]
            if how == "left out":
                other = None
            elif how == "otherwise":
                args = monkey.GENERATORS[slot.name](chance, two, slot.seat)
                other = None if args is None else replace(slot, args=args)
        kept = len(second)
        more = _more(two, chance, slot, viewer, may_differ) if chance.random() < 0.3 else None
        for each in (other, more):
            if each is None:
                continue
            answer = two.answer(each)
            heard = two.told(answer)
            if each is slot or answers_of(each):
                # A deed of others may come out otherwise because of what is hidden: from there on the games differ.
                if accepted(answer) != was_accepted and (heard or told) and slot.seat != viewer:
                    open_still = False
            elif heard or two.forbidden(answer, heard):
                continue
            if two.forbidden(answer, heard):
                open_still = False
                continue
            two.commit(answer)
            second.append(each)
        if not open_still:
            del second[kept:]
            break
        compared += 1
        changed = (other is not slot and not answers_of(slot)) + (more is not None)
        differences += changed
        orders_differ |= bool(changed) and "turn" in {monkey.SILENCE[each.name] for each in (slot, more) if each}
    return Pair(
        seed=seed,
        viewer=viewer,
        stream=stream,
        pack=pack,
        options=options,
        fates=fates,
        first=tuple(first[:compared]),
        second=tuple(second),
        compared=compared,
        differences=differences,
    )


def _more(game: Simulation, chance: Random, slot: Slot, viewer: str, may_differ: tuple[str, ...]) -> Slot | None:
    """Something that another seat does within the same second, in the second game alone."""
    others = [name for name, row in game.state["seats"].items() if row["taken"] and name != viewer]
    names = [name for name, how in monkey.SILENCE.items() if how in may_differ]
    if not others or not game.state["game"]["started"]:
        return None
    seat, name, args = monkey.generated(chance, game, chance.choice(others), names)
    bot = monkey.state_of_bot(game.state, seat) == "plays"
    return Slot(seat, name, args, f"x{slot.shared}", slot.at_ms, bot, None)


def answers_of(slot: Slot) -> bool:
    """Whether this slot brings the engine's answers."""
    findings = slot.args.get("findings")
    return slot.name == "findings.record" and isinstance(findings, dict) and "assessments" in findings


def _other_findings(args: Mapping[str, Any], pack: Any, viewer: str, seed: int) -> dict[str, Any]:
    """The same answers of the engine to those that the viewer may read, others to everybody else's assessments."""

    class Asked:
        state = {"sent": {}, "draws": {}}

    asked: Any = Asked()
    asked.pack = pack
    findings = dict(args["findings"])
    private = answers(asked, int(args["turn"]), f"other {seed}")["assessments"]
    cell = viewer.split(".")[0]
    findings["assessments"] = {
        name: row if _reads(pack, name, cell) else private.get(name, row)
        for name, row in findings["assessments"].items()
    }
    return {**args, "findings": findings}


def _reads(pack: Any, assessment: str, cell: str) -> bool:
    its = pack["assessments"].get(assessment)
    return its is not None and (its["published"] or its["cell"] == cell)
