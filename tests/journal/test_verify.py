"""[P14] The log refuses to be changed, and a change made in spite of that is found."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from tests.journal.plays import do
from tests.journal.tampering import triggers_off
from wargame.journal import read
from wargame.journal.audit import verify
from wargame.journal.audit.verify import CHECKS, Problem
from wargame.journal.models import Document, Entry, Receipt, Snapshot, Stream, Written
from wargame.journal.read import folded, ink, state_at, stream_row
from wargame.journal.store.append import take_snapshot
from wargame.journal.store.words import erase_author

pytestmark = pytest.mark.django_db(transaction=True)


def problems(stream):
    return verify.verify(stream_row(stream)).problems


@pytest.fixture
def played(stream):
    do(stream, "count", id="a", by=3)  # entries 2 to 4
    do(stream, "note", "russia.president", id="b", text="secret words")  # 5
    do(stream, "say", id="c", room="all", text="hello", to=["all"])  # 6
    do(stream, "count", "stranger", id="d")
    do(stream, "count", "nato.secgen", id="e", by=2)  # 7 and 8
    take_snapshot(stream, folded(stream_row(stream)))
    assert problems(stream) == ()
    return stream


REFUSED = [
    "UPDATE journal_entry SET body = '{}'",
    "DELETE FROM journal_entry",
    "UPDATE journal_document SET body = ''",
    "DELETE FROM journal_document",
    "DELETE FROM journal_receipt",
    "UPDATE journal_receipt SET answer = '{}'",
    "UPDATE journal_receipt SET body_hash = 'another'",
    "UPDATE journal_stream SET head = head - 1",
    "UPDATE journal_stream SET chain = ''",
    "UPDATE journal_stream SET pack = ''",
    "DELETE FROM journal_stream",
]


def test_the_database_refuses_to_change_the_record(played):
    for sql in REFUSED:
        with pytest.raises(IntegrityError, match="refused") as refused, transaction.atomic():
            run(sql)
        assert "record" in str(refused.value) or "only grows" in str(refused.value), sql
    assert problems(played) == ()


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", ["journal_entry", "journal_document", "journal_receipt"])
def test_the_database_refuses_to_empty_the_record(played, table):
    with connection.cursor() as cursor:  # tests/conftest.py has switched this trigger off, to clean up after tests
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_keep_all")
        try:
            with pytest.raises(IntegrityError, match=f"TRUNCATE refused: rows of {table} are a record"):
                cursor.execute(f"TRUNCATE {table} CASCADE")
        finally:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_keep_all")


TAMPERINGS = {
    "a body": "UPDATE journal_entry SET body = '{\"count\": 99}' WHERE seq = 3",
    "a body back to front": "UPDATE journal_entry SET body = jsonb_set(body, '{text}', '\"mine\"') WHERE seq = 5",
    "who saw it": "UPDATE journal_entry SET seen_by = '{all}' WHERE seq = 5",
    "the order of viewers": "UPDATE journal_entry SET seen_by = '{russia.president,control}' WHERE seq = 5",
    "who did it": "UPDATE journal_entry SET seat = 'us.state' WHERE seq = 7",
    "when": "UPDATE journal_entry SET at = at + interval '1 ms' WHERE seq = 4",
    "the kind": "UPDATE journal_entry SET kind = 'noted' WHERE seq = 2",
    "the version": "UPDATE journal_entry SET version = 1 WHERE seq = 2",
    "the cause": "UPDATE journal_entry SET cause = 'z' WHERE seq = 6",
    "a chain value": "UPDATE journal_entry SET chain = repeat('0', 64) WHERE seq = 6",
    "one taken out": "DELETE FROM journal_entry WHERE seq = 4",
    "the last taken out": "DELETE FROM journal_entry WHERE seq = 8",
    "the last taken out and the head with it": (
        "DELETE FROM journal_entry WHERE seq = 8; "
        "UPDATE journal_stream SET head = 7, chain = (SELECT chain FROM journal_entry WHERE seq = 7)"
    ),
    "the first taken out": "DELETE FROM journal_entry WHERE seq = 1",
    "two exchanged": (
        "UPDATE journal_entry SET seq = 99 WHERE seq = 2; UPDATE journal_entry SET seq = 2 WHERE seq = 3; "
        "UPDATE journal_entry SET seq = 3 WHERE seq = 99"
    ),
    "one put in at the end": (
        "INSERT INTO journal_entry (stream_id, seq, kind, version, body, seen_by, seat, cause, at, chain) "
        "SELECT stream_id, 9, kind, version, body, seen_by, seat, cause, at, chain FROM journal_entry WHERE seq = 8"
    ),
    "one put in beyond the head": (
        "INSERT INTO journal_entry (stream_id, seq, kind, version, body, seen_by, seat, cause, at, chain) "
        "SELECT stream_id, 50, kind, version, body, seen_by, seat, cause, at, chain FROM journal_entry WHERE seq = 8"
    ),
    "a receipt taken away": "DELETE FROM journal_receipt WHERE command_id = 'a'",
    "a receipt that says no": "UPDATE journal_receipt SET answer = '{\"ok\": false}' WHERE command_id = 'a'",
    "a receipt of other entries": "UPDATE journal_receipt SET first_seq = 3 WHERE command_id = 'a'",
    "the head": "UPDATE journal_stream SET head = 9",
    "the head's chain": "UPDATE journal_stream SET chain = repeat('a', 64)",
    "the words": "UPDATE journal_written SET words = 'other words' WHERE words = 'secret words'",
    "the words' salt": "UPDATE journal_written SET salt = 'x' WHERE words = 'secret words'",
    "the words taken away": "DELETE FROM journal_written WHERE words = 'secret words'",
    "words that seem erased": "UPDATE journal_written SET erased = now() WHERE words = 'secret words'",
    "the scenario": "UPDATE journal_document SET body = replace(body, 'counting', 'cheating')",
    "the scenario taken away": "DELETE FROM journal_document",
    "a stored state": "UPDATE journal_snapshot SET body = replace(body, '\"count\":5', '\"count\":6')",
    "a stored state's digest": "UPDATE journal_snapshot SET digest = repeat('b', 64)",
}


class Undo(Exception):
    pass


def test_every_tampering_is_found(played):
    missed = []
    for name, change in TAMPERINGS.items():
        with pytest.raises(Undo), transaction.atomic():
            with triggers_off():
                run(change)
            if problems(played) == ():
                missed.append(name)
            raise Undo
    assert (missed, len(TAMPERINGS)) == ([], 30)
    assert problems(played) == ()


def test_the_command_says_so_and_fails(played):
    with triggers_off():
        run(TAMPERINGS["a body"])
    with pytest.raises(CommandError, match="problems found"):
        call_command("verify", str(played))


def test_every_problem_says_where(played):
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(TAMPERINGS["a body"])
    found = problems(played)
    assert ("chain", 3) in {(problem.code, problem.seq) for problem in found}


def test_checks_of_other_apps_are_made(played, monkeypatch):
    def fail(stream):
        raise OSError("no engine here")

    monkeypatch.setitem(CHECKS, "findings", lambda stream: [Problem(code="finding", seq=4, words="Another number.")])
    monkeypatch.setitem(CHECKS, "broken", fail)
    assert [(problem.code, problem.seq) for problem in problems(played)] == [("finding", 4), ("check-failed", 0)]


def test_an_erasure_takes_words_and_leaves_the_log(played):
    chain, (state, head) = stream_row(played).chain, state_at(played)
    assert ink(state, played)["notes"]["0"]["text"] == "secret words"
    assert erase_author("person-russia.president") == 1
    read.shelf.drop(played)
    assert ink(state_at(played)[0], played)["notes"]["0"]["text"] == "[erased]"
    assert problems(played) == ()
    assert (stream_row(played).chain, state_at(played)) == (chain, (state, head))
    with connection.cursor() as cursor:  # nothing of it in any table
        for table in ("entry", "receipt", "written", "snapshot", "document", "stream"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM journal_{table} t")
            (text,) = cursor.fetchone()
            assert "secret" not in text and "person-russia" not in text, table
    assert Written.objects.filter(erased=None).count() == 1  # the others' words stay


def test_a_repeat_after_an_erasure_hears_its_first_answer(played):
    first = Receipt.objects.get(command_id="b").answer
    erase_author("person-russia.president")
    assert do(played, "note", "russia.president", id="b", text="secret words") == first
    assert do(played, "note", "russia.president", id="b", text="a guess at what it was") == first  # tells nothing


def test_nobody_in_particular_cannot_be_erased(played):
    with pytest.raises(ValueError, match="without a name"):
        erase_author("")


def test_a_snapshot_shortens_a_cold_start(stream, monkeypatch):
    do(stream, "count", by=250)
    do(stream, "note", text="after")
    snapshot = Snapshot.objects.get(stream=stream)
    assert snapshot.seq == 251
    whole, _ = state_at(stream)
    read.shelf.drop(stream)
    seen = []
    fold = read.fold
    monkeypatch.setattr(read, "fold", lambda start, rows: seen.append(start.seq) or fold(start, rows))
    assert state_at(stream)[0] == whole and seen == [251]
    found = verify.replay(stream_row(stream))
    assert (found.same, found.different, found.entries) == ((251,), (), 252)


def test_a_state_of_other_rules_is_no_shortcut(stream):
    do(stream, "count", by=250)
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_snapshot SET rules = %s, body = '{}', digest = 'x'", ["6" * 64])
    read.shelf.drop(stream)
    assert state_at(stream)[0]["count"] == 250
    assert problems(stream) == ()
    assert verify.replay(stream_row(stream)).other_rules == (251,)


def test_old_entries_are_lifted(stream):
    """An entry of version 1 folds as one of version 2, and stays what it was in the table."""
    do(stream, "count", id="old")
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET version = 1, body = '{\"value\": 41}' WHERE seq = 2")
    read.shelf.drop(stream)
    assert state_at(stream)[0]["count"] == 41
    assert [row.body for row in read.entries(stream, kinds=["counted"])] == [{"count": 41}]
    assert Entry.objects.get(seq=2).body == {"value": 41}
    assert do(stream, "count")["receipt"]["count"] == 42


def test_documents_are_one_row_each(played):
    assert Document.objects.count() == 1 and Stream.objects.get().pack == Document.objects.get().pk
