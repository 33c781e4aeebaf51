"""[P6] [P15] A game as a file: out and in again it is the same, and a changed file is found out."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.journal.plays import a_stream, do
from tests.journal.tampering import triggers_off
from wargame.journal import read, streams
from wargame.journal.audit import archive
from wargame.journal.audit.archive import BadArchive, export, take_in, unpack
from wargame.journal.audit.verify import replay, verify
from wargame.journal.models import Entry, Receipt, Stream, Written
from wargame.journal.read import ink, state_at, stream_row
from wargame.journal.store.words import erase_author

pytestmark = pytest.mark.django_db(transaction=True)


def played(stream):
    do(stream, "count", id="one", by=3)
    do(stream, "note", id="two", text="Nobody else should read this: žluťoučký 🐎")
    do(stream, "count", "stranger", id="refused")
    do(stream, "say", room="all", text="Hello", to=["all"])
    return stream


def packed(stream, **options):
    file = io.BytesIO()
    export(stream_row(stream), file, **options)
    return file


def forget(*names):
    """Remove streams as if this were another server."""
    with triggers_off(), connection.cursor() as cursor:
        for table in ("entry", "receipt", "written", "snapshot"):
            cursor.execute(f"DELETE FROM journal_{table} WHERE stream_id = ANY(%s)", [list(names)])
        cursor.execute("DELETE FROM journal_stream WHERE id = ANY(%s)", [list(names)])
        cursor.execute("DELETE FROM journal_document")
    for name in names:
        read.shelf.drop(name)
    read.document.cache_clear()


def test_out_and_in_again_is_the_same_game(stream):
    played(stream)
    state, head = state_at(stream)
    chain, digest, words = stream_row(stream).chain, replay(stream_row(stream)).digest, ink(state, stream)
    file = packed(stream)
    forget(stream)
    assert take_in(file) == stream
    assert state_at(stream) == (state, head)
    row = stream_row(stream)
    assert (row.chain, replay(row).digest, ink(state_at(stream)[0], stream)) == (chain, digest, words)
    assert verify(row).problems == ()
    assert packed(stream).getvalue() == file.getvalue()  # the same game, the same bytes


def test_a_repeat_after_the_import_hears_its_first_answer(stream):
    first = do(stream, "count", id="once", by=2)
    refused = do(stream, "count", "stranger", id="no")
    file = packed(stream)
    forget(stream)
    take_in(file)
    assert do(stream, "count", id="once", by=2) == first
    assert do(stream, "count", id="once", by=3)["code"] == "id-reused"
    assert do(stream, "count", "stranger", id="no") == refused
    assert do(stream, "count")["receipt"]["count"] == 3  # and play goes on
    assert verify(stream_row(stream)).problems == ()


def test_words_can_be_left_out(stream):
    played(stream)
    file = packed(stream, words=False)
    with zipfile.ZipFile(file) as opened:
        everything = b"".join(opened.read(name) for name in opened.namelist()).decode()
    assert "Nobody else" not in everything and "Hello" not in everything and "person-" not in everything
    forget(stream)
    take_in(file)
    assert verify(stream_row(stream)).problems == ()
    assert ink(state_at(stream)[0], stream)["notes"]["0"]["text"] == "[erased]"


def test_an_erased_person_is_not_in_the_archive(stream):
    played(stream)
    erase_author("person-us.president")
    with zipfile.ZipFile(packed(stream)) as opened:
        everything = b"".join(opened.read(name) for name in opened.namelist()).decode()
    assert "Nobody else" not in everything and "person-us.president" not in everything


def test_a_game_that_is_here_is_not_taken_in_again(stream):
    file = packed(played(stream))
    with pytest.raises(BadArchive, match="here already"):
        take_in(file)


def test_a_branch_travels_with_its_past(stream):
    played(stream)
    other = streams.branch(stream, 3)
    do(other, "count", by=10)
    do(stream, "count", by=1)
    state = state_at(other)
    file = packed(other)
    forget(other, stream)
    assert take_in(file) == other
    assert state_at(other) == state
    assert verify(stream_row(other)).problems == ()
    assert stream_row(stream).head == 4  # of the parent only what the branch shares


def test_a_branch_joins_the_parent_that_is_here(stream):
    played(stream)
    other = streams.branch(stream, 3)
    do(other, "count", by=10)
    file = packed(other)
    forget_branch(other)
    take_in(file)
    assert state_at(other)[0]["count"] == 13
    assert Stream.objects.count() == 2


def forget_branch(name):
    with triggers_off(), connection.cursor() as cursor:
        for table in ("entry", "receipt", "written", "snapshot"):
            cursor.execute(f"DELETE FROM journal_{table} WHERE stream_id = %s", [name])
        cursor.execute("DELETE FROM journal_stream WHERE id = %s", [name])
    read.shelf.drop(name)


def changed(file, name, change, *, manifest=False):
    """The archive with one file changed; with manifest=True the manifest is made to agree."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        bodies = {each: old.read(each) for each in old.namelist()}
        bodies[name] = change(bodies[name])
        if manifest:
            listed = json.loads(bodies["manifest.json"])
            listed["files"][name] = archive.sha256(bodies[name]).hexdigest()
            bodies["manifest.json"] = json.dumps(listed).encode()
        for each, body in bodies.items():
            new.writestr(each, body)
    return out


