"""What could be promised and done: a pack's forms filled in, a few sensible ways each. Pure; no worth is known here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from wargame.rules.pack import FieldSpec, Pack
from wargame.rules.state import State
from wargame.umpire.value.menu import menu

MOST_WAYS = 18
"""Ways in which one form is filled in at most; beyond them the later choices of its lists are left out."""


@dataclass(frozen=True)
class Idea:
    """A form filled in: a kind of clause that binds `party`, or a kind of order that `party` gives."""

    kind: str
    party: str
    args: tuple[tuple[str, Any], ...]

    @property
    def words(self) -> dict[str, Any]:
        """The arguments as a form sends them."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self.args}


def clause_ideas(pack: Pack, state: State, parties: Iterable[str]) -> list[Idea]:
    """Every promise of the menu that packages are composed of (`umpire.value.menu`), one by one."""
    return [of_clause(term) for slot in menu(pack, state, parties).slots for term in slot.terms]


def order_ideas(pack: Pack, cell: str) -> list[Idea]:
    """Every kind of order of the cell, in a few ways. What asks for text of one's own is left to people."""
    return [
        Idea(kind, cell, args)
        for kind, spec in pack["order_kinds"].items()
        if cell in spec["cells"] and not any(field["type"] == "text" for field in spec["fields"])
        for args in ways(pack, spec["fields"], cell)
    ]


def of_clause(clause: Mapping[str, Any]) -> Idea:
    """The idea of a clause that stands in an offer or an agreement."""
    return Idea(clause["kind"], clause["party"], frozen(clause["args"]))


def frozen(args: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in sorted(args.items()))


def ways(pack: Pack, fields: Sequence[FieldSpec], cell: str) -> list[tuple[tuple[str, Any], ...]]:
    """How the form can be filled in: its lists through and through, its numbers at a few steps. Text has no ways."""
    listed = [[(field["name"], value) for value in values(pack, field, cell)] for field in fields]
    if any(not choices for choices in listed):
        return []
    found = [frozen(dict(chosen)) for chosen in product(*listed)]
    if len(found) <= MOST_WAYS:
        return found
    step = len(found) / MOST_WAYS
    return [found[int(number * step)] for number in range(MOST_WAYS)]


def values(pack: Pack, field: FieldSpec, cell: str) -> list[Any]:
    """Values of one field that are worth a thought, its default first."""
    choices = [choice["value"] for choice in field.get("choices", [])]
    default = field.get("default")
    match field["type"]:
        case "number":
            found = _numbers(field)
        case "turn":
            last = int(field.get("max", len(pack["turns"])))
            found = [value for value in (default, (default or 1) + 1) if isinstance(value, int) and value <= last]
        case "bool":
            found = [True, False]
        case "text":
            found = []
        case "cell":
            found = [value for value in choices or list(pack["cells"]) if value != cell]
        case "cells":
            among = tuple(value for value in choices or list(pack["cells"]) if value != cell)
            found = [among, *((value,) for value in among if len(among) > 1)] if among else []
        case "site":
            found = choices or list(pack["sites"])
        case "sensor":
            found = choices or [name for name, row in pack["sites"].items() if row["kind"] == "radar"]
        case "region":
            found = choices or list(pack["regions"])
        case _:
            found = choices
    return found


def _numbers(field: FieldSpec) -> list[Any]:
    """The default and what lies halfway to either end, on the form's steps."""
    low, high = float(field.get("min", 0)), float(field.get("max", 10))
    step = float(field.get("step", 0)) or (high - low) / 4 or 1.0
    middle = float(field.get("default", (low + high) / 2))
    found: list[Any] = []
    for value in (middle, (low + middle) / 2):
        on_step = min(high, max(low, low + round((value - low) / step) * step))
        number = int(on_step) if on_step.is_integer() else round(on_step, 6)
        if number not in found:
            found.append(number)
    return found
