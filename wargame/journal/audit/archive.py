"""A game as one file: a zip of JSON Lines that anyone can check, and that another server can take in.

    manifest.json     what this is, the streams of the line of play, digests of the other files
    log.jsonl         every entry with its chain value, in order
    receipts.jsonl    what each command was answered
    words.jsonl       what people wrote, with salts; without the words if they were left out
    documents/*.json  the pack and whatever else entries name, each file's SHA-256 being its name
    extra/*.json      what other apps add (`EXTRAS`)

The same game gives the same bytes. Nothing in a file is believed before it has been checked.
"""

import json
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction

from wargame import version
from wargame.journal.audit.verify import digests_in
from wargame.journal.models import Document, Entry, Receipt, Stream, Written
from wargame.journal.read import of_line, whole_lineage
from wargame.journal.store.codec import (
    GENESIS,
    Unwritable,
    canonical,
    digest_of,
    from_ms,
    link,
    record_of,
    salted,
    settle,
    to_ms,
)
from wargame.journal.store.rows import Row

FORMAT = "third-site-game"
FORMAT_VERSION = 1
LARGEST_BYTES = 512 * 1024 * 1024  # of all files together, unpacked
MOST_FILES = 10_000
MOMENT = (1980, 1, 1, 0, 0, 0)  # the only time a zip of the same game always has


class BadArchive(ValueError):
    """The file is not a game of ours, or not an unchanged one; the sentence says what and where."""


@dataclass(frozen=True)
class Extra:
    """What another app keeps with a game: `dump(stream)` gives a JSON value or None, `load(stream, value)` takes it."""

    dump: Callable[[UUID], Any]
    load: Callable[[UUID, Any], None]


EXTRAS: dict[str, Extra] = {}
"""By name; filled by other apps in their AppConfig.ready."""


def export(stream: Stream, file: BinaryIO | Path, *, words: bool = True) -> dict[str, Any]:
    """Write the line of play that ends in this stream; returns the manifest. With words=False no words are in it."""
    line = whole_lineage(stream)
    places = {name: place for place, (name, _, _) in enumerate(line)}
    rows = list(Entry.objects.filter(of_line(stream)).order_by("seq"))
    last = {name: end for name, _, end in line}
    receipts = [
        row
        for row in Receipt.objects.filter(stream_id__in=places).order_by("stream_id", "at", "pk")
        if row.first_seq is None or row.first_seq <= last[row.stream_id]
    ]
    named = {stream.pack} | {name for row in rows for name in digests_in(row.body)}
    files: dict[str, bytes] = {
        "log.jsonl": lines({"stream": places[row.stream_id], **record_of(row), "chain": row.chain} for row in rows),
        "receipts.jsonl": lines(receipt_record(row, places, words) for row in receipts),
        "words.jsonl": lines(
            words_record(row, places, words)
            for row in Written.objects.filter(stream_id__in=places).order_by("stream_id", "pk")
        ),
    }
    for document in Document.objects.filter(pk__in=named).order_by("pk"):
        files[f"documents/{document.pk}.json"] = document.body.encode()
    for name, extra in sorted(EXTRAS.items()):
        value = extra.dump(stream.pk)
        if value is not None:
            files[f"extra/{name}.json"] = canonical(settle(value))
    manifest = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "program": version(),
        "stream": str(stream.pk),
        "streams": [stream_record(Stream.objects.get(pk=name), end, rows) for name, _, end in line],
        "entries": len(rows),
        "chain": stream.chain,
        "words": words,
        "kinds": {row.pk: row.kind for row in Document.objects.filter(pk__in=named)},
        "files": {name: sha256(body).hexdigest() for name, body in sorted(files.items())},
    }
    write(file, {"manifest.json": json.dumps(manifest, indent=1, sort_keys=True).encode(), **files})
    return manifest


