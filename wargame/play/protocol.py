"""Every message that crosses the socket, as a type: client to server, and server to client.

Only shapes and limits live here; what happens on a message is `socket.consumers`. The page's types are generated from
this module and from `bodies` (`manage.py wire`), so a field that is added here reaches the browser's compiler.
"""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from wargame.rules.view import View
from wargame.umpire.estimates.answer import EstimateView
from wargame.umpire.estimates.question import Question

PROTOCOL = 1
HEARTBEAT_S = 5
FRAME_LIMIT_BYTES = 64 * 1024
FRAMES_LIMIT = 100  # in each window of FRAMES_WINDOW_S
FRAMES_WINDOW_S = 20
TRIES_LIMIT = 500  # of `try`, in each window of FRAMES_WINDOW_S: a hand that drags asks 10 to 25 times a second
TRY_PREFIX = b'{"type":"try"'  # so begins, spaces left out, a frame that is counted as a try
PAGE_LIMIT = 200

CLOSE_TOO_BIG = 1009
CLOSE_NO_CREDENTIAL = 4401
CLOSE_REVOKED = 4403
CLOSE_NO_GAME = 4404
CLOSE_PROTOCOL = 4409
CLOSE_TOO_MANY = 4429

Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]
CommandId = Annotated[str, StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_\-]+$")]
Etag = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Collection = Annotated[str, StringConstraints(min_length=6, max_length=80, pattern=r"^room:[A-Za-z0-9_.:\-]+$")]
Cursor = Annotated[int, Field(ge=0, le=10_000_000)]


class Message(BaseModel):
    """Base of all messages: strict types, unknown fields refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True, allow_inf_nan=False)


# --- client to server ------------------------------------------------------------------------------------------


class HelloMessage(Message):
    """The first frame. `csrf` is the token that stands in the page; a bearer's socket gives an empty string."""

    type: Literal["hello"] = "hello"
    csrf: Annotated[str, StringConstraints(max_length=200)] = ""
    etag: Etag | None = None  # the view that the page still holds, after a cut


class CommandMessage(Message):
    """One command; answered by exactly one `ack` or `refused`. After a cut it is sent again with the same id."""

    type: Literal["command"] = "command"
    id: CommandId
    name: Name
    args: dict[str, Any]


class PageRequest(Message):
    """Asks for part of a long collection: items after the cursor (oldest first), before it, or the newest ones."""

    type: Literal["page"] = "page"
    id: CommandId
    collection: Collection
    after: Cursor | None = None
    before: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE_LIMIT)] = 50


class ViewRequest(Message):
    """Send me the whole view."""

    type: Literal["view"] = "view"


class TypingMessage(Message):
    type: Literal["typing"] = "typing"
    room: Name


class EditingMessage(Message):
    """I have this open and am writing in it; said again every few seconds while it lasts."""

    type: Literal["editing"] = "editing"
    thing: Name  # a draft or an order of your own cell


Asked = Annotated[Question, Field(strict=False)]
EstimateId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", max_length=36)]


class EstimateRequest(Message):
    """What would this do? Answered by `estimate` messages with this frame's id, or by `refused`.

    `quick`: the expected figures alone, at once where nothing has to be asked of the engine.
    """

    type: Literal["estimate"] = "estimate"
    id: CommandId
    question: Asked
    quick: bool = False


class CancelRequest(Message):
    """Takes an open question back."""

    type: Literal["cancel"] = "cancel"
    id: CommandId
    estimate: EstimateId


class PingMessage(Message):
    type: Literal["ping"] = "ping"
    t: float  # the client's own clock, given back as it is


class TryMessage(Message):
    """What if this site stood there, or were so many? Nothing of it is recorded, and nobody else learns of it.

    Answered by `tried` or `refused`; by nothing when a newer one came before its turn. `type` has to come first.
    """

    type: Literal["try"] = "try"
    id: CommandId
    assessment: Name
    configuration: Literal["in_force", "planned"] = "planned"
    axis: Name
    site: Name
    lat_deg: Annotated[float, Field(ge=-90, le=90)]
    lon_deg: Annotated[float, Field(ge=-180, le=180)]
    number: Annotated[int, Field(ge=0, le=1000)]
    outline: bool = False  # the outline too: when the hand lets go


# --- server to client ------------------------------------------------------------------------------------------


class WelcomeMessage(Message):
    type: Literal["welcome"] = "welcome"
    protocol: int
    seat: str
    server_ms: int
    heartbeat_s: int


class PatchOperation(TypedDict):
    """One operation of RFC 6902; lists are replaced whole, and the path "" replaces everything."""

    op: Literal["add", "remove", "replace"]
    path: str
    value: NotRequired[Any]


