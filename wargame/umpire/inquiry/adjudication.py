"""One turn through the engine: every assessment, in force and planned, and tests that are flown. Pure but for a memory.

Nothing is read from or written to the database here, and no clock: the same state, pack and seed give the same answers.
Answers are kept per process under the digest of their question: what did not change since the last turn, or in
another game, is not computed again.
"""

import json
import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Protocol

import engine
from engine.turn import draw, manifest
from wargame.rules.decide.publishing import after_orders, draws_due
from wargame.rules.mechanics import beliefs
from wargame.rules.pack import Pack
from wargame.rules.state import Context, State
from wargame.umpire.inquiry import findings, muster

CONFIGURATIONS = ("in_force", "planned")
ANSWERS_KEPT = 256
PURPOSE = "adjudicate"
FORM = 1
"""Raised when answers get another shape."""

Row = dict[str, Any]
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Result:
    """The body of findings.record without documents' digests, and each assessment's document."""

    findings: Row
    documents: dict[str, Row]


class Shelf(Protocol):
    """Where answers outlive a process, by name."""

    def get(self, name: str) -> Row | None: ...

    def put(self, name: str, answer: Row) -> None: ...


class Memory:
    """Answers by the digest of their question, the least used going first; a `shelf` keeps them beyond this process."""

    def __init__(self, size: int = ANSWERS_KEPT, shelf: Shelf | None = None) -> None:
        self.size = size
        self.shelf = shelf
        self.kept: OrderedDict[tuple[str, bool], Row] = OrderedDict()
        self.reused = 0
        self.computed = 0

    def answer(self, asked: muster.Recipe, *, with_sensitivities: bool) -> Row:
        key = (muster.digest(asked), with_sensitivities)
        if key in self.kept:
            self.kept.move_to_end(key)
            self.reused += 1
            return self.kept[key]
        found = self.found(asked, with_sensitivities=with_sensitivities)
        self.kept[key] = found
        while len(self.kept) > self.size:
            self.kept.popitem(last=False)
        return found

    def peek(self, asked: muster.Recipe) -> Row | None:
        """The answer if it is at hand, with or without sensitivities; the engine is not asked."""
        name = muster.digest(asked)
        for full in (False, True):
            if (name, full) in self.kept:
                return self.kept[name, full]
        if self.shelf is not None:
            for how in ("plain", "full"):
                answer = self.shelf.get(f"{name}-{how}-{made_with()}")
                if answer is not None:
                    return answer
        return None

    def found(self, asked: muster.Recipe, *, with_sensitivities: bool) -> Row:
        name = f"{muster.digest(asked)}-{'full' if with_sensitivities else 'plain'}-{made_with()}"
        answer = self.shelf.get(name) if self.shelf is not None else None
        if answer is not None:
            self.reused += 1
            return answer
        answer = compute(asked, with_sensitivities=with_sensitivities)
        self.computed += 1
        if self.shelf is not None:
            self.shelf.put(name, answer)
        return answer


memory = Memory()


@lru_cache(maxsize=1)
def made_with() -> str:
    """The engine's manifest and the form of answers, in short: another build's answers are not taken for one's own."""
    text = json.dumps([FORM, manifest()], sort_keys=True)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def compute(asked: muster.Recipe, *, with_sensitivities: bool) -> Row:
    """One configuration under one assessment: summaries and details, rounded. Treat the answer as read-only."""
    # Raids are distributions: the key is recorded, nothing is drawn by it.
    key = (0, 0, PURPOSE)
    axes, russia = [], None
    footprints: Row = {}
    if asked["axes"]:
        raids = engine.turn.adjudicate(muster.build(asked), key, with_sensitivities=with_sensitivities)
        axes = list(raids.axes)
        footprints = {area.axis: area.geojson for area in raids.footprints}
    if asked["russia"]:
        russia = engine.turn.adjudicate(muster.build_russia(asked), key, with_sensitivities=False).russia
    sizes = {axis["id"]: axis["raid_size"] for axis in asked["axes"]}
    summaries = {row.axis: findings.axis_summary(row, sizes[row.axis]) for row in axes}
    return {
        "axes": summaries,
        "russia": findings.russia_summary(russia) if russia else dict(findings.NO_RETALIATION),
        "details": {
            "axes": {
                row.axis: findings.axis_details(row, summaries[row.axis], footprints.get(row.axis)) for row in axes
            },
            "russia": findings.russia_details(russia, asked["russia"]["areas"]) if russia else None,
        },
    }


