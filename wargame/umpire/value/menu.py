"""What could be agreed: packages composed of clause kinds, the cells they may bind, and a small menu of arguments.

A package takes from each slot (a kind of clause and the cell that it binds) nothing or one of its variants, at least
one clause in all and at most as many as an offer may have. The variants of a slot are the combinations of its fields'
menus: the field's `menu` if the pack gives one, else its default, else all its choices.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations, product
from math import prod
from typing import Any

from wargame.rules.commands import Clause
from wargame.rules.mechanics import fields, terms
from wargame.rules.mechanics.pacts.clashes import clash, earlier_promise
from wargame.rules.pack import FieldSpec, Pack
from wargame.rules.refusals import Refusal
from wargame.rules.state import State
from wargame.umpire.value.package import Package

EXACT = 200_000
"""So many packages are gone through one by one; of more a sample is drawn, and it is said so."""
SAMPLE = 20_000
MOST_CLAUSES = 12


@dataclass(frozen=True, kw_only=True)
class Slot:
    """`terms`: the clause, drawn up, in each of its variants."""

    kind: str
    party: str
    terms: tuple[dict[str, Any], ...]


Choice = tuple[int, int]
"""A slot's number and the number of a variant in it."""


@dataclass(frozen=True, kw_only=True)
class Menu:
    parties: tuple[str, ...]
    slots: tuple[Slot, ...]
    clashes: frozenset[tuple[Choice, Choice]] = frozenset()  # that the pack forbids beside each other

    @property
    def count(self) -> int:
        """How many packages there are, with at least one clause and at most twelve; clashes are not taken out."""
        ways = [1] + [0] * MOST_CLAUSES  # by number of clauses
        for slot in self.slots:
            for size in range(MOST_CLAUSES, 0, -1):
                ways[size] += ways[size - 1] * len(slot.terms)
        return sum(ways[1:])

    @property
    def exact(self) -> bool:
        """Whether all packages are gone through."""
        return self.count <= EXACT

    @property
    def places(self) -> int:
        """How many numbers `at` takes."""
        return prod(len(slot.terms) + 1 for slot in self.slots) if self.exact else SAMPLE

    def at(self, place: int, seed: int = 0) -> Package | None:
        """The package of this number, 0 ≤ place < `places`; None for the empty one, one too long, or with a clash."""
        return self.composed(self.chosen(place, seed))

    def chosen(self, place: int, seed: int = 0) -> dict[int, int]:
        """slot -> variant, of the package of this number."""
        return self._counted(place) if self.exact else self._drawn(place, seed)

    def composed(self, chosen: dict[int, int]) -> Package | None:
        """The package that takes from slot i its variant chosen[i]."""
        if not 0 < len(chosen) <= MOST_CLAUSES:
            return None
        if self.clashes and any(pair in self.clashes for pair in combinations(sorted(chosen.items()), 2)):
            return None
        rows = {f"c{index}": self.slots[index].terms[variant] for index, variant in sorted(chosen.items())}
        return Package(parties=self.parties, terms={name: {**row, "id": name} for name, row in rows.items()})

    def _counted(self, place: int) -> dict[int, int]:
        chosen = {}
        for index, slot in enumerate(self.slots):
            place, digit = divmod(place, len(slot.terms) + 1)
            if digit:
                chosen[index] = digit - 1
        return chosen

    def _drawn(self, place: int, seed: int) -> dict[int, int]:
        """A size from one to twelve, so many different slots, a variant of each: by the seed, whoever draws."""
        words = _words(seed, place)
        size = 1 + next(words) % min(MOST_CLAUSES, len(self.slots))
        free = list(range(len(self.slots)))
        chosen = {}
        for _ in range(size):
            index = free.pop(next(words) % len(free))
            chosen[index] = next(words) % len(self.slots[index].terms)
        return chosen


