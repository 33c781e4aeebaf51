"""What passes between people and sides beside offers: meetings, rooms of one's own, the press line."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from wargame.rules.commands.base import Command, Id, Line, Prose, Said


@dataclass(frozen=True, kw_only=True)
class CallMeeting(Command):
    """Asks other cells to meet. `slot` is the part of the turn, from 1; `agenda` names offers that all of them see."""

    name: ClassVar[str] = "meeting.call"
    kind: Id
    to: Annotated[tuple[Id, ...], Field(min_length=1, max_length=8)]  # the other cells
    slot: Annotated[int, Field(ge=1, le=99)]
    agenda: Annotated[tuple[Id, ...], Field(max_length=8)] = ()
    note: Prose = ""


@dataclass(frozen=True, kw_only=True)
class AnswerMeeting(Command):
    name: ClassVar[str] = "meeting.answer"
    meeting: Id
    accept: bool
    reason: Prose = ""


@dataclass(frozen=True, kw_only=True)
class CloseMeeting(Command):
    """Ends a meeting that is held; of the one who called it, while it is unanswered, takes the call back."""

    name: ClassVar[str] = "meeting.close"
    meeting: Id


@dataclass(frozen=True, kw_only=True)
class GiveReadout(Command):
    """One's own account of a meeting; a public one goes out on the press line, another is kept by one's cell."""

    name: ClassVar[str] = "meeting.readout"
    meeting: Id
    text: Said
    public: bool


@dataclass(frozen=True, kw_only=True)
class OpenRoom(Command):
    name: ClassVar[str] = "room.open"
    title: Line
    members: Annotated[tuple[Id, ...], Field(min_length=1, max_length=24)]  # seats and cells; one's own seat is added


@dataclass(frozen=True, kw_only=True)
class LeaveRoom(Command):
    name: ClassVar[str] = "room.leave"
    room: Id


@dataclass(frozen=True, kw_only=True)
class SayToPress(Command):
    name: ClassVar[str] = "press.say"
    title: Line
    text: Said
