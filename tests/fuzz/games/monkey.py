"""A player that does anything: legal commands made from the pack's forms, and illegal ones between them. Seeded.

`GENERATORS` has a row for every command there is; `tests/rules/test_door.py` fails for one without, and so
for `SILENCE`. A generator gives
arguments that may be right now, or None where there is nothing to do it with. What it reads is the whole state: a
monkey also pries, with ids that its seat was never told.
"""

from collections.abc import Callable
from random import Random
from typing import Any, Literal, Protocol

from tests.fuzz.games.answers import answers
from tests.fuzz.games.forms import ODD_NUMBERS, ODD_WORDS, args_for, clauses_for, order_for
from tests.fuzz.games.life import LIFE, LIFE_SILENCE
from tests.fuzz.games.pacts import PACTS, guests_and_links, only_if
from wargame.rules.commands import COMMANDS, SYSTEM_COMMANDS
from wargame.rules.decide import CONTROL_COMMANDS
from wargame.rules.refusals import Refusal
from wargame.rules.sight.table import OPEN

__all__ = ["GENERATORS", "args_for", "move", "nonsense", "play"]

Args = dict[str, Any]


class Board(Protocol):
    """What a monkey looks at and plays with."""

    pack: Any
    state: Any
    now_ms: int
    bot: bool  # whether the seat's bot speaks

    def do(self, by: str, name: str, /, **args: Any) -> Any: ...


def turn_of(board: Board) -> int:
    return max(1, board.state["turn"]["number"])


def some(chance: Random, names: Any) -> Any:
    """One of them, or None if there are none."""
    names = list(names)
    return chance.choice(names) if names else None


def _say(chance: Random, board: Board, seat: str) -> Args | None:
    return {"room": some(chance, board.state["rooms"]), "text": f"words {chance.randint(0, 999)}"}


def _read(chance: Random, board: Board, seat: str) -> Args | None:
    return {"room": some(chance, board.state["rooms"]), "upto": chance.randint(0, 4)}


def _table(chance: Random, board: Board, seat: str) -> Args | None:
    cell, turn = seat.split(".")[0], turn_of(board)
    others = [other for other in board.pack["cells"] if other != cell]
    to = chance.sample(others, 1 if chance.random() < 0.7 else len(others))
    more = guests_and_links(chance, board, cell, to)
    parties = [cell, *to, *more.get("invites", [])]
    clauses = only_if(chance, clauses_for(chance, board.pack, parties, turn), parties)
    return {
        "title": "An offer",
        "to": to,
        "clauses": clauses,
        "open": chance.random() < 0.4,
        "expires_turn": min(chance.randint(turn, turn + 2), board.state["game"]["turns"]),
        **more,
    }


def _offer(chance: Random, board: Board, seat: str) -> tuple[str, Any] | None:
    """An offer, mostly an open one that the seat's cell is party to."""
    rows = {name: row["view"] for name, row in board.state["offers"].items()}
    mine = [
        name
        for name, row in rows.items()
        if seat.split(".")[0] in [*row["parties"], *row["invites"]] and row["status"] in OPEN
    ]
    name = some(chance, mine if mine and chance.random() < 0.9 else rows)
    return None if name is None else (name, rows[name])


def version_of(chance: Random, row: Any) -> int:
    return int(row["version"]) + (chance.random() < 0.08)


def _sign(chance: Random, board: Board, seat: str) -> Args | None:
    found = _offer(chance, board, seat)
    if found is None:
        return None
    offer, row = found
    digest = row["versions"][str(row["version"])]["digest"] if chance.random() < 0.97 else "0" * 32
    return {"offer": offer, "version": version_of(chance, row), "digest": digest}


def _counter(chance: Random, board: Board, seat: str) -> Args | None:
    found = _offer(chance, board, seat)
    if found is None:
        return None
    offer, row = found
    parties = [*row["parties"], *row["invites"]]
    clauses = only_if(chance, clauses_for(chance, board.pack, parties, turn_of(board)), parties)
    return {"offer": offer, "version": version_of(chance, row), "title": "Otherwise", "clauses": clauses}


def _reject(chance: Random, board: Board, seat: str) -> Args | None:
    found = _offer(chance, board, seat)
    return None if found is None else {"offer": found[0], "version": version_of(chance, found[1]), "reason": "no"}


