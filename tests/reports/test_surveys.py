"""[P18] Surveys in the report: what changed, of whom it can be told, and what is kept back."""

import json
import uuid
from typing import Any

import pytest

from tests.reports import played
from wargame import journal
from wargame.reports import build, chronicle
from wargame.reports.formats import html, jsonl
from wargame.reports.paper import Para, Section, Table
from wargame.reports.sections.surveys import _median

pytestmark = pytest.mark.django_db

FACILITATOR = "control.facilitator"
SEATS = ("us.president", "us.defense", "us.state", "russia.president", "nato.secgen")
ERASED = "nato.secgen"


def answer(table: played.Table, seat: str, survey: str, answers: dict[str, Any], **more: Any) -> None:
    args = {"survey": survey, "answers": answers, **more}
    said = journal.handle(
        table.stream,
        command_id=str(uuid.uuid4()),
        name="survey.answer",
        args=args,
        seat=seat,
        words_from=f"person-{seat}",
    )
    assert said["ok"], said


@pytest.fixture
def table() -> played.Table:
    """Five people answer before and after; one skips, one declines, one takes consent back, one is erased."""
    table = played.Table(turns=1)
    for seat in (*SEATS, FACILITATOR):
        table.send("system", "seat.take", seat=seat)
    trust = {"us.president": (2, 5), "us.defense": (3, 5), "us.state": (4, 4)}
    for seat, (before, _) in trust.items():
        answer(table, seat, "before:0", {"trust:russia": before, "weighs": "people"}, skipped={"confidence": ""})
    answer(table, "us.president", "before:0", {"trust:russia": 3, "sign:russia": {"best": 40, "low": 10, "high": 60}})
    answer(table, "russia.president", "before:0", {"trust:us": 6})
    answer(table, ERASED, "before:0", {"trust:us": 7})
    table.send(FACILITATOR, "game.start")
    table.send(FACILITATOR, "game.end", reason="The test ends it.")
    for seat, (_, after) in trust.items():
        answer(table, seat, "after:1", {"trust:russia": after, "turning": f"The words of {seat}"})
    table.send("russia.president", "survey.decline", survey="after:1", reason="")
    return table


def section(table: played.Table) -> Section:
    paper = build.compose(chronicle.chronicle(table.stream))
    html.page(paper)  # every entry that is cited is there
    return next(its for its in paper.sections if its.id == "surveys")


def rows(told: Section, caption: str) -> list[list[str]]:
    found = next(b for b in told.blocks if isinstance(b, Table) and b.caption.startswith(caption))
    return [[cell.text for cell in row] for row in found.rows]


TRUST = "How far do you trust promises by …"
CHANGE = f"Change from “Before you play” to “After the game, turn 1”: {TRUST}"


def test_what_changed_is_told_by_cell_of_those_who_answered_both_times(table: played.Table) -> None:
    told = section(table)
    us, russia = "United States", "Russia"
    spread = rows(told, TRUST)
    assert [us, russia, "Before you play", "3", "3 ×2, 4 ×1", "3"] in spread
    assert [us, russia, "After the game, turn 1", "3", "4 ×1, 5 ×2", "5"] in spread
    assert [russia, us, "Before you play", "1", "6 ×1", "–"] in spread
    assert [us, russia, "3", "2", "1", "0", "+2"] in rows(told, CHANGE)
    assert not [row for row in rows(told, CHANGE) if row[0] == russia]
    assert rows(told, "How likely do you think it is")[0][3:] == ["1", "40 (10 to 60)", "–"]
    assert rows(told, "What was asked when")[0][4:7] == ["5", "0", "2"]
    assert rows(told, "What was asked when")[1][4:7] == ["3", "1", "0"]


def test_every_number_cites_its_sheets_and_no_seat_is_named(table: played.Table) -> None:
    told = section(table)
    sheets = {h.seq for h in chronicle.chronicle(table.stream).of_kind("survey_answered", "survey_declined")}
    for block in told.blocks:
        for row in block.rows if isinstance(block, Table) else ():
            counted = [cell for cell in row if cell.number and cell.text not in ("–", "0")]
            assert all(cell.refs and set(cell.refs) <= sheets for cell in counted), [cell.text for cell in row]
            assert not any("President" in cell.text or "Secretary" in cell.text for cell in row)


def test_who_takes_consent_back_is_in_no_table_and_in_no_line_of_the_log(table: played.Table) -> None:
    table.send("us.state", "survey.consent", given=False)
    told = section(table)
    us, russia = "United States", "Russia"
    assert [us, russia, "Before you play", "2", "3 ×2", "–"] in rows(told, TRUST)
    assert [us, russia, "2", "2", "0", "0", "–"] in rows(told, CHANGE)
    assert "asked not to be surveyed" in rows(told, "What was asked when")[0][7]
    story = chronicle.chronicle(table.stream)
    log = jsonl.lines(story).decode()
    assert "The words of us.president" in log and "The words of us.state" not in log
    lines = [json.loads(line) for line in log.splitlines()]
    kept = [line for line in lines if line.get("seat") == "us.state" and line["kind"] == "survey_answered"]
    assert len(kept) == 2 and all("words" not in line and line["withheld"] for line in kept)


def test_an_erased_answer_is_gone_whole_and_the_log_still_verifies(table: played.Table) -> None:
    assert [row for row in rows(section(table), TRUST) if row[0].startswith("NATO")]
    assert journal.erase_author(f"person-{ERASED}") == 1
    assert not [row for row in rows(section(table), TRUST) if row[0].startswith("NATO")]
    log = jsonl.lines(chronicle.chronicle(table.stream)).decode()
    lines = [json.loads(each) for each in log.splitlines()]
    (line,) = [each for each in lines if each.get("kind") == "survey_answered" and each["seat"] == ERASED]
    assert list(line["words"].values()) == ["[erased]"]


def test_answers_for_after_the_game_are_kept_back_while_it_runs() -> None:
    game = played.Table(turns=1)
    game.send("system", "seat.take", seat="us.president")
    asking = {"title": "Now", "questions": [{"id": "q", "kind": "text", "text": "What?"}], "answers": "after the game"}
    opened = game.send(FACILITATOR, "survey.write", **asking, now=True, reason="To know.")["ref"]
    answer(game, "us.president", opened, {"q": "A word in season"})
    told = section(game)
    assert rows(told, "What was asked when")[1][4:] == ["1", "0", "–", "Answers are told after the game."]
    assert rows(told, "What?") == []
    assert "A word in season" not in jsonl.lines(chronicle.chronicle(game.stream)).decode()
    game.send(FACILITATOR, "game.start")
    game.send(FACILITATOR, "game.end", reason="The test ends it.")
    assert rows(section(game), "What?")[0][2] == "A word in season"
    assert "A word in season" in jsonl.lines(chronicle.chronicle(game.stream)).decode()


def test_a_game_without_surveys_says_so() -> None:
    game = played.Table()
    story = chronicle.chronicle(game.stream, until=5)
    (block,) = next(its for its in build.compose(story).sections if its.id == "surveys").blocks
    assert isinstance(block, Para) and "No survey" in block.text


def test_a_median_is_told_of_three_answers_or_more_and_never_invented() -> None:
    assert [_median([3, 5]), _median([5, 3, 4]), _median([1, 2, 4, 5]), _median([2, 2, 4, 2])] == [
        "–", "4", "2 to 4", "2",
    ]  # fmt: skip
    assert _median([2, 0, -1], sign=True) == "0" and _median([2, 1, 1], sign=True) == "+1"
