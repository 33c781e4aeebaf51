"""R127 to R129: injects written at the table, draws drawn anew, control's account of a turn."""

from typing import Any

from tests.rules.small import EAST, FACILITATOR, HIT, NORTH, OBSERVER, VALE, WEST, findings
from tests.rules.table import Table, started
from wargame.rules.decide.adjudication import drawn_anew

OWN: dict[str, Any] = {"voice": "A friend", "title": "Word", "text": "They will come.", "reason": "it is too quiet"}


def read(table: Table, seat: str) -> list[str]:
    """The words on the press line of `seat` that people wrote."""
    rows = table.view(seat)["press"].values()
    return [table.texts[row["text"]["$text"]] for row in rows if isinstance(row["text"], dict)]


def test_an_inject_written_for_now_is_read_by_those_it_is_for() -> None:
    """[R127]"""
    table = started()
    assert table.refused(WEST, "inject.write", **OWN, to=["east"], when="now") == "not-control"
    assert table.refused(FACILITATOR, "inject.write", **OWN, to=["moon"], when="now") == "unknown-viewer"
    name = table.must(FACILITATOR, "inject.write", **OWN, to=["east"], when="now")
    assert read(table, EAST) == ["They will come."]
    assert read(table, WEST) == read(table, NORTH) == read(table, OBSERVER) == []
    its = table.view(FACILITATOR)["control"]["injects"][name]
    assert its["by"] == FACILITATOR and its["sent_ms"] is not None
    (ruling,) = table.view(FACILITATOR)["control"]["rulings"].values()
    assert (ruling["kind"], table.texts[ruling["reason"]["$text"]]) == ("inject.write", "it is too quiet")
    assert table.refused(FACILITATOR, "inject.send", inject=name) == "inject-sent"


def test_one_for_a_turn_comes_with_its_negotiation_and_may_be_held() -> None:
    """[R127]"""
    table = started()
    asked = {**OWN, "to": ["all"], "when": "turn"}
    assert table.refused(FACILITATOR, "inject.write", **asked) == "missing-field"
    table.must(FACILITATOR, "inject.write", **asked, turn=1)
    held = table.must(FACILITATOR, "inject.write", **{**asked, "text": "held"}, turn=1)
    table.must(FACILITATOR, "inject.plan", inject=held, state="held", reason="not yet")
    table.must(FACILITATOR, "inject.write", **{**asked, "text": "later"}, turn=2)
    assert read(table, WEST) == []
    table.to("negotiation")
    assert read(table, WEST) == ["They will come."]
    assert table.refused(FACILITATOR, "inject.write", **asked, turn=1) == "turn-passed"
    table.to("adjudication")
    table.adjudicate()
    table.to("negotiation")
    assert read(table, WEST) == ["They will come.", "later"]


def test_one_on_a_condition_waits_for_it() -> None:
    """[R127]"""
    table = started()
    asked = {**OWN, "to": ["west"], "when": "condition"}
    assert table.refused(FACILITATOR, "inject.write", **asked) == "missing-field"
    assert table.refused(FACILITATOR, "inject.write", **asked, condition="blue_moon") == "unknown-condition"
    name = table.must(FACILITATOR, "inject.write", **asked, condition="treaty_gone")
    assert table.view(FACILITATOR)["control"]["plans"][name]["state"] == "armed"
    table.to("orders")
    table.must(EAST, "order.write", kind="suspend", args={})
    table.to("adjudication")
    table.adjudicate()
    assert read(table, WEST) == []
    table.end_phase()
    assert read(table, WEST) == ["They will come."]


def tried(*, to: str = "trial") -> Table:
    """A table whose proposal holds a hit that is not published."""
    table = started(mode="semi-rigid")
    table.to("orders")
    table.must(FACILITATOR, "inject.send", inject=to)
    table.to("adjudication")
    table.must("system", "findings.record", turn=1, findings=findings(1, draws={"trial": HIT}))
    return table


def test_a_draw_is_drawn_anew_before_it_is_published() -> None:
    """[R128]"""
    table = tried()
    assert table.refused(WEST, "adjudication.redraw", turn=1, inject="trial", reason="x") == "not-control"
    assert table.refused(FACILITATOR, "adjudication.redraw", turn=1, inject="dawn", reason="x") == "no-draw"
    outcomes = []
    for _ in range(12):
        table.must(FACILITATOR, "adjudication.redraw", turn=1, inject="trial", reason="a wrong record")
        outcomes.append(table.view(FACILITATOR)["control"]["draws"]["1"]["trial"]["outcome"])
    assert set(outcomes) == {"hit", "miss"}, "another key, another draw"
    drawn = table.view(FACILITATOR)["control"]["draws"]["1"]["trial"]
    assert [row["outcome"] for row in drawn["redrawn"]] == ["hit", *outcomes[:-1]]
    for seat in (WEST, EAST, NORTH, VALE, OBSERVER):
        assert read(table, seat) == ["a wrong record"] * 12
        assert table.view(seat)["draws"] == {} and table.view(seat)["control"] is None
    table.must(FACILITATOR, "adjudication.accept", turn=1)
    (told,) = table.view(WEST)["draws"].values()
    assert (told["outcome"], told["redrawn"]) == (outcomes[-1], 12)
    assert (
        table.refused(FACILITATOR, "adjudication.redraw", turn=1, inject="trial", reason="x") == "already-adjudicated"
    )


def test_the_new_draw_is_of_the_seed_and_the_count_and_has_its_distribution() -> None:
    """[R128]"""
    one, two = tried(), tried()
    for table in (one, two):
        table.must(FACILITATOR, "adjudication.redraw", turn=1, inject="trial", reason="x")
    assert one.view(FACILITATOR)["control"]["draws"] == two.view(FACILITATOR)["control"]["draws"]
    drawn = [drawn_anew(7, 1, f"redraw x {count}", [0.25, 0.0, 0.75])[0] for count in range(4000)]
    assert drawn.count(1) == 0 and abs(drawn.count(0) - 1000) < 4 * (4000 * 0.25 * 0.75) ** 0.5


def test_control_tells_the_turn_in_its_own_words() -> None:
    """[R129]"""
    table = tried()
    words = {"indicators": {}, "outcomes": {}, "reason": "as played", "account": "A summer of waiting."}
    table.must(FACILITATOR, "adjudication.amend", turn=1, **words)
    for seat in (WEST, EAST, OBSERVER):
        assert read(table, seat) == ["as played", "A summer of waiting."]
    (ruling,) = [r for r in table.state["rulings"].values() if r["kind"] == "adjudication.amend"]
    assert table.texts[ruling["after"]["account"]["$text"]] == "A summer of waiting."
