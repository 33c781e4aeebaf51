"""The way in: one command of one seat, decided and recorded in one transaction, answered once and for all.

Whoever wants something to happen in a game calls `handle`. No rule of play stands here.
"""

import hmac
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from wargame.journal import announce
from wargame.journal.law import law
from wargame.journal.models import Stream
from wargame.journal.read import document, folded, shelf
from wargame.journal.store.append import Author, compose, now_ms, store
from wargame.journal.store.codec import Unwritable, canonical, from_ms, salted, settle
from wargame.journal.store.rows import Answered, Known, lock_and_look
from wargame.journal.store.words import SALT_BYTES

Answer = dict[str, Any]
COMMAND_ID_CHARS = 128
NAME_CHARS = 64
ARGS_BYTES = 8_000_000  # findings of a turn are the largest; the wire's own limit for people is far lower


def handle(
    stream_id: UUID | str,
    *,
    command_id: str,
    name: str,
    args: Mapping[str, Any],
    seat: str,
    words_from: str | None = None,
    by_bot: bool = False,
) -> Answer:
    """Decide a command and record what follows; the answer is true once this returns.

    Answers ``{"ok": True, "receipt": {"at_ms", "ref", ...}}`` or ``{"ok": False, "code", "message", "field"}``. The
    same command (seat and `command_id`) again gets its first answer, a refusal too, and changes nothing; another
    command under a used id is refused with `id-reused`. `words_from` is an opaque id of the person, for erasure;
    `by_bot` says that it is the seat's bot that asks. Within a caller's transaction the command counts once that
    commits. Database errors are raised: nothing was recorded then.
    """
    refused = check_frame(command_id, name, seat)
    if refused is not None:
        return refused
    try:
        asked = settle({"name": name, "args": args})
    except Unwritable as reason:
        field = reason.where.removeprefix("args").removeprefix(".") or None
        return refusal("unwritable", f"{field or 'The command'} {reason.message}.", field)
    body = canonical(asked)
    if len(body) > ARGS_BYTES:
        return refusal("too-big", f"The command has {len(body)} bytes; at most {ARGS_BYTES} are taken.")
    with transaction.atomic():
        stream, known = lock_and_look(stream_id, seat=seat, command_id=command_id)
        if stream is None:
            return refusal("unknown-game", "There is no such game, or it is not open to you.")
        if known is not None:
            return repeated(known, body)
        author = Author(seat=seat, command_id=command_id, person=words_from or "")
        return decide_and_record(stream, name, asked["args"], author, body, by_bot=by_bot)


def decide_and_record(
    stream: Stream, name: str, args: dict[str, Any], author: Author, body: bytes, *, by_bot: bool
) -> Answer:
    """The part under the lock: fold, decide, append, receipt; ring and keep the state once it has committed."""
    rules = law()
    before = folded(stream)
    at_ms = now_ms(stream)
    outcome: Any = rules.parse(name, args)
    if not isinstance(outcome, rules.refusal):
        # Ids of new things are made from this one: two seats that use the same command id must not meet in them.
        unique = f"{author.seat} {author.command_id}"
        context = rules.context(
            pack=document(stream.pack), now_ms=at_ms, command_id=unique, stream=stream.id.hex, by_bot=by_bot
        )
        outcome = rules.decide(before.state, outcome, author.seat, context)
    if isinstance(outcome, rules.refusal):
        composed = compose(stream, (), author=author, at_ms=at_ms, before=before)
        answer = refusal(outcome.code, outcome.message, outcome.field)
    else:
        composed = compose(stream, outcome.events, author=author, at_ms=at_ms, before=before)
        reference = salted(stream.id.bytes, f"{author.seat}\n{author.command_id}".encode())[:8].upper()
        answer = {"ok": True, "receipt": settle({"at_ms": at_ms, "ref": reference, **outcome.receipt})}
    salt = secrets.token_bytes(SALT_BYTES)
    receipt = Answered(
        seat=author.seat,
        command_id=author.command_id,
        author=author.person,
        salt=salt,
        body_hash=salted(salt, body),
        answer=answer,
        numbers=composed.numbers,
        at=from_ms(at_ms),
    )
    store(stream, composed, receipt)
    if composed.numbers is not None:
        transaction.on_commit(lambda: shelf.put(stream.id, composed.after))
        announce.ring(stream.id)
    return answer


def repeated(known: Known, body: bytes) -> Answer:
    """The first answer, unless another command comes under its id; once its author is erased, nobody can tell."""
    if known.body_hash and not hmac.compare_digest(known.body_hash, salted(known.salt, body)):
        return refusal(
            "id-reused",
            "This command id was used before with another body. Send a new id with a new command.",
            "id",
        )
    return known.answer


def check_frame(command_id: Any, name: Any, seat: Any) -> Answer | None:
    """A refusal if the id, the name or the seat cannot be one. It is not recorded: the same answer comes again."""
    for field, value, most in (
        ("id", command_id, COMMAND_ID_CHARS),
        ("name", name, NAME_CHARS),
        ("seat", seat, NAME_CHARS),
    ):
        if not isinstance(value, str) or not 1 <= len(value) <= most or not value.isascii() or not value.isprintable():
            return refusal("bad-frame", f"{field} should be 1 to {most} printable ASCII characters.", field)
    return None


def refusal(code: str, message: str, field: str | None = None) -> Answer:
    return {"ok": False, "code": code, "message": message, "field": field}