def write(file: BinaryIO | Path, files: dict[str, bytes]) -> None:
    """The zip file of these, in this order: the same files give the same bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, body)


def lines(records: Iterable[Any]) -> bytes:
    return b"".join(canonical(record) + b"\n" for record in records)


def stream_record(row: Stream, last: int, rows: Sequence[Entry | Row]) -> dict[str, Any]:
    chain = next((entry.chain for entry in rows if entry.seq == last), GENESIS)
    parent = None if row.parent_id is None else str(row.parent_id)
    return {
        "id": str(row.pk),
        "parent": parent,
        "parent_seq": row.parent_seq,
        "head": last,
        "chain": chain,
        "pack": row.pack,
    }


def receipt_record(row: Receipt, places: dict[UUID, int], words: bool) -> dict[str, Any]:
    return {
        "stream": places[row.stream_id],
        "seat": row.seat,
        "command_id": row.command_id,
        "author": row.author if words else "",
        "salt": b64encode(bytes(row.salt)).decode() if words else "",
        "body_hash": row.body_hash if words else "",
        "answer": row.answer,
        "first_seq": row.first_seq,
        "last_seq": row.last_seq,
        "at_ms": to_ms(row.at),
    }


def words_record(row: Written, places: dict[UUID, int], words: bool) -> dict[str, Any]:
    there = words and row.erased is None and row.salt is not None
    return {
        "stream": places[row.stream_id],
        "id": row.pk,
        "seat": row.seat,
        "author": row.author if there else "",
        "salt": b64encode(bytes(row.salt)).decode() if there and row.salt is not None else None,
        "words": row.words if there else None,
    }


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A checked archive, as values."""

    manifest: dict[str, Any]
    entries: list[dict[str, Any]]
    receipts: list[dict[str, Any]]
    words: list[dict[str, Any]]
    documents: dict[str, str]
    extras: dict[str, Any]


def unpack(file: BinaryIO | Path) -> Parcel:
    """Read and check an archive without the database: format, digests, numbers, chain, words. Raises BadArchive."""
    files = read_files(file)
    manifest = as_json("manifest.json", files.pop("manifest.json", b"null"))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadArchive("This is no archive of a game: its manifest.json is missing or of another kind.")
    if manifest.get("version") != FORMAT_VERSION:
        raise BadArchive(f"The archive has version {manifest.get('version')!r}; this program reads {FORMAT_VERSION}.")
    if manifest.get("files") != {name: sha256(body).hexdigest() for name, body in files.items()}:
        raise BadArchive("The files are not those that the manifest names: the archive was changed or is incomplete.")
    try:
        parcel = Parcel(
            manifest=manifest,
            entries=records("log.jsonl", files),
            receipts=records("receipts.jsonl", files),
            words=records("words.jsonl", files),
            documents={name[10:-5]: body.decode() for name, body in files.items() if name.startswith("documents/")},
            extras={name[6:-5]: as_json(name, body) for name, body in files.items() if name.startswith("extra/")},
        )
        check(parcel)
    except (KeyError, TypeError, IndexError, AttributeError, UnicodeDecodeError, OverflowError) as reason:
        raise BadArchive(f"The archive lacks something or has it in another shape: {reason}.") from None
    except Unwritable as reason:
        raise BadArchive(f"{reason.where} {reason.message}.") from None
    return parcel


