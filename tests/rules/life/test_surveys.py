"""R150 to R156: surveys of persons, before, during and after the game."""

import json
from typing import Any

import pytest

from tests.rules.life.plays import QUESTIONS, SURVEYED, WRITTEN
from tests.rules.small import ASSISTANT, EAST, FACILITATOR, NORTH, OBSERVER, STAFF, WEST
from tests.rules.table import Table, started
from wargame.rules.catalogue import catalogue
from wargame.rules.evolve import fold
from wargame.rules.refusals import Refusal
from wargame.rules.sight.told import told
from wargame.rules.state import EMPTY

GOOD = {"threat": 4, "side": "yes", "sides": ["b", "a"], "odds:east": {"best": 40, "low": 10, "high": 60}, "why": "so"}


def asked(table: Table, seat: str) -> dict[str, Any]:
    return table.view(seat)["surveys"]["asked"]


def desk(table: Table) -> dict[str, Any]:
    return table.view(FACILITATOR)["surveys"]["desk"]


def said(table: Table, sheet: Any) -> dict[str, Any]:
    """The answers of a sheet, read as the page reads them."""
    return {name: json.loads(table.texts[text["$text"]]) for name, text in sheet["answers"].items()}


def test_a_survey_opens_and_closes_with_the_phases_that_the_scenario_names() -> None:
    """[R150]"""
    table = Table(pack=SURVEYED)
    table.must("system", "seat.take", seat=WEST)
    assert asked(table, WEST)["before:0"]["open"] and asked(table, WEST)["before:0"]["phase"] == "lobby"
    table.must(WEST, "survey.answer", survey="before:0", answers={"threat": 1})
    table = started(pack=SURVEYED)
    assert asked(table, WEST)["before:0"]["open"]
    table.to("negotiation")
    assert not asked(table, WEST)["before:0"]["open"]
    assert table.refused(WEST, "survey.answer", survey="before:0", answers={"threat": 1}) == "survey-closed"
    table.to("adjudication")
    table.adjudicate()
    assert set(asked(table, WEST)) == {"before:0", "turn:1"}
    table.must(FACILITATOR, "game.end", reason="enough")
    assert {name for name, row in asked(table, WEST).items() if row["open"]} == {"after:1"}
    table.must(WEST, "survey.answer", survey="after:1", answers={"threat": 2})
    table.must(FACILITATOR, "survey.close", survey="after:1", reason="all have answered")
    assert not asked(table, WEST)["after:1"]["open"]


def test_a_question_about_the_others_is_asked_about_each_of_them_and_never_about_oneself() -> None:
    """[R150]"""
    table = started(pack=SURVEYED)
    assert asked(table, WEST)["before:0"]["order"] == ["threat", "side", "sides", "odds:east", "odds:north", "why"]
    assert set(asked(table, NORTH)["before:0"]["questions"]) >= {"odds:west", "odds:east"}
    assert asked(table, WEST)["before:0"]["questions"]["odds:east"]["measure"] == "odds"
    assert table.refused(WEST, "survey.answer", survey="before:0", answers={"odds:west": 1}) == "unknown-question"
    assert asked(table, OBSERVER) == {} and asked(table, FACILITATOR) == {}


def test_a_survey_is_put_to_those_that_it_names() -> None:
    """[R150]"""
    table = started(pack=SURVEYED)
    name = table.must(FACILITATOR, "survey.write", **{**WRITTEN, "to": [EAST], "now": True})
    assert name in asked(table, EAST) and name not in asked(table, WEST)
    assert table.refused(WEST, "survey.answer", survey=name, answers={"calm": 1}) == "unknown-survey"
    assert table.refused(FACILITATOR, "survey.write", **{**WRITTEN, "to": ["moon"]}) == "unknown-viewer"


def test_an_answer_is_its_authors_and_controls_and_nobody_elses() -> None:
    """[R151] Not a colleague's, not an observer's, and not that of whoever sits down on the seat later."""
    table = started(pack=SURVEYED, observers="full")
    table.must(STAFF, "survey.answer", survey="before:0", answers=GOOD)
    yours = asked(table, STAFF)["before:0"]["yours"]
    assert said(table, yours) == {**GOOD, "sides": ["a", "b"]}
    for seat in (WEST, EAST, OBSERVER):
        assert all(row["yours"] is None for row in asked(table, seat).values())
        assert table.view(seat)["surveys"]["desk"] is None
        assert told(table.state, seat)["survey_sheets"] == {} or seat == OBSERVER
    for seat in (FACILITATOR, ASSISTANT):
        (sheet,) = table.view(seat)["surveys"]["desk"]["sheets"].values()
        assert (sheet["seat"], sheet["cell"], said(table, sheet)["threat"]) == (STAFF, "west", 4)
    table.must("system", "seat.leave", seat=STAFF)
    table.must("system", "seat.take", seat=STAFF)
    assert asked(table, STAFF)["before:0"]["yours"] is None
    table.must(STAFF, "survey.answer", survey="before:0", answers={"threat": 1})
    assert {row["sitting"] for row in desk(table)["sheets"].values()} == {1, 2}