def _withdraw(chance: Random, board: Board, seat: str) -> Args | None:
    found = _offer(chance, board, seat)
    return None if found is None else {"offer": found[0], "reason": some(chance, ["", "a better idea"])}


def _order(chance: Random, board: Board, seat: str) -> tuple[str, Any] | None:
    """An order, mostly an open one of the seat's cell."""
    rows = board.state["orders"]
    mine = [name for name, row in rows.items() if row["cell"] == seat.split(".")[0] and row["status"] == "written"]
    name = some(chance, mine if mine and chance.random() < 0.9 else rows)
    return None if name is None else (name, rows[name])


def _write(chance: Random, board: Board, seat: str) -> Args | None:
    kind, args = order_for(chance, board.pack, seat.split(".")[0])
    made: Args = {"kind": kind, "args": args}
    if chance.random() < 0.3:
        made |= {"rationale": "because", "confidence": chance.randint(0, 100)}
    if chance.random() < 0.2:
        made["turn"] = turn_of(board) - (chance.random() < 0.2)
    old = _order(chance, board, seat) if chance.random() < 0.2 else None
    if old is not None:
        made |= {"order": old[0], "version": version_of(chance, old[1])}
        if chance.random() < 0.8:
            made["kind"] = old[1]["kind"]
            made["args"] = args_for(chance, board.pack, board.pack["order_kinds"][made["kind"]]["fields"])
    return made


def _drop(chance: Random, board: Board, seat: str) -> Args | None:
    found = _order(chance, board, seat)
    return None if found is None else {"order": found[0]}


def _seat_bot(chance: Random, board: Board, seat: str) -> Args | None:
    bots = board.pack.get("bots") or {}
    cell = some(chance, bots)
    if cell is None:
        return None
    seats = [name for name, row in board.state["seats"].items() if row["cell"] == cell]
    return {"seat": some(chance, seats), "temperament": some(chance, [*bots[cell], "x"])}


def _unseat_bot(chance: Random, board: Board, seat: str) -> Args | None:
    return {"seat": some(chance, [name for name, row in board.state["seats"].items() if row.get("bot")])}


def _note_bot(chance: Random, board: Board, seat: str) -> Args | None:
    row = board.state["seats"].get(seat, {})
    if row.get("bot") is None and chance.random() < 0.9:
        return None
    return {"step": len(board.state["bots"].get(seat, {}).get("notes", {})), "text": "because"}


def _amend(chance: Random, board: Board, seat: str) -> Args | None:
    turn = turn_of(board)
    orders = [name for name, row in board.state["orders"].items() if row["turn"] == turn]
    return {
        "turn": turn,
        "indicators": {some(chance, board.pack["indicators"]): chance.randint(0, 100)},
        "outcomes": {some(chance, orders): "otherwise"} if orders else {},
        "failed": chance.sample(orders, min(1, len(orders))),
        "reason": "ruled",
    }


def _end_phase(chance: Random, board: Board, seat: str) -> Args | None:
    phase = board.state["phase"]["name"] if chance.random() < 0.9 else "orders"
    return {"turn": turn_of(board), "phase": phase, "reason": "on"}


def _voice(chance: Random, board: Board, seat: str) -> Args | None:
    to = some(chance, ["all", *board.pack["cells"], *board.state["seats"], "nobody"])
    return {"voice": "V", "title": "T", "text": f"x {chance.randint(0, 99)}", "to": [to]}


def _findings(chance: Random, board: Board, seat: str) -> Args | None:
    turn = turn_of(board) + (chance.random() < 0.1)
    return {"turn": turn, "findings": answers(board, turn, board.state["fate"].get("seed"))}


def reason(words: str, **more: Any) -> Callable[[Random, Board, str], Args]:
    return lambda chance, board, seat: {"reason": words, **more}


Generator = Callable[[Random, Board, str], "Args | None"]

