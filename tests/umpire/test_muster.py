"""From a game to the engine's question: what counts as standing, whose radars help, which record is read."""

import math

import pytest

from wargame.rules.decide import opening
from wargame.rules.evolve import evolve
from wargame.rules.state import EMPTY, Context
from wargame.scenarios import load
from wargame.umpire.inquiry import adjudication, findings, muster


@pytest.fixture(scope="module")
def pack():
    return load.resolved("european_shield_2007")


@pytest.fixture(scope="module")
def state(pack):
    state = EMPTY
    context = Context(pack=pack, now_ms=1, command_id="open", stream="s")
    for event in opening(pack, game_id="g", pack_digest="d", title="t", options={}, seed=5, context=context):
        state = evolve(state, event)
    return {**state, "turn": {**state["turn"], "number": 1, "to_date": "2007-06-30"}}


def with_site(state, name, **changes):
    row = state["sites"][name][-1]
    return {**state, "sites": {**state["sites"], name: [{**row, "site": {**row["site"], **changes}}]}}


def names(rows):
    return {row["id"] for row in rows}


def test_what_was_asked_for_is_the_plan_and_what_stands_is_in_force(state, pack):
    assert names(muster.recipe(state, pack, "mda", "in_force")["guns"]) == {"fort_greely"}
    planned = muster.recipe(state, pack, "mda", "planned")
    assert names(planned["guns"]) == {"fort_greely", "redzikowo"}
    assert names(planned["radars"]) == {"brdy", "fylingdales", "thule"}
    cancelled = with_site(state, "redzikowo", status="cancelled")
    assert names(muster.recipe(cancelled, pack, "mda", "planned")["guns"]) == {"fort_greely"}


def test_a_russian_radar_helps_once_its_data_are_shared(state, pack):
    shared = with_site(state, "gabala", shared_with=["nato"])
    rows = muster.recipe(shared, pack, "mda", "in_force")["radars"]
    gabala = next(row for row in rows if row["id"] == "gabala")
    assert not gabala["gives_track"]  # it warns; it cannot guide a shot


def test_the_number_that_is_coming_counts_in_the_plan_only(state, pack):
    more = with_site(state, "redzikowo", status="in_force", number=10, coming_number=14, coming_turn=2)
    stock = {
        kind: next(row["stock"] for row in muster.recipe(more, pack, "mda", kind)["guns"] if row["id"] == "redzikowo")
        for kind in ("in_force", "planned")
    }
    assert stock == {"in_force": 10, "planned": 14}


def test_the_games_own_flight_tests_enter_the_record(state, pack):
    view = {"labels": ["miss", "hit"], "outcome": "hit"}
    tested = {**state, "draws": {"d": {"inject": "test_ftg03a", "view": view}}}
    values = muster.recipe(tested, pack, "physicists", "planned")["parameters"]
    assert values["interceptor.gbi2.hits"]["value"] == 7
    assert values["interceptor.gbi2.attempts"]["value"] == 12
    assert values["interceptor.sm3.attempts"]["value"] == 10  # another family's record is its own


def test_equal_questions_have_one_name_whatever_the_turn(state, pack):
    later = {**state, "turn": {**state["turn"], "number": 3, "to_date": "2008-06-30"}}
    one, two = (muster.digest(muster.recipe(it, pack, "mda", "planned")) for it in (state, later))
    assert one == two
    other = muster.digest(muster.recipe(with_site(state, "redzikowo", number=11), pack, "mda", "planned"))
    assert other != one


def test_the_quarrel_of_2007_comes_out(state, pack):
    """[ENGINE 5] 6.3 km/s cannot touch Russian missiles, 9 km/s can; the plan leaves the south-east uncovered."""
    answers = {
        name: adjudication.compute(muster.recipe(state, pack, name, "planned"), with_sensitivities=False)
        for name in ("mda", "genshtab")
    }
    assert answers["mda"]["russia"]["areas_in_reach"] == 0
    assert answers["genshtab"]["russia"]["areas_in_reach"] >= 3
    assert answers["genshtab"]["russia"]["retaliation_left_pct"] > 98
    for answer in answers.values():
        assert answer["axes"]["iran_se_europe"]["people_pct"] == 0
        assert answer["axes"]["iran_europe"]["people_pct"] > 30
        assert 0 < answer["axes"]["iran_europe"]["no_leak"] < 1


