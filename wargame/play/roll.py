"""Who is on a game's roll just now: devices that hold a seat, names, and knocks at the door.

One look of a few queries, made by a table at each of its beats. Nothing here is part of a view.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from wargame.lobby import access, attendance, invitations


@dataclass(frozen=True, kw_only=True)
class Roll:
    credentials: set[int]  # that have not been revoked
    names: dict[str, str | None]  # seat -> who sits there
    knocks: dict[str, list[dict[str, str]]]  # seat that is told -> {id, device}


def call(game: UUID, visits: Collection[int]) -> Roll:
    """The roll now; `visits` are the attendances that this process vouches for."""
    if visits:
        attendance.seen(visits)
    return Roll(
        credentials=access.live_credentials(game),
        names=access.names(game),
        knocks=invitations.pending_knocks(game),
    )
