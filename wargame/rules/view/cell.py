"""The shape of what only one cell's seats see: drafts, votes, commitments, forecasts. Only types live here."""

from typing import Any, Literal, TypedDict


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
