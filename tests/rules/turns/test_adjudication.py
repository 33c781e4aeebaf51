"""R60 to R67: findings, proposals, rulings, indicators, compliance. [P2] Each turn is adjudicated once."""

from copy import deepcopy
from typing import Any

import pytest

from tests.rules.small import EAST, FACILITATOR, HIT, NORTH, OBSERVER, VALE, WEST, findings
from tests.rules.table import Table, clause, sign, started
from wargame.rules.decide.adjudication import awaiting
from wargame.rules.decide.publishing import after_orders, draws_due
from wargame.rules.refusals import Refusal


def closed(**options: Any) -> Table:
    """A table whose first turn waits for findings."""
    table = started(**options)
    table.to("adjudication")
    return table


def agreed(table: Table, *clauses: dict[str, Any], to: tuple[str, ...] = ("east",)) -> str:
    table.to("negotiation")
    offer = table.must(WEST, "offer.table", title="x", to=list(to), clauses=list(clauses), expires_turn=1)
    for seat in (WEST, *(f"{cell}.lead" for cell in to)):
        sign(table, seat, offer)
    return next(reversed(table.state["agreements"]))


def status(table: Table, seat: str, agreement: str) -> dict[str, str]:
    view = table.view(seat)["agreements"][agreement]
    return {name: row["status"] for name, row in view["compliance"].items()}


def test_a_turn_waits_for_findings_and_takes_them_once() -> None:
    """[R60] [P2]"""
    table = started()
    assert awaiting(table.state) is None
    assert table.refused("system", "findings.record", turn=1, findings=findings(1)) == "wrong-phase"
    table.to("adjudication")
    assert awaiting(table.state) == 1
    assert table.refused("system", "findings.record", turn=2, findings=findings(2)) == "wrong-turn"
    table.must("system", "findings.record", turn=1, findings=findings(1))
    assert awaiting(table.state) is None
    again = {"turn": 1, "findings": findings(1, covered=99.0)}
    assert table.refused("system", "findings.record", **again) == "already-adjudicated"
    assert table.refused("system", "findings.fail", turn=1, attempt=1, words="x") == "already-adjudicated"
    table.must(FACILITATOR, "adjudication.accept", turn=1)
    assert table.refused(FACILITATOR, "adjudication.accept", turn=1) == "already-adjudicated"
    table.to("orders")
    assert table.refused("system", "findings.record", **again) == "already-adjudicated"


