"""What a seat may ask for: one frozen dataclass per command, its name on the wire, and the parser at the door.

Imperative names. Arguments are validated strictly (unknown fields, NaN, wrong types and sizes are refused with a
sentence that names the field); whether the command is *allowed* is `decide`'s question, never this module's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from wargame.rules.commands import cell, control, diplomacy, surveys
from wargame.rules.commands.base import (
    STRICT,
    Args,
    Clause,
    Clauses,
    Command,
    Id,
    Line,
    Prose,
    Reason,
    Said,
    TurnNumber,
    Version,
)
from wargame.rules.commands.pacts import (
    AnswerApproval,
    DeclineAgreement,
    DenounceAgreement,
    Invites,
    JoinAgreement,
    Links,
)
from wargame.rules.refusals import Refusal, refuse

__all__ = ["COMMANDS", "STRICT", "SYSTEM_COMMANDS", "Clause", "Command", "parse"]


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
    invites: Invites = ()  # cells that may sign as well, now or when the parties have
    links: Links = ()  # offers that this one goes with
    draft: Id | None = None  # the cell's draft that this was made of; it ends with it
    draft_version: Version | None = None  # required with `draft`: what a colleague wrote meanwhile is not left out


@dataclass(frozen=True, kw_only=True)
class CounterOffer(Command):
    name: ClassVar[str] = "offer.counter"
    offer: Id
    version: Version  # the version that is being answered
    title: Line
    clauses: Clauses
    note: Prose = ""
    draft: Id | None = None  # the cell's draft that this was made of; it ends with it
    draft_version: Version | None = None  # required with `draft`: what a colleague wrote meanwhile is not left out


@dataclass(frozen=True, kw_only=True)
class SignOffer(Command):
    name: ClassVar[str] = "offer.sign"
    offer: Id
    version: Version
    digest: Id  # of the version's terms: you sign what you saw


@dataclass(frozen=True, kw_only=True)
class RejectOffer(Command):
    name: ClassVar[str] = "offer.reject"
    offer: Id
    version: Version
    reason: Prose = ""


@dataclass(frozen=True, kw_only=True)
class WithdrawOffer(Command):
    name: ClassVar[str] = "offer.withdraw"
    offer: Id
    reason: Prose = ""


@dataclass(frozen=True, kw_only=True)
class WriteOrder(Command):
    """Writes a new order, or with `order` replaces `version` of one that is still open.

    `turn`, if given, is the turn that the author was looking at: an order that arrives after it is late, never the next
    turn's.
    """

    name: ClassVar[str] = "order.write"
    kind: Id
    args: Args
    order: Id | None = None
    version: Version | None = None  # of the order that is being replaced; required with `order`
    rationale: Prose = ""
    confidence: Annotated[int, Field(ge=0, le=100)] | None = None
    turn: TurnNumber | None = None
    draft: Id | None = None  # the cell's draft that this was made of; it ends with it
    draft_version: Version | None = None  # required with `draft`: what a colleague wrote meanwhile is not left out


@dataclass(frozen=True, kw_only=True)
class DropOrder(Command):
    """`version`, if given, is the one that was seen: an order that a colleague has changed since is not dropped."""

    name: ClassVar[str] = "order.drop"
    order: Id
    version: Version | None = None


@dataclass(frozen=True, kw_only=True)
class RaiseHand(Command):
    name: ClassVar[str] = "hand.raise"
    up: bool
    about: Annotated[str, StringConstraints(max_length=400)] = ""


@dataclass(frozen=True, kw_only=True)
class HandBack(Command):
    """Gives the seat back to the bot that waits behind it."""

    name: ClassVar[str] = "seat.hand_back"


@dataclass(frozen=True, kw_only=True)
class TakeOver(Command):
    """Takes the seat again that was handed back to its bot."""

    name: ClassVar[str] = "seat.take_over"


@dataclass(frozen=True, kw_only=True)
class NoteBot(Command):
    """A bot's own word on the step that it has taken, for control: what it did, and why. It ends the step."""

    name: ClassVar[str] = "bot.note"
    step: Annotated[int, Field(ge=0, le=9999)]
    text: Said


@dataclass(frozen=True, kw_only=True)
class SeatBot(Command):
    """Puts a bot of one of the scenario's temperaments into an empty seat, or gives the bot there another one."""

    name: ClassVar[str] = "bot.seat"
    seat: Id
    temperament: Id


@dataclass(frozen=True, kw_only=True)
class UnseatBot(Command):
    name: ClassVar[str] = "bot.unseat"
    seat: Id


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


MOST_GRACE_S = 3600


@dataclass(frozen=True, kw_only=True)
class ChangeClockRules(Command):
    """Changes, for this phase too, what happens when a phase could end; what is not given stays as it is."""

    name: ClassVar[str] = "clock.rules"
    grace_s: Annotated[int, Field(ge=0, le=MOST_GRACE_S)] | None = None  # seconds that a late cell has more, 0: none
    end_when_ready: bool | None = None  # a phase ends by itself when every cell is ready
    wait_for_orders: bool | None = None  # orders do not close by their clock while a cell is not ready
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
class RuleConsent(Command):
    """Answers for a body outside the table, such as a parliament; all read the reason; the pack's rule is silent."""

    name: ClassVar[str] = "consent.rule"
    consent: Id
    answer: Literal["yes", "no"]
    reason: Reason


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
    """Publishes the proposal with other values of indicators and, if given, other words for orders; all see the reason.

    An order named in `failed` does not come off: its effects are left out and its price is given back. `account` is
    control's own account of the turn as a whole, for all to read.
    """

    name: ClassVar[str] = "adjudication.amend"
    turn: TurnNumber
    indicators: Annotated[dict[Id, Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]], Field(max_length=40)]
    outcomes: Annotated[dict[Id, Said], Field(max_length=60)]
    reason: Reason
    failed: Annotated[tuple[Id, ...], Field(max_length=60)] = ()
    account: Prose = ""


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


