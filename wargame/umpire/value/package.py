"""A package: terms that some cells could agree on, drawn up by the rules. A value; it stands in no game yet."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from wargame.rules.commands import Clause
from wargame.rules.mechanics import terms
from wargame.rules.pack import Pack
from wargame.rules.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class Package:
    """`terms`: clause id -> ClauseView without the comparison (`mechanics.terms`). `open`: everybody may read it."""

    parties: tuple[str, ...]
    terms: Mapping[str, dict[str, Any]]
    open: bool = True

    @property
    def digest(self) -> str:
        """The name of what it binds its parties to; the same for the same promises under other clause ids."""
        rows = sorted(json.dumps({**term, "id": ""}, sort_keys=True, default=str) for term in self.terms.values())
        text = json.dumps([sorted(self.parties), self.open, rows])
        return blake2b(text.encode(), digest_size=16).hexdigest()

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(str(term["sentence"]) for term in self.terms.values())


def drawn_up(pack: Pack, clauses: Sequence[Clause], parties: Iterable[str], *, open: bool = True) -> Package | Refusal:
    """The package of these clauses, or the first thing that is wrong with them, in the words an offer is refused in."""
    named = set(parties)
    order = tuple(cell for cell in pack["cells"] if cell in named)
    made = terms.drawn_up(pack, clauses, order)
    return made if isinstance(made, Refusal) else Package(parties=order, terms=made, open=open)


def of_version(offer: Mapping[str, Any], version: int | None = None) -> Package:
    """The package that a version of an offer (OfferView; by default its newest) would be. KeyError if there is none."""
    row = offer["versions"][str(version if version is not None else offer["version"])]
    return Package(parties=tuple(offer["parties"]), terms=terms.in_force(row["clauses"]), open=offer["open"])
