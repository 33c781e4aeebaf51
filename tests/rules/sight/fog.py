"""The check of fog: folding what a seat may see must give the same picture as seeing what was folded.

`differences` names the paths at which two pictures differ, so that a failure prints what leaked or was lost, no more.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tests.rules.small import SEATS
from wargame.rules.events import Event, visible
from wargame.rules.evolve import evolve
from wargame.rules.sight import sight
from wargame.rules.state import EMPTY, State

Sight = Callable[[State, str], Any]


SIDES = ("the fold of all", "the fold of what is visible")


def differences(left: Any, right: Any, path: str = "", *, sides: tuple[str, str] = SIDES) -> Iterator[str]:
    """The paths at which two JSON values differ; `sides` names them where one has what the other has not."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted({*left, *right}):
            if key not in left or key not in right:
                yield f"{path}.{key} only in {sides[0] if key in left else sides[1]}"
            else:
                yield from differences(left[key], right[key], f"{path}.{key}", sides=sides)
    elif left != right:
        yield f"{path}: {left!r} != {right!r}"


class Broken(AssertionError):
    """A seat's picture shows what it was not told, or lacks what it was."""


def check(
    log: Iterable[Event],
    *,
    options: dict[str, Any],
    look: Sight = sight,
    every: int = 1,
    seats: Iterable[str] = SEATS,
) -> dict[str, set[str]]:
    """Holds the two pictures of every seat together after each event (or each `every`-th and the last).

    Returns for each kind of event the seats whose picture it changed. Raises Broken at the first difference.
    """
    whole: State = EMPTY
    parts: dict[str, State] = dict.fromkeys(seats, EMPTY)
    pictures: dict[str, Any] = {}
    changed: dict[str, set[str]] = {}
    events = list(log)
    for place, event in enumerate(events):
        whole = evolve(whole, event)
        for seat in parts:
            if visible(event, seat, options):
                parts[seat] = evolve(parts[seat], event)
            if place % every and place != len(events) - 1:
                continue
            picture = look(whole, seat)
            if pictures.get(seat) != picture:
                changed.setdefault(event.kind, set()).add(seat)
            pictures[seat] = picture
            told = look(parts[seat], seat)
            if picture != told:
                found = list(differences(picture, told))
                raise Broken(f"after {event.kind}, {seat}: " + "; ".join(found[:5]))
    return changed