GENERATORS: dict[str, Generator] = {
    "talk.say": _say,
    "room.read": _read,
    "offer.table": _table,
    "offer.counter": _counter,
    "offer.sign": _sign,
    "offer.reject": _reject,
    "offer.withdraw": _withdraw,
    **PACTS,
    "order.write": _write,
    "order.drop": _drop,
    "cell.ready": lambda chance, board, seat: {"ready": chance.random() < 0.7},
    "hand.raise": lambda chance, board, seat: {"up": chance.random() < 0.5, "about": some(chance, ["", "help"])},
    "seat.hand_back": lambda chance, board, seat: {},
    "seat.take_over": lambda chance, board, seat: {},
    "bot.note": _note_bot,
    "bot.seat": _seat_bot,
    "bot.unseat": _unseat_bot,
    "game.start": lambda chance, board, seat: {},
    "game.end": lambda chance, board, seat: {"reason": "fire drill"} if chance.random() < 0.01 else None,
    "clock.pause": reason("wait"),
    "clock.resume": reason("go"),
    "clock.extend": lambda chance, board, seat: {"seconds": chance.randint(-600, 600), "reason": "time"},
    "clock.rules": lambda chance, board, seat: {
        "grace_s": some(chance, [None, 0, 30, 3600]),
        "end_when_ready": some(chance, [None, True, False]),
        "wait_for_orders": some(chance, [None, True, False]),
        "reason": "rules",
    },
    "phase.end": _end_phase,
    "inject.send": lambda chance, board, seat: {"inject": some(chance, board.pack["injects"])},
    "consent.rule": lambda chance, board, seat: {
        "consent": some(chance, board.pack.get("consents") or ["none"]),
        "answer": some(chance, ["yes", "no"]),
        "reason": "so",
    },
    "voice.say": _voice,
    "adjudication.accept": lambda chance, board, seat: {"turn": turn_of(board)},
    "adjudication.amend": _amend,
    "seat.take": lambda chance, board, seat: {"seat": some(chance, board.state["seats"])},
    "seat.leave": lambda chance, board, seat: {"seat": some(chance, board.state["seats"])},
    "phase.close_due": lambda chance, board, seat: {"turn": turn_of(board), "phase": board.state["phase"]["name"]},
    "findings.record": _findings,
    "findings.fail": lambda chance, board, seat: {"turn": turn_of(board), "attempt": 1, "words": "out"},
    **LIFE,
}

# How long a command that was not told to somebody stays without effect on what he may know, for `pairs`:
#   ever   it has none: nobody but those who were told can ever learn of it
#   turn   until the results of its turn are published
#   never  it is public, or control's own doing
SILENCE: dict[str, Literal["ever", "turn", "never"]] = {
    "talk.say": "ever",
    "room.read": "ever",
    "hand.raise": "ever",
    "offer.table": "ever",
    "offer.counter": "ever",
    "offer.sign": "ever",  # what makes an agreement is kept out of the scripts: see `Simulation.forbidden`
    "offer.reject": "ever",
    "offer.withdraw": "ever",
    **LIFE_SILENCE,
    "agreement.join": "never",  # what takes force may do something public at once
    "agreement.decline": "turn",
    "agreement.denounce": "turn",
    "approval.answer": "never",
    "order.write": "turn",
    "order.drop": "turn",
    "bot.note": "ever",
    "voice.say": "ever",
    "consent.rule": "never",
    "cell.ready": "never",
    "seat.hand_back": "never",
    "seat.take_over": "never",
    "seat.take": "never",
    "seat.leave": "never",
    "bot.seat": "never",
    "bot.unseat": "never",
    "game.start": "never",
    "game.end": "never",
    "clock.pause": "never",
    "clock.resume": "never",
    "clock.extend": "never",
    "clock.rules": "never",
    "phase.end": "never",
    "phase.close_due": "never",
    "inject.send": "never",
    "adjudication.accept": "never",
    "adjudication.amend": "never",
    "findings.record": "never",  # but with other private findings
    "findings.fail": "never",
}

# How often a player wants what, beside 1 for everything else, in the phase that it is for.
WANTED: dict[str, dict[str, float]] = {
    "negotiation": {"offer.table": 8, "offer.sign": 24, "offer.counter": 3},
    "orders": {"order.write": 40, "order.drop": 2, "offer.sign": 12, "offer.table": 3},
}
# How often control ends a phase on its own.
ENDED = {"briefing": 0.2, "negotiation": 0.025, "orders": 0.025, "results": 0.2}
PLAYERS_COMMANDS = [name for name in COMMANDS if name not in (*SYSTEM_COMMANDS, *CONTROL_COMMANDS)]


