"""Bad input, made from a seed: frames and bodies that are no message, no command, or none that may be given now."""

import json
import random
import string
from collections.abc import Callable
from typing import Any

from wargame.rules.commands import COMMANDS, SYSTEM_COMMANDS

Frame = bytes | str
STRINGS = [
    "",
    " ",
    "\u202e",
    "é",
    "x" * 5000,
    "%s%n",
    "'; DROP TABLE journal_entry; --",
    "{{7*7}}",
    "../../etc/passwd",
    "\ud83d\ude80",
]
NUMBERS = [0, -1, 2**31, 2**63, 2**200, -(2**70), 1.5, 1e308, -0.0]
NAMES = [
    "talk.say",
    "offer.sign",
    "order.write",
    "room.read",
    "phase.end",
    "seat.take",
    "nothing.at_all",
    "",
    "__class__",
]


def name_of(chance: random.Random) -> str:
    """A command id that can be one."""
    return "f" + "".join(chance.choices(string.hexdigits.lower(), k=15))


def anything(chance: random.Random, depth: int = 0) -> Any:
    """Any JSON value."""
    kind = chance.randrange(8 if depth < 4 else 5)
    if kind == 0:
        return chance.choice([None, True, False])
    if kind == 1:
        return chance.choice(NUMBERS)
    if kind in (2, 3):
        return chance.choice(STRINGS)
    if kind == 4:
        return "".join(chance.choices(string.printable, k=chance.randrange(30)))
    if kind == 5:
        return [anything(chance, depth + 1) for _ in range(chance.randrange(5))]
    return {chance.choice([*STRINGS[:5], "type", "id", "args", "name"]): anything(chance, depth + 1) for _ in range(4)}


def noise(chance: random.Random) -> Frame:
    """Bytes that are no JSON."""
    return bytes(chance.randrange(256) for _ in range(chance.randrange(1, 200))).replace(b"{", b"(").replace(b"[", b"(")


def no_message(chance: random.Random) -> Frame:
    """JSON, and no message."""
    value = anything(chance)
    if isinstance(value, dict) and value.get("type") in ("hello", "command", "page", "view", "typing", "ping"):
        value["type"] = "nothing"
    return json.dumps(value)


def bad_number(chance: random.Random) -> Frame:
    number = chance.choice(["NaN", "Infinity", "-Infinity", "1e999", "-1e400", "01", "0x10", "1_000"])
    words = f'{{"type":"command","id":"{name_of(chance)}","name":"room.read","args":{{"room":"all","upto":{number}}}}}'
    return words if chance.random() < 0.7 else f'{{"type":"ping","t":{number}}}'


