"""Every place of a command and of a frame in which a person writes freely, read off the tables of both.

A place is the command's name and the path of the argument, `*` for any key or number. It says nothing of who may read.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter

from wargame.play import protocol
from wargame.rules.commands import COMMANDS

TOLD_TO_ALL = "is told to all"
NOT_HIDDEN: dict[str, str] = {
    "adjudication.accept.reason": TOLD_TO_ALL,
    "adjudication.amend.reason": TOLD_TO_ALL,
    "adjudication.amend.account": TOLD_TO_ALL,
    "adjudication.redraw.reason": "nothing is tried in the first turn; who reads it, the tests of the rules ask",
    **{
        f"assistant.{place}": "only the house gives it; who reads it, the tests of the rules ask"
        for place in ("make.label", "make.reason", "change.label", "change.reason", "withdraw.reason")
    },
    "clock.extend.reason": TOLD_TO_ALL,
    "clock.pause.reason": TOLD_TO_ALL,
    "clock.resume.reason": TOLD_TO_ALL,
    "clock.rules.reason": TOLD_TO_ALL,
    "consent.rule.reason": TOLD_TO_ALL,
    "game.end.reason": TOLD_TO_ALL,
    "phase.end.reason": TOLD_TO_ALL,
    "press.say.title": TOLD_TO_ALL,
    "press.say.text": TOLD_TO_ALL,
    "findings.record.findings.*": "nobody writes it; the engine's documents are canaries by themselves",
    "offer.table.clauses.*.args.*": "no kind of clause of this scenario has a text",
    "offer.counter.clauses.*.args.*": "no kind of clause of this scenario has a text",
    "draft.save.changes.clauses.*.args.*": "no kind of clause of this scenario has a text",
    "offer.table.clauses.*.args.*.*": "a list holds choices, no text",
    "offer.counter.clauses.*.args.*.*": "a list holds choices, no text",
    "draft.save.changes.clauses.*.args.*.*": "a list holds choices, no text",
    "draft.save.changes.args.*.*": "a list holds choices, no text",
    "order.write.args.*.*": "a list holds choices, no text",
}
"""Why no canary is needed there."""

FRAMES = ("hello", "view", "page", "ping", "command", "typing", "editing", "estimate", "cancel", "try")
"""Every kind of frame that a page sends; a new one is for `test_fog` to send, or to say why not."""


@cache
def places() -> frozenset[str]:
    found: set[str] = set()
    for name, kind in COMMANDS.items():
        schema = TypeAdapter(kind).json_schema()
        found.update(_texts(schema, schema.get("$defs", {}), name))
    return frozenset(found)


def frames() -> set[str]:
    """The types of the frames that a page may send."""
    union = get_args(get_args(protocol.ClientMessage)[0]) if get_args(protocol.ClientMessage) else ()
    return {str(each.model_fields["type"].default) for each in union}


def _texts(node: Any, known: dict[str, Any], at: str) -> Iterator[str]:
    if node is True:
        yield at
        return
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        node = known[node["$ref"].rsplit("/", 1)[-1]]
    if node.get("type") == "string" and not {"pattern", "enum", "const"} & set(node):
        yield at
    for each in (*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())):
        yield from _texts(each, known, at)
    for name, each in node.get("properties", {}).items():
        yield from _texts(each, known, f"{at}.{name}")
    for each in (node.get("items"), node.get("additionalProperties"), *node.get("patternProperties", {}).values()):
        yield from _texts(each, known, f"{at}.*")


def written(name: str, args: dict[str, Any], canaries: set[str]) -> set[str]:
    """The places at which this command carries a canary."""
    found = {tuple(path) for path, text in _leaves(args, [name]) if any(canary in text for canary in canaries)}
    return {place for place in places() if any(_fits(path, place) for path in found)}


def _leaves(value: Any, path: list[str]) -> Iterator[tuple[list[str], str]]:
    if isinstance(value, str):
        yield path, value
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for key, each in rows:
        yield from _leaves(each, [*path, str(key)])


def _fits(path: tuple[str, ...], place: str) -> bool:
    name, steps = path[0], path[1:]
    if not place.startswith(f"{name}."):
        return False
    asked = place.removeprefix(f"{name}.").split(".")
    return len(asked) == len(steps) and all(want in ("*", got) for want, got in zip(asked, steps, strict=True))
