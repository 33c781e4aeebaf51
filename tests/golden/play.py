"""A game played from a script: the commands that its people gave, through the journal, adjudicated by the engine.

A script is a TOML file that reads like minutes of a meeting; `Script` says what may stand in it. The hours are the
script's own, ids are made from it, and what is given to the rules is the same every time: only salts are drawn.
With `answers` the engine is not asked: what was once recorded is given again.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid5

from tests.fuzz.streams import Clock, clock_of_the_script
from wargame import journal
from wargame.journal import announce
from wargame.lobby.models import Game
from wargame.rules.decide.adjudication import awaiting
from wargame.umpire.inquiry import adjudication

NAMES = UUID("1f8f6d1a-35a1-4c8e-9a63-0d2b6f6f2007")
FACILITATOR = "control.facilitator"
START_MS = 1_767_225_600_000  # 1 January 2026; every script begins then
STEP_MS = 60_000
PHASES = ("briefing", "negotiation", "orders")
VERBS = ("say", "table", "counter", "sign", "reject", "withdraw", "order", "command")
GAMES = Path(__file__).parent / "games"

Step = Mapping[str, Any]


class NotAsScripted(AssertionError):
    """A command of the script was refused: the script, or the rules, have changed."""


@dataclass(frozen=True)
class Script:
    """`steps`: each has `turn`, `by` (a seat), one verb, and perhaps `phase` (orders for an order, else negotiation).

    say        words, in `room`
    table      name of an offer for the script's own use; with `to`, `title`, `clauses`, `expires_turn`, `open`, `note`
    counter    that name; with `title`, `clauses`, `note`
    sign       that name: the version that the seat sees now
    reject, withdraw   that name; with `reason`
    order      kind; with `args`, `rationale`, `confidence`
    command    any other command; with `args`
    """

    name: str
    title: str
    story: str
    scenario: str
    turns: int
    seed: int
    seats: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def stream(self) -> UUID:
        return uuid5(NAMES, self.name)


def read(file: Path) -> Script:
    """A script; AssertionError if a step cannot be understood."""
    raw = tomllib.loads(file.read_text())
    steps = tuple(raw.pop("step"))
    for number, step in enumerate(steps, start=1):
        verbs = [verb for verb in VERBS if verb in step]
        assert len(verbs) == 1 and "by" in step and "turn" in step, f"{file.name}, step {number}: {dict(step)}"
    return Script(name=file.stem, steps=steps, **{**raw, "seats": tuple(raw["seats"])})


def scripts() -> dict[str, Script]:
    return {file.stem: read(file) for file in sorted(GAMES.glob("*.toml"))}


@dataclass
class Player:
    """Gives the commands of one script; `offers` are its own names for offers."""

    script: Script
    clock: Clock
    answers: Mapping[int, Any] | None
    offers: dict[str, str] = field(default_factory=dict)
    given: int = 0

    @property
    def state(self) -> Any:
        return journal.state_at(self.script.stream)[0]

    def must(self, seat: str, name: str, args: Mapping[str, Any]) -> dict[str, Any]:
        self.given += 1
        self.clock.now_ms += STEP_MS
        answer = journal.handle(self.script.stream, command_id=f"step-{self.given}", name=name, args=args, seat=seat)
        if not answer["ok"]:
            turn = self.state["turn"]["number"]
            raise NotAsScripted(f"{self.script.name}, turn {turn}: {seat} {name} {dict(args)}: {answer['message']}")
        receipt: dict[str, Any] = answer["receipt"]
        return receipt

    def step(self, step: Step) -> None:
        given = {name: value for name, value in step.items() if name not in ("turn", "by", "phase", *VERBS)}
        by = step["by"]
        verb = next(verb for verb in VERBS if verb in step)
        what = step[verb]
        match verb:
            case "say":
                self.must(by, "talk.say", {"text": what, **given})
            case "table":
                clauses = [_clause(number, row) for number, row in enumerate(given.pop("clauses"), start=1)]
                self.offers[what] = self.must(by, "offer.table", {**given, "clauses": clauses})["ref"]
            case "counter":
                clauses = [_clause(number, row) for number, row in enumerate(given.pop("clauses"), start=1)]
                seen = {"offer": self.offers[what], "version": self._version(what)[0]}
                self.must(by, "offer.counter", {**seen, **given, "clauses": clauses})
            case "sign":
                version, digest = self._version(what)
                self.must(by, "offer.sign", {"offer": self.offers[what], "version": version, "digest": digest})
            case "reject":
                self.must(by, "offer.reject", {"offer": self.offers[what], "version": self._version(what)[0], **given})
            case "withdraw":
                self.must(by, "offer.withdraw", {"offer": self.offers[what], **given})
            case "order":
                self.must(by, "order.write", {"kind": what, "args": {}, **given})
            case _:
                self.must(by, what, given.get("args", {}))

    def _version(self, name: str) -> tuple[int, str]:
        view = self.state["offers"][self.offers[name]]["view"]
        return view["version"], view["versions"][str(view["version"])]["digest"]

    def end_phase(self, phase: str) -> None:
        turn = self.state["turn"]["number"]
        self.must(FACILITATOR, "phase.end", {"turn": turn, "phase": phase, "reason": "All have had their say."})

    def adjudicate(self) -> None:
        """What the worker does with a closed turn, without its queue."""
        stream = self.script.stream
        state, seq = journal.state_at(stream)
        turn = awaiting(state)
        assert turn is not None
        if self.answers is not None:
            findings = self.answers[turn]
        else:
            result = adjudication.adjudicate(state, journal.pack_of(stream))
            for name, document in result.documents.items():
                result.findings["assessments"][name]["document"] = journal.store_document("findings", document)
            result.findings["manifest"]["read_to_entry"] = seq
            findings = result.findings
        self.must("system", "findings.record", {"turn": turn, "findings": findings})


def _clause(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    frame = {name: row[name] for name in ("kind", "party", "from_turn", "until_turn", "condition") if name in row}
    return {"id": f"c{number}", **frame, "args": {name: value for name, value in row.items() if name not in frame}}


def play(script: Script, *, pack: Any, answers: Mapping[int, Any] | None = None) -> UUID:
    """Play the script to its end in its own stream; returns the stream. Raises NotAsScripted."""
    digest = journal.store_document("pack", pack)
    none = dict.fromkeys(("briefing", "negotiation", "orders", "results"))
    options = {"mode": "rigid", "observers": "public", "turns": script.turns, "minutes": none}
    game = uuid5(NAMES, f"game {script.name}")
    with clock_of_the_script() as clock, patch.object(announce, "ring", lambda stream: None):
        clock.now_ms = START_MS
        named = {**options, "id": str(game), "title": script.title}
        journal.open_stream(pack_digest=digest, options=named, seed=script.seed, stream_id=script.stream)
        row = {"stream": script.stream, "title": script.title, "pack_id": pack["id"], "pack_digest": digest}
        Game.objects.create(pk=game, options=options, consent="", **row)
        player = Player(script, clock, answers)
        for seat in script.seats:
            player.must("system", "seat.take", {"seat": seat})
        player.must(FACILITATOR, "game.start", {})
        for turn in range(1, script.turns + 1):
            steps = [step for step in script.steps if step["turn"] == turn]
            for phase in PHASES:
                for step in in_phase(steps, phase):
                    player.step(step)
                player.end_phase(phase)
            player.adjudicate()
            player.end_phase("results")
    return script.stream


def in_phase(steps: Iterable[Step], phase: str) -> Iterable[Step]:
    return [step for step in steps if step.get("phase", "orders" if "order" in step else "negotiation") == phase]
