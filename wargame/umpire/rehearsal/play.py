"""One game of bots alone, in this process: the rules' own decisions, the engine's answers, a clock that only counts.

No database and no chance of its own: the same pack, seed and length give the same log. What a game comes to is a plain
JSON value, so that it can be kept as a row and added up.
"""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

from wargame.rules.commands import parse
from wargame.rules.decide import Accepted, decide, opening
from wargame.rules.decide.publishing import after_orders
from wargame.rules.events import Event, Words
from wargame.rules.evolve import fold
from wargame.rules.mechanics.powers import head_of
from wargame.rules.mechanics.score import score
from wargame.rules.pack import Pack
from wargame.rules.refusals import Refusal
from wargame.rules.state import EMPTY, Context, State
from wargame.umpire.bots.judge import Judge
from wargame.umpire.bots.mind import decide_next, is_at_rest
from wargame.umpire.bots.sheet import sheet_of
from wargame.umpire.inquiry import adjudication
from wargame.umpire.value import knowledge
from wargame.umpire.value.table import Table

FACILITATOR = "control.facilitator"
NO_CLOCK = {"briefing": None, "negotiation": None, "orders": None, "results": None}
MOST_PASSES = 60
"""Rounds in which every bot is asked once, within a phase; a phase that has not ended by then counts as stuck."""
STEP_MS = 1000


@dataclass
class House:
    """One game in play: its state, its log as it would be stored, and what its bots were told."""

    pack: Pack
    stream: str
    log: list[Event] = field(default_factory=list)
    state: State = field(default_factory=lambda: EMPTY)
    now_ms: int = 0
    commands: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    texts: int = 0

    def context(self, command_id: str, *, by_bot: bool = False) -> Context:
        return Context(pack=self.pack, now_ms=self.now_ms, command_id=command_id, stream=self.stream, by_bot=by_bot)

    def append(self, events: tuple[Event, ...]) -> None:
        stored = [replace(event, body=self._stored(event.body)) for event in events]
        self.log += stored
        self.state = fold(self.state, stored)

    def _stored(self, value: Any) -> Any:
        """Words as the journal would name them."""
        if isinstance(value, Words):
            self.texts += 1
            return {"$text": f"text-{self.texts}"}
        if isinstance(value, Mapping):
            return {key: self._stored(item) for key, item in value.items()}
        return [self._stored(item) for item in value] if isinstance(value, list | tuple) else value

    def give(self, seat: str, name: str, args: Mapping[str, Any], *, by_bot: bool = False) -> Refusal | None:
        """Give a command by the door that players use; a refusal is counted."""
        self.commands += 1
        self.now_ms += STEP_MS
        command = parse(name, args)
        answer = (
            command
            if isinstance(command, Refusal)
            else decide(self.state, command, seat, self.context(f"command-{self.commands}", by_bot=by_bot))
        )
        if isinstance(answer, Accepted):
            self.append(answer.events)
            return None
        self.refused[f"{name}: {answer.code}"] += 1
        return answer


@dataclass(frozen=True, kw_only=True)
class Played:
    """What a game came to. `house` is left for whoever wants to look; `row` is what is kept."""

    row: dict[str, Any]
    house: House


def game(judge: Judge, *, seed: int, turns: int, temperaments: Mapping[str, str] | None = None) -> Played:
    """Play one game to its end. `temperaments`: cell -> name; without, the seed chooses them."""
    began = time.process_time()
    pack = judge.pack
    chosen = dict(temperaments or {cell: _chosen(pack, cell, seed) for cell in pack["cells"]})
    heads = {head_of(pack, cell): name for cell, name in chosen.items()}
    house = House(pack, stream=f"rehearsal-{seed}")
    options: Any = {"turns": turns, "mode": "rigid", "end_when_ready": True, "minutes": NO_CLOCK, "bots": heads}
    house.append(
        opening(
            pack, game_id=house.stream, pack_digest="", title="Rehearsal", options=options, seed=seed,
            context=house.context("open"),
        )
    )  # fmt: skip
    house.give(FACILITATOR, "game.start", {})
    without = {
        cell: judge.worth(knowledge.known(house.state, pack, head), cell, None).score
        for cell, head in ((_cell(pack, head), head) for head in heads)
    }
    stuck: list[str] = []
    while not house.state["game"]["over"]:
        if house.state["phase"]["name"] == "adjudication":
            turn = house.state["turn"]["number"]
            trouble = house.give("system", "findings.record", {"turn": turn, "findings": findings(house, judge.table)})
            if trouble is not None:
                raise RuntimeError(f"seed {seed}, turn {turn}: {trouble.code}: {trouble.message}")
        elif not _phase(house, judge, seed):
            turn, phase = house.state["turn"]["number"], house.state["phase"]["name"]
            stuck.append(f"turn {turn}, {phase}")
            house.give(FACILITATOR, "phase.end", {"turn": turn, "phase": phase, "reason": "nobody moves"})
    return Played(
        row={
            **_row(house, judge, chosen, without, stuck),
            "seed": seed,
            "cpu_s": round(time.process_time() - began, 4),
        },
        house=house,
    )


