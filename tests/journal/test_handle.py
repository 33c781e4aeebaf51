"""[P1] [P14] What `handle` promises: numbers without a gap, one answer for a command, and nothing without a record."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections, transaction

from tests.journal.plays import do
from wargame.journal import read
from wargame.journal.models import Entry, Receipt, Stream, Written
from wargame.journal.read import state_at
from wargame.journal.record import handle
from wargame.journal.store import append

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


def in_threads(count, work):
    """Run work(0..count-1) at once, each on a connection of its own; their results in order."""
    gate = threading.Barrier(count)

    def run(n):
        try:
            gate.wait()
            return work(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_numbers_have_no_gap_when_eight_write_at_once(stream):
    def work(n):
        return [do(stream, "count", f"seat{n}", id=f"{n}-{k}", by=1 + k % 3) for k in range(15)]

    answers = [answer for some in in_threads(8, work) for answer in some]
    assert all(answer["ok"] for answer in answers)
    numbers = list(Entry.objects.filter(stream=stream).order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, 2 + 8 * 30))
    counts = [row.body["count"] for row in read.entries(stream, kinds=["counted"])]
    assert counts == list(range(1, 241))  # every decision saw the one before
    assert state_at(stream)[0]["count"] == 240


def test_a_reader_who_follows_misses_nothing(stream):
    """A tail by number sees every entry exactly once while others write: numbers become visible in their order."""
    done = threading.Event()
    seen = []

    def follow():
        try:
            while True:
                last = done.is_set()
                seen.extend(row.seq for row in read.entries(stream, since=seen[-1] if seen else 0))
                if last:
                    return
        finally:
            connections.close_all()

    reader = threading.Thread(target=follow)
    reader.start()
    in_threads(6, lambda n: [do(stream, "count", f"s{n}", id=f"{n}-{k}") for k in range(15)])
    done.set()
    reader.join()
    assert seen == list(range(1, 92))


def test_a_repeat_gets_the_first_answer_and_changes_nothing(stream):
    first = do(stream, "count", id="same", by=2)
    do(stream, "count", by=5)
    again = do(stream, "count", id="same", by=2)
    assert again == first and first["receipt"]["count"] == 2
    assert state_at(stream)[0]["count"] == 7


def test_the_same_command_eight_times_at_once_counts_once(stream):
    answers = in_threads(8, lambda n: do(stream, "count", id="pressed-often"))
    assert all(answer == answers[0] for answer in answers) and answers[0]["ok"]
    assert Entry.objects.filter(stream=stream, cause="pressed-often").count() == 1
    assert Receipt.objects.filter(stream=stream, command_id="pressed-often").count() == 1


def test_a_refusal_is_repeated_word_for_word(stream):
    first = do(stream, "count", "stranger", id="r")
    do(stream, "count", by=3)  # the state that the refusal speaks of has moved on
    assert do(stream, "count", "stranger", id="r") == first
    assert first == {
        "ok": False,
        "code": "unknown-seat",
        "message": "There is no such seat; the count is 0.",
        "field": "seat",
    }
    assert Entry.objects.filter(stream=stream, seat="stranger").count() == 0


def test_an_id_used_for_another_command_is_refused(stream):
    first = do(stream, "count", id="x", by=1)
    other = do(stream, "count", id="x", by=2)
    assert other["code"] == "id-reused" and not other["ok"]
    assert do(stream, "note", id="x", text="hello")["code"] == "id-reused"
    assert do(stream, "count", id="x", by=1) == first
    assert state_at(stream)[0]["count"] == 1


def test_another_seat_may_use_the_same_id(stream):
    assert do(stream, "count", "us.president", id="1")["ok"]
    assert do(stream, "count", "russia.president", id="1")["ok"]
    assert state_at(stream)[0]["count"] == 2


def test_a_command_without_events_has_a_receipt_too(stream):
    first = do(stream, "nothing", id="n")
    time.sleep(0.003)
    assert first["ok"] and do(stream, "nothing", id="n") == first
    receipt = Receipt.objects.get(stream=stream, command_id="n")
    assert receipt.first_seq is None and receipt.last_seq is None


def test_every_entry_names_the_command_that_caused_it(stream):
    do(stream, "count", "us.president", id="cause", by=3)
    rows = list(read.entries(stream, since=1))
    assert [(row.seat, row.cause) for row in rows] == [("us.president", "cause")] * 3
    receipt = Receipt.objects.get(stream=stream, command_id="cause")
    assert (receipt.first_seq, receipt.last_seq) == (2, 4)


UNWRITABLE = [
    ({"text": "a\x00b"}, "text"),
    ({"text": "half \ud800"}, "text"),
    ({"text": float("nan")}, "text"),
    ({"deep": [[float("inf")]]}, "deep.0.0"),
    ({"text": {1: 2}}, "text"),
    ({"text": object()}, "text"),
]


def test_what_cannot_be_kept_is_refused_with_its_place(stream):
    for args, field in UNWRITABLE:
        answer = handle(stream, command_id="bad", name="note", args=args, seat="us.president")
        assert (answer["ok"], answer["code"], answer["field"]) == (False, "unwritable", field)
    assert Stream.objects.get(pk=stream).head == 1 and not Receipt.objects.filter(command_id="bad").exists()


def test_a_depth_bomb_is_refused(stream):
    bomb: list = []
    for _ in range(5000):
        bomb = [bomb]
    assert do(stream, "note", text=bomb)["code"] == "unwritable"


def test_a_bad_command_id_is_refused(stream):
    for bad in ("", "x" * 129, "nul\x00", "ünïcode", 7, None):
        assert handle(stream, command_id=bad, name="count", args={}, seat="us.president")["code"] == "bad-frame"


def test_an_unknown_stream_is_refused(transactional_db):
    for name in ("00000000-0000-0000-0000-000000000000", "nonsense"):
        answer = handle(name, command_id="1", name="count", args={}, seat="s")
        assert answer["code"] == "unknown-game"


def test_the_clock_of_entries_never_goes_back(stream, monkeypatch):
    do(stream, "count")
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000 * 10**9)  # a server that thinks it is 2001
    do(stream, "count")
    times = [row.at for row in read.entries(stream)]
    assert times == sorted(times)


def test_what_is_rolled_back_leaves_no_trace_in_this_process(stream):
    do(stream, "count")

    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        assert do(stream, "count", id="undone", by=5)["ok"]
        assert state_at(stream)[0]["count"] == 6
        raise Undo
    assert read.shelf.take(stream).seq == 2
    assert state_at(stream)[0]["count"] == 1
    assert do(stream, "count")["receipt"]["count"] == 2


def test_a_kept_state_of_another_past_is_not_used(stream):
    """As after a backup came back under a running process."""
    do(stream, "count", by=3)
    _, head = state_at(stream)
    for seq in (head - 1, head, head + 5):
        read.shelf.drop(stream)
        read.shelf.put(stream, read.Folded({"count": 99}, seq, "f" * 64))
        assert state_at(stream)[0]["count"] == 3


def test_a_failure_before_the_commit_keeps_nothing(stream, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(append, "take_snapshot", fail)
        patch.setattr(append, "SNAPSHOT_EVERY", 1)
        with pytest.raises(RuntimeError):
            do(stream, "note", id="lost", text="my words")
    assert Entry.objects.filter(stream=stream).count() == 1 and not Written.objects.exists()
    assert do(stream, "note", id="lost", text="my words")["ok"]  # the client's repeat is the first that counts


KILLED_AT = """
import os, sys
import django
django.setup()
from django.db import transaction
from tests.journal.plays import do
from tests.journal.standin import standin
from wargame.journal import announce, law, record
law.enact(standin)
if sys.argv[2] == "before commit":
    record.announce.ring = lambda stream: os._exit(9)