def _words(seed: int, place: int) -> Iterator[int]:
    """64-bit words that only the seed and the place decide."""
    number = 0
    while True:
        block = blake2b(f"package\x1f{seed}\x1f{place}\x1f{number}".encode(), digest_size=64).digest()
        for start in range(0, 64, 8):
            yield int.from_bytes(block[start : start + 8])
        number += 1


def menu(pack: Pack, state: State, parties: Iterable[str]) -> Menu:
    """What these cells could agree on now; what one of them has promised already in an agreement is left out."""
    named = set(parties)
    order = tuple(cell for cell in pack["cells"] if cell in named)
    agreed = [row["view"] for row in state["agreements"].values()]
    turn = state["turn"]["number"]
    slots = []
    for kind, spec in pack["clause_kinds"].items():
        for party in order:
            if party not in spec["parties"]:
                continue
            drawn = [_term(pack, kind, party, args, order) for args in _arguments(pack, spec["fields"], party)]
            kept = tuple(
                term for term in drawn if term is not None and earlier_promise(pack, agreed, term, turn) is None
            )
            if kept:
                slots.append(Slot(kind=kind, party=party, terms=kept))
    return Menu(parties=order, slots=tuple(slots), clashes=frozenset(_clashes(pack, slots)))


def _clashes(pack: Pack, slots: list[Slot]) -> Iterator[tuple[Choice, Choice]]:
    for (i, one), (j, other) in combinations(enumerate(slots), 2):
        for (v, mine), (w, theirs) in product(enumerate(one.terms), enumerate(other.terms)):
            if clash(pack, mine, theirs):
                yield (i, v), (j, w)


def _term(pack: Pack, kind: str, party: str, args: dict[str, Any], parties: tuple[str, ...]) -> dict[str, Any] | None:
    """The clause, drawn up by the rules; None for one that they refuse."""
    made = terms.drawn_up(pack, [Clause(id="c", kind=kind, party=party, args=args)], parties)
    return None if isinstance(made, Refusal) else made["c"]


def _arguments(pack: Pack, specs: list[FieldSpec], party: str) -> Iterator[dict[str, Any]]:
    names = [field["name"] for field in specs]
    for values in product(*(_values(pack, field, party) for field in specs)):
        yield {name: value for name, value in zip(names, values, strict=True) if value is not None}


def _values(pack: Pack, field: FieldSpec, party: str) -> list[Any]:
    """The menu of one field; empty where only a person could say something."""
    if "menu" in field:
        return [value for value in field["menu"] if _fits(pack, field, value, party)] or list(field["menu"])
    default = field.get("default")
    if default is not None and _fits(pack, field, default, party):
        return [default]
    if field.get("optional"):
        return [None]
    if field["type"] in ("number", "turn"):
        return [field.get("min", 1)]
    if field["type"] == "bool":
        return [True]
    if field["type"] == "text":
        return []
    choices: list[Any] = list(fields.choices_of(pack, field))
    if field["type"] == "cells":
        return [[name for name in choices if name != party]]
    fitting = [value for value in choices if _fits(pack, field, value, party)]
    if default is not None:  # one of the others in its place; where none fits better the author knows why
        return fitting[:1] or [default]
    return fitting or choices


def _fits(pack: Pack, field: FieldSpec, value: Any, party: str) -> bool:
    """Whether it makes sense for `party` to promise: of its own sites, and to others."""
    match field["type"]:
        case "site" | "sensor":
            return bool(pack["sites"][value]["owner"] == party) if value in pack["sites"] else False
        case "cell":
            return bool(value != party)
        case "cells":
            return party not in value
        case _:
            return True


def packages(pack: Pack, state: State, parties: Iterable[str], *, seed: int = 0) -> Iterator[Package]:
    """Every package that `parties` could agree on, or a sample of them by the seed if they are too many."""
    offered = menu(pack, state, parties)
    for place in range(offered.places if offered.slots else 0):
        package = offered.at(place, seed)
        if package is not None:
            yield package
