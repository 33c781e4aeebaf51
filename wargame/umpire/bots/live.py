"""Bots at real tables: their steps go through `journal.handle` like everybody's commands, under ids that name the step.

Any number of workers may take the same step at once or again after a death: the note that opens it is one command, the
journal gives it one answer, and whoever sees another picture than the first is refused. Nothing of a bot is stored but
what it does and notes.
"""

import json
import time
from hashlib import blake2b
from typing import Any
from uuid import UUID

from wargame import journal
from wargame.lobby.models import Game
from wargame.rules.pack import Pack
from wargame.rules.state import State
from wargame.umpire.bots.judge import Judge
from wargame.umpire.bots.mind import decide_next, is_at_rest
from wargame.umpire.bots.sheet import Move, Sheet, sheet_of
from wargame.umpire.turns import claims, closed
from wargame.umpire.value.table import Table

CLAIM = 0
"""In the place of a turn: who holds this claim plays the bots of a game."""
BUDGET_S = 12.0
"""A task that has gone on for so long leaves the rest to the next one; the hard limit is 25 s."""
PACES_S = {"quick": 0.0, "human": 8.0}
"""Seconds between two steps of a table's bots: at once, or so that a person can follow them."""

_judges: dict[str, Judge] = {}


def judge_of(pack: Pack, digest: str) -> Judge:
    """This process's judge for a pack: what it has reckoned serves every game of the pack."""
    if digest not in _judges:
        _judges[digest] = Judge(pack, Table(closed.memory))
    return _judges[digest]


def pace_s(options: dict[str, Any]) -> float:
    return PACES_S.get(str(options.get("bots_pace", "quick")), 0.0)


def seats(state: State) -> list[str]:
    """The seats that bots play now."""
    return [seat for seat, row in state["seats"].items() if row.get("bot") == "plays"]


def have_something_to_do(state: State, pack: Pack) -> bool:
    """Whether a bot of this game would do anything now; while the clock is held, none does."""
    if state["phase"]["paused"] or state["game"].get("over"):
        return False
    return any(not is_at_rest(_sheet(state, pack, seat, None)) for seat in seats(state))


def _sheet(state: State, pack: Pack, seat: str, judge: Judge | None) -> Sheet:
    return sheet_of(state, pack, seat, judge=judge, seed=int(state["fate"]["seed"]))


def act(game_id: str) -> str:
    """Each bot of the game takes a step; at a quick table as many as fit. Returns what came of it, for the log."""
    game = Game.objects.filter(pk=game_id, over=None).first()
    if game is None:
        return "no such game"
    with claims.claim(game.stream, CLAIM) as mine:
        if not mine:
            return "somebody is at it"
        return _act(game)


def _act(game: Game) -> str:
    pack = journal.pack_of(game.stream)
    judge = judge_of(pack, game.pack_digest)
    began, taken = time.monotonic(), 0
    while True:
        before = taken
        for seat in seats(journal.state_at(game.stream)[0]):
            taken += step(game.stream, pack, seat, judge)
            if time.monotonic() - began > BUDGET_S:
                return f"{taken} steps"
        if taken == before or pace_s(game.options) > 0:
            return f"{taken} steps"


def step(stream: UUID, pack: Pack, seat: str, judge: Judge) -> bool:
    """One step of one bot; False if it is at rest, or if somebody else took the step."""
    state, _ = journal.state_at(stream)
    if state["phase"]["paused"] or seat not in seats(state):
        return False
    sheet = _sheet(state, pack, seat, judge)
    if is_at_rest(sheet):
        return False
    return give(stream, sheet, decide_next(sheet))


def give(stream: UUID, sheet: Sheet, move: Move) -> bool:
    """Note the step, and then do what it says; a command that is refused meanwhile is simply not done."""
    hour = f"bot-{sheet.turn}-{sheet.view['phase']['name']}-{sheet.step}"
    note = {"step": sheet.step, "text": move.why}
    told = journal.handle(stream, command_id=hour, name="bot.note", args=note, seat=sheet.seat, by_bot=True)
    if not told["ok"]:
        return False
    for name, args in move.commands:
        said = json.dumps([name, args], sort_keys=True)
        mark = blake2b(said.encode(), digest_size=6).hexdigest()
        journal.handle(stream, command_id=f"{hour}-{mark}", name=name, args=args, seat=sheet.seat, by_bot=True)
    return True
