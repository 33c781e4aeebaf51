"""Old entries lifted to the current version of their kind, step by step. An entry in the journal is never rewritten.

A step is keyed by kind and the version it starts from, and returns the body of the next version. It may use nothing but
the body.
"""

from collections.abc import Callable, Mapping
from typing import Any

from wargame.rules.events import KINDS

Body = dict[str, Any]


def _order_with_version(body: Body) -> Body:
    """Orders did not count their versions: what was written last stands as the first."""
    order = body["order"]
    return {**body, "order": {**order, "edited_by": order["seat"], "version": 1, "origin": "seat"}}


def _copy_with_version(body: Body) -> Body:
    if body["copy"] is None:
        return body
    return {**body, "copy": {**body["copy"], "edited_by": None, "version": 0, "origin": "seat"}}


def _offer_without_guests(body: Body) -> Body:
    """Offers had parties alone, and hung on no other."""
    return {**body, "offer": {**body["offer"], "invites": [], "links": []}}


def _agreement_in_force(body: Body) -> Body:
    """What all had signed was in force, and what began had begun."""
    agreement = body["agreement"]
    standing = {
        "status": "in force",
        "since_turn": agreement["from_turn"],
        "ends_turn": None,
        "because": None,
        "paid": None,
        "awaits": {},
    }
    rows = {
        name: {**standing, "begun": clause["from_turn"] <= agreement["from_turn"]}
        for name, clause in agreement["clauses"].items()
    }
    told = {"invites": [], "links": [], "declined": [], "denounced": {}, "answers": {}, "digest": ""}
    return {**body, "agreement": {**agreement, **told, "signatories": agreement["parties"], "standing": rows}}


def _version_with_difference(body: Body) -> Body:
    """Versions did not say field by field in what they differ: the clauses alone were marked."""
    return {**body, "version": {**body["version"], "difference": []}}


def _offer_with_difference(body: Body) -> Body:
    offer = body["offer"]
    versions = {name: {**version, "difference": []} for name, version in offer["versions"].items()}
    return {**body, "offer": {**offer, "versions": versions}}


STEPS: dict[tuple[str, int], Callable[[Body], Body]] = {
    ("offer_tabled", 1): _offer_with_difference,
    ("offer_tabled", 2): _offer_without_guests,
    ("agreement_made", 1): _agreement_in_force,
    ("offer_countered", 1): _version_with_difference,
    ("order_written", 1): _order_with_version,
    ("order_carried_out", 1): _copy_with_version,
}
"""(kind, from version) -> body of the next version."""


def lift(
    kind: str, version: int, body: Body, steps: Mapping[tuple[str, int], Callable[[Body], Body]] = STEPS
) -> tuple[int, Body]:
    """The entry at the current version of `kind`. Raises KeyError (unknown kind), ValueError (no step, or too new)."""
    current = KINDS[kind].version
    while version < current:
        step = steps.get((kind, version))
        if step is None:
            raise ValueError(f"no step lifts {kind} from version {version} to {version + 1}")
        version, body = version + 1, step(body)
    if version > current:
        raise ValueError(f"{kind} version {version} is newer than this program, which knows version {current}")
    return version, body
