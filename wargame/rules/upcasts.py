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


def _version_with_difference(body: Body) -> Body:
    """Versions did not say field by field in what they differ: the clauses alone were marked."""
    return {**body, "version": {**body["version"], "difference": []}}


def _offer_with_difference(body: Body) -> Body:
    offer = body["offer"]
    versions = {name: {**version, "difference": []} for name, version in offer["versions"].items()}
    return {**body, "offer": {**offer, "versions": versions}}


STEPS: dict[tuple[str, int], Callable[[Body], Body]] = {
    ("offer_tabled", 1): _offer_with_difference,
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