COMMANDS: dict[str, type[Command]] = {
    "talk.say": Say,
    "room.read": ReadRoom,
    "offer.table": TableOffer,
    "offer.counter": CounterOffer,
    "offer.sign": SignOffer,
    "offer.reject": RejectOffer,
    "offer.withdraw": WithdrawOffer,
    "agreement.join": JoinAgreement,
    "agreement.decline": DeclineAgreement,
    "agreement.denounce": DenounceAgreement,
    "approval.answer": AnswerApproval,
    "order.write": WriteOrder,
    "order.drop": DropOrder,
    "draft.save": cell.SaveDraft,
    "draft.drop": cell.DropDraft,
    "act.for": control.ActFor,
    "inject.plan": control.PlanInject,
    "inject.write": control.WriteInject,
    "note.pin": control.PinNote,
    "hand.lower": control.LowerHand,
    "forecast.give": cell.GiveForecast,
    "survey.answer": surveys.AnswerSurvey,
    "survey.decline": surveys.DeclineSurvey,
    "survey.consent": surveys.ConsentToSurveys,
    "survey.write": surveys.WriteSurvey,
    "survey.open": surveys.OpenSurvey,
    "survey.close": surveys.CloseSurvey,
    "vote.call": cell.CallVote,
    "vote.cast": cell.CastVote,
    "vote.close": cell.CloseVote,
    "time.ask": cell.AskTime,
    "time.answer": cell.AnswerTime,
    "meeting.call": diplomacy.CallMeeting,
    "meeting.answer": diplomacy.AnswerMeeting,
    "meeting.close": diplomacy.CloseMeeting,
    "meeting.readout": diplomacy.GiveReadout,
    "room.open": diplomacy.OpenRoom,
    "room.leave": diplomacy.LeaveRoom,
    "press.say": diplomacy.SayToPress,
    "cell.ready": cell.SetReady,
    "hand.raise": RaiseHand,
    "seat.hand_back": HandBack,
    "seat.take_over": TakeOver,
    "bot.note": NoteBot,
    "bot.seat": SeatBot,
    "bot.unseat": UnseatBot,
    "game.start": StartGame,
    "game.end": EndGame,
    "clock.pause": PauseClock,
    "clock.resume": ResumeClock,
    "clock.extend": ExtendClock,
    "clock.rules": ChangeClockRules,
    "phase.end": EndPhase,
    "inject.send": SendInject,
    "consent.rule": RuleConsent,
    "voice.say": SpeakAs,
    "adjudication.accept": AcceptAdjudication,
    "adjudication.amend": AmendAdjudication,
    "adjudication.redraw": control.Redraw,
    "assistant.make": control.MakeAssistant,
    "assistant.change": control.ChangeAssistant,
    "assistant.withdraw": control.WithdrawAssistant,
    "seat.take": TakeSeat,
    "seat.leave": LeaveSeat,
    "phase.close_due": CloseDuePhase,
    "findings.record": RecordFindings,
    "findings.fail": ReportFailure,
}

BRANCHES = ("bool", "int", "float", "str", "constrained-int", "constrained-float", "constrained-str")

SYSTEM_COMMANDS = (
    "assistant.make",
    "assistant.change",
    "assistant.withdraw",
    "seat.take",
    "seat.leave",
    "phase.close_due",
    "findings.record",
    "findings.fail",
)
"""Only the house itself gives these: a door to browsers need not offer them."""


@cache
def _adapter(name: str) -> TypeAdapter[Command]:
    return TypeAdapter(COMMANDS[name])


def parse(name: str, args: object) -> Command | Refusal:
    """The command that `name` and `args` stand for, or a refusal that names the field and says what would be right."""
    if name not in COMMANDS:
        return refuse("unknown-command", "name", name=str(name)[:64])
    if not isinstance(args, Mapping):
        return refuse("bad-field", "args", what="must be an object of named arguments.")
    try:
        return _adapter(name).validate_python(dict(args))
    except ValidationError as error:
        return _refusal_of(error, name)
    except RecursionError:
        return refuse("bad-field", "args", what="is nested too deeply.")


def _refusal_of(error: ValidationError, name: str) -> Refusal:
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    first, field = errors[0], _place(errors[0])
    if len(errors) > 1 and _place(errors[1]) == field:
        what = "must be a number, a word or text, true or false, nothing, or a short list of these; all within bounds."
        return refuse("bad-field", field, what=what)
    if first["type"] == "missing":
        return refuse("missing-field", field, name=name)
    if first["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        return refuse("unknown-field", field, name=name)
    return refuse("bad-field", field, what=first["msg"][:200].rstrip(".") + ".")


def _place(error: Any) -> str:
    return ".".join(str(part)[:64] for part in error["loc"] if not _is_branch(part)) or "args"


def _is_branch(part: int | str) -> bool:
    """Whether a part of pydantic's path only names the branch of a union or a constraint that was tried."""
    return isinstance(part, str) and (part in BRANCHES or "[" in part)
