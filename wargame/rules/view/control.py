"""The shape of what control sees of itself: its people and their scopes. Only types live here."""

from typing import TypedDict

from wargame.rules.view.base import Text


class ColleagueView(TypedDict):
    """A seat of control, also one that was withdrawn: its deeds stay in the record."""

    id: str
    title: str
    name: Text | None  # that the facilitator gave it; None: the scenario's own seat, unnamed
    scope: str | None  # of `mechanics.scopes`; None: the facilitator
    taken: bool
    made: bool  # during this game
    withdrawn_ms: int | None
