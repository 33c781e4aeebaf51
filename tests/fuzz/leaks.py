"""Leaks as such programs have had them, one at a time, planted in the running code. Each is a context manager."""

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from wargame import journal
from wargame.journal import law, record
from wargame.play.table import feed
from wargame.rules import sight
from wargame.rules.decide import offers, publishing
from wargame.rules.mechanics.acts import Acts
from wargame.rules.refusals import refuse
from wargame.rules.sight import SightPart
from wargame.rules.state import Context

Leak = Callable[[], AbstractContextManager[Any]]


def in_part(name: str, leak: Callable[[Any, str, Any], Any]) -> Leak:
    """`leak(state, seat, value)` in place of what the part of the picture should be."""

    def plant() -> AbstractContextManager[Any]:
        whole = sight.PARTS[name]
        # It reads every table, so that the postman asks for it anew at every change.
        part = SightPart(tuple(whole.reads) + EVERYTHING, lambda s, seat: leak(s, seat, whole.fn(s, seat)))
        return patch.dict(sight.PARTS, {name: part})

    return plant


EVERYTHING = ("rooms", "offers", "orders", "notices", "hands", "fate", "funds", "findings", "read")


def told_to_all(kind: str) -> Leak:
    """Events of this kind go to everybody."""

    def plant() -> AbstractContextManager[Any]:
        whole = Acts.add

        def add(self: Acts, what: str, body: Any, seen_by: Any) -> Any:
            return whole(self, what, body, ("all",) if what == kind else seen_by)

        return patch.object(Acts, "add", add)

    return plant


def ids_that_count() -> AbstractContextManager[Any]:
    numbers = itertools.count()

    def new_id(self: Context, prefix: str, *names: str) -> str:
        return f"{prefix}-{next(numbers):016x}"

    return patch.object(Context, "new_id", new_id)


def receipts_that_count() -> AbstractContextManager[Any]:
    whole = record.decide_and_record

    def decide_and_record(stream: Any, *args: Any, **more: Any) -> Any:
        answer = whole(stream, *args, **more)
        return {**answer, "receipt": {**answer["receipt"], "entry": stream.head}} if answer["ok"] else answer

    return patch.object(record, "decide_and_record", decide_and_record)


def refusals_that_count() -> AbstractContextManager[Any]:
    whole = record.decide_and_record

    def decide_and_record(stream: Any, *args: Any, **more: Any) -> Any:
        answer = whole(stream, *args, **more)
        return answer if answer["ok"] else {**answer, "message": f"{answer['message']} (at entry {stream.head})"}

    return patch.object(record, "decide_and_record", decide_and_record)


def names_that_count() -> AbstractContextManager[Any]:
    """The etag of a view changes with every entry of the game."""
    whole = feed.picture_of

    def picture_of(stream: Any, seat: str, state: Any) -> Any:
        picture = whole(stream, seat, state)
        return replace(picture, etag=f"{picture.etag}-{journal.state_at(stream)[1]}")

    return patch.object(feed, "picture_of", picture_of)


def hours_that_count() -> AbstractContextManager[Any]:
    """Everything is told a little later for each thing that has happened."""
    whole = record.now_ms
    return patch.object(record, "now_ms", lambda stream: whole(stream) + stream.head)


def errors_that_know() -> AbstractContextManager[Any]:
    """An offer of others is refused otherwise than one that there is not."""
    whole = offers._open_offer

    def open_offer(acts: Any, name: str, version: Any, **more: Any) -> Any:
        row = acts.state["offers"].get(name)
        mine = row is not None and acts.seat.split(".")[0] in row["view"]["parties"]
        return refuse("not-party", "offer") if row is not None and not mine else whole(acts, name, version, **more)

    return patch.object(offers, "_open_offer", open_offer)


def talk_that_all_may_read() -> AbstractContextManager[Any]:
    open_to_all = replace(law.enacted(), visible=lambda event, seat, state=None: True)
    return patch.object(law, "_in_force", lambda: open_to_all)


def findings_for_all() -> AbstractContextManager[Any]:
    return patch.object(publishing, "readers", lambda pack, assessment: ("all",))


def _last_spoken(state: Any, seat: str, cells: Any) -> Any:
    """The cells in the order in which somebody of them last heard something."""
    last: dict[str, int] = {}
    for row in state["rooms"].values():
        for member in row["members"]:
            last[member.split(".")[0]] = max(last.get(member.split(".")[0], 0), row["last_ms"] or 0)
    return {**cells, "order": sorted(cells, key=lambda cell: -last.get(cell, 0))}


LEAKS: dict[str, Leak] = {
    "ids that count": ids_that_count,
    "receipts that count": receipts_that_count,
    "refusals that count": refusals_that_count,
    "names of views that count": names_that_count,
    "hours that count": hours_that_count,
    "errors that know": errors_that_know,
    "talk that all may read": talk_that_all_may_read,
    "private findings for all": findings_for_all,
    "an order of a list": in_part("cells", _last_spoken),
    "a badge of all rooms": in_part(
        "you", lambda state, seat, you: {**you, "unread": sum(row["count"] for row in state["rooms"].values())}
    ),
    "the seed in the first view": in_part(
        "game", lambda state, seat, game: {**game, "seed": state["fate"].get("seed")}
    ),
    "hands that all see": in_part("hand", lambda state, seat, hand: sorted(state["hands"])),
    "funds of all": in_part("funds", lambda state, seat, funds: {"mine": funds, "orders": sorted(state["orders"])}),
    "how many notices there are": in_part(
        "notices", lambda state, seat, rows: {**rows, "count": len(state["notices"])}
    ),
    "what others have read": in_part("rooms", lambda state, seat, rooms: {**rooms, "read": state["read"]}),
    "secret offers told to all": told_to_all("offer_tabled"),
    "talk told to all": told_to_all("talk_said"),
}