def test_the_question_takes_an_assessment_as_it_now_is(state, pack):
    """[R68] The engine is asked with moved figures, their ranges too."""
    name = "interceptor.gbi2.burnout_speed_km_s"
    held = {"value": 7.0, "low": 6.5, "high": 7.5}
    moved = {**state, "beliefs": {"russia_own": {"parameters": {name: held}}}}
    asked = muster.recipe(moved, pack, "russia_own", "planned")["parameters"][name]
    assert {end: asked[end] for end in held} == held
    assert muster.recipe(moved, pack, "us_own", "planned") == muster.recipe(state, pack, "us_own", "planned")
    year = {"threat.irbm.exists_from_year": {"value": 2031.0, "low": 2030.0, "high": 2040.0}}
    later = {**state, "beliefs": {"russia_own": {"parameters": year}}}
    axes = {"axes": {"iran_europe": {}}}
    assert adjudication.dated(axes, later, pack, "russia_own")["axes"]["iran_europe"]["exists_from_year"] == 2031.0


def test_the_truth_is_asked_of_what_the_seed_drew(state, pack):
    """[R69]"""
    assert adjudication.asked_of(state, pack)[-1] == "truth"
    asked = muster.recipe(state, pack, "truth", "planned")
    for name, value in state["fate"]["truth"].items():
        if name in asked["parameters"]:
            assert {asked["parameters"][name][end] for end in ("value", "low", "high")} == {value}
    others = pack["assessments"][pack["reference"]["truth_base"]]["parameters"]
    assert asked["parameters"]["defence.common_failure"]["value"] == others["defence.common_failure"]["value"]
    told_less = {**state, "fate": {}}
    assert adjudication.asked_of(told_less, pack) == list(pack["assessments"])


def test_nothing_that_sides_dispute_is_left_out_of_the_truth(pack):
    """Flight records are counts of what was flown, no opinion of the truth."""
    held = {}
    for row in pack["assessments"].values():
        for name, parameter in row["parameters"].items():
            held.setdefault(name, set()).add(parameter["value"])
    disputed = {name for name, values in held.items() if len(values) > 1}
    assert {name for name in disputed if not name.endswith((".hits", ".attempts"))} <= set(pack["truth"])


def test_answers_are_kept_under_their_question_and_by_the_shelf(state, pack):
    class Shelf(dict):
        def put(self, name, answer):
            self[name] = answer

    shelf = Shelf()
    memory = adjudication.Memory(shelf=shelf)
    asked = muster.recipe(state, pack, "mda", "in_force")
    first = memory.answer(asked, with_sensitivities=False)
    assert memory.answer(asked, with_sensitivities=False) is first
    assert (memory.computed, memory.reused) == (1, 1)
    other_process = adjudication.Memory(shelf=shelf)
    assert other_process.answer(asked, with_sensitivities=False) == first
    assert (other_process.computed, other_process.reused) == (0, 1)


def test_chances_of_a_test_come_from_the_posterior_of_its_record():
    chances = adjudication.posterior_predictive(6, 11, 1)
    assert chances == pytest.approx([6 / 13, 7 / 13])
    assert sum(adjudication.posterior_predictive(6, 11, 4)) == pytest.approx(1)


def test_a_draw_is_the_same_for_the_same_seed_and_follows_the_distribution(state, pack):
    sent = {**state, "sent": {"test_ftg03a": {"at_ms": 1, "turn": 1, "seen_by": ["all"]}}}

    def outcome(seed):
        return adjudication.draws({**sent, "fate": {**sent["fate"], "seed": seed}}, pack)["test_ftg03a"]["outcome"]

    assert outcome(7) == outcome(7)
    hits = sum(outcome(seed) == "hit" for seed in range(400))
    # 7/13 of 400 is 215; 4.5 standard deviations are 45.
    assert abs(hits - 215.4) < 45
    assert adjudication.draws(state, pack) == {}  # what was not tried is not drawn


def test_nothing_that_is_no_number_gets_out():
    assert findings.number(math.nan, 1) == 0.0
    assert findings.number(math.inf, 1, missing=5.0) == 5.0
    assert str(findings.number(-0.0, 1)) == "0.0"


def test_differences_are_found_exactly_or_within_tolerance():
    one, other = {"a": [1.0, {"b": "x"}]}, {"a": [1.05, {"b": "x"}]}
    assert adjudication.differences(one, one, exact=True) == []
    assert adjudication.differences(one, other, exact=True) == ["a.0: 1.05 was recorded, 1.0 is computed"]
    assert adjudication.differences(one, other, exact=False) == []
    assert adjudication.differences({"a": "x"}, {"a": "y"}, exact=False)
    assert adjudication.differences({"a": True}, {"a": 1.05}, exact=False)
