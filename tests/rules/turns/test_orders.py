"""R50 to R56: orders written, kept within the means, carried out, told. [P7] A late order is told so."""

from typing import Any

from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, STAFF, VALE, WEST, findings
from tests.rules.table import PACK, Table, clause, sign, started
from wargame.rules.refusals import Refusal


def ordering(**options: Any) -> Table:
    table = started(**options)
    table.to("orders")
    return table


def next_orders(table: Table, **answers: Any) -> None:
    table.to("adjudication")
    table.adjudicate(**answers)
    table.to("orders")


def consented(table: Table) -> None:
    table.must(VALE, "order.write", kind="consent", args={"site": "fort", "consent": "yes"})
    next_orders(table)


def code_of(answer: Any) -> tuple[str, str | None]:
    assert isinstance(answer, Refusal), answer
    return answer.code, answer.field


def test_an_order_needs_kind_form_and_power() -> None:
    """[R50]"""
    table = ordering()
    write = lambda seat, kind, **args: table.do(seat, "order.write", kind=kind, args=args)  # noqa: E731
    assert code_of(write(WEST, "battery", site="battery", number=1)) == ("unknown-order-kind", "kind")
    assert code_of(write(WEST, "radar", site="fort")) == ("bad-field", "args.site")
    assert code_of(write(WEST, "radar")) == ("missing-field", "args.site")
    assert code_of(write(WEST, "radar", site="eye", more=1)) == ("unknown-field", "args.more")
    assert code_of(write(STAFF, "radar", site="eye")) == ("no-power", None)
    assert code_of(write(NORTH, "consent", site="fort", consent="yes")) == ("no-power", None)
    assert code_of(write(VALE, "speak", text="x" * 401)) == ("bad-field", "args.text")
    assert code_of(table.do(EAST, "order.write", kind="speak", args={"text": "   "})) == ("bad-field", "args.text")


def test_money_is_reserved_and_then_paid() -> None:
    """[R51]"""
    table = ordering()
    consented(table)
    assert table.view(WEST)["funds"]["money_bn"] == 11.0
    order = table.must(WEST, "order.write", kind="deploy", args={"site": "fort", "number": 20})
    assert table.view(WEST)["funds"] == {
        "money_bn": 11.0, "reserved_bn": 10.0, "capital": 12, "reserved_capital": 1,
    }  # fmt: skip
    assert table.view(EAST)["funds"]["reserved_bn"] == 0
    table.must(WEST, "order.write", kind="radar", args={"site": "eye"})
    assert code_of(table.do(WEST, "order.write", kind="radar", args={"site": "eye"})) == ("no-money", "kind")
    assert code_of(
        table.do(WEST, "order.write", kind="deploy", args={"site": "fort", "number": 1})
    ) == ("no-money", "args.number")  # fmt: skip
    table.must(WEST, "order.write", kind="deploy", order=order, version=1, args={"site": "fort", "number": 18})
    table.to("adjudication")
    assert table.view(WEST)["funds"]["reserved_bn"] == 10.0, "closed, not yet paid"
    next_orders(table)
    assert table.view(WEST)["funds"]["money_bn"] == 11.0 - 9.0 - 1.0 + 1.0


def test_capital_runs_out() -> None:
    """[R51]"""
    table = ordering()
    for _ in range(10):
        table.must(WEST, "order.write", kind="share", args={"sensor": "eye", "with": ["east"]})
    answer = table.do(WEST, "order.write", kind="share", args={"sensor": "eye", "with": ["east"]})
    assert code_of(answer) == ("no-capital", "kind")


def test_needs_are_held_against_what_the_cell_knows() -> None:
    """[R52]"""
    table = ordering()
    deploy = {"kind": "deploy", "args": {"site": "fort", "number": 4}}
    answer = table.do(WEST, "order.write", **deploy)
    assert code_of(answer) == ("not-lawful", "kind") and "the host of the site consents" in answer.message  # type: ignore[union-attr]
    table.must(VALE, "order.write", kind="consent", args={"site": "fort", "consent": "yes"})
    assert code_of(table.do(WEST, "order.write", **deploy)) == ("not-lawful", "kind"), "it cannot know yet"
    next_orders(table)
    table.must(WEST, "order.write", **deploy)