def test_who_comes_back_from_his_bot_finds_his_answers_and_the_bot_is_not_asked() -> None:
    """[R151] [R153]"""
    table = Table(pack=SURVEYED, bots={EAST: "calm"})
    table.must("system", "seat.take", seat=EAST)
    table.must(FACILITATOR, "game.start")
    table.must(EAST, "survey.answer", survey="before:0", answers={"threat": 3})
    table.must(EAST, "seat.hand_back")
    table.bot = True
    assert table.refused(EAST, "survey.answer", survey="before:0", answers={"threat": 1}) == "not-a-person"
    table.bot = False
    table.must(EAST, "seat.take_over")
    assert said(table, asked(table, EAST)["before:0"]["yours"]) == {"threat": 3}


def test_answers_can_be_changed_until_the_survey_is_closed_and_again_when_it_is_opened_again() -> None:
    """[R152]"""
    table = started(pack=SURVEYED)
    table.must(WEST, "survey.answer", survey="before:0", answers={"threat": 1, "side": "no"})
    first_ms = table.now_ms
    table.must(WEST, "survey.answer", survey="before:0", answers={"threat": 5})
    yours = asked(table, WEST)["before:0"]["yours"]
    assert said(table, yours) == {"threat": 5}
    assert (yours["first_ms"], yours["at_ms"]) == (first_ms, table.now_ms)
    table.must(FACILITATOR, "survey.close", survey="before:0", reason="on we go")
    assert table.refused(WEST, "survey.answer", survey="before:0", answers={"threat": 1}) == "survey-closed"
    assert table.refused(FACILITATOR, "survey.close", survey="before:0", reason="twice") == "survey-closed"
    table.must(FACILITATOR, "survey.open", survey="after", reason="once in the middle")
    assert table.refused(FACILITATOR, "survey.open", survey="after", reason="twice") == "survey-open"
    table.must(FACILITATOR, "survey.close", survey="after:1", reason="enough")
    table.must(FACILITATOR, "survey.open", survey="after", reason="somebody was late")
    assert asked(table, WEST)["after:1"]["open"]


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("threat", 0), ("threat", 6), ("threat", 2.5), ("threat", True), ("threat", "4"), ("side", "perhaps"),
        ("side", 1), ("sides", []), ("sides", ["a", "a"]), ("sides", ["a", "b", "c"]), ("sides", "a"),
        ("odds:east", 40), ("odds:east", {"best": 5, "low": 10, "high": 60}),
        ("odds:east", {"best": 40, "low": 10, "high": 160}), ("why", " "), ("why", 4),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_fit_its_question_is_refused_by_name(question: str, wrong: Any) -> None:
    """[R152]"""
    table = started(pack=SURVEYED)
    answer = table.do(WEST, "survey.answer", survey="before:0", answers={question: wrong})
    assert isinstance(answer, Refusal) and answer.code == "bad-field"
    assert answer.field is not None and answer.field.startswith(f"answers.{question}")


def test_refusing_is_an_answer_of_its_own_for_one_question_or_for_all() -> None:
    """[R153]"""
    table = started(pack=SURVEYED)
    table.must(WEST, "survey.answer", survey="before:0", answers={"threat": 2}, skipped={"side": "", "why": "mine"})
    skipped = asked(table, WEST)["before:0"]["yours"]["skipped"]
    assert skipped["side"] is None and table.texts[skipped["why"]["$text"]] == "mine"
    assert table.refused(WEST, "survey.answer", survey="before:0") == "missing-field"
    both = {"answers": {"threat": 2}, "skipped": {"threat": ""}}
    assert table.refused(WEST, "survey.answer", survey="before:0", **both) == "bad-field"
    table.must(EAST, "survey.decline", survey="before:0", reason="no time")
    (sheet,) = [row for row in desk(table)["sheets"].values() if row["seat"] == EAST]
    assert sheet["status"] == "declined" and table.texts[sheet["reason"]["$text"]] == "no time"
    table.must(EAST, "survey.answer", survey="before:0", answers={"threat": 2})
    assert {row["status"] for row in desk(table)["sheets"].values()} == {"answered"}
    for name in ("survey.answer", "survey.decline", "survey.consent"):
        act = {"seat": WEST, "command": name, "args": {"given": False}, "reason": "for them"}
        assert table.refused(FACILITATOR, "act.for", **act) == "not-for-another"


def test_who_asks_not_to_be_surveyed_is_asked_nothing_and_nothing_of_his_is_shown() -> None:
    """[R154]"""
    table = started(pack=SURVEYED)
    table.must(WEST, "survey.answer", survey="before:0", answers={"threat": 2})
    assert table.refused(WEST, "survey.consent", given=True) == "same-state"
    table.must(WEST, "survey.consent", given=False)
    assert table.view(WEST)["surveys"] == {"refused": True, "asked": {}, "desk": None}
    assert desk(table)["sheets"] == {} and desk(table)["refused"] == [WEST]
    assert table.view(STAFF)["surveys"]["refused"] is False
    assert table.refused(WEST, "survey.answer", survey="before:0", answers={"threat": 2}) == "survey-refused"
    table.must("system", "seat.leave", seat=WEST)
    table.must("system", "seat.take", seat=WEST)
    assert asked(table, WEST)["before:0"]["open"]


