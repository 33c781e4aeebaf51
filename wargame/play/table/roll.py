"""Who is on a game's roll just now: devices that hold a seat, names, knocks at the door, and how far a turn's work is.

Asked by a table at its beats. Whose credentials still hold is asked every time; the rest, which changes seldom, now and
then. Nothing here is part of a view.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from wargame.lobby import access, attendance, invitations
from wargame.umpire.estimates import rows
from wargame.umpire.turns import work


@dataclass(frozen=True, kw_only=True)
class Roll:
    credentials: set[int] | None  # that have not been revoked; None: not asked
    names: dict[str, str | None] | None = None  # seat -> who sits there
    knocks: dict[str, list[dict[str, str]]] | None = None  # seat that is told -> {id, device}
    progress: dict[str, Any] | None = None  # everybody may know that a turn is worked on
    estimates: dict[UUID, dict[str, Any]] = field(default_factory=dict)  # of those that were asked for


def call(
    game: UUID, visits: Collection[int], estimates: Collection[UUID], *, guard: bool, whole: bool, busy: bool
) -> Roll:
    """What is asked for, now: `guard` the credentials, `whole` everything, `busy` the progress of a turn.

    `visits` are the attendances that this process vouches for, `estimates` the questions whose seats wait here.
    """
    if visits:
        attendance.seen(visits)
    return Roll(
        credentials=access.live_credentials(game) if guard or whole else None,
        names=access.names(game) if whole else None,
        knocks=invitations.pending_knocks(game) if whole else None,
        progress=work.of_game(game) if busy or whole else None,
        estimates=rows.told(estimates) if estimates else {},
    )
