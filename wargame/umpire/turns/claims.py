"""Who is at work on a turn: an advisory lock on the worker's own database connection.

It guards nothing, for a turn is recorded once whoever works on it. It spares the same work twice, and it tells at once
when a worker has died: PostgreSQL lets go of the lock when the connection ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from uuid import UUID

from django.db import connection


def key_of(stream: UUID, turn: int) -> int:
    """63 bits that name a turn of a stream."""
    return int.from_bytes(blake2b(f"umpire {stream} {turn}".encode(), digest_size=8).digest()) >> 1


@contextmanager
def claim(stream: UUID, turn: int) -> Iterator[bool]:
    """Whether this connection has the turn to itself while the block runs."""
    key = key_of(stream, turn)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def claimed(stream: UUID, turn: int) -> bool:
    """Whether a living process is at work on the turn."""
    with claim(stream, turn) as free:
        return not free