def test_needs_count_the_cells_own_open_orders() -> None:
    """[R52]"""
    table = ordering()
    assert table.refused(WEST, "order.write", kind="pause", args={"site": "eye"}) == "not-lawful"
    table.must(WEST, "order.write", kind="radar", args={"site": "eye"})
    table.must(WEST, "order.write", kind="pause", args={"site": "eye"})
    next_orders(table)
    assert table.view(EAST)["sites"]["eye"]["status"] == "paused"


def test_an_order_whose_need_falls_away_fails_and_costs_nothing() -> None:
    """[R52]"""
    table = ordering()
    consented(table)
    order = table.must(WEST, "order.write", kind="deploy", args={"site": "fort", "number": 4})
    table.must(VALE, "order.write", kind="consent", args={"site": "fort", "consent": "no"})
    before = table.view(WEST)["funds"]["money_bn"]
    table.to("adjudication")
    table.adjudicate()
    view = table.view(WEST)
    assert view["orders"][order]["status"] == "failed" and "consents" in view["orders"][order]["outcome"]
    assert view["funds"] == {"money_bn": before, "reserved_bn": 0, "capital": 12, "reserved_capital": 0}
    assert order in {notice["about"] for notice in view["notices"].values()}
    assert order not in table.view(EAST)["orders"]


def test_orders_are_rewritten_and_dropped_until_the_close() -> None:
    """[R53]"""
    table = ordering()
    order = table.must(WEST, "order.write", kind="share", args={"sensor": "eye", "with": ["east"]})
    again = {"sensor": "eye", "with": ["north"]}
    assert table.must(WEST, "order.write", kind="share", order=order, version=1, args=again) == order
    assert list(table.view(WEST)["orders"]) == [order]
    assert table.refused(WEST, "order.write", kind="radar", order=order, args={"site": "eye"}) == "order-kind-fixed"
    assert table.refused(EAST, "order.drop", order=order) == "unknown-order"
    assert table.refused(STAFF, "order.drop", order=order) == "no-power"
    table.must(WEST, "order.drop", order=order)
    assert table.view(WEST)["orders"] == {}
    assert table.view(WEST)["funds"]["reserved_capital"] == 0


def test_an_edit_names_the_version_that_it_replaces() -> None:
    """[R57] Two colleagues have the same order open: the second to save is told, and nothing is overwritten."""
    table = ordering()
    first = {"kind": "share", "args": {"sensor": "eye", "with": ["east"]}}
    order = table.must(WEST, "order.write", **first)
    missing = table.do(WEST, "order.write", order=order, **first)
    assert code_of(missing) == ("missing-field", "version")
    mine = {"kind": "share", "order": order, "version": 1, "args": {"sensor": "eye", "with": ["north"]}}
    table.must(WEST, "order.write", **mine)
    stale = table.do(WEST, "order.write", **{**mine, "args": first["args"]})
    assert code_of(stale) == ("old-version", "version") and "version 2 is" in stale.message  # type: ignore[union-attr]
    view = table.view(STAFF)["orders"][order]
    assert (view["version"], view["edited_by"], view["args"]["with"]) == (2, WEST, ["north"])
    assert table.refused(WEST, "order.drop", order=order, version=1) == "old-version"
    table.to("adjudication")
    table.adjudicate()
    known = table.view(EAST)["orders"][order]
    assert (known["version"], known["edited_by"], known["seat"]) == (0, None, WEST), (
        "how often it was changed is its own"
    )
    assert table.view(STAFF)["orders"][order]["version"] == 2


def test_after_the_close_an_order_is_late() -> None:
    """[R53] [P7]"""
    table = ordering()
    order = table.must(WEST, "order.write", kind="radar", args={"site": "eye"})
    table.to("adjudication")
    answer = table.do(EAST, "order.write", kind="suspend", args={})
    assert code_of(answer) == ("late", "turn") and "turn 1" in answer.message  # type: ignore[union-attr]
    assert table.refused(WEST, "order.drop", order=order) == "late"
    table.adjudicate()
    assert table.refused(EAST, "order.write", kind="suspend", args={}) == "late"
    table.to("orders")
    answer = table.do(EAST, "order.write", kind="suspend", args={}, turn=1)
    assert code_of(answer) == ("late", "turn") and "turn 1" in answer.message  # type: ignore[union-attr]
    assert table.refused(EAST, "order.write", kind="suspend", args={}, turn=3) == "wrong-turn"
    assert table.refused(WEST, "order.drop", order=order) == "order-closed"
    table.must(EAST, "order.write", kind="suspend", args={}, turn=2)