def _spoil(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    body = deepcopy(body)
    *parents, last = path.split("/")
    row = body
    for parent in parents:
        row = row[parent]
    if value is None:
        del row[last]
    else:
        row[last] = value
    return body


SPOILT = [
    ("assessments", None),
    ("assessments", [1]),
    ("extra", 1),
    ("assessments/west_view", None),
    ("assessments/moon_view", {}),
    ("assessments/west_view/turn", 2),
    ("assessments/west_view/assessment", "east_view"),
    ("assessments/west_view/document", None),
    ("assessments/west_view/in_force", [1]),
    ("assessments/west_view/in_force/south/no_leak", None),
    ("assessments/west_view/in_force/south/no_leak", float("nan")),
    ("assessments/west_view/in_force/south/no_leak", "0.5"),
    ("assessments/west_view/in_force/south/raid_size", True),
    ("assessments/west_view/russia_planned/areas", None),
    ("draws/dawn", HIT),
    ("draws/trial/outcome", "draw"),
    ("draws/trial/labels", ["hit", "miss"]),
    ("draws/trial/distribution", [0.5]),
    ("draws/trial/distribution", [0.5, 0.6]),
    ("draws/trial/percentile", -1),
    ("draws/trial/percentile", float("inf")),
    ("manifest", "x"),
]


@pytest.mark.parametrize(("path", "value"), SPOILT)
def test_findings_of_another_shape_are_refused(path: str, value: Any) -> None:
    """[R60]"""
    table = started()
    table.must(FACILITATOR, "inject.send", inject="trial")
    table.to("adjudication")
    good = findings(1, draws={"trial": HIT})
    answer = table.do("system", "findings.record", turn=1, findings=_spoil(good, path, value))
    assert isinstance(answer, Refusal) and answer.code == "findings-shape", answer
    assert answer.field and answer.field.startswith("findings.")
    table.must("system", "findings.record", turn=1, findings=good)


def test_a_rigid_game_publishes_what_comes() -> None:
    """[R61]"""
    table = closed(mode="rigid")
    table.must("system", "findings.record", turn=1, findings=findings(1))
    assert table.state["phase"]["name"] == "results"
    assert table.view(WEST)["indicators"]["cover"]["value"] == 25.0


@pytest.mark.parametrize("mode", ["semi-rigid", "free"])
def test_control_accepts_what_is_proposed(mode: str) -> None:
    """[R61] [R67]"""
    table = closed(mode=mode)
    assert table.refused(FACILITATOR, "adjudication.accept", turn=1) == "no-proposal"
    before = table.view(WEST)
    table.must("system", "findings.record", turn=1, findings=findings(1))
    assert table.view(WEST) == before, "a proposal is control's alone"
    proposal = table.view(FACILITATOR)["control"]["proposals"]["1"]
    assert proposal["state"] == "proposed" and set(proposal["assessments"]) >= {"truth", "west_view"}
    table.must(FACILITATOR, "adjudication.accept", turn=1, reason="fine")
    view = table.view(FACILITATOR)
    assert view["control"]["proposals"]["1"]["state"] == "published"
    for name, changes in proposal["indicators"].items():
        assert list(view["indicators"][name]["changes"].values()) == changes


def test_control_amends_with_a_reason_that_all_see() -> None:
    """[R61]"""
    table = started()
    table.to("orders")
    good = table.must(VALE, "order.write", kind="consent", args={"site": "fort", "consent": "yes"})
    bad = table.must(WEST, "order.write", kind="radar", args={"site": "eye"})
    table.to("adjudication")
    table.must("system", "findings.record", turn=1, findings=findings(1))
    amend = {"turn": 1, "outcomes": {good: "With a heavy heart."}, "failed": [bad], "reason": "storms"}
    assert table.refused(FACILITATOR, "adjudication.amend", indicators={"mood": 5}, **amend) == "unknown-indicator"
    wrong = {**amend, "outcomes": {"order-x": "no"}}
    assert table.refused(FACILITATOR, "adjudication.amend", indicators={}, **wrong) == "unknown-outcome"
    table.must(FACILITATOR, "adjudication.amend", indicators={"calm": 12.5}, **amend)
    view = table.view(EAST)
    assert view["indicators"]["calm"]["value"] == 12.5
    assert "as control ruled" in [row["because"] for row in view["indicators"]["calm"]["changes"].values()]
    assert table.texts[view["orders"][good]["outcome"]["$text"]] == "With a heavy heart."
    assert view["sites"]["eye"]["status"] == "idea"
    said = [item for item in view["press"].values() if item["kind"] == "ruling"]
    assert [(item["to"], table.texts[item["text"]["$text"]]) for item in said] == [(["all"], "storms")]
    west = table.view(WEST)
    assert west["orders"][bad]["status"] == "failed" and west["funds"]["money_bn"] == 10.0
    control = table.view(FACILITATOR)["control"]
    assert table.texts[control["proposals"]["1"]["ruling"]["$text"]] == "storms"
    ruling = next(row for row in control["rulings"].values() if row["kind"] == "adjudication.amend")
    assert ruling["by"] == FACILITATOR and ruling["before"]["outcomes"][bad] == "Carried out."
    published = next(event for event in table.log if event.kind == "turn_published")
    assert published.seen_by == ("all",) and table.texts[published.body["ruling"]["$text"]] == "storms"


def test_the_table_never_sticks_on_the_engine() -> None:
    """[R62]"""
    table = closed()
    table.must("system", "findings.fail", turn=1, attempt=3, words="three workers died")
    assert awaiting(table.state) == 1, "findings that come late are still welcome"
    proposal = table.view(FACILITATOR)["control"]["proposals"]["1"]
    assert (proposal["state"], proposal["words"]) == ("failed", "three workers died")
    table.must(FACILITATOR, "adjudication.amend", turn=1, indicators={}, outcomes={}, reason="by hand")
    assert table.state["phase"]["name"] == "results" and table.view(WEST)["findings"] == {}
    assert awaiting(table.state) is None
    assert table.refused("system", "findings.record", turn=1, findings=findings(1)) == "already-adjudicated"


def test_findings_go_to_those_who_read_the_assessment() -> None:
    """[R63]"""
    table = closed()
    table.adjudicate()
    seen = {seat: set(table.view(seat)["findings"]["1"]) for seat in (WEST, EAST, NORTH, OBSERVER, FACILITATOR)}
    assert seen == {
        WEST: {"public_view", "west_view"},
        EAST: {"public_view", "east_view"},
        NORTH: {"public_view", "north_view"},
        OBSERVER: {"public_view"},
        FACILITATOR: {"public_view", "west_view", "east_view", "north_view", "truth"},
    }


def test_a_draw_is_recorded_once_in_its_distribution() -> None:
    """[R64]"""
    table = started()
    assert draws_due(table.state, table.pack) == {}
    table.must(FACILITATOR, "inject.send", inject="trial")
    assert draws_due(table.state, table.pack)["trial"]["hits"] == 5
    table.to("adjudication")
    table.adjudicate()
    assert set(draws_due(table.state, table.pack)) == {"trial"}, "what has no outcome stays due"
    table.to("adjudication")
    calm = table.state["indicators"]["calm"]["view"]["value"]
    table.adjudicate(draws={"trial": HIT})
    (draw,) = table.view(NORTH)["draws"].values()
    assert (draw["outcome"], draw["distribution"], draw["labels"]) == ("hit", [0.4, 0.6], ["miss", "hit"])
    assert table.state["indicators"]["calm"]["view"]["value"] == calm - 4
    assert draws_due(table.state, table.pack) == {}


def test_an_indicator_remembers_where_it_stood_before_the_last_publication() -> None:
    """[R65]"""
    table = closed()
    stands = lambda: (table.view(WEST)["indicators"]["cover"]["before"], table.view(WEST)["indicators"]["cover"]["value"])  # noqa: E731, E501  # fmt: skip
    assert stands() == (10.0, 10.0)
    table.adjudicate()
    assert stands() == (10.0, 25.0)
    table.to("adjudication")
    assert stands() == (10.0, 25.0)
    table.adjudicate()
    assert stands() == (25.0, 32.5)


def test_a_driver_moves_once_or_each_turn() -> None:
    """[R65]"""
    table = started()
    table.to("orders")
    table.must(EAST, "order.write", kind="battery", args={"site": "battery", "number": 7})
    for _ in range(3):
        table.to("adjudication")
        table.adjudicate()
        if table.state["turn"]["number"] < 3:
            table.end_phase()
    rules = [row["rule"] for row in table.view(EAST)["indicators"]["east_nerve"]["changes"].values()]
    assert rules.count("d_east_missiles") == 3 and rules.count("d_russia") == 1


def test_a_public_indicator_does_not_betray_a_secret() -> None:
    """[R65]"""
    table = started()
    table.to("orders")
    table.must(EAST, "order.write", kind="battery", args={"site": "battery", "number": 7})
    table.to("adjudication")
    table.adjudicate()
    rules = lambda: {row["rule"] for row in table.view(WEST)["indicators"]["calm"]["changes"].values()}  # noqa: E731
    assert "d_missiles" not in rules()
    assert "east_nerve" not in table.view(WEST)["indicators"]
    table.to("adjudication")
    table.adjudicate()
    assert "d_missiles" in rules(), "it is noticed after a turn"


def test_an_indicator_stays_between_0_and_100() -> None:
    """[R65]"""
    table = closed()
    table.must("system", "findings.record", turn=1, findings=findings(1))
    table.must(FACILITATOR, "adjudication.amend", turn=1, indicators={"calm": 3}, outcomes={}, reason="x")
    table.to("negotiation")
    table.must(FACILITATOR, "inject.send", inject="storm")
    calm = table.view(WEST)["indicators"]["calm"]
    assert calm["value"] == 0.0
    assert [row["delta"] for row in calm["changes"].values() if row["rule"] == "storm"] == [-3.0]


def test_who_can_tell_whether_it_is_kept() -> None:
    """[R66]"""
    table = started()
    agreement = agreed(
        table, clause("cap", number=3, where="march"), clause("no_missiles", party="east", where="march"),
        clause("access", site="fort", guest="east"), clause("not_before", site="fort", turn=2, until_turn=1),
    )  # fmt: skip
    table.to("orders")
    table.must(EAST, "order.write", kind="battery", args={"site": "battery", "number": 7})
    table.to("adjudication")
    table.adjudicate()
    assert status(table, WEST, agreement) == {
        "c-cap": "kept", "c-no_missiles": "unverifiable", "c-access": "breached", "c-not_before": "kept",
    }  # fmt: skip
    assert status(table, EAST, agreement) == {
        "c-cap": "unverifiable", "c-no_missiles": "breached", "c-access": "breached", "c-not_before": "kept",
    }  # fmt: skip
    assert status(table, FACILITATOR, agreement) == {
        "c-cap": "kept", "c-no_missiles": "breached", "c-access": "breached", "c-not_before": "kept",
    }  # fmt: skip
    row = table.view(WEST)["agreements"][agreement]["compliance"]["c-no_missiles"]
    assert row["because"] == "to tell, you would need that you visited the battery"
    table.to("orders")
    table.must(EAST, "order.write", kind="visit", args={"site": "battery", "guest": "west"})
    table.must(WEST, "order.write", kind="visit", args={"site": "fort", "guest": "east"})
    table.to("adjudication")
    table.adjudicate()
    assert status(table, WEST, agreement) == {
        "c-cap": "kept", "c-no_missiles": "breached", "c-access": "kept", "c-not_before": "not due",
    }  # fmt: skip
    assert status(table, EAST, agreement)["c-cap"] == "kept", "East has visited the fort"


def test_a_known_breach_needs_no_means() -> None:
    """[R66]"""
    table = started()
    agreement = agreed(table, clause("cap", number=3, where="march"))
    table.to("orders")
    table.must(VALE, "order.write", kind="consent", args={"site": "fort", "consent": "yes"})
    table.to("adjudication")
    table.adjudicate()
    table.to("orders")
    table.must(WEST, "order.write", kind="deploy", args={"site": "fort", "number": 9})
    table.to("adjudication")
    table.adjudicate()
    assert status(table, EAST, agreement) == {"c-cap": "breached"}


def test_a_clause_waits_for_its_condition_as_each_knows_it() -> None:
    """[R46] [R66]"""
    table = started()
    agreement = agreed(table, clause("cap", number=3, where="march", condition="flew"))
    table.must(FACILITATOR, "inject.send", inject="whisper")  # West alone is told that it flew
    table.to("adjudication")
    table.adjudicate()
    assert status(table, WEST, agreement) == {"c-cap": "kept"}
    assert status(table, EAST, agreement) == {"c-cap": "not due"}
    assert status(table, FACILITATOR, agreement) == {"c-cap": "kept"}


def test_what_happens_meanwhile_makes_a_new_proposal() -> None:
    """[R67]"""
    table = closed()
    table.must("system", "findings.record", turn=1, findings=findings(1))
    first = table.view(FACILITATOR)["control"]["proposals"]["1"]["indicators"]
    table.must(FACILITATOR, "inject.send", inject="trial")  # d_test reads it
    second = table.view(FACILITATOR)["control"]["proposals"]["1"]["indicators"]
    assert [row["rule"] for row in second["calm"]] == ["d_test"] and "calm" not in first
    table.must(FACILITATOR, "adjudication.accept", turn=1)
    assert list(table.view(WEST)["indicators"]["calm"]["changes"]) == ["1:d_test"]


def test_the_engine_is_asked_about_the_world_after_the_orders() -> None:
    table = started()
    table.to("orders")
    table.must(WEST, "order.write", kind="radar", args={"site": "eye"})
    table.to("adjudication")
    before = table.state
    after = after_orders(table.state, table.context("muster"))
    assert after["sites"]["eye"][-1]["site"]["status"] == "in_force"
    assert table.state is before and before["sites"]["eye"][-1]["site"]["status"] == "idea"


def test_a_body_outside_the_table_answers_by_the_packs_rule_and_may_change_its_mind() -> None:
    """[R95]"""
    table = started()
    table.to("adjudication")
    table.adjudicate()
    row = table.view(WEST)["consents"]["senate"]
    assert (row["answer"], row["because"], row["by"]) == ("yes", "it is calm enough", "rule")
    assert "elders" not in table.view(WEST)["consents"]  # no rule: open until control has ruled
    press = [item for item in table.view(EAST)["press"].values() if item["voice"] == "The senate"]
    assert [(item["title"], item["text"]) for item in press] == [("Money for the fort: yes", "For it is calm enough.")]
    table.to("adjudication")
    table.must("system", "findings.record", turn=2, findings=findings(2))
    table.must(FACILITATOR, "adjudication.amend", turn=2, indicators={"calm": 5.0}, outcomes={}, reason="panic")
    assert table.view(WEST)["consents"]["senate"]["answer"] == "no"


def test_control_rules_for_a_body_outside_the_table_and_its_word_stands() -> None:
    """[R95]"""
    table = started()
    table.must(FACILITATOR, "consent.rule", consent="senate", answer="no", reason="an election")
    table.must(FACILITATOR, "consent.rule", consent="elders", answer="yes", reason="a feast")
    assert table.view(WEST)["indicators"]["calm"]["value"] == 61  # what follows from the blessing
    assert table.refused(FACILITATOR, "consent.rule", consent="elders", answer="yes", reason="again") == "same-state"
    table.to("adjudication")
    table.adjudicate()
    seen = {name: (row["answer"], row["by"]) for name, row in table.view(OBSERVER)["consents"].items()}
    assert seen == {"senate": ("no", "control"), "elders": ("yes", "control")}
    assert len([row for row in table.state["rulings"].values() if row["kind"] == "consent.rule"]) == 2
