"""The shape of a meeting in a seat's picture. Only types live here."""

from typing import Literal, TypedDict

from wargame.rules.view.base import Text


class AnswerView(TypedDict):
    accept: bool
    by: str  # seat
    reason: Text | None
    at_ms: int


class ReadoutView(TypedDict):
    """One side's account. One that is not public is seen by its own cell and control alone."""

    cell: str
    by: str
    text: Text
    public: bool
    at_ms: int


class MeetingView(TypedDict):
    """A meeting, for those who were asked to it. While it is `held` its `room` is theirs alone to talk in."""

    id: str
    kind: str  # of the catalogue's meeting_kinds
    title: str
    turn: int
    date: str | None  # of a dated one
    slot: int  # 0: takes none
    capital: float  # what the caller pays when it is held
    called_by: str | None  # seat; None: the calendar
    cells: list[str]  # all who were asked, and the caller
    attending: list[str]  # of these, who will come or came
    answers: dict[str, AnswerView]  # cell
    agenda: list[str]  # offers
    note: Text | None
    status: Literal["called", "held", "closed", "declined", "called_off", "lapsed"]
    room: str | None
    called_ms: int
    held_ms: int | None
    closed_ms: int | None
    closed_by: str | None
    readouts: dict[str, ReadoutView]  # cell
    yours: list[str]  # what your cell may do now: answer, close, readout