def test_breaking_an_agreement_is_a_choice() -> None:
    """[R54]"""
    table = started()
    table.to("negotiation")
    offer = table.must(
        WEST, "offer.table", title="x", to=["east"], expires_turn=1,
        clauses=[clause("cap", number=3, where="march"), clause("treaty", party="east", name="t")],
    )  # fmt: skip
    sign(table, WEST, offer)
    sign(table, EAST, offer)
    table.to("orders")
    treaty = table.must(EAST, "order.write", kind="suspend", args={})
    (warning,) = table.view(EAST)["orders"][treaty]["warnings"]
    assert "clause 2" in warning and "East keeps the treaty." in warning
    consented(table)
    few = table.must(WEST, "order.write", kind="deploy", args={"site": "fort", "number": 3})
    many = table.must(WEST, "order.write", kind="deploy", args={"site": "fort", "number": 4})
    orders = table.view(WEST)["orders"]
    assert orders[few]["warnings"] == [] and "at most 3" in orders[many]["warnings"][0]


def test_what_takes_time_comes_in_the_turn_it_is_due() -> None:
    """[R55]"""
    table = ordering()
    consented(table)
    table.must(WEST, "order.write", kind="deploy", args={"site": "fort", "number": 4})
    table.to("adjudication")
    table.adjudicate()
    site = table.view(EAST)["sites"]["fort"]
    assert (site["status"], site["number"], site["in_force_turn"]) == ("building", 4, 3)
    table.end_phase()
    assert table.view(EAST)["sites"]["fort"]["status"] == "in_force"


def test_a_site_in_force_is_enlarged_and_made_smaller() -> None:
    """[R55]"""
    table = ordering(pack={**PACK, "turns": [*PACK["turns"], {**PACK["turns"][2], "number": 4}]})
    consented(table)
    table.must(WEST, "order.write", kind="deploy", args={"site": "fort", "number": 4})
    next_orders(table)
    table.must(WEST, "order.write", kind="deploy", args={"site": "fort", "number": 6})
    table.to("adjudication")
    table.adjudicate()
    site = table.view(EAST)["sites"]["fort"]
    assert (site["number"], site["coming_number"], site["coming_turn"]) == (4, 6, 4)
    table.to("orders")
    site = table.view(EAST)["sites"]["fort"]
    assert site["number"] == 6 and "coming_number" not in site
    table.must(WEST, "order.write", kind="deploy", args={"site": "fort", "number": 2})
    table.to("adjudication")
    table.adjudicate()
    assert table.view(EAST)["sites"]["fort"]["number"] == 2


def test_orders_are_done_by_step_then_cell_then_hour() -> None:
    """[R55]"""
    table = ordering()
    table.must(EAST, "order.write", kind="visit", args={"site": "battery", "guest": "north"})  # step 8
    table.must(EAST, "order.write", kind="speak", args={"text": "b"})
    table.must(WEST, "order.write", kind="speak", args={"text": "a"})
    table.must(VALE, "order.write", kind="consent", args={"site": "fort", "consent": "yes"})  # step 1
    table.to("adjudication")
    table.adjudicate()
    done = [event.body["cell"] for event in table.log if event.kind == "order_carried_out"]
    kinds = [event.body["copy"]["kind"] for event in table.log if event.kind == "order_carried_out"]
    assert list(zip(done, kinds, strict=True)) == [
        ("north", "consent"), ("west", "speak"), ("east", "speak"), ("east", "visit"),
    ]  # fmt: skip


def test_a_secret_order_is_its_cells_until_it_is_noticed() -> None:
    """[R56]"""
    table = ordering()
    order = table.must(
        EAST, "order.write", kind="battery", args={"site": "battery", "number": 7}, rationale="why", confidence=9
    )
    table.to("adjudication")
    table.adjudicate()
    assert table.view(EAST)["orders"][order]["status"] == "carried_out"
    assert table.view(EAST)["sites"]["battery"]["status"] == "in_force"
    for seat in (WEST, NORTH, OBSERVER):
        assert order not in table.view(seat)["orders"]
        assert table.view(seat)["sites"]["battery"]["status"] == "idea"
    table.to("adjudication")
    table.adjudicate()
    for seat in (WEST, NORTH, OBSERVER):
        view = table.view(seat)
        assert view["sites"]["battery"]["number"] == 7
        assert (view["orders"][order]["rationale"], view["orders"][order]["confidence"]) == (None, None)
    assert table.view(EAST)["orders"][order]["confidence"] == 9
    assert table.view(FACILITATOR)["control"]["orders"][order]["confidence"] == 9


