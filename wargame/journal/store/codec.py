"""Bytes and values: the one canonical form of a JSON value, digests, the chain, and words taken out of bodies.

Pure functions. No database is read or written here.
"""

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
GENESIS = "0" * 64
DEEPEST = 32
# From here on a whole float is printed by PostgreSQL's jsonb without an exponent and read back as an int.
EXACT_INT_FROM = 1e16
LARGEST_INT = 10**400


class Unwritable(ValueError):
    """A value that cannot be kept as JSON in PostgreSQL; `where` is its path, dots between the steps."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where = where
        self.message = message


def settle(value: Any, *, words: type | None = None, keep: Callable[[str], str] | None = None) -> Any:
    """The value as a jsonb column will give it back: a copy of dicts, lists, strings, numbers, flags and None.

    Tuples become lists; keys stand in jsonb's order (shorter ones first), so that whoever iterates over what was just
    decided and over what was read later meets the same order; minus zero becomes zero, huge whole floats ints. A node
    of the class `words` (with an attribute `text`) is replaced by ``{"$text": keep(text)}``. Raises Unwritable for NaN
    and infinities, NUL and lone surrogates in text, keys that are not text, other types, and more than 32 levels.
    """
    return Settler(words, keep).settle(value, "", 0)


@dataclass(frozen=True)
class Settler:
    """What `settle` needs at every level."""

    words: type | None
    keep: Callable[[str], str] | None

    def settle(self, value: Any, where: str, depth: int) -> Any:
        if depth > DEEPEST:
            raise Unwritable(where, f"is nested more than {DEEPEST} levels deep")
        if value is None or value is True or value is False:
            return value
        if isinstance(value, str):
            return plain_text(value, where=where)
        if isinstance(value, int):
            return whole_number(value, where=where)
        if isinstance(value, float):
            return float_number(value, where=where)
        if isinstance(value, Mapping):
            keys = sorted((self.key(key, where) for key in value), key=jsonb_order)
            return {key: self.settle(value[key], f"{where}.{key}" if where else key, depth + 1) for key in keys}
        if isinstance(value, (list, tuple)):
            return [self.settle(item, f"{where}.{n}", depth + 1) for n, item in enumerate(value)]
        if self.words is not None and self.keep is not None and isinstance(value, self.words):
            return {"$text": self.keep(plain_text(value.text, where=where))}  # type: ignore[attr-defined]
        raise Unwritable(where, f"is a {type(value).__name__}, which JSON does not know")

    def key(self, key: Any, where: str) -> str:
        if not isinstance(key, str):
            raise Unwritable(where, f"has a key that is not text: {key!r}")
        return plain_text(key, where=where)


def jsonb_order(key: str) -> tuple[int, bytes]:
    """How PostgreSQL sorts the keys of an object: by length in bytes, then by bytes."""
    spelled = key.encode()
    return len(spelled), spelled


def whole_number(value: int, *, where: str) -> int:
    if abs(value) >= LARGEST_INT:
        raise Unwritable(where, "is a number with more than 400 digits")
    return int(value)


def float_number(value: float, *, where: str) -> float | int:
    if not math.isfinite(value):
        raise Unwritable(where, "is not a finite number")
    if value == 0:
        return 0.0
    return int(value) if abs(value) >= EXACT_INT_FROM else float(value)


def plain_text(text: str, *, where: str = "") -> str:
    """The text, if PostgreSQL can keep it; else Unwritable."""
    if "\x00" in text:
        raise Unwritable(where, "contains the character NUL, which cannot be kept")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Unwritable(where, "contains half of a surrogate pair, which is not a character") from None
    return text


def canonical(value: Any) -> bytes:
    """The one spelling of a settled value: UTF-8 JSON, keys sorted, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def spell(value: Any) -> str:
    """A JSON value as compact text that keeps the order of its keys. Raises Unwritable as `settle` does."""
    settle(value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(text: str) -> str:
    """SHA-256 of a text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def salted(salt: bytes, text: bytes) -> str:
    """SHA-256 over salt and text, 64 hex digits: without the salt nobody can try words out against it."""
    return hashlib.sha256(bytes(salt) + text).hexdigest()


def link(before: str, record: Mapping[str, Any]) -> str:
    """The chain value of an entry: SHA-256 over the value before it and the entry's canonical bytes, 64 hex digits.

    `record` is what `record_of` gives. The stream's id is not in it, so that an imported game keeps its chain.
    """
    return hashlib.sha256(bytes.fromhex(before) + canonical(record)).hexdigest()


def record_of(entry: Any) -> dict[str, Any]:
    """What of an entry (a row or anything with its attributes) goes into the chain and into an export."""
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "version": entry.version,
        "body": entry.body,
        "seen_by": list(entry.seen_by),
        "seat": entry.seat,
        "cause": entry.cause,
        "at_ms": to_ms(entry.at),
    }


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970, UTC."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    return EPOCH + timedelta(milliseconds=ms)


def texts_in(value: Any) -> set[str]:
    """Ids of all ``{"$text": id}`` nodes within a value."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            name = text_id(item)
            if name is None:
                waiting.extend(item.values())
            else:
                found.add(name)
        elif isinstance(item, (list, tuple)):
            waiting.extend(item)
    return found


def text_id(item: dict[str, Any]) -> str | None:
    """The id, if this is a ``{"$text": id}`` node."""
    name = item.get("$text")
    return name if len(item) == 1 and isinstance(name, str) else None


def with_texts(value: Any, words: Mapping[str, str]) -> Any:
    """The value with each text node replaced; parts without one are the same objects as before."""
    if isinstance(value, dict):
        name = text_id(value)
        if name is not None:
            return words[name]
        changed = {key: with_texts(item, words) for key, item in value.items()}
        return changed if any(changed[key] is not value[key] for key in value) else value
    if isinstance(value, (list, tuple)):
        items = [with_texts(item, words) for item in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    return value