def test_consent_is_taken_back_and_given_again() -> None:
    """[R154]"""
    table = started(pack=SURVEYED)
    table.must(WEST, "survey.answer", survey="before:0", answers={"threat": 2})
    table.must(WEST, "survey.consent", given=False)
    table.must(WEST, "survey.consent", given=True)
    assert said(table, asked(table, WEST)["before:0"]["yours"]) == {"threat": 2}
    assert len(desk(table)["sheets"]) == 1 and desk(table)["refused"] == []


@pytest.mark.parametrize("how", ["pack", "table"])
def test_control_reads_answers_at_once_or_after_the_game(how: str) -> None:
    """[R155] Who has answered it sees at any time."""
    late = {**SURVEYED["surveys"]["before"], "answers": "after the game"}
    pack = {**SURVEYED, "surveys": {**SURVEYED["surveys"], "before": late}} if how == "pack" else SURVEYED
    table = started(pack=pack, **({"surveys": "after the game"} if how == "table" else {}))
    table.must(WEST, "survey.answer", survey="before:0", answers={"threat": 2}, skipped={"why": "mine"})
    (sheet,) = desk(table)["sheets"].values()
    assert (sheet["seat"], sheet["status"], sheet["answers"], sheet["skipped"]) == (WEST, "answered", None, None)
    assert said(table, asked(table, WEST)["before:0"]["yours"]) == {"threat": 2}
    table.must(FACILITATOR, "game.end", reason="enough")
    (sheet,) = desk(table)["sheets"].values()
    assert said(table, sheet) == {"threat": 2}


def test_where_the_table_is_set_so_no_survey_opens_by_itself() -> None:
    """[R155]"""
    table = started(pack=SURVEYED, surveys="by hand")
    assert asked(table, WEST) == {}
    table.must(FACILITATOR, "survey.open", survey="before", reason="now")
    assert set(asked(table, WEST)) == {"before:1"}


def test_control_writes_a_survey_and_rewrites_the_scenarios_with_its_reason() -> None:
    """[R156]"""
    table = Table(pack=SURVEYED, surveys="by hand")
    table.must("system", "seat.take", seat=EAST)
    name = table.must(FACILITATOR, "survey.write", **WRITTEN)
    assert set(desk(table)["papers"]) == {name} and asked(table, EAST) == {}
    assert [row["kind"] for row in table.state["rulings"].values()] == ["survey.write"]
    table.must(FACILITATOR, "survey.open", survey=name, reason="now")
    view = asked(table, EAST)[f"{name}:0"]
    assert table.texts[view["title"]["$text"]] == WRITTEN["title"]
    assert view["order"] == ["calm", "pick", "num:west", "num:north"]
    assert view["questions"]["pick"]["choices"][1]["value"] == "n"
    table.must(EAST, "survey.answer", survey=f"{name}:0", answers={"num:west": 5, "pick": "n"})
    assert table.refused(FACILITATOR, "survey.write", **{**WRITTEN, "survey": name}) == "survey-open"
    table.must(FACILITATOR, "survey.write", **{**WRITTEN, "survey": "before", "now": True})
    assert asked(table, EAST)["before:0"]["order"][0] == "calm"
    assert table.refused(FACILITATOR, "survey.write", **{**WRITTEN, "survey": "none"}) == "unknown-survey"
    assert table.refused(EAST, "survey.write", **WRITTEN) == "not-control"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "scale"}, "points"), ({"kind": "choice"}, "choices"), ({"kind": "number", "min": 5.0}, "max"),
        ({"kind": "choices", "choices": [{"value": "a", "label": "A"}] * 2}, "choices"),
        ({"kind": "number", "min": 5.0, "max": 5.0}, "max"),
    ],
)  # fmt: skip
def test_a_question_that_nobody_could_answer_is_refused(wrong: dict[str, Any], field: str) -> None:
    """[R156]"""
    questions = [{"id": "q", "text": "What?", **wrong}]
    answer = started(pack=SURVEYED).do(FACILITATOR, "survey.write", **{**WRITTEN, "questions": questions})
    assert isinstance(answer, Refusal) and answer.field == f"questions.0.{field}"


def test_questions_to_come_are_controls_to_read() -> None:
    """[R76]"""
    assert catalogue(SURVEYED, FACILITATOR)["survey_questions"] == QUESTIONS
    assert "TEXT OF A QUESTION" not in json.dumps([catalogue(SURVEYED, seat) for seat in (WEST, OBSERVER)])


def test_a_log_without_surveys_is_still_read() -> None:
    """Seats of games that were opened before count who sits down from then on."""
    table = started(pack=SURVEYED)
    old = [event for event in table.log if not event.kind.startswith("survey")]
    assert fold(EMPTY, old)["surveys"] == {}