def _phase(house: House, judge: Judge, seed: int) -> bool:
    """Let the bots act until the phase has ended; False if it would not."""
    here = (house.state["turn"]["number"], house.state["phase"]["name"])
    bots = [seat for seat, row in house.state["seats"].items() if row["bot"] == "plays"]
    shift = _number(seed, *here) % len(bots)
    for _ in range(MOST_PASSES):
        moved = False
        for seat in (*bots[shift:], *bots[:shift]):
            if (house.state["turn"]["number"], house.state["phase"]["name"]) != here:
                return True
            moved |= step(house, judge, seat, seed)
        if not moved:
            break
    return (house.state["turn"]["number"], house.state["phase"]["name"]) != here


def step(house: House, judge: Judge, seat: str, seed: int) -> bool:
    """One step of the bot of `seat`; False if it is at rest."""
    sheet = sheet_of(house.state, house.pack, seat, judge=judge, seed=seed)
    if is_at_rest(sheet):
        return False
    move = decide_next(sheet)
    house.give(seat, "bot.note", {"step": sheet.step, "text": move.why}, by_bot=True)
    for name, args in move.commands:
        house.give(seat, name, args, by_bot=True)
    return True


def findings(house: House, table: Table) -> dict[str, Any]:
    """The engine's answers to the closed turn: summaries only. Nobody reads the truth's here, so it is not asked."""
    state, pack = house.state, house.pack
    turn = state["turn"]["number"]
    after = after_orders(state, Context(pack=pack, now_ms=0, command_id="rehearsal", stream=""))
    rows = {}
    for name in pack["assessments"]:
        answers = {its: table.answer(after, pack, name, its) for its in adjudication.CONFIGURATIONS}
        rows[name] = {
            "turn": turn,
            "assessment": name,
            **{its: answer["axes"] for its, answer in answers.items()},
            **{f"russia_{its}": answer["russia"] for its, answer in answers.items()},
            "document": None,
        }
    return {"assessments": rows, "draws": adjudication.draws(state, pack)}


def digest(log: list[Event]) -> str:
    """The name of a whole log: the same seed, pack and length give the same."""
    text = json.dumps([[event.kind, event.body, event.seen_by] for event in log], sort_keys=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _row(
    house: House, judge: Judge, chosen: dict[str, str], without: dict[str, float], stuck: list[str]
) -> dict[str, Any]:
    state, pack = house.state, house.pack
    values = {name: row["view"]["value"] for name, row in state["indicators"].items()}
    points = {cell: round(score(row["goals"], values), 3) for cell, row in pack["cells"].items()}
    agreements = [row["view"] for row in state["agreements"].values()]
    return {
        "turns": state["game"]["turns"],
        "digest": digest(house.log),
        "temperaments": chosen,
        "scores": points,
        "without": {cell: round(value, 3) for cell, value in without.items()},
        "gains": {cell: round(points[cell] - without[cell], 3) for cell in points},
        "indicators": {name: round(value, 2) for name, value in values.items()},
        "moved": sorted(name for name, row in state["indicators"].items() if row["view"]["changes"]),
        "agreements": len(agreements),
        "parties": [sorted(view["parties"]) for view in agreements],
        "clauses": dict(Counter(clause["kind"] for view in agreements for clause in view["clauses"].values())),
        "offered": dict(
            Counter(
                clause["kind"]
                for row in state["offers"].values()
                for version in row["view"]["versions"].values()
                for clause in version["clauses"].values()
            )
        ),
        "offers": dict(Counter(row["view"]["status"] for row in state["offers"].values())),
        "orders": dict(Counter(row["kind"] for row in state["orders"].values() if row["status"] == "carried_out")),
        "breaches": _breaches(house),
        "stuck": stuck,
        "commands": house.commands,
        "refused": dict(house.refused),
    }


def _breaches(house: House) -> int:
    """Clauses that control found broken, each once for a turn."""
    return sum(
        1
        for event in house.log
        if event.kind == "compliance_found" and event.body["observer"] == "control"
        for row in event.body["clauses"].values()
        if row["status"] == "breached"
    )


def _chosen(pack: Pack, cell: str, seed: int) -> str:
    names = list(pack["bots"][cell])
    return names[_number(seed, "temperament", cell) % len(names)]


def _number(*names: Any) -> int:
    return int.from_bytes(blake2b("\x1f".join(map(str, names)).encode(), digest_size=8).digest()) >> 11


def _cell(pack: Pack, seat: str) -> str:
    return pack["seats"][seat]["cell"]
