"""[P2] A closed turn is adjudicated exactly once, whoever asks how often; and what control does with it."""

import subprocess
import sys
import threading
import time

import pytest
from django.db import connection

from tests.umpire.tables import FACILITATOR, ROOT, closed_table, open_table
from wargame.journal.audit import verify
from wargame.journal.models import Document, Entry, Stream
from wargame.lobby.models import Game
from wargame.umpire.inquiry import adjudication
from wargame.umpire.models import Answer
from wargame.umpire.turns import closed, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("known")]


@pytest.fixture
def table():
    return closed_table()


@pytest.mark.slow
def test_a_turn_is_adjudicated_published_and_verifies(table):
    assert closed.adjudicate(str(table.game), 1) == "recorded"
    assert table.recorded() == table.published() == [1]
    assert table.state()["phase"]["name"] == "results"
    assert work.of_game(table.game)["state"] == "recorded"
    assert Document.objects.filter(kind="findings").count() == 7
    body = Entry.objects.get(stream=table.stream, kind="findings_recorded").body["findings"]
    assert set(body["assessments"]) == {"mda", "genshtab", "physicists", "us_own", "russia_own", "nato_own", "truth"}
    assert closed.adjudicate(str(table.game), 1) == "nothing to do"
    assert list(verify.verify(Stream.objects.get(pk=table.stream)).problems) == []


@pytest.mark.slow
def test_verify_finds_a_finding_that_the_engine_does_not_give(table, monkeypatch):
    """The check of `verify` is not blind: a false engine at the time of play is found afterwards."""
    honest = adjudication.adjudicate

    def false(state, pack, **more):
        result = honest(state, pack, **more)
        result.findings["assessments"]["mda"]["planned"]["iran_europe"]["no_leak"] = 0.99
        return result

    monkeypatch.setattr(closed.adjudication, "adjudicate", false)
    monkeypatch.setattr(closed, "memory", adjudication.Memory())
    assert closed.adjudicate(str(table.game), 1) == "recorded"
    monkeypatch.undo()
    problems = verify.verify(Stream.objects.get(pk=table.stream)).problems
    assert problems and all(problem.code == "findings" for problem in problems)
    assert "assessments.mda.planned.iran_europe.no_leak" in problems[0].words


def test_ten_deliveries_at_once_record_one(table):
    """[P2]"""
    start = threading.Barrier(10)
    told: list[str] = []

    def deliver():
        try:
            start.wait()
            told.append(closed.adjudicate(str(table.game), 1))
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(told) == 10 and told.count("recorded") == 1
    assert set(told) <= {"recorded", "nothing to do", "somebody is at it"}
    assert table.recorded() == table.published() == [1]


def test_ten_findings_at_the_record_at_once_are_recorded_once(table):
    """[P2] The rules under the journal's lock, not the workers' agreement, make it once."""
    game = Game.objects.get(pk=table.game)
    state, seq = closed.journal.state_at(table.stream)
    row = work.row_of(table.stream, table.game, 1)
    found = closed.answer(game, state, seq, row)
    start = threading.Barrier(10)
    told: list[str] = []

    def deliver():
        try:
            start.wait()
            told.append(closed.record(table.stream, row, found))
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(told) == ["nothing to do"] * 9 + ["recorded"]
    assert table.recorded() == table.published() == [1]