def test_a_secret_order_is_found_out_by_who_can_tell_and_by_nobody_else() -> None:
    """[R58]"""
    table = ordering()
    order = table.must(EAST, "order.write", kind="tunnel", args={"site": "battery", "depth": "deep"})
    table.to("adjudication")
    table.adjudicate()
    for seat in (WEST, NORTH, OBSERVER):
        assert order not in table.view(seat)["orders"]
    table.to("orders")
    table.must(EAST, "order.write", kind="visit", args={"site": "battery", "guest": "north"})
    table.to("adjudication")
    table.adjudicate()
    found = table.view(NORTH)["orders"][order]
    assert (found["outcome"], found["rationale"]) == ("Found out, for you have access to the site.", None)
    told = [item["to"] for item in table.view(FACILITATOR)["press"].values() if item["title"] == found["sentence"]]
    assert told == [["north"]]
    assert table.view(NORTH)["sites"]["battery"]["system"] == "hidden"
    for seat in (WEST, OBSERVER):
        assert order not in table.view(seat)["orders"]
        assert table.view(seat)["sites"]["battery"]["system"] == "missiles"
    assert not table.view(EAST)["orders"][order]["outcome"].startswith("Found out")  # it does not know that it is known


def test_what_an_order_does_later_is_done_when_its_turn_opens_and_told_to_those_who_know_of_it() -> None:
    """[R59]"""
    table = ordering()
    table.must(EAST, "order.write", kind="tunnel", args={"site": "battery", "depth": "flat"})
    table.must(EAST, "order.write", kind="visit", args={"site": "battery", "guest": "west"})
    table.to("adjudication")
    table.adjudicate()
    assert set(table.state["marks"]) == set()
    table.to("briefing")
    assert table.state["marks"]["tunnel_ready"] == {"turn": 2, "seen_by": ["east", "west"]}
    assert "deep_tunnel" not in table.state["marks"]
    seen = {seat: table.view(seat)["sites"]["battery"]["system"] for seat in (EAST, WEST, NORTH)}
    assert seen == {EAST: "hidden", WEST: "hidden", NORTH: "missiles"}


def test_an_open_act_at_a_place_does_not_give_its_secret_away() -> None:
    """[R56] [R74]"""
    table = ordering()
    table.must(EAST, "order.write", kind="battery", args={"site": "battery", "number": 7})
    table.must(EAST, "order.write", kind="visit", args={"site": "battery", "guest": "north"})
    table.to("adjudication")
    table.adjudicate()
    west, east = (table.view(seat)["sites"]["battery"] for seat in (WEST, EAST))
    assert west["visitors"] == east["visitors"] == ["north"]
    assert (west["number"], east["number"]) == (0, 7)


def test_a_statement_is_published_with_its_words() -> None:
    table = ordering()
    table.must(EAST, "order.write", kind="speak", args={"text": "we shall see"})
    table.to("adjudication")
    table.must("system", "findings.record", turn=1, findings=findings(1))
    assert not any(item["kind"] == "statement" for item in table.view(WEST)["press"].values())
    table.must(FACILITATOR, "adjudication.accept", turn=1)
    (item,) = [item for item in table.view(WEST)["press"].values() if item["kind"] == "statement"]
    assert item["voice"] == "The capital of East" and table.texts[item["text"]["$text"]] == "we shall see"


def test_what_a_cell_does_not_know_neither_allows_nor_warns() -> None:
    """[R75] Missiles stand forward in secret: West's order that needs them is refused, and no warning tells of them."""
    table = started()
    table.to("negotiation")
    offer = table.must(WEST, "offer.table", title="x", to=["east"], clauses=[clause("silence")], expires_turn=1)
    sign(table, WEST, offer)
    sign(table, EAST, offer)
    table.to("orders")
    table.must(EAST, "order.write", kind="battery", args={"site": "battery", "number": 7})
    next_orders(table)
    assert table.refused(WEST, "order.write", kind="protest", args={}) == "not-lawful"
    spoken = table.must(WEST, "order.write", kind="speak", args={"text": "x"})
    assert table.view(WEST)["orders"][spoken]["warnings"] == []
    next_orders(table)  # the missiles are noticed with the results of the second turn
    table.must(WEST, "order.write", kind="protest", args={})
    spoken = table.must(WEST, "order.write", kind="speak", args={"text": "x"})
    assert "says nothing in public" in table.view(WEST)["orders"][spoken]["warnings"][0]