else:
    announce.bell = lambda: os._exit(9)
do(sys.argv[1], "count", id="k")
"""


@pytest.mark.parametrize(("moment", "stored"), [("before commit", 0), ("before the ring", 1)])
def test_a_process_killed_at_the_commit_loses_and_doubles_nothing(stream, process_environment, moment, stored):
    """[P1] Before the commit nothing was acknowledged and nothing is there; after it, it is there without a ring."""
    state_at(stream)
    killed = subprocess.run([sys.executable, "-c", KILLED_AT, str(stream), moment], env=process_environment, cwd=ROOT)
    assert killed.returncode == 9
    assert state_at(stream)[0]["count"] == stored
    assert do(stream, "count", id="k")["receipt"]["count"] == 1
    assert state_at(stream)[0]["count"] == 1


def test_the_state_is_kept_and_followed(stream, django_assert_num_queries):
    do(stream, "count", by=10)
    state_at(stream)
    with django_assert_num_queries(1):  # the head alone
        state, seq = state_at(stream)
    assert (state["count"], seq) == (10, 11)


def test_the_past_can_be_read(stream):
    do(stream, "count", by=5)
    assert state_at(stream, 3)[0]["count"] == 2
    assert state_at(stream)[0]["count"] == 5
    assert state_at(stream, 1)[0]["count"] == 0


def test_bodies_fold_as_they_are_read_back(stream):
    """jsonb prints 1e22 without an exponent and drops the sign of zero: what is folded first must know."""
    for odd in (1e22, -0.0, 1e-7, 5e-324, 0.1, 123456789.25, 1.0, 10**30):
        do(stream, "note", text="x", float=odd)
    kept = state_at(stream)[0]
    read.shelf.drop(stream)
    assert repr(state_at(stream)[0]) == repr(kept)