def nonsense(chance: Random) -> tuple[str, Args]:
    """A command's name with arguments that belong to none."""
    name = chance.choice(list(COMMANDS))
    junk: list[Any] = [*ODD_NUMBERS, *ODD_WORDS, float("nan"), float("inf"), None, [], {}, [[[]]], {"a": {"b": {}}}]
    keys = ["seat", "room", "text", "turn", "phase", "reason", "offer", "version", "args", "kind", "clauses", "upto"]
    return name, {chance.choice(keys): chance.choice([*junk, True]) for _ in range(chance.randint(0, 5))}


def generated(chance: Random, board: Board, seat: str, names: list[str]) -> tuple[str, str, Args]:
    """A command of these that can be given arguments now."""
    phase = board.state["phase"]["name"]
    weights = [WANTED.get(phase, {}).get(name, 1.0) for name in names]
    while True:
        name = chance.choices(names, weights)[0]
        args = GENERATORS[name](chance, board, seat)
        if args is not None:
            return seat, name, args


def one_of_control(chance: Random, board: Board) -> str:
    """Mostly the facilitator; now and then an assistant of whatever scope."""
    aides = [seat for seat, row in board.state["seats"].items() if row.get("made")]
    return chance.choice(aides) if aides and chance.random() < 0.3 else "control.facilitator"


def move(board: Board, chance: Random, players: list[str], *, hurry: bool) -> tuple[str, str, Args]:
    """The next (seat, command, arguments). In a `hurry` the table is driven on."""
    state = board.state
    phase, die = state["phase"]["name"], chance.random()
    empty = [seat for seat in players if not state["seats"][seat]["taken"]]
    present = [seat for seat in players if seat not in empty] or players
    if not state["game"]["started"]:
        if empty and die < 0.8:
            return "system", "seat.take", {"seat": chance.choice(empty)}
        if die < 0.9:
            return "control.facilitator", "game.start", {}
    if die < 0.04:
        return chance.choice([*players, "system", "control.observer", "stranger"]), *nonsense(chance)
    if die < 0.07:
        board.now_ms += chance.randint(0, 300_000)
        return "system", *generated(chance, board, "system", list(SYSTEM_COMMANDS))[1:]
    if phase == "adjudication" and die < 0.6:
        name = "findings.record" if die < 0.4 else chance.choice(["adjudication.accept", "adjudication.amend"])
        return generated(chance, board, "system" if die < 0.4 else "control.facilitator", [name])
    if phase != "adjudication" and die < (0.5 if hurry else 0.07 + ENDED.get(phase, 0.0)):
        return generated(chance, board, "control.facilitator", ["phase.end"])
    if die < 0.13:
        rest = [name for name in CONTROL_COMMANDS if name != "phase.end"]
        return generated(chance, board, one_of_control(chance, board), rest)
    seat = chance.choice(players if die > 0.98 else present)
    return generated(chance, board, seat, PLAYERS_COMMANDS)


def state_of_bot(state: Any, seat: str) -> str | None:
    bot: str | None = state["seats"].get(seat, {}).get("bot")
    return bot


def play(board: Board, chance: Random, *, most: int = 400) -> dict[str, int]:
    """Play until the game is over; after `most` moves in a hurry. Returns how often each answer came."""
    outcomes: dict[str, int] = {}
    players = [seat for seat, row in board.state["seats"].items() if row["cell"] != "control"]
    for step in range(most * 4):
        if board.state["game"]["over"]:
            return outcomes
        seat, name, args = move(board, chance, players, hurry=step > most)
        before = board.state
        plays = state_of_bot(before, seat) == "plays"
        board.bot = plays if chance.random() < 0.95 else not plays
        answer = board.do(seat, name, **args)
        board.bot = False
        key = answer.code if isinstance(answer, Refusal) else "ok"
        assert key == "ok" or board.state is before, f"{name} was refused ({key}) and changed the state"
        outcomes[key] = outcomes.get(key, 0) + 1
    raise AssertionError(f"the game did not end: {board.state['phase']}, {outcomes}")
