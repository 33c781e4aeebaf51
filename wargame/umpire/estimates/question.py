"""What can be asked: an offer on the table, a draft of clauses, or an order; and what the question comes to.

Read against what the seat knows (`value.knowledge.known`) and nothing else; refusals are those of the rules.
"""

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from wargame.rules.commands.base import Args, Clauses, Id
from wargame.rules.events import cell_of
from wargame.rules.pack import Pack
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.state import State
from wargame.umpire.value import package
from wargame.umpire.value.package import Package
from wargame.umpire.value.play import Wish

ORDERABLE = ("lobby", "briefing", "negotiation", "orders")


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class AskedOffer(Asked):
    """An offer on the table; `version` is its newest if absent."""

    offer: Id
    version: Annotated[int, Field(ge=1, le=999)] | None = None


class AskedTerms(Asked):
    """Clauses that nobody has offered yet. `parties`: cells, at least two; `open`: everybody could read them."""

    clauses: Clauses
    parties: Annotated[tuple[Id, ...], Field(min_length=2, max_length=8)]
    open: bool = True


class AskedOrder(Asked):
    """An order of the seat's own cell in this turn, beside what the cell does anyway."""

    kind: Id
    args: Args = Field(default_factory=dict)


class Question(Asked):
    """Exactly one of the three."""

    offer: AskedOffer | None = None
    terms: AskedTerms | None = None
    order: AskedOrder | None = None


@dataclass(frozen=True, kw_only=True)
class Meant:
    """What the question imagines: a package in force, or an order."""

    package: Package | None = None
    wish: Wish | None = None


def digest(question: Question, *, seat: str, stream: str, seq: int, quick: bool) -> str:
    """The name of a question: the same seat asking the same at the same point of the same game."""
    text = json.dumps([question.model_dump(mode="json"), seat, stream, seq, quick], sort_keys=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def meant(question: Question, known: State, pack: Pack, seat: str) -> Meant | Refusal:
    """What `seat` asks about, or why it cannot be asked."""
    cell = cell_of(seat)
    if cell not in pack["cells"]:
        return refuse("not-a-player", seat=known["seats"].get(seat, {}).get("title", seat))
    if known["game"].get("over"):
        return refuse("game-over")
    given = [each for each in (question.offer, question.terms, question.order) if each is not None]
    if len(given) != 1:
        return refuse("bad-field", "question", what="ask about one thing: offer, terms or order.")
    if question.offer is not None:
        return _offer(question.offer, known)
    if question.terms is not None:
        return _terms(question.terms, pack)
    assert question.order is not None
    return _order(question.order, known, cell)


def _offer(asked: AskedOffer, known: State) -> Meant | Refusal:
    row = known["offers"].get(asked.offer)
    if row is None:
        return refuse("unknown-offer", "offer.offer", offer=asked.offer)
    view: dict[str, Any] = row["view"]
    if asked.version is not None and str(asked.version) not in view["versions"]:
        return refuse("old-version", "offer.version", given=asked.version, version=view["version"])
    return Meant(package=package.of_version(view, asked.version))


def _terms(asked: AskedTerms, pack: Pack) -> Meant | Refusal:
    for index, party in enumerate(asked.parties):
        if party not in pack["cells"]:
            choices = ", ".join(pack["cells"])
            return refuse("unknown-cell", f"terms.parties.{index}", cell=party, choices=choices)
    made = package.drawn_up(pack, asked.clauses, asked.parties, open=asked.open)
    if isinstance(made, Refusal):
        return Refusal(made.code, made.message, f"terms.{made.field}" if made.field else None)
    return Meant(package=made)


def _order(asked: AskedOrder, known: State, cell: str) -> Meant | Refusal:
    phase, turn = known["phase"]["name"], known["turn"]["number"]
    if phase not in ORDERABLE:
        return refuse("late", "order", turn=turn)
    return Meant(wish=Wish(cell=cell, kind=asked.kind, args=dict(asked.args)))
