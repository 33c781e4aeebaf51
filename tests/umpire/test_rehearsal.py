"""Rehearsals: chunks as rows that survive their workers, figures counted from the games, a report that says so."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.umpire import bots_alone
from tests.umpire.bots_alone import PACK, pack, played
from wargame.journal.models import Stream
from wargame.scenarios import load
from wargame.umpire.bots import live
from wargame.umpire.models import Chunk, Rehearsal
from wargame.umpire.rehearsal import chunks, figures, play, report


def rows(count: int = 6) -> list[dict[str, Any]]:
    return [played(seed, 2).row for seed in range(count)]


def test_figures_are_counted_from_the_games() -> None:
    games = rows()
    found = figures.summary(pack(), games)
    assert found["games"] == 6 and found["broken"] == [] and found["stuck"] == {}
    assert sum(found["wins"].values()) == pytest.approx(1.0, abs=0.01)
    assert found["with_agreement"] == round(sum(1 for row in games if row["agreements"]) / 6, 3)
    assert found["gains"]["us"]["most"] == max(row["gains"]["us"] for row in games)
    used = {kind for row in games for kind in row["orders"]}
    assert set(found["orders"]) == used and set(found["orders_unused"]) == set(pack()["order_kinds"]) - used
    assert found["commands"] == sum(row["commands"] for row in games)


def test_a_cell_wins_that_gains_the_most() -> None:
    games = [{"gains": {"a": 10.0, "b": 1.0}}, {"gains": {"a": -5.0, "b": -2.0}}, {"gains": {"a": 2.0, "b": 2.0}}]
    assert figures.wins(games, ["a", "b"]) == {"a": 0.5, "b": 0.5}


def test_stuck_broken_and_unused_are_told() -> None:
    games = [dict(row) for row in rows(3)]
    games[1]["stuck"] = ["turn 2, orders"]
    games.append({"seed": 99, "error": "it fell"})
    found = figures.summary(pack(), games)
    text = report.markdown(pack(), found, command="rehearse")
    assert found["broken"] == [99] and "seed 99 broke off" in text and "stuck in turn 2, orders" in text
    assert "| every game came to its end | **no** |" in text
    for name in found["orders_unused"]:
        assert name in text
    with pytest.raises(ValueError, match="no game"):
        figures.summary(pack(), [{"seed": 1, "error": "x"}])


def test_what_is_possible_is_valued_by_the_one_definition() -> None:
    found = figures.possible(pack(), bots_alone.judge().table, turns=2, looked_at=40)
    assert 0 < found["looked_at"] <= 40 and found["packages"] >= found["looked_at"]
    assert 0 <= found["acceptable_to_all"] <= min(found["acceptable_to"].values()) <= 1
    assert found["frontier"] <= found["looked_at"]
    again = figures.possible(pack(), bots_alone.judge().table, turns=2, looked_at=40)
    assert found == again


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "judge_of", lambda pack, digest: bots_alone.judge())


@pytest.mark.django_db(transaction=True)
def test_a_chunk_goes_on_where_its_worker_died(coarse: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made = chunks.begin(PACK, load.load(PACK), games=12, turns=2, seed=0)
    first, second = Chunk.objects.order_by("first")
    assert (first.first, first.count, second.first, second.count) == (0, 10, 10, 2)
    monkeypatch.setattr(chunks, "BUDGET_S", 0.0)
    assert chunks.work(first.pk) == "0 of 10"
    monkeypatch.setattr(chunks, "BUDGET_S", 12.0)
    honest, calls = play.game, []

    def dies(*args: Any, **words: Any) -> Any:
        calls.append(words["seed"])
        if len(calls) == 2:
            raise chunks.SoftTimeLimitExceeded
        return honest(*args, **words)

    monkeypatch.setattr(play, "game", dies)
    assert chunks.work(second.pk) == "not done in time"
    second.refresh_from_db()
    assert (second.state, second.done, second.attempts) == ("waiting", 1, 0)
    monkeypatch.setattr(play, "game", honest)
    assert chunks.work(second.pk) == "2 of 2" and chunks.work(second.pk) == "nothing to do"
    assert calls == [10, 11]
    found = chunks.games_of(made.pk)
    assert [row["seed"] for row in found] == [10, 11]
    assert found[0]["digest"] == played(10, 2).row["digest"], "who plays it and how often changes nothing"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_chunk_store_each_game_once(coarse: None) -> None:
    chunks.begin(PACK, load.load(PACK), games=2, turns=2, seed=0)
    chunk = Chunk.objects.get()
    assert chunks.stored(chunk, [{"seed": 0}])
    assert not chunks.stored(chunk, [{"seed": 0}]), "the second is told that it was not the first"
    chunk.refresh_from_db()
    assert chunk.done == 1


@pytest.mark.django_db(transaction=True)
def test_a_game_that_breaks_off_is_a_row_that_says_so(coarse: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def falls(*args: Any, **words: Any) -> Any:
        raise RuntimeError("it fell")

    monkeypatch.setattr(play, "game", falls)
    made = chunks.begin(PACK, load.load(PACK), games=1, turns=2, seed=5)
    assert chunks.work(Chunk.objects.get().pk) == "1 of 1"
    assert "it fell" in chunks.games_of(made.pk)[0]["error"]


@pytest.mark.django_db(transaction=True)
def test_the_command_plays_here_reports_and_resumes(coarse: None, tmp_path: Any) -> None:
    out = tmp_path / "r.md"
    shown = StringIO()
    call_command(
        "rehearse", PACK, "--games", "3", "--turns", "2", "--here", "--out", str(out), stdout=shown, stderr=StringIO()
    )
    text, found = out.read_text(), json.loads(out.with_suffix(".json").read_text())
    assert found["games"] == 3 and "## Who wins" in text and "--games 3 --turns 2 --seed 1" in text
    assert found["space"]["looked_at"] > 0 and found["wall_s"] > 0
    assert not Stream.objects.exists(), "a rehearsal writes nothing but its rows"
    made = Rehearsal.objects.get()
    Chunk.objects.update(done=1, rows=chunks.games_of(made.pk)[:1], state="running")
    again = tmp_path / "again.md"
    call_command("rehearse", PACK, "--here", "--resume", str(made.pk), "--out", str(again), stderr=StringIO())
    resumed = json.loads(again.with_suffix(".json").read_text())
    assert resumed["gains"] == found["gains"] and "wall_s" not in resumed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no_such_pack"], "There is no scenario"),
        ([PACK, "--games", "0"], "from 1 to"),
        ([PACK, "--turns", "98"], "at most"),
        ([PACK, "--workers", "-1"], "from 0 to"),
        ([PACK, "--resume", "nothing"], "There is no rehearsal"),
    ],
)
def test_a_wrong_word_is_answered_in_a_sentence(words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("rehearse", *words, "--here", stderr=StringIO())
