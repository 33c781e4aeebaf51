"""The shape of what only one cell's seats see: drafts, votes, commitments, forecasts. Only types live here."""

from typing import Any, Literal, TypedDict

from wargame.rules.view.base import Text


class DraftField(TypedDict):
    """One field as it stands, and who changed it in which version. None: it was taken out."""

    value: Any
    version: int
    by: str
    at_ms: int


class DraftView(TypedDict):
    """A paper in the making, shared by the seats of a cell. See `commands.cell.DraftChanges` for the fields' names.

    A clause stands at `clauses.<id>`, an argument of an order at `args.<name>`.
    """

    id: str
    cell: str
    of: Literal["offer", "counter", "order"]
    about: str | None  # the offer that is answered, or the order that is changed
    version: int
    status: Literal["open", "used", "dropped"]
    ref: str | None  # what was made of it
    fields: dict[str, DraftField]
    begun_by: str  # seat
    begun_ms: int
    edited_by: str
    edited_ms: int


class CommitmentMade(TypedDict):
    """What a cell put down when it said that it was ready, by `<turn>:<cell>`."""

    cell: str
    turn: int
    phase: str
    seat: str
    rationale: Text | None
    confidence: int | None  # per cent
    expects: dict[str, Text]  # another cell -> what it will do
    at_ms: int


class ForecastGiven(TypedDict):
    question: str
    seat: str
    cell: str
    probability: int  # per cent
    words: Text | None
    turn: int
    at_ms: int
    brier: float | None  # (probability - outcome) squared: 0 best, 1 worst


class ForecastView(TypedDict):
    """A question of the catalogue's `forecasts`: how it came out, and the forecasts that this seat may see."""

    outcome: bool | None
    resolved_turn: int | None
    given: dict[str, ForecastGiven]  # seat


class VoteView(TypedDict):
    id: str
    cell: str
    by: str
    question: Text
    choices: list[Text]
    cast: dict[str, int]  # seat -> place among the choices
    open: bool
    called_ms: int
    closed_ms: int | None


class TimeRequestView(TypedDict):
    id: str
    cell: str
    by: str
    turn: int
    phase: str
    seconds: int
    reason: Text
    status: Literal["open", "granted", "declined", "lapsed"]
    granted_s: int | None
    answer: Text | None
    asked_ms: int
    answered_ms: int | None


class LateView(TypedDict):
    """A cell that had handed nothing in when the orders were to close, by `<turn>:<cell>`."""

    cell: str
    turn: int
    state: Literal["grace", "default"]
    orders: list[str]  # that were entered for it
