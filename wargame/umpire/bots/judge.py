"""What bots reckon that packages and orders are worth, in points of their own cell: `umpire.value`'s word, remembered.

Here is no worth of its own. `Prices` are what each single promise and order would be worth at the opening of the game:
they rank ideas; whatever is proposed, signed or ordered is reckoned anew from what the seat knows at that hour.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from wargame.rules.commands import Clause
from wargame.rules.decide import opening
from wargame.rules.events import ALL
from wargame.rules.evolve import fold
from wargame.rules.mechanics.powers import head_of
from wargame.rules.pack import Pack
from wargame.rules.refusals import Refusal
from wargame.rules.state import EMPTY, Context, State
from wargame.umpire.bots.ideas import Idea, clause_ideas, order_ideas
from wargame.umpire.value import knowledge
from wargame.umpire.value.outlook import Outlook, outlook
from wargame.umpire.value.package import Package, drawn_up
from wargame.umpire.value.play import Wish
from wargame.umpire.value.table import Table

KEPT = 4096
READ = (
    "turn", "funds", "agreements", "compliance", "orders", "deeds", "sites", "treaties", "indicators",
    "findings", "draws", "sent", "marks",
)  # fmt: skip
"""The tables that a worth can depend on. Ids and hours in them do not matter and are left out of a state's name."""
UNNAMED = ("id", "at_ms", "written_ms", "offer", "seat", "rationale", "confidence", "title", "document")


@dataclass(frozen=True)
class Prices:
    """Idea -> points that it alone is worth to a cell at the opening.

    `together`: the same promise made by all whom it can bind, such as the two sides of a treaty.
    """

    clauses: Mapping[Idea, float]
    orders: Mapping[Idea, float]
    together: Mapping[tuple[Idea, ...], float]


@dataclass
class Judge:
    """One for a process and a pack: it remembers, by what the seat knows, and so may be shared between games."""

    pack: Pack
    table: Table
    kept: OrderedDict[tuple[Any, ...], Outlook] = field(default_factory=OrderedDict)
    priced: dict[tuple[str, int], Prices] = field(default_factory=dict)
    asked: int = 0
    reckoned: int = 0

    def worth(self, known: State, cell: str, package: Package | None, *, wide: bool = False) -> Outlook:
        """The outlook of `cell` with the package, from what it knows (`knowledge.known`)."""
        self.asked += 1
        key = (cell, name_of(known), package.digest if package is not None else None, wide)
        found = self.kept.get(key)
        if found is None:
            self.reckoned += 1
            answer = outlook(known, self.pack, cell, package, self.table, wide=wide)
            assert isinstance(answer, Outlook)
            found = self.kept[key] = answer
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        else:
            self.kept.move_to_end(key)
        return found

    def gain(self, known: State, cell: str, package: Package) -> float:
        """Points that the package adds to what `cell` expects without it."""
        return self.worth(known, cell, package).score - self.worth(known, cell, None).score

    def package(self, parties: Iterable[str], clauses: Sequence[Clause], *, open: bool) -> Package | None:
        """The package of the clauses, or None if it cannot be drawn up."""
        made = drawn_up(self.pack, clauses, parties, open=open)
        return None if isinstance(made, Refusal) else made

    def prices(self, cell: str, turns: int) -> Prices:
        """Reckoned once: from a game of this length that has just been opened, as the cell sees it."""
        found = self.priced.get((cell, turns))
        if found is None:
            found = self.priced[(cell, turns)] = self._priced(cell, turns)
        return found

    def _priced(self, cell: str, turns: int) -> Prices:
        known = opened(self.pack, cell, turns)
        clauses = {}
        for idea in clause_ideas(self.pack, known, self.pack["cells"]):
            package = self.package(self.pack["cells"], [clause_of(idea, "a")], open=True)
            if package is not None:
                clauses[idea] = self.gain(known, cell, package)
        together = {}
        for bundle in bundles(clauses):
            made = [clause_of(idea, f"a{number}") for number, idea in enumerate(bundle)]
            package = self.package(self.pack["cells"], made, open=True)
            if package is not None:
                together[bundle] = self.gain(known, cell, package)
        without = self.worth(known, cell, None).score
        orders = {}
        for idea in order_ideas(self.pack, cell):
            wish = Wish(cell=cell, kind=idea.kind, args=idea.words)
            self.reckoned += 1
            answer = outlook(known, self.pack, cell, None, self.table, wish=wish, wide=False)
            # What is not lawful yet may be so later: it ranks as worth nothing.
            orders[idea] = 0.0 if isinstance(answer, Refusal) else answer.score - without
        return Prices(clauses, orders, together)


def bundles(ideas: Iterable[Idea]) -> list[tuple[Idea, ...]]:
    """The ideas that say the same of several cells, together."""
    alike: dict[tuple[Any, ...], list[Idea]] = {}
    for idea in ideas:
        alike.setdefault((idea.kind, idea.args), []).append(idea)
    return [tuple(members) for members in alike.values() if len(members) > 1]


def clause_of(idea: Idea, name: str) -> Clause:
    """The idea as a clause that begins now and has no end."""
    return Clause(id=name, kind=idea.kind, party=idea.party, args=idea.words)


def opened(pack: Pack, cell: str, turns: int) -> State:
    """What a cell knows of a game that has just been opened: any such game, for nothing of its own fate is in it."""
    context = Context(pack=pack, now_ms=0, command_id="open", stream="")
    events = opening(pack, game_id="", pack_digest="", title="", options={"turns": turns}, seed=0, context=context)
    told = [event for event in events if ALL in event.seen_by or cell in event.seen_by]
    return knowledge.known(fold(EMPTY, told), pack, head_of(pack, cell))


_names: OrderedDict[int, tuple[Any, str]] = OrderedDict()


def name_of(known: State) -> str:
    """A digest of what a worth can depend on: two games that a seat knows alike have one name, whatever their ids."""
    found = _names.get(id(known))
    if found is not None and found[0] is known:
        return found[1]
    tables = [_plain(known[table]) for table in READ]  # type: ignore[literal-required]
    phase = known["phase"]["name"] if known["phase"]["name"] in ("lobby", "results", "adjudication") else "before"
    text = json.dumps([known["game"].get("turns"), phase, tables], sort_keys=True, default=str)
    name = blake2b(text.encode(), digest_size=16).hexdigest()
    _names[id(known)] = (known, name)
    while len(_names) > 64:
        _names.popitem(last=False)
    return name


def _plain(value: Any) -> Any:
    """The value without names and hours; a table that is keyed by made-up ids becomes a list of its rows."""
    if isinstance(value, Mapping):
        rows = {key: _plain(row) for key, row in value.items() if key not in UNNAMED}
        if rows and all(isinstance(key, str) and _made_up(key) for key in rows):
            return sorted(rows.values(), key=lambda row: json.dumps(row, sort_keys=True, default=str))
        return rows
    if isinstance(value, list | tuple):
        return [_plain(row) for row in value]
    return value


def _made_up(key: str) -> bool:
    """Whether a key is an id of the rules' making: a word and sixteen hexadecimal digits."""
    head, _, tail = key.rpartition("-")
    return bool(head) and len(tail) == 16 and all(each in "0123456789abcdef" for each in tail)
