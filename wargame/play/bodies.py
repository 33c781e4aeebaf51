"""The bodies of HTTP, as types: what is sent to an address, and what it answers.

Only shapes live here; what happens is `http`, and for control's addresses the desk's. Words and messages that HTTP
shares with the socket are `protocol`'s.
"""

from typing import Annotated, Any, Literal, TypedDict

from pydantic import Field, StringConstraints

from wargame.play.protocol import Asked, CommandId, EstimateState, Message, Name, Receipt, RoomItem
from wargame.play.schema.board import ClassBoard
from wargame.rules.view import View
from wargame.umpire.estimates.answer import EstimateView


class CommandBody(Message):
    """POST /api/games/{id}/commands."""

    id: CommandId
    name: Name
    args: dict[str, Any] = Field(default_factory=dict)


class AcceptedAnswer(Message):
    ok: Literal[True]
    receipt: Receipt


class RefusedAnswer(Message):
    ok: Literal[False]
    code: str
    message: str
    field: str | None = None


class EstimateBody(Message):
    """POST /api/games/{id}/estimates."""

    question: Asked
    quick: bool = False


class Estimate(Message):
    """A question of this seat and how far it is; `id` is null for one that was answered at once and not kept."""

    id: str | None
    state: EstimateState
    done: int
    total: int
    words: str
    answer: EstimateView | None


class Problem(Message):
    """Every HTTP error of this API."""

    code: str
    message: str
    field: str | None = None
    id: str | None = None  # of the log's line, when the fault is ours


class PageBody(Message):
    """GET /api/games/{id}/rooms/{room}/messages."""

    items: list[RoomItem]
    more: bool


class FoundItem(RoomItem):
    """A message that a search found, with its room."""

    room: str


class FoundBody(Message):
    """GET /api/games/{id}/search."""

    items: list[FoundItem]
    more: bool


class GridBody(Message):
    """GET /api/games/{id}/grids/{name}: the cells of a footprint in their order, by rows from the south.

    A row is its number and then first and last column of each run: [row, first, last, first, last, …]. The middle of a
    cell lies at south_deg + (row + ½) step_deg and west_deg + (column + ½) step_deg.
    """

    grid: str
    south_deg: float
    west_deg: float
    step_deg: float
    cells: int
    rows: list[list[int]]


class RedeemBody(Message):
    """POST /api/invitations/redeem."""

    code: Annotated[str, StringConstraints(min_length=8, max_length=200)]
    name: Annotated[str, StringConstraints(max_length=80)] = ""


class RedeemedAnswer(Message):
    token: str  # the bearer token of the seat: shown once
    game: str
    seat: str
    table_url: str


class SeenAs(Message):
    """A seat's view as the facilitator looked at it; that he looked is recorded."""

    seat: str
    watermark: str
    view: View


class InjectPreview(Message):
    """What sending an inject now would change: seat -> part of its view -> the entries that would be other ones."""

    inject: str
    seats: dict[str, dict[str, Any]]


class PlanRow(TypedDict):
    """One inject of an imported sheet whose plan would be another one."""

    inject: str
    state: Literal["waiting", "held", "skipped", "armed"]
    when: str | None
    title: str  # empty: the scenario's
    text: str


class PlanRows(Message):
    rows: list[PlanRow]
    same: int  # how many rows say what is planned already


class RecordRow(TypedDict):
    at_ms: int
    seat: str  # who
    action: str
    about: str
    reason: str


class ControlRecord(Message):
    """What control did outside the log of the game, oldest first."""

    rows: list[RecordRow]


class RevokedAnswer(Message):
    seat: str
    revoked: int  # how many devices lost the seat


class LinkAnswer(Message):
    seat: str
    link: str | None  # None: of an assistant who was made by an earlier press, whose link was told then
    code: str  # the link as a QR code, an SVG element


class LockedAnswer(Message):
    seat: str


class AssistantAnswer(Message):
    seat: str
    scope: str


class ReportFile(TypedDict):
    name: str
    bytes: int
    made_ms: int
    url: str


class ReportList(Message):
    state: Literal["none", "queued", "making", "ready", "failed"]
    words: str | None
    files: list[ReportFile]


ANSWERS: tuple[type[Message], ...] = (
    AcceptedAnswer,
    RefusedAnswer,
    Estimate,
    Problem,
    PageBody,
    FoundBody,
    GridBody,
    RedeemedAnswer,
    SeenAs,
    ReportList,
    InjectPreview,
    PlanRows,
    ControlRecord,
    RevokedAnswer,
    LinkAnswer,
    LockedAnswer,
    AssistantAnswer,
    ClassBoard,
)
"""Every answer of an address that is no file, no view and no catalogue."""