# Where the process is ended: before or after every step between the closed turn and its record.
POINTS = {
    "after the state is read": "closed.work.row_of",
    "after the row is made": "closed.work.begun",
    "before the engine": "closed.adjudication.adjudicate",
    "between two answers": "answers.Rows.put",
    "before a document": "closed.journal.store_document",
    "before the command": "closed.record",
    "before the entries are stored": "record.store",
    "stored and not committed": "record.store after",
    "after the record": "closed.work.move",
}
DIE = """
import os, sys
import django
django.setup()
from wargame.journal import record
from wargame.umpire.turns import answers, closed
path, _, when = sys.argv[3].partition(" ")
target, attribute = path.rsplit(".", 1)
owner = eval(target)
if target == "closed.journal":
    getattr(closed.journal, attribute)
if attribute == "move":
    honest = owner.move
    def die(row, state, **more):
        if state == "recorded":
            os._exit(9)
        return honest(row, state, **more)
else:
    first = getattr(owner, attribute)
    def die(*args, **more):
        if when:
            first(*args, **more)
        os._exit(9)
setattr(owner, attribute, die)
closed.adjudicate(sys.argv[1], int(sys.argv[2]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_process_that_ends_anywhere_leaves_the_turn_to_the_next(process_environment, point):
    """[P2] `os._exit` between the statements of adjudicate → record; another process ends what it began."""
    table = closed_table()
    if point == "between two answers":
        Answer.objects.all().delete()
    argv = [sys.executable, "-c", DIE, str(table.game), "1", POINTS[point]]
    died = subprocess.run(argv, cwd=ROOT, env=process_environment, capture_output=True, text=True, timeout=60)
    assert died.returncode == 9, died.stderr[-2000:]
    assert len(table.recorded()) == (1 if point == "after the record" else 0)
    until = time.monotonic() + 20
    while (came := closed.adjudicate(str(table.game), 1)) == "somebody is at it" and time.monotonic() < until:
        time.sleep(0.1)  # PostgreSQL has not noticed yet that the other process is gone, and with it its claim
    assert came == ("nothing to do" if point == "after the record" else "recorded")
    assert table.recorded() == table.published() == [1]


def test_after_three_failures_control_is_told_and_can_rule(monkeypatch):
    table = closed_table(mode="semi-rigid")

    def broken(*args, **more):
        raise ValueError("the engine is out of order")

    monkeypatch.setattr(closed.adjudication, "adjudicate", broken)
    answers = [closed.adjudicate(str(table.game), 1) for _ in range(3)]
    assert answers == ["failed", "failed", "quarantined"]
    assert work.of_game(table.game)["state"] == "failed"
    assert "ValueError" in table.work().trouble and "Traceback" not in work.of_game(table.game)["words"]
    proposal = table.state()["proposals"]["1"]["view"]
    assert proposal["state"] == "failed"
    assert "out of order" in proposal["words"] and "Traceback" not in proposal["words"]
    table.do(FACILITATOR, "adjudication.accept", turn=1, reason="Without the engine, then.")
    assert table.published() == [1]


def test_in_a_semi_rigid_game_control_sees_the_proposal_first(table):
    waiting = closed_table(mode="semi-rigid")
    assert closed.adjudicate(str(waiting.game), 1) == "recorded"
    assert waiting.published() == []
    assert waiting.state()["proposals"]["1"]["view"]["state"] == "proposed"
    waiting.do(FACILITATOR, "adjudication.accept", turn=1, reason="So be it.")
    assert waiting.published() == [1]


def test_a_turn_that_is_not_closed_or_not_there_is_left_alone():
    table = open_table()
    assert closed.adjudicate(str(table.game), 1) == "nothing to do"
    assert closed.adjudicate("00000000-0000-0000-0000-000000000000", 1) == "no such game"
    assert table.recorded() == []


def test_progress_names_no_ones_private_figures(table, monkeypatch):
    said = []
    honest = work.tell
    monkeypatch.setattr(work, "tell", lambda row, *rest: (said.append(rest), honest(row, *rest)))
    closed.adjudicate(str(table.game), 1)
    assert [done for done, _, _ in said] == list(range(15))
    assert all("own" not in words and "mda" not in words for _, _, words in said)


@pytest.mark.slow
def test_three_turns_of_play_move_the_indicators_for_stated_reasons(monkeypatch):
    """A short game: consent, building without Moscow, a suspended treaty, missiles in Kaliningrad."""
    honest = adjudication.compute
    # The three largest causes cost six times the rest and move no indicator.
    monkeypatch.setattr(adjudication, "compute", lambda asked, **more: honest(asked, with_sensitivities=False))
    table = open_table()
    table.to("orders")
    for site in ("redzikowo", "brdy"):
        table.order("nato.secgen", "host_consent", site=site, consent="yes")
    table.to("adjudication")
    assert closed.adjudicate(str(table.game), 1) == "recorded"
    table.to("negotiation")
    table.to("orders")
    table.order("us.president", "deploy_interceptors", site="redzikowo", number=10)
    table.order("us.president", "deploy_radar", site="brdy")
    table.order("russia.president", "suspend_cfe")
    table.to("adjudication")
    assert closed.adjudicate(str(table.game), 2) == "recorded"
    drawn = [row["view"]["outcome"] for row in table.state()["draws"].values()]
    assert len(drawn) == 1 and drawn[0] in ("hit", "miss")
    table.to("negotiation")
    table.to("orders")
    table.order("russia.president", "iskander_kaliningrad", number=12)
    table.to("adjudication")
    assert closed.adjudicate(str(table.game), 3) == "recorded"
    values = {name: row["view"]["value"] for name, row in table.state()["indicators"].items()}
    assert values["protection_europe"] > 5  # the site stands in turn 3
    assert values["russian_confidence"] < 66 and values["us_russia_trust"] < 35
    assert values["arms_control"] < 45 and values["escalation_risk"] > 40
    for row in table.state()["indicators"].values():
        assert all(change["because"] for change in row["view"]["changes"].values())


def test_answers_are_shared_through_rows(table, monkeypatch):
    """Another process finds in rows what one has computed."""
    monkeypatch.setattr(closed, "memory", adjudication.Memory(shelf=closed.answers.Rows()))
    assert closed.adjudicate(str(table.game), 1) == "recorded"
    assert (closed.memory.computed, closed.memory.reused) == (2, 12)  # the truth is each game's own
