"""Events in the making: a decision adds what happens one after another and sees the state as it then is."""

from collections.abc import Iterable
from typing import Any

from wargame.rules.events import Event, event
from wargame.rules.evolve import evolve
from wargame.rules.state import Context, State


class Acts:
    """The events that a decision has come to so far, and the state folded over them. Used once and thrown away."""

    def __init__(self, state: State, context: Context, seat: str) -> None:
        self.state = state
        self.context = context
        self.seat = seat
        self.by_control = False  # control acts in the place of `seat`
        self.events: list[Event] = []

    def add(self, kind: str, body: dict[str, Any], seen_by: Iterable[str]) -> None:
        new = event(kind, body, seen_by)
        self.events.append(new)
        self.state = evolve(self.state, new)

    def new_id(self, prefix: str, *names: str) -> str:
        return self.context.new_id(prefix, self.seat, *names)

    def notice(self, to: Iterable[str], text: str, *, about: str | None) -> None:
        """Tell `to` that something of theirs ended or changed without their doing."""
        viewers = sorted(set(to))
        notice = {
            "id": self.new_id("notice", about or "", *viewers, text),
            "at_ms": self.context.now_ms,
            "text": text,
            "about": about,
        }
        self.add("notice_given", {"notice": notice}, viewers)
