"""What a bot has before it when it decides: its picture and knowledge, powers, hour and dice. Values only."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from wargame.rules.decide.lobby import bot_step
from wargame.rules.pack import Pack, Temperament
from wargame.rules.sight import sight
from wargame.rules.state import State
from wargame.rules.view import View
from wargame.umpire.value import knowledge

Command = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Move:
    """What a bot does in one step: commands in this order, and why, in a sentence for control alone."""

    commands: tuple[Command, ...]
    why: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """`view`: sight of the seat. `known`, `pack`: state and pack as the seat may reckon with them (`umpire.value`).

    `step`: how many steps of this phase the bot has taken. `dice`: a number of its own that no player is told.
    """

    seat: str
    view: View
    known: State
    pack: Pack
    temperament: Temperament
    step: int
    dice: int
    judge: Any = field(compare=False)

    @property
    def cell(self) -> str:
        return self.view["you"]["cell"]

    @property
    def turn(self) -> int:
        return self.view["turn"]["number"]

    @property
    def rounds(self) -> int:
        return self.temperament["rounds"]

    @property
    def played(self) -> float:
        """How much of the game is played, 0 to 1: turns and, within one, rounds of talk; orders are its last part."""
        within = 1.0 if self.view["phase"]["name"] != "negotiation" else min(1.0, self.step / (2 * self.rounds))
        return min(1.0, (self.turn - 1 + within) / max(1, self.view["turn"]["of"]))

    def roll(self, *names: str) -> float:
        """A number in [0, 1) for this seat, hour, step and name: the same again when asked again."""
        hour = (self.dice, self.seat, self.turn, self.view["phase"]["name"], self.step, *names)
        digest = blake2b("\x1f".join(map(str, hour)).encode(), digest_size=8).digest()
        return (int.from_bytes(digest) >> 11) / float(1 << 53)

    def powers(self) -> set[str]:
        """The powers that are this bot's to use: what a person of its cell can do is left to the person, and what
        several bots of a cell can do is done by the first of them."""
        seats = self.view["cells"][self.cell]["seats"]
        taken = [row for row in seats.values() if row["taken"]]
        acting = next(iter([row for row in taken if row["head"]] or taken), None)
        empty = {power for row in seats.values() if not row["taken"] for power in row["powers"]}
        free = set(self.view["you"]["powers"])
        before = True  # rows of bots that stand before this one in the scenario's order
        for row in seats.values():
            if row["id"] == self.seat:
                before = False
            elif row["taken"] and (row["bot"] != "plays" or before):
                free -= set(row["powers"]) | (empty if row is acting else set())
        return free


def ask(sheet: Sheet, best: float) -> float:
    """What the bot asks for now, in points over no agreement: reserve + (best - reserve)·(1 - t^(1/beta))."""
    reserve = sheet.temperament["reserve"]
    return reserve + max(0.0, best - reserve) * (1.0 - sheet.played ** (1.0 / sheet.temperament["beta"]))


def sheet_of(state: State, pack: Pack, seat: str, *, judge: Any, seed: int) -> Sheet:
    """What the bot of `seat` has before it: what its seat was told, its own temperament and dice; nothing else.

    The dice are made of the game's seed and the seat. The bot learns nothing of the seed by them.
    """
    cell = pack["seats"][seat]["cell"]
    known = knowledge.known(state, pack, seat)
    digest = blake2b(f"bot\x1f{seed}\x1f{seat}".encode(), digest_size=8).digest()
    return Sheet(
        seat=seat,
        view=sight(state, seat),
        known=known,
        pack=knowledge.known_pack(pack, cell, frozenset(known["sent"])),
        temperament=pack["bots"][cell][state["bots"][seat]["temperament"]],
        step=bot_step(state, seat),
        dice=int.from_bytes(digest),
        judge=judge,
    )
