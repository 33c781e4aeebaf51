"""A table to play at without a journal: commands go in by name, events are inked as the codec would and folded."""

from dataclasses import replace
from typing import Any

from tests.rules import small
from wargame.rules.commands import parse
from wargame.rules.decide import Accepted, decide, opening
from wargame.rules.events import Event, Words, visible
from wargame.rules.evolve import fold
from wargame.rules.refusals import Refusal
from wargame.rules.sight import sight
from wargame.rules.state import EMPTY, Context, State

PACK = small.pack()
START_MS = 1_700_000_000_000
HEADS = {"west": small.WEST, "east": small.EAST, "north": small.NORTH}


class Table:
    """One game in play. `log` holds the events as they would be stored; `texts` what people wrote, by id."""

    def __init__(
        self,
        *,
        seed: int = 7,
        stream: str = "stream",
        pack: Any = None,
        pack_digest: str = "digest",
        game_id: str = "game",
        **options: Any,
    ) -> None:
        self.pack = pack or PACK
        self.stream = stream
        self.now_ms = START_MS
        self.commands = 0
        self.bot = False  # whether a seat's bot speaks
        self.texts: dict[str, str] = {}
        self.log: list[Event] = []
        self.state: State = EMPTY
        self.given: list[tuple[str, str, int, tuple[Event, ...]]] = []  # seat, command, hour, and what came of it
        opened = opening(
            self.pack,
            game_id=game_id,
            pack_digest=pack_digest,
            title="A play",
            options=options,  # type: ignore[arg-type]
            seed=seed,
            context=self.context("opening"),
        )
        self.given.append(("system", "opening", self.now_ms, opened))
        self.append(opened)

    def context(self, command_id: str) -> Context:
        return Context(pack=self.pack, now_ms=self.now_ms, command_id=command_id, stream=self.stream, by_bot=self.bot)

    def append(self, events: tuple[Event, ...]) -> None:
        inked = [replace(event, body=self.inked(event.body)) for event in events]
        self.log += inked
        self.state = fold(self.state, inked)

    def inked(self, value: Any) -> Any:
        if isinstance(value, Words):
            name = f"text-{len(self.texts)}"
            self.texts[name] = value.text
            return {"$text": name}
        if isinstance(value, dict):
            return {key: self.inked(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.inked(item) for item in value]
        return value

    def do(self, by: str, name: str, /, **args: Any) -> Accepted | Refusal:
        """Give a command; what it comes to is appended at once."""
        self.commands += 1
        self.now_ms += 1000
        command = parse(name, args)
        if isinstance(command, Refusal):
            return command
        answer = decide(self.state, command, by, self.context(f"command-{self.commands}"))
        if isinstance(answer, Accepted):
            self.given.append((by, f"command-{self.commands}", self.now_ms, answer.events))
            self.append(answer.events)
        return answer

    def by_bot(self, seat: str, name: str, /, **args: Any) -> str:
        """Give a command as the seat's bot; it is accepted."""
        self.bot = True
        try:
            return self.must(seat, name, **args)
        finally:
            self.bot = False

    def must(self, by: str, name: str, /, **args: Any) -> str:
        """Give a command that is accepted; returns the receipt's `ref`, or ""."""
        answer = self.do(by, name, **args)
        assert isinstance(answer, Accepted), f"{name} by {by}: {answer}"
        return str(answer.receipt.get("ref", ""))

    def refused(self, by: str, name: str, /, **args: Any) -> str:
        """Give a command that is refused and changes nothing; returns the code."""
        before, length = self.state, len(self.log)
        answer = self.do(by, name, **args)
        assert isinstance(answer, Refusal), f"{name} by {by} was accepted"
        assert self.state is before and len(self.log) == length
        assert answer.message and "{" not in answer.message, answer
        return answer.code

    def view(self, seat: str) -> Any:
        return sight(self.state, seat)

    def seat_all(self) -> None:
        for seat in small.PLAYERS:
            self.must("system", "seat.take", seat=seat)

    def end_phase(self) -> None:
        turn, phase = self.state["turn"]["number"], self.state["phase"]["name"]
        self.must(small.FACILITATOR, "phase.end", turn=turn, phase=phase, reason="go on")

    def to(self, phase: str) -> None:
        """Go on to the next `phase` (not past an adjudication)."""
        while self.state["phase"]["name"] != phase:
            self.end_phase()

    def adjudicate(self, **answers: Any) -> None:
        """Record findings for the turn and, unless the game is rigid, accept the proposal."""
        turn = self.state["turn"]["number"]
        self.must("system", "findings.record", turn=turn, findings=small.findings(turn, **answers))
        if self.state["phase"]["name"] == "adjudication":
            self.must(small.FACILITATOR, "adjudication.accept", turn=turn)


def started(**options: Any) -> Table:
    """A table in the briefing of the first turn with every seat taken."""
    table = Table(**options)
    table.seat_all()
    table.must(small.FACILITATOR, "game.start")
    return table


def clause(kind: str, party: str = "west", name: str = "", **more: Any) -> dict[str, Any]:
    """A clause as a client sends it; unnamed arguments of play stand beside `args`."""
    frame = {key: more.pop(key) for key in ("from_turn", "until_turn", "condition", "only_if") if key in more}
    return {"id": name or f"c-{kind}", "kind": kind, "party": party, "args": more, **frame}


def digest_of(table: Table, offer: str) -> tuple[int, str]:
    """The current version of an offer and its digest."""
    view = table.state["offers"][offer]["view"]
    return view["version"], view["versions"][str(view["version"])]["digest"]


def sign(table: Table, seat: str, offer: str) -> str:
    version, digest = digest_of(table, offer)
    return table.must(seat, "offer.sign", offer=offer, version=version, digest=digest)


def negotiating(**options: Any) -> Table:
    """A table in the first turn's negotiation with every seat taken."""
    table = started(**options)
    table.to("negotiation")
    return table


def tabled(
    table: Table, *clauses: dict[str, Any], by: str = small.WEST, to: tuple[str, ...] = ("east",), **more: Any
) -> str:
    """The id of an offer of these clauses."""
    args = {"title": "Deal", "to": list(to), "clauses": list(clauses), "expires_turn": 3, **more}
    return table.must(by, "offer.table", **args)


def agreed(table: Table, *clauses: dict[str, Any], **more: Any) -> str:
    """The id of an agreement on these clauses; `more` as `tabled` takes it."""
    return signed(table, tabled(table, *clauses, **more))


def signed(table: Table, offer: str) -> str:
    """The id of the agreement that an offer has become, signed by the heads of all its parties."""
    for cell in table.state["offers"][offer]["view"]["parties"]:
        sign(table, HEADS[cell], offer)
    return next(name for name, row in table.state["agreements"].items() if row["view"]["offer"] == offer)


class Doubting(Table):
    """A table that gives every player's command twice: to the whole state and to what the seat was told.

    `doubts` lists the commands whose answers differ, as the seat is told of them: those read something that the seat
    does not know.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.told: dict[str, tuple[int, State]] = {}
        self.doubts: list[str] = []

    def do(self, by: str, name: str, /, **args: Any) -> Accepted | Refusal:
        known = self._as_told(by) if by in self.state["seats"] and not by.startswith("control.") else None
        answer = super().do(by, name, **args)
        command = parse(name, args)
        # Readiness may end the phase and so close what others have on the table: R75 speaks of answers to players.
        if known is not None and name != "cell.ready" and not isinstance(command, Refusal):
            again = decide(known, command, by, self.context(f"command-{self.commands}"))
            if _heard(again, by) != _heard(answer, by):
                self.doubts.append(f"{by} {name} {args}: {answer} but {again}")
        return answer

    def _as_told(self, seat: str) -> State:
        done, state = self.told.get(seat, (0, EMPTY))
        new = [event for event in self.log[done:] if visible(event, seat, self.state["game"])]
        state = fold(state, new)
        self.told[seat] = (len(self.log), state)
        return state


def _heard(answer: Accepted | Refusal, seat: str) -> Any:
    """What the seat learns of an answer: a refusal whole, of what is accepted the entries that it may see."""
    if isinstance(answer, Refusal):
        return answer
    return [event for event in answer.events if visible(event, seat)], answer.receipt
