"""R11, R16, R17: seats that fall empty in the middle of a turn. What was begun stays, and others can end it."""

import pytest

from tests.rules.small import EAST, FACILITATOR, NORTH, STAFF, VALE, WEST
from tests.rules.table import Table, clause, digest_of, sign, started
from wargame.rules.sight.table import OPEN

CAP = clause("cap", number=10, where="march")


def test_a_draft_of_a_seat_that_falls_empty_is_edited_and_used_by_its_cell() -> None:
    """[R11]"""
    table = started()
    table.to("negotiation")
    changes = {
        "title": "Deal",
        "to": ["east"],
        "clauses": {"c1": {"kind": "cap", "party": "west", "args": CAP["args"]}},
    }
    draft = table.must(STAFF, "draft.save", of="offer", changes=changes)
    table.must("system", "seat.leave", seat=STAFF)
    assert table.refused(STAFF, "draft.save", draft=draft, base_version=1, changes={"note": "x"}) == "seat-empty"
    table.must(WEST, "draft.save", draft=draft, base_version=1, changes={"note": "go on"})
    words = {"title": "Deal", "to": ["east"], "clauses": [CAP], "expires_turn": 1}
    offer = table.must(WEST, "offer.table", **words, draft=draft, draft_version=2)
    assert table.view(WEST)["drafts"][draft]["status"] == "used"
    sign(table, EAST, offer)


def test_the_heads_offers_and_orders_stay_and_whoever_stands_in_signs_and_rewrites() -> None:
    """[R11]"""
    table = started()
    table.to("negotiation")
    words = {"title": "Deal", "to": ["east"], "clauses": [CAP], "expires_turn": 1}
    offer, other = (
        table.must(WEST, "offer.table", **words),
        table.must(EAST, "offer.table", **{**words, "to": ["west"]}),
    )
    assert table.refused(STAFF, "offer.sign", offer=other, version=1, digest=digest_of(table, other)[1]) == "no-power"
    table.must("system", "seat.leave", seat=WEST)
    assert {table.view(seat)["offers"][offer]["status"] for seat in (EAST, STAFF)} <= set(OPEN)
    for seat in (STAFF, EAST):
        sign(table, seat, other)
    assert table.state["offers"][other]["view"]["status"] == "signed"
    table.must(STAFF, "offer.withdraw", offer=offer)
    table.must("system", "seat.take", seat=WEST)
    table.to("orders")
    order = table.must(WEST, "order.write", kind="radar", args={"site": "eye"})
    kept = table.must(WEST, "order.write", kind="speak", args={"text": "We go on."})
    table.must("system", "seat.leave", seat=WEST)
    assert {name: row["status"] for name, row in table.view(STAFF)["orders"].items()} == {
        order: "written",
        kept: "written",
    }
    table.must(STAFF, "order.drop", order=order, version=1)
    table.to("adjudication")
    table.adjudicate()
    assert [row["status"] for row in table.view(STAFF)["orders"].values()] == ["carried_out"]


def test_a_hosts_consent_falls_to_the_head_while_its_seat_is_empty() -> None:
    """[R11]"""
    table = started()
    table.to("orders")
    consent = {"kind": "consent", "args": {"site": "fort", "consent": "yes"}}
    assert table.refused(NORTH, "order.write", **consent) == "no-power"
    table.must("system", "seat.leave", seat=VALE)
    order = table.must(NORTH, "order.write", **consent)
    table.must("system", "seat.take", seat=VALE)
    table.must(VALE, "order.write", order=order, version=1, kind="consent", args={"site": "fort", "consent": "no"})
    assert table.refused(NORTH, "order.write", **consent) == "no-power"


@pytest.mark.parametrize("phase", ["negotiation", "orders"])
def test_a_bots_seat_that_was_taken_over_and_left_or_sent_away_keeps_what_it_had(phase: str) -> None:
    """[R16] [R17]"""
    table = Table(bots={EAST: "calm"})
    for seat in (WEST, NORTH):
        table.must("system", "seat.take", seat=seat)
    table.must(FACILITATOR, "game.start")
    table.to("negotiation")
    pact = clause("no_missiles", "east", where="march")
    words = {"title": "Deal", "to": ["west"], "clauses": [pact], "expires_turn": 1}
    of_bot = table.by_bot(EAST, "offer.table", **words)
    table.to(phase)
    table.must("system", "seat.take", seat=EAST)
    draft = table.must(EAST, "draft.save", of="offer", changes={"title": "Another"})
    if phase == "orders":
        order = table.must(EAST, "order.write", kind="battery", args={"site": "battery", "number": 3})
    table.must("system", "seat.leave", seat=EAST)
    row = table.view(WEST)["cells"]["east"]["seats"][EAST]
    assert row["bot"] == "plays" and table.view(FACILITATOR)["control"]["drafts"][draft]["status"] == "open"
    assert table.refused(EAST, "cell.ready", ready=True) == "bot-plays"
    if phase == "orders":
        table.by_bot(EAST, "order.drop", order=order, version=1)
        order = table.by_bot(EAST, "order.write", kind="battery", args={"site": "battery", "number": 2})
    table.must(FACILITATOR, "bot.unseat", seat=EAST)
    if phase == "negotiation":
        assert table.view(WEST)["offers"][of_bot]["status"] in OPEN
        table.must(WEST, "offer.reject", offer=of_bot, version=1)
        return
    table.to("adjudication")
    table.adjudicate()
    assert table.state["orders"][order]["status"] == "carried_out", "the order of an empty seat is carried out"