def read_files(file: BinaryIO | Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(file) as archive:
            listed = archive.infolist()
            if len(listed) > MOST_FILES or sum(each.file_size for each in listed) > LARGEST_BYTES:
                raise BadArchive(f"The archive holds more than {MOST_FILES} files or {LARGEST_BYTES >> 20} MB.")
            if len({each.filename for each in listed}) != len(listed):
                raise BadArchive("The archive holds two files of one name.")
            return {each.filename: archive.read(each) for each in listed}
    except FileNotFoundError:
        raise BadArchive("There is no such file.") from None
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as reason:
        if isinstance(reason, BadArchive):
            raise
        raise BadArchive(f"This is no zip file that can be read: {reason}.") from None


def as_json(name: str, body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as reason:
        raise BadArchive(f"{name} is not JSON: {reason}.") from None


def records(name: str, files: dict[str, bytes]) -> list[dict[str, Any]]:
    return [as_json(f"{name} line {place}", line) for place, line in enumerate(files[name].splitlines(), 1)]


def check(parcel: Parcel) -> None:
    streams = parcel.manifest["streams"]
    chain, parent, at_most = GENESIS, None, 0
    entries = iter(parcel.entries)
    for place, stream in enumerate(streams):
        if (stream["parent"], stream["parent_seq"]) != (parent, at_most) or stream["head"] < at_most:
            raise BadArchive(f"Stream {stream['id']} does not follow from the one before it.")
        for seq in range(at_most + 1, stream["head"] + 1):
            entry = next(entries, None)
            if entry is None or entry["seq"] != seq or entry["stream"] != place:
                raise BadArchive(f"Entry {seq} is missing or out of its place in log.jsonl.")
            chain = link(chain, settle({name: entry[name] for name in RECORD}))
            if entry["chain"] != chain:
                raise BadArchive(f"Entry {seq} was changed: its chain value does not fit.")
        if stream["chain"] != chain:
            raise BadArchive(f"The chain of stream {stream['id']} does not end as the manifest says.")
        parent, at_most = stream["id"], stream["head"]
    if next(entries, None) is not None or streams[-1]["id"] != parcel.manifest["stream"]:
        raise BadArchive("log.jsonl holds more than the manifest names.")
    for name, body in parcel.documents.items():
        if digest_of(body) != name:
            raise BadArchive(f"The document {name[:12]} was changed: its digest does not fit.")
        as_json(name, body.encode())
    if any(stream["pack"] not in parcel.documents for stream in streams):
        raise BadArchive("The scenario that the game was played with is not in the archive.")
    for row in parcel.words:
        if row["words"] is not None and salted(b64decode(row["salt"]), row["words"].encode()) != row["id"]:
            raise BadArchive(f"The words {row['id'][:12]} were changed: their digest does not fit.")


RECORD = ("seq", "kind", "version", "body", "seen_by", "seat", "cause", "at_ms")


def take_in(file: BinaryIO | Path) -> UUID:
    """Check an archive and store its game under its own ids; returns the stream. Raises BadArchive.

    A parent stream that is here already is used if it is the same up to where this game left it.
    """
    parcel = unpack(file)
    try:
        with transaction.atomic():
            return store(parcel)
    except (KeyError, TypeError, ValueError, AttributeError) as reason:
        if isinstance(reason, BadArchive):
            raise
        raise BadArchive(f"The archive holds something that cannot be stored: {reason}.") from None


def store(parcel: Parcel) -> UUID:
    Document.objects.bulk_create(
        [
            Document(digest=name, kind=str(parcel.manifest["kinds"].get(name, "document"))[:64], body=body)
            for name, body in parcel.documents.items()
        ],
        ignore_conflicts=True,
    )
    ids = [UUID(stream["id"]) for stream in parcel.manifest["streams"]]
    for place, stream in enumerate(parcel.manifest["streams"]):
        here = Stream.objects.filter(pk=ids[place]).first()
        if here is not None and place == len(ids) - 1:
            raise BadArchive(f"This game is here already (stream {here.pk}).")
        if here is not None:
            known = Entry.objects.filter(of_line(here), seq=stream["head"]).values_list("chain", flat=True).first()
            if known != stream["chain"]:
                raise BadArchive(f"Another game is here under the id {here.pk} that this one branched from.")
            continue
        store_stream(parcel, place, ids)
    for name, extra in EXTRAS.items():
        if name in parcel.extras:
            extra.load(ids[-1], parcel.extras[name])
    return ids[-1]


def store_stream(parcel: Parcel, place: int, ids: list[UUID]) -> None:
    stream = parcel.manifest["streams"][place]
    entries = [entry for entry in parcel.entries if entry["stream"] == place]
    last = parcel.entries[stream["head"] - 1]
    Stream.objects.create(
        pk=ids[place],
        parent_id=ids[place - 1] if place else None,
        parent_seq=stream["parent_seq"],
        head=stream["head"],
        chain=stream["chain"],
        last_at=from_ms(last["at_ms"]),
        pack=stream["pack"],
    )
    Entry.objects.bulk_create(entry_rows(entries, ids[place]), batch_size=2000)
    Receipt.objects.bulk_create(
        [
            Receipt(
                stream_id=ids[place],
                salt=b64decode(row["salt"]),
                at=from_ms(row["at_ms"]),
                **{name: row[name] for name in RECEIPT},
            )
            for row in parcel.receipts
            if row["stream"] == place
        ],
        batch_size=2000,
    )
    Written.objects.bulk_create(
        [
            Written(
                id=row["id"],
                stream_id=ids[place],
                seat=row["seat"],
                author=row["author"],
                salt=None if row["salt"] is None else b64decode(row["salt"]),
                words=row["words"],
                erased=None if row["words"] is not None else from_ms(last["at_ms"]),
            )
            for row in parcel.words
            if row["stream"] == place
        ],
        batch_size=2000,
    )


RECEIPT = ("seat", "command_id", "author", "body_hash", "answer", "first_seq", "last_seq")


def entry_rows(entries: list[dict[str, Any]], stream: UUID) -> Iterator[Entry]:
    for entry in entries:
        values = {name: entry[name] for name in (*RECORD, "chain") if name != "at_ms"}
        yield Entry(stream_id=stream, at=from_ms(entry["at_ms"]), **values)
