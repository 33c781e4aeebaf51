"""What a seat sees now: `sight` inked, cut into parts that are made once, and named.

The only producer of views. A part whose tables are still the same objects is not made again, so a thing said in one
room costs one part and not the picture. The name of a view says nothing of its content: it is keyed with this
deployment's secret. Runs in worker threads; touches the database through the journal alone.
"""

import hashlib
import json
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from django.conf import settings

from wargame import journal
from wargame.journal.read import ancestors
from wargame.journal.store.codec import texts_in, with_texts
from wargame.journal.store.words import look_up
from wargame.play.table.patch import difference
from wargame.rules import sight

PICTURES_KEPT = 4096  # in one process; a table of six with control has about ten viewers
NEVER = math.inf
WORDS_KEPT = 20_000
# Erased words leave the pages that show them within a minute: words are asked for again after the one, and parts that
# hold words are made again after the other.
WORDS_AGE_S = 30.0
PART_AGE_S = 25.0


@dataclass(frozen=True, slots=True)
class Part:
    """One field of the view, as value and as bytes, and the tables of the state that it was made from."""

    value: Any
    body: bytes
    digest: bytes
    made_from: tuple[Any, ...]
    until_s: float  # when it is made anew all the same; a part without words of people never is


@dataclass(frozen=True)
class Picture:
    """One view of one seat. Two pictures with the same etag are the same view."""

    seat: str
    etag: str
    parts: dict[str, Part]

    @cached_property
    def view(self) -> dict[str, Any]:
        return {name: part.value for name, part in self.parts.items()}

    @cached_property
    def body(self) -> bytes:
        """The view as JSON."""
        return b"{" + b",".join(json.dumps(n).encode() + b":" + p.body for n, p in self.parts.items()) + b"}"

    @cached_property
    def updates(self) -> dict[str | None, bytes]:
        """Frames that lead here, by the etag they start from: made once, sent to every socket of the seat."""
        return {}

    def documents(self) -> set[str]:
        """Digests of the documents that this view names."""
        found: set[str] = set()
        for by_assessment in self.parts["findings"].value.values():
            found.update(each["document"] for each in by_assessment.values())
        control = self.parts["control"].value
        for proposal in (control or {}).get("proposals", {}).values():
            found.update(each["document"] for each in proposal["assessments"].values())
        return found


def update_frame(before: Picture | None, after: Picture) -> bytes:
    """The `update` message from one picture to the next; the whole view if there is none before."""
    key = before.etag if before else None
    frame = after.updates.get(key)
    if frame is None:
        start = canonical(key)
        patch = after.body if before is None else canonical(difference_of(before, after))
        frame = b'{"type":"update","from":%b,"to":%b,"patch":%b}' % (start, canonical(after.etag), patch)
        if len(after.updates) < 8:
            after.updates[key] = frame
    return frame


def difference_of(before: Picture, after: Picture) -> list[dict[str, Any]]:
    """Only parts that were made anew are compared."""
    if before.seat != after.seat or before.parts.keys() != after.parts.keys():
        return difference(before.view, after.view)
    kept = {name for name, part in after.parts.items() if before.parts[name].digest == part.digest}
    return difference(
        {name: part.value for name, part in before.parts.items() if name not in kept},
        {name: part.value for name, part in after.parts.items() if name not in kept},
    )


_pictures: OrderedDict[tuple[UUID, str], Picture] = OrderedDict()
_words: OrderedDict[tuple[UUID, str], tuple[str, float]] = OrderedDict()  # the words, and until when they are believed
_guard = threading.Lock()


def look(stream: UUID, seats: Iterable[str]) -> dict[str, Picture]:
    """The picture of each seat, of one and the same moment. A unit of work: call it in a thread of its own."""
    state, _ = journal.state_at(stream)
    return {seat: picture_of(stream, seat, state) for seat in seats}


def picture_of(stream: UUID, seat: str, state: Any) -> Picture:
    """The picture of a state that was folded already; parts are shared with the seat's picture before."""
    key = (stream, seat)
    with _guard:
        before = _pictures.get(key)
    parts: dict[str, Part] = {}
    now_s = time.monotonic()
    for name, each in sight.PARTS.items():
        made_from = tuple(state[table] for table in each.reads)
        old = before.parts.get(name) if before else None
        if old and now_s < old.until_s and all(a is b for a, b in zip(made_from, old.made_from, strict=True)):
            parts[name] = old
            continue
        plain = each.fn(state, seat)
        value = inked(plain, stream, now_s)
        until_s = NEVER if value is plain else now_s + PART_AGE_S
        body = canonical(value)
        digest = hashlib.blake2b(body, digest_size=16).digest()
        if old and old.digest == digest:
            value, body = old.value, old.body  # the same objects, so that nothing compares them again
        parts[name] = Part(value, body, digest, made_from, until_s)
    if before and all(part is before.parts.get(name) for name, part in parts.items()):
        return before
    if before and all(part.digest == before.parts[name].digest for name, part in parts.items()):
        picture = Picture(seat, before.etag, parts)
    else:
        picture = Picture(seat, name_of(seat, parts), parts)
    with _guard:
        _pictures[key] = picture
        _pictures.move_to_end(key)
        while len(_pictures) > PICTURES_KEPT:
            _pictures.popitem(last=False)
    return picture


def inked(value: Any, stream: UUID, now_s: float) -> Any:
    """The value with the words of people in their places; the same object if it holds none.

    What was asked for one viewer is remembered for the next: at a table several seats read the same offer. Like the
    journal's own `ink` it finds only words of this line of play, so that an id from elsewhere opens nothing.
    """
    names = texts_in(value)
    if not names:
        return value
    with _guard:
        known = {name: _words.get((stream, name), ("", 0.0)) for name in names}
    words = {name: text for name, (text, until_s) in known.items() if now_s < until_s}
    missing = names - words.keys()
    if missing:
        found = look_up(ancestors(stream), missing)
        words |= found
        with _guard:
            for name, text in found.items():
                _words[stream, name] = (text, now_s + WORDS_AGE_S)
                _words.move_to_end((stream, name))
            while len(_words) > WORDS_KEPT:
                _words.popitem(last=False)
    return with_texts(value, words)


def name_of(seat: str, parts: dict[str, Part]) -> str:
    """An opaque name: the same view has the same name in every process, and nobody can tell a view from a name."""
    total = hashlib.blake2b(seat.encode(), digest_size=15, key=naming_key())
    for name, part in parts.items():
        total.update(name.encode() + b"\0" + part.digest)
    return total.hexdigest()


@cache
def naming_key() -> bytes:
    return hashlib.blake2b(b"name of a view" + settings.SECRET_KEY.encode(), digest_size=32).digest()


def canonical(value: Any) -> bytes:
    """The one JSON text of a value. Keys in order, no spaces; NaN is an error of ours and raises."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
