"""The board of several tables, as a type: the answer of `/api/tables`, which `control.board` makes."""

from typing import Literal

from wargame.play.protocol import Message
from wargame.rules.view import PhaseName


class SideOnBoard(Message):
    """One side of one table, in numbers of seats and of what waits."""

    id: str
    name: str
    letter: str
    ready: bool
    taken: int
    here: int
    committed: bool
    late: Literal["grace", "default"] | None
    hands: int
    asks: int
    unread: int


class PhaseOnBoard(Message):
    """As in the view of the table, without words."""

    name: PhaseName
    deadline_ms: int | None
    left_ms: int | None
    paused: bool
    opened_ms: int | None
    grace: bool
    waiting: bool


class WorkOnBoard(Message):
    """How far the engine is with the turn."""

    state: Literal["waiting", "queued", "running", "recorded", "failed"]
    done: int
    total: int
    failures: int


class StandingOnBoard(Message):
    phase: PhaseOnBoard
    turn: int
    turns: int
    sides: list[SideOnBoard]
    proposal: Literal["waiting", "proposed", "published", "failed"] | None
    knocks: int
    work: WorkOnBoard | None


class TableOnBoard(Message):
    """One table; `fault` says why it has no standing."""

    game: str
    seat: str
    title: str
    standing: StandingOnBoard | None
    fault: str | None


class ClassBoard(Message):
    """The tables that a browser leads. `title` is the class's, if one was asked for."""

    server_ms: int
    title: str | None
    tables: list[TableOnBoard]