class WholeUpdate(Message):
    """The whole view, for a client that holds none or another one."""

    type: Literal["update"] = "update"
    from_: None = Field(alias="from")
    to: str
    patch: View


class PatchUpdate(Message):
    """Moves a client from the view named `from` to `to`; a client that holds another one asks for the whole."""

    type: Literal["update"] = "update"
    from_: str = Field(alias="from")
    to: str
    patch: list[PatchOperation]


class Receipt(BaseModel):
    """What the record says of a command: when, and the id of what it made; some commands add fields of their own."""

    model_config = ConfigDict(extra="allow", frozen=True)

    at_ms: int | None = None
    ref: str | None = None


class AckMessage(Message):
    """Only sent once the command is committed."""

    type: Literal["ack"] = "ack"
    id: str
    receipt: Receipt


class RefusedMessage(Message):
    type: Literal["refused"] = "refused"
    id: str
    code: str
    message: str
    field: str | None


class RoomItem(TypedDict):
    """One thing said. `n` is its place in its room, from 1; every member of the room counts alike."""

    n: int
    id: str
    seat: str
    at_ms: int
    text: str


class PageMessage(Message):
    type: Literal["page"] = "page"
    id: str
    collection: str
    items: list[RoomItem]  # oldest first
    more: bool  # further ones in the direction asked


class SeatPresence(TypedDict):
    online: bool
    name: str | None  # the name or pseudonym given when joining


class PresenceMessage(Message):
    """Who has a page open, and who is typing where: all seats of the table. Volatile, complete each time."""

    type: Literal["presence"] = "presence"
    seats: dict[str, SeatPresence]
    typing: dict[str, list[str]]  # room -> seats; only rooms that this seat is in
    editing: dict[str, list[str]]  # draft or order -> seats; only of this seat's own cell


class KnockMessage(Message):
    """Another device asks for this seat; answer with POST /table/<game>/<seat>/knocks/<id>/ {approve}."""

    type: Literal["knock"] = "knock"
    id: str
    device: str


class HeartbeatMessage(Message):
    """Every five seconds: the name of the view that you should hold."""

    type: Literal["heartbeat"] = "heartbeat"
    etag: str
    server_ms: int


class PongMessage(Message):
    type: Literal["pong"] = "pong"
    t: float
    server_ms: int


class ErrorMessage(Message):
    """A frame that could not be read, or a failure of ours; `message` is a sentence, never a traceback."""

    type: Literal["error"] = "error"
    id: str | None = None
    code: str
    message: str


class ProgressMessage(Message):
    """How far the adjudication of a turn is."""

    type: Literal["progress"] = "progress"
    turn: int
    state: Literal["waiting", "queued", "running", "recorded", "failed"]
    done: int
    total: int
    words: str | None


EstimateState = Literal["waiting", "queued", "running", "done", "failed", "cancelled"]


class EstimateMessage(Message):
    """How far a question of this seat is, and its answer. `id` is the frame that asked, `estimate` names the question
    (null: answered at once and not kept).
    """

    type: Literal["estimate"] = "estimate"
    id: str
    estimate: str | None
    state: EstimateState
    done: int
    total: int
    words: str
    answer: EstimateView | None


class TriedFigures(TypedDict):
    """What a raid of one axis meets: shares of the grid by area and by people, leakers; rounded as findings are."""

    area_pct: float
    people_pct: float
    no_leak: float | None
    expected_leakers: float | None
    raid_size: int


class TriedMessage(Message):
    """The answer to `try`. `mask`: base64 of one bit a cell, most significant first, in the order of the grid."""

    type: Literal["tried"] = "tried"
    id: str
    grid: str  # names the cells that the mask is of; GET /api/games/{id}/grids/{name} has them
    cells: int
    mask: str
    now: TriedFigures
    before: TriedFigures  # as things stand
    mask_before: str | None  # the mask as things stand, and the outline (GeoJSON MultiPolygon): if it was asked for
    outline: dict[str, Any] | None
    computed_ms: float


ClientMessage = Annotated[
    HelloMessage
    | CommandMessage
    | PageRequest
    | ViewRequest
    | TypingMessage
    | EditingMessage
    | EstimateRequest
    | CancelRequest
    | PingMessage
    | TryMessage,
    Field(discriminator="type"),
]
UpdateMessage = WholeUpdate | PatchUpdate
ServerMessage = (
    WelcomeMessage
    | WholeUpdate
    | PatchUpdate
    | AckMessage
    | RefusedMessage
    | PageMessage
    | PresenceMessage
    | KnockMessage
    | HeartbeatMessage
    | PongMessage
    | ErrorMessage
    | ProgressMessage
    | EstimateMessage
    | TriedMessage
)
CLIENT: TypeAdapter[Any] = TypeAdapter(ClientMessage)
SERVER: TypeAdapter[Any] = TypeAdapter(ServerMessage)