def adjudicate(state: State, pack: Pack, *, tell: Tell | None = None, remembered: Memory | None = None) -> Result:
    """The answers to the closed turn of `state`; `tell(done, total, words)` hears of progress, without secrets."""
    turn = state["turn"]["number"]
    store = memory if remembered is None else remembered
    # The clock of the context names nothing that the engine reads.
    after = after_orders(state, Context(pack=pack, now_ms=0, command_id=PURPOSE, stream=""))
    names = asked_of(state, pack)
    total = len(names) * len(CONFIGURATIONS)
    done = 0
    assessments: dict[str, Row] = {}
    documents: dict[str, Row] = {}
    for name in names:
        answers: dict[str, Row] = {}
        for configuration in CONFIGURATIONS:
            if tell is not None:
                tell(done, total, "The engine works out what each side's figures mean.")
            asked = muster.recipe(after, pack, name, configuration)
            argued = is_argued(pack, name, configuration)
            answers[configuration] = store.answer(asked, with_sensitivities=argued)
            done += 1
        assessments[name] = {
            "turn": turn,
            "assessment": name,
            "in_force": answers["in_force"]["axes"],
            "planned": answers["planned"]["axes"],
            "russia_in_force": answers["in_force"]["russia"],
            "russia_planned": answers["planned"]["russia"],
        }
        documents[name] = {
            "turn": turn,
            "assessment": name,
            "configurations": {
                configuration: dated(answer["details"], after, pack, name) for configuration, answer in answers.items()
            },
            "manifest": manifest(),
        }
    if tell is not None:
        tell(total, total, "The engine has answered; the results are being recorded.")
    return Result({"assessments": assessments, "draws": draws(state, pack), "manifest": manifest()}, documents)


def asked_of(state: State, pack: Pack) -> list[str]:
    """The assessments that a turn asks: the pack's, and the truth where the seed has drawn one."""
    return [*pack["assessments"], *([beliefs.TRUTH] if beliefs.truth_is_known(state, pack) else [])]


def is_argued(pack: Pack, assessment: str, configuration: str) -> bool:
    """Whether the three largest causes are worked out: for the plan and for published figures. They cost the most."""
    its = pack["assessments"].get(assessment)
    return configuration == "planned" and its is not None and its["published"]


def ask_ahead(state: State, pack: Pack, *, remembered: Memory) -> None:
    """Put into memory what a turn will ask if nothing changes; in the lobby too, where there is no date yet."""
    for name in asked_of(state, pack):
        for configuration in CONFIGURATIONS:
            asked = muster.recipe(state, pack, name, configuration)
            remembered.answer(asked, with_sensitivities=is_argued(pack, name, configuration))


def dated(details: Row, state: State, pack: Pack, assessment: str) -> Row:
    """The details with, for each axis, whether its missile exists yet: the one thing that the date changes."""
    year = muster.year_of(state["turn"]["to_date"])
    parameters = beliefs.parameters(state, pack, assessment)
    axes = {}
    for name, row in details["axes"].items():
        threat = pack["threats"][name]
        known = parameters.get(f"threat.{threat['class_id']}.{muster.EXISTENCE}")
        from_year = float(known["value"]) if known else float(threat["exists_from_year"])
        axes[name] = {**row, "hypothetical": year < from_year, "exists_from_year": from_year}
    return {**details, "axes": axes}


def draws(state: State, pack: Pack) -> dict[str, Row]:
    """What is really tried this turn, drawn by the game's seed from the record of its date and of this game's tests."""
    seed, turn = int(state["fate"]["seed"]), state["turn"]["number"]
    hits, tests = muster.record_of(state)
    drawn = {}
    for inject, spec in sorted(draws_due(state, pack).items()):
        record = (spec["hits"] + hits, spec["attempts"] + tests)
        chances = posterior_predictive(*record, spec["shots"])
        outcome = draw.sample(chances, (seed, turn, f"draw {inject}"))
        drawn[inject] = {
            "outcome": spec["labels"][outcome.outcome],
            "percentile": round(outcome.percentile, 1),
            "distribution": [round(chance, findings.PROBABILITY_DIGITS) for chance in chances],
            "labels": list(spec["labels"]),
            "because": spec["because"],
        }
    return drawn


def posterior_predictive(hits: int, attempts: int, shots: int) -> list[float]:
    """Chances of 0 … `shots` hits with p ~ Beta(hits + 1, attempts - hits + 1), common to all shots."""
    a, b = hits + 1, attempts - hits + 1

    def log_beta(x: int, y: int) -> float:
        return math.lgamma(x) + math.lgamma(y) - math.lgamma(x + y)

    return [math.comb(shots, k) * math.exp(log_beta(k + a, shots - k + b) - log_beta(a, b)) for k in range(shots + 1)]


def differences(mine: Any, recorded: Any, *, exact: bool, at: str = "") -> list[str]:
    """Where two findings differ: exactly, or by more than what another machine's last bits explain.

    Document digests are left out: they are compared by what they name.
    """
    if isinstance(mine, Mapping) and isinstance(recorded, Mapping):
        names = [name for name in {**mine, **recorded} if name not in ("document", "manifest")]
        return [
            difference
            for name in names
            for difference in differences(
                mine.get(name), recorded.get(name), exact=exact, at=f"{at}.{name}".lstrip(".")
            )
        ]
    if isinstance(mine, list) and isinstance(recorded, list) and len(mine) == len(recorded):
        return [
            difference
            for index, (one, other) in enumerate(zip(mine, recorded, strict=True))
            for difference in differences(one, other, exact=exact, at=f"{at}.{index}")
        ]
    if mine == recorded:
        return []
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (mine, recorded))
    if numbers and not exact and abs(mine - recorded) <= TOLERANCE:
        return []
    return [f"{at}: {recorded!r} was recorded, {mine!r} is computed"]


TOLERANCE = 0.15
"""Under another manifest: percentages are rounded to 0.1 and some cells of a footprint lie on the edge."""
