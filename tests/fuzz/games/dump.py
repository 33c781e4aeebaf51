"""A game that failed, as an archive that the server takes in: `manage.py import FILE`, then look at the table.

Written from what was played in memory, without a database, by the journal's own composing and chaining.
"""

import json
import os
import tempfile
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid5

from tests.rules.table import Table
from wargame import version
from wargame.journal.audit import archive
from wargame.journal.law import law
from wargame.journal.models import Stream, Written
from wargame.journal.read import Folded
from wargame.journal.store.append import Author, compose
from wargame.journal.store.codec import GENESIS, canonical, digest_of, from_ms, record_of, spell
from wargame.journal.store.rows import Row

NAMES = UUID("5e0f62b4-6d51-4a0e-9d0c-3a7d5a1f9d10")


def folder() -> Path:
    """Where dumps go: $FUZZ_DUMPS, or a folder among the temporary ones."""
    made = Path(os.environ.get("FUZZ_DUMPS") or Path(tempfile.gettempdir()) / "third-site-fuzz")
    made.mkdir(parents=True, exist_ok=True)
    return made


def dump(table: Table, file: Path) -> UUID:
    """Write the game as far as it was played; returns the stream's id. The table's `pack_digest` must be the pack's."""
    pack = spell(table.pack)
    name = uuid5(NAMES, file.name)
    stream = Stream(id=name, chain=GENESIS, pack=digest_of(pack), last_at=from_ms(table.given[0][2]))
    before = Folded(law().empty, 0, GENESIS)
    rows: list[Row] = []
    words: list[Written] = []
    for seat, command, at_ms, events in table.given:
        author = Author(seat=seat, command_id=command)
        composed = compose(stream, events, author=author, at_ms=at_ms, before=before)
        rows += composed.rows
        words += composed.words
        before = composed.after
        stream.head, stream.chain = before.seq, before.chain
    game = table.state["game"]
    table_of_it = {
        "id": game["id"],
        "title": f"Failed: {file.stem}",
        "pack_id": table.pack["id"],
        "pack_digest": digest_of(pack),
        "options": {},
        "consent": "",
        "over": game["over"],
    }
    files = {
        "log.jsonl": archive.lines({"stream": 0, **record_of(row), "chain": row.chain} for row in rows),
        "receipts.jsonl": b"",
        "words.jsonl": archive.lines(archive.words_record(row, {name: 0}, True) for row in words),
        f"documents/{digest_of(pack)}.json": pack.encode(),
        "extra/game.json": canonical(table_of_it),
    }
    manifest = {
        "format": archive.FORMAT,
        "version": archive.FORMAT_VERSION,
        "program": version(),
        "stream": str(name),
        "streams": [archive.stream_record(stream, stream.head, rows)],
        "entries": len(rows),
        "chain": stream.chain,
        "words": True,
        "kinds": {digest_of(pack): "pack"},
        "files": {path: sha256(body).hexdigest() for path, body in sorted(files.items())},
    }
    archive.write(file, {"manifest.json": json.dumps(manifest, indent=1, sort_keys=True).encode(), **files})
    return name
