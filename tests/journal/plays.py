"""Short ways to begin a play of the stand-in game and to give commands in it."""

import itertools
from uuid import UUID

from wargame.journal.record import Answer, handle
from wargame.journal.streams import open_stream, store_document

numbers = itertools.count()


def a_stream(**options: object) -> UUID:
    digest = store_document("pack", {"id": "counting", "floats": [0.1, 1e22, -0.0]})
    return open_stream(pack_digest=digest, options={"title": "Counting", **options}, seed=7)


def do(stream: UUID, name: str, seat: str = "us.president", *, id: str | None = None, **args: object) -> Answer:
    """One command, by default under a new id."""
    return handle(
        stream, command_id=id or f"c{next(numbers)}", name=name, args=args, seat=seat, words_from=f"person-{seat}"
    )