CHANGES = [
    ("log.jsonl", lambda b: b.replace(b'"count":2', b'"count":9'), False, "not those that the manifest names"),
    ("log.jsonl", lambda b: b.replace(b'"count":2', b'"count":9'), True, "Entry 3 was changed"),
    ("log.jsonl", lambda b: b"\n".join(b.split(b"\n")[:-2]), True, "Entry 6 is missing"),
    ("log.jsonl", lambda b: b + b.splitlines()[-1] + b"\n", True, "more than the manifest names"),
    ("log.jsonl", lambda b: b.replace(b'"us.president"', b'"us.state"', 1), True, "was changed"),
    ("log.jsonl", lambda b: b"[" * 100_000, True, "not JSON"),
    ("log.jsonl", lambda b: b"7\n", True, "shape"),
    ("words.jsonl", lambda b: b.replace(b"Nobody", b"Everybody"), True, "words .* were changed"),
    ("receipts.jsonl", lambda b: b"{}\n", True, "shape|stored"),
    ("manifest.json", lambda b: b"{}", False, "no archive of a game"),
    ("manifest.json", lambda b: b.replace(b'"version": 1', b'"version": 9'), False, "version 9"),
]


def test_a_changed_archive_is_found_out(stream):
    file = packed(played(stream))
    forget(stream)
    for name, change, manifest, says in CHANGES:
        with pytest.raises(BadArchive, match=says):
            take_in(changed(file, name, change, manifest=manifest))
    assert not Stream.objects.exists() and not Entry.objects.exists() and not Receipt.objects.exists()


def test_a_changed_document_is_found_out(stream):
    file = packed(stream)
    name = f"documents/{stream_row(stream).pack}.json"
    with pytest.raises(BadArchive, match=r"document .* was changed"):
        unpack(changed(file, name, lambda body: body.replace(b"counting", b"cheating"), manifest=True))


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04 no zip", b"\x00" * 1000])
def test_junk_is_refused(junk, tmp_path):
    file = tmp_path / "junk.zip"
    file.write_bytes(junk)
    with pytest.raises(BadArchive):
        unpack(file)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_BYTES", 1000)
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("manifest.json", b" " * 2000)
    with pytest.raises(BadArchive, match="more than"):
        unpack(file)


def test_the_commands(stream, tmp_path, capsys):
    played(stream)
    file = tmp_path / "game.zip"
    call_command("export", str(stream)[:8], out=file)
    call_command("verify", str(stream))
    call_command("replay", str(stream))
    said = capsys.readouterr().out
    assert "6 entries" in said and "nothing wrong" in said
    forget(stream)
    call_command("import", file)
    call_command("verify")
    with pytest.raises(CommandError, match="here already"):
        call_command("import", file)
    with pytest.raises(CommandError, match="no game"):
        call_command("export", "ffffffff", out=file)
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export", str(stream), out=tmp_path / "missing" / "game.zip")
    with pytest.raises(CommandError, match="no such file"):
        call_command("import", tmp_path / "nothing.zip")


def test_words_written_elsewhere_are_not_read(stream):
    """An id of another game's words opens nothing here."""
    other = a_stream()
    do(other, "note", text="of the other game")
    name = Written.objects.get(stream=other).pk
    assert ink({"x": {"$text": name}}, stream) == {"x": "[erased]"}
    assert ink({"x": {"$text": name}}, other) == {"x": "of the other game"}
