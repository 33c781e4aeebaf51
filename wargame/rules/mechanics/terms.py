"""The terms of an offer: clauses held against their kinds, said in sentences, compared, and named by a digest."""

import json
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from wargame.rules.commands import Clause
from wargame.rules.events import Words
from wargame.rules.mechanics import fields
from wargame.rules.mechanics.pacts.clashes import clash
from wargame.rules.pack import Pack
from wargame.rules.refusals import Refusal, refuse

Terms = dict[str, dict[str, Any]]  # clause id -> ClauseView without `change` and `was`


def drawn_up(
    pack: Pack, clauses: Sequence[Clause], parties: Sequence[str], invites: Sequence[str] = ()
) -> Terms | Refusal:
    """The clauses as terms, in their order, or the first thing that is wrong with them.

    `invites` may be bound too: what binds them takes force when they sign.
    """
    terms: Terms = {}
    for index, clause in enumerate(clauses):
        at = f"clauses.{index}"
        if clause.id in terms:
            return refuse("clause-twice", f"{at}.id", id=clause.id)
        term = _clause(pack, clause, [*parties, *invites], at)
        if isinstance(term, Refusal):
            return term
        for number, earlier in enumerate(terms.values(), start=1):
            if clash(pack, term, earlier):
                return refuse("clause-clash", at, number=number, sentence=earlier["sentence"])
        terms[clause.id] = term
    return terms


def _clause(pack: Pack, clause: Clause, parties: Sequence[str], at: str) -> dict[str, Any] | Refusal:
    kind = pack["clause_kinds"].get(clause.kind)
    if kind is None:
        choices = ", ".join(pack["clause_kinds"])
        return refuse("unknown-clause", f"{at}.kind", kind=clause.kind, choices=choices)
    able = [cell for cell in kind["parties"] if cell in parties]
    if clause.party not in able:
        return refuse("clause-party", f"{at}.party", choices=", ".join(kind["parties"]))
    last = len(pack["turns"])
    until = clause.until_turn
    if clause.from_turn > last or (until is not None and not clause.from_turn <= until <= last):
        return refuse("clause-turns", f"{at}.until_turn" if until is not None else f"{at}.from_turn")
    waits_for = kind.get("conditions", [])
    if clause.condition is not None and clause.condition not in waits_for:
        choices = ", ".join(waits_for) or "nothing"
        return refuse("clause-condition", f"{at}.condition", condition=clause.condition, choices=choices)
    if clause.only_if is not None and clause.only_if not in parties:
        return refuse("clause-only-if", f"{at}.only_if", cell=clause.only_if, choices=", ".join(parties))
    args = fields.check(pack, kind["fields"], clause.args, at=f"{at}.args", what=f"a clause “{kind['title']}”")
    if isinstance(args, Refusal):
        return args
    return {
        "id": clause.id,
        "kind": clause.kind,
        "party": clause.party,
        "args": args,
        "from_turn": clause.from_turn,
        "until_turn": until,
        "condition": clause.condition,
        "only_if": clause.only_if,
        "approvals": list(kind.get("approvals", [])),
        "sentence": _sentence(pack, clause, args),
    }


def _sentence(pack: Pack, clause: Clause, args: dict[str, Any]) -> str:
    """The clause as one reads it: the pack's sentence, then from when, until when, and on what it waits."""
    kind = pack["clause_kinds"][clause.kind]
    words = {**fields.said(pack, kind["fields"], args), "party": pack["cells"][clause.party]["name"]}
    limits = []
    if clause.from_turn > 1:
        limits.append(f"from turn {clause.from_turn}")
    if clause.until_turn is not None:
        limits.append(f"until the end of turn {clause.until_turn}")
    if clause.condition is not None:
        limits.append(f"once {pack['predicates'][clause.condition]['words']}")
    if clause.only_if is not None:
        limits.append(f"only if {pack['cells'][clause.only_if]['name']} signs too")
    limits += [f"with {pack['approvals'][approval]['name']}" for approval in kind.get("approvals", [])]
    sentence = fields.fill(kind["sentence"], words)
    return f"{sentence} ({', '.join(limits)})" if limits else sentence


def compared(terms: Terms, before: Terms) -> tuple[dict[str, Any], list[str]]:
    """The clauses marked against the version before, and their order with the removed ones last."""
    clauses: dict[str, Any] = {}
    for name, term in terms.items():
        old = before.get(name)
        if old is None:
            clauses[name] = {**term, "change": "added", "was": None}
        elif old == term:
            clauses[name] = {**term, "change": "same", "was": None}
        else:
            clauses[name] = {**term, "change": "changed", "was": old["sentence"]}
    for name, old in before.items():
        if name not in terms:
            clauses[name] = {**old, "change": "removed", "was": old["sentence"]}
    return clauses, list(clauses)


def in_force(clauses: dict[str, Any]) -> Terms:
    """The terms of a version: its clauses without the removed ones and without the comparison."""
    return {
        name: {key: value for key, value in clause.items() if key not in ("change", "was")}
        for name, clause in clauses.items()
        if clause.get("change") != "removed"
    }


def digest(
    offer: str,
    version: int,
    parties: Iterable[str],
    *,
    open: bool,
    expires_turn: int,
    terms: Terms,
    invites: Sequence[str] = (),
    links: Sequence[dict[str, str]] = (),
) -> str:
    """What a signature names: a hash of all that the version binds its parties to."""
    value = {
        "offer": offer,
        "version": version,
        "parties": sorted(parties),
        "open": open,
        "expires_turn": expires_turn,
        "terms": [terms[name] for name in sorted(terms)],
        "invites": sorted(invites),
        "links": list(links),
    }
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=_plain)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, Words):
        return value.text
    raise TypeError(f"{type(value).__name__} cannot stand in terms")