def bomb(chance: random.Random) -> Frame:
    """Nesting: brackets, maps, and a command whose arguments are deep."""
    depth = chance.choice([33, 100, 1000, 20_000])
    kind = chance.randrange(3)
    if kind == 0:
        return "[" * depth + "]" * depth
    if kind == 1:
        return '{"a":' * (depth // 3) + "1" + "}" * (depth // 3)
    deep = "[" * min(depth, 9000) + "]" * min(depth, 9000)
    head = f'{{"type":"command","id":"{name_of(chance)}","name":"order.write","args":'
    return f'{head}{{"kind":"x","args":{{"a":{deep}}}}}}}'


def nul(chance: random.Random) -> Frame:
    words = chance.choice(["a\\u0000b", "\\u0000", "\\ud800", "\\udc00x"])
    return f'{{"type":"command","id":"{name_of(chance)}","name":"talk.say","args":{{"room":"all","text":"{words}"}}}}'


def unknown_field(chance: random.Random) -> Frame:
    message = valid_message(chance)
    message[chance.choice(["seat", "admin", "seen_by", "stream", "at_ms", "__proto__"])] = anything(chance)
    return json.dumps(message)


def lost_field(chance: random.Random) -> Frame:
    message = valid_message(chance)
    if message["type"] == "typing":
        return json.dumps({"type": "typing"})
    message.pop(chance.choice([key for key in message if key != "limit"]))
    return json.dumps(message)


def wrong_type(chance: random.Random) -> Frame:
    message = valid_message(chance)
    key = chance.choice([key for key in message if key != "type"])
    message[key] = chance.choice([[], {"a": 1}, True] if key not in ("args",) else [[], "x", 7, None])
    return json.dumps(message)


def valid_message(chance: random.Random) -> dict[str, Any]:
    return chance.choice(
        [
            {"type": "command", "id": name_of(chance), "name": "talk.say", "args": {"room": "all", "text": "x"}},
            {"type": "page", "id": name_of(chance), "collection": "room:all"},
            {"type": "typing", "room": "all"},
            {"type": "ping", "t": 1.0},
        ]
    )


def bad_command(chance: random.Random) -> Frame:
    """A well-formed message with a command that nobody could mean."""
    name = chance.choice([*NAMES, *COMMANDS])
    args = anything(chance)
    args = args if isinstance(args, dict) else {"x": args}
    return json.dumps(frame(chance, name, {**args, "no_such_field": 1}))


def of_the_house(chance: random.Random) -> Frame:
    name = chance.choice(SYSTEM_COMMANDS)
    args = {
        "seat.take": {"seat": "us.defense"},
        "seat.leave": {"seat": "us.president"},
        "phase.close_due": {"turn": 1, "phase": "negotiation"},
        "findings.record": {"turn": 1, "findings": {}},
        "findings.fail": {"turn": 1, "attempt": 1, "words": "x"},
        "assistant.make": {"label": "x", "scope": "everything", "by": "control.facilitator", "reason": "x"},
        "assistant.change": {"seat": "control.assistant", "scope": "clock", "by": "control.facilitator", "reason": "x"},
        "assistant.withdraw": {"seat": "control.assistant", "by": "control.facilitator", "reason": "x"},
    }[name]
    return json.dumps(frame(chance, name, args))


def frame(chance: random.Random, name: str, args: dict[str, Any]) -> dict[str, Any]:
    return {"type": "command", "id": name_of(chance), "name": name, "args": args}


def not_now(chance: random.Random) -> Frame:
    """Right in form and wrong in time, place or person; the table negotiates in turn 1, and the seat is Russia's."""
    return json.dumps(frame(chance, *chance.choice(WRONG)(chance)))


def _clause(chance: random.Random) -> dict[str, Any]:
    return {"id": "c", "kind": chance.choice(["cap_interceptors", "nothing"]), "party": "control", "args": {}}


WRONG: list[Callable[[random.Random], tuple[str, dict[str, Any]]]] = [
    lambda c: ("talk.say", {"room": c.choice(["us", "nato", "nowhere", "us.president"]), "text": "Let me in."}),
    lambda c: ("talk.say", {"room": "all", "text": c.choice([" ", "\n", "x" * 2001])}),
    lambda c: ("room.read", {"room": "all", "upto": c.choice([999_999, -1, 10_000_001])}),
    lambda c: ("offer.sign", {"offer": "offer-0000", "version": 1, "digest": "x"}),
    lambda c: ("offer.sign", {"offer": "{offer}", "version": c.choice([2, 999]), "digest": "x"}),
    lambda c: ("offer.sign", {"offer": "{offer}", "version": 1, "digest": "not-what-i-saw"}),
    lambda c: ("offer.reject", {"offer": "{offer}", "version": c.choice([2, 7])}),
    lambda c: ("offer.withdraw", {"offer": "{offer}"}),
    lambda c: ("offer.counter", {"offer": "{offer}", "version": 2, "title": "T", "clauses": [_clause(c)]}),
    lambda c: ("offer.table", {"title": "T", "to": ["us"], "clauses": [_clause(c)], "expires_turn": 2}),
    lambda c: (
        "offer.table",
        {"title": "T", "to": [c.choice(["russia", "mars"])], "clauses": [_clause(c)], "expires_turn": 99},
    ),
    lambda c: ("order.write", {"kind": c.choice(["deploy_interceptors", "nothing", "host_consent"]), "args": {}}),
    lambda c: ("order.write", {"kind": "suspend_cfe", "args": {"no_such": 1}}),
    lambda c: ("order.drop", {"order": c.choice(["order-0000", "{offer}"])}),
    lambda c: ("hand.raise", {"up": False}),
    lambda c: ("phase.end", {"turn": 1, "phase": "negotiation", "reason": "I say so."}),
    lambda c: ("clock.extend", {"seconds": c.choice([60, 10**9]), "reason": "More."}),
    lambda c: ("clock.rules", {"grace_s": c.choice([60, -1, 10**9]), "reason": "More."}),
    lambda c: ("adjudication.accept", {"turn": c.choice([1, 7])}),
    lambda c: ("adjudication.amend", {"turn": 1, "indicators": {"x": 200.0}, "outcomes": {}, "reason": "R"}),
    lambda c: ("inject.send", {"inject": "rs24"}),
    lambda c: ("voice.say", {"voice": "V", "title": "T", "text": "X", "to": ["all"]}),
    lambda c: ("game.end", {"reason": "Enough."}),
    lambda c: ("game.start", {}),
]

KINDS: dict[str, Callable[[random.Random], Frame]] = {
    "noise": noise,
    "no message": no_message,
    "bad number": bad_number,
    "bomb": bomb,
    "nul": nul,
    "unknown field": unknown_field,
    "lost field": lost_field,
    "wrong type": wrong_type,
    "bad command": bad_command,
    "of the house": of_the_house,
    "not now": not_now,
}
