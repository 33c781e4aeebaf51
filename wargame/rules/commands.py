"""What a seat may ask for: one frozen dataclass per command, its name on the wire, and the parser at the door.

Imperative names. Arguments are validated strictly (unknown fields, NaN, wrong types and sizes are refused with a sentence
that names the field); whether the command is *allowed* is `decide`'s question, never this module's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:\-]+$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True)]
Prose = Annotated[str, StringConstraints(max_length=4000)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Scalar = (
    bool
    | Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
    | Annotated[float, Field(allow_inf_nan=False)]
    | Annotated[str, StringConstraints(max_length=4000)]
)
Value = Scalar | Annotated[tuple[Scalar, ...], Field(max_length=32)] | None
Args = Annotated[dict[Id, Value], Field(max_length=16)]
TurnNumber = Annotated[int, Field(ge=1, le=99)]

STRICT: Mapping[str, Any] = {"extra": "forbid", "strict": False, "allow_inf_nan": False}


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One typed commitment that binds `party`; `id` is the composer's own, kept from version to version."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: Id
    kind: Id
    party: Id
    args: Args
    from_turn: TurnNumber = 1
    until_turn: TurnNumber | None = None
    condition: Id | None = None


Clauses = Annotated[tuple[Clause, ...], Field(min_length=1, max_length=12)]


class Command:
    """Base of every command; `name` is the word on the wire."""

    __pydantic_config__: ClassVar[Any] = STRICT
    name: ClassVar[str] = ""


@dataclass(frozen=True, kw_only=True)
class Say(Command):
    name: ClassVar[str] = "talk.say"
    room: Id
    text: Said


@dataclass(frozen=True, kw_only=True)
class ReadRoom(Command):
    name: ClassVar[str] = "room.read"
    room: Id
    upto: Annotated[int, Field(ge=0, le=10_000_000)]


@dataclass(frozen=True, kw_only=True)
class TableOffer(Command):
    name: ClassVar[str] = "offer.table"
    title: Line
    to: Annotated[tuple[Id, ...], Field(min_length=1, max_length=8)]  # the other parties, cells
    clauses: Clauses
    open: bool = False
    expires_turn: TurnNumber
    note: Prose = ""


@dataclass(frozen=True, kw_only=True)
class CounterOffer(Command):
    name: ClassVar[str] = "offer.counter"
    offer: Id
    version: Annotated[int, Field(ge=1, le=999)]  # the version that is being answered
    title: Line
    clauses: Clauses
    note: Prose = ""


@dataclass(frozen=True, kw_only=True)
class SignOffer(Command):
    name: ClassVar[str] = "offer.sign"
    offer: Id
    version: Annotated[int, Field(ge=1, le=999)]
    digest: Id  # of the version's terms: you sign what you saw


@dataclass(frozen=True, kw_only=True)
class RejectOffer(Command):
    name: ClassVar[str] = "offer.reject"
    offer: Id
    version: Annotated[int, Field(ge=1, le=999)]
    reason: Prose = ""


@dataclass(frozen=True, kw_only=True)
class WithdrawOffer(Command):
    name: ClassVar[str] = "offer.withdraw"
    offer: Id
    reason: Prose = ""


@dataclass(frozen=True, kw_only=True)
class WriteOrder(Command):
    """Writes a new order, or with `order` replaces one that is still open."""

    name: ClassVar[str] = "order.write"
    kind: Id
    args: Args
    order: Id | None = None
    rationale: Prose = ""
    confidence: Annotated[int, Field(ge=0, le=100)] | None = None


@dataclass(frozen=True, kw_only=True)
class DropOrder(Command):
    name: ClassVar[str] = "order.drop"
    order: Id


@dataclass(frozen=True, kw_only=True)
class SetReady(Command):
    name: ClassVar[str] = "cell.ready"
    ready: bool


@dataclass(frozen=True, kw_only=True)
class RaiseHand(Command):
    name: ClassVar[str] = "hand.raise"
    up: bool
    about: Annotated[str, StringConstraints(max_length=400)] = ""


@dataclass(frozen=True, kw_only=True)
class StartGame(Command):
    name: ClassVar[str] = "game.start"


@dataclass(frozen=True, kw_only=True)
class EndGame(Command):
    name: ClassVar[str] = "game.end"
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class PauseClock(Command):
    name: ClassVar[str] = "clock.pause"
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class ResumeClock(Command):
    name: ClassVar[str] = "clock.resume"
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class ExtendClock(Command):
    name: ClassVar[str] = "clock.extend"
    seconds: Annotated[int, Field(ge=-3600, le=30 * 24 * 3600)]
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class EndPhase(Command):
    name: ClassVar[str] = "phase.end"
    turn: TurnNumber
    phase: Id  # the phase that the facilitator was looking at: a late press ends nothing else
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class SendInject(Command):
    """Sends one of the pack's injects; given words replace the pack's for this sending."""

    name: ClassVar[str] = "inject.send"
    inject: Id
    title: Annotated[str, StringConstraints(max_length=160)] = ""
    text: Prose = ""


@dataclass(frozen=True, kw_only=True)
class SpeakAs(Command):
    name: ClassVar[str] = "voice.say"
    voice: Line
    title: Line
    text: Said
    to: Annotated[tuple[Id, ...], Field(min_length=1, max_length=16)]  # viewers, or ("all",)


@dataclass(frozen=True, kw_only=True)
class AcceptAdjudication(Command):
    name: ClassVar[str] = "adjudication.accept"
    turn: TurnNumber
    reason: Prose = ""


@dataclass(frozen=True, kw_only=True)
class AmendAdjudication(Command):
    """Publishes the proposal with other indicator values and, if given, other order outcomes; the reason is seen by all."""

    name: ClassVar[str] = "adjudication.amend"
    turn: TurnNumber
    indicators: Annotated[dict[Id, Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]], Field(max_length=40)]
    outcomes: Annotated[dict[Id, Said], Field(max_length=60)]
    reason: Reason


# What the house itself asks for: the reconciler, the worker and the lobby, never a browser.


@dataclass(frozen=True, kw_only=True)
class TakeSeat(Command):
    name: ClassVar[str] = "seat.take"
    seat: Id


@dataclass(frozen=True, kw_only=True)
class LeaveSeat(Command):
    name: ClassVar[str] = "seat.leave"
    seat: Id


@dataclass(frozen=True, kw_only=True)
class CloseDuePhase(Command):
    name: ClassVar[str] = "phase.close_due"
    turn: TurnNumber
    phase: Id


@dataclass(frozen=True, kw_only=True)
class RecordFindings(Command):
    """The engine's answer to one closed turn: summaries here, geometry in documents named by digest."""

    name: ClassVar[str] = "findings.record"
    turn: TurnNumber
    findings: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ReportFailure(Command):
    name: ClassVar[str] = "findings.fail"
    turn: TurnNumber
    attempt: Annotated[int, Field(ge=1, le=99)]
    words: Said
