"""R1, R7, R10 to R12, R20 to R27: the frame, seats, powers, turns, clocks."""

import pytest

from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, STAFF, VALE, WEST
from tests.rules.table import PACK, Table, clause, started
from wargame.rules.decide.lobby import drawn
from wargame.rules.mechanics.powers import effective


def test_phases_follow_one_another_to_the_end() -> None:
    """[R20]"""
    table = started()
    seen = []
    while not table.state["game"]["over"]:
        seen.append((table.state["turn"]["number"], table.state["phase"]["name"]))
        if table.state["phase"]["name"] == "adjudication":
            table.adjudicate()
        else:
            table.end_phase()
    one = ["briefing", "negotiation", "orders", "adjudication", "results"]
    assert seen == [(turn, phase) for turn in (1, 2, 3) for phase in one]
    assert table.view(WEST)["phase"]["name"] == "over"


def test_a_shorter_game_ends_sooner() -> None:
    table = started(turns=1)
    table.to("adjudication")
    table.adjudicate()
    table.end_phase()
    assert table.state["game"]["over"]
    assert table.view(WEST)["turn"]["of"] == 1


def test_the_pack_says_how_long_a_game_is_if_nobody_chose() -> None:
    lengths = [{"turns": 2, "words": "short"}, {"turns": 3, "words": "long"}]
    pack = {**PACK, "lengths": lengths}
    assert Table(pack=pack).state["game"]["turns"] == 2
    assert Table(pack=pack, turns=3).state["game"]["turns"] == 3
    assert Table().state["game"]["turns"] == 3


def test_an_inject_with_a_condition_comes_by_itself_only_if_its_readers_know_it_to_hold() -> None:
    first = PACK["injects"]["dawn"]
    flew = {**PACK["injects"]["whisper"], "auto": True}
    for to, sent in ((["all"], {"dawn", "flew"}), (["west"], {"dawn", "flew", "later"})):
        injects = {"dawn": first, "flew": flew, "later": {**first, "date": "2001-07-01", "to": to, "when": "flew"}}
        table = Table(pack={**PACK, "injects": injects})
        table.seat_all()
        table.must(FACILITATOR, "game.start")
        table.to("negotiation")
        assert set(table.state["sent"]) == sent


def test_the_house_closes_a_phase_at_its_deadline_and_not_before() -> None:
    """[R21]"""
    table = started()
    deadline = table.state["phase"]["deadline_ms"]
    assert deadline is not None and deadline - table.now_ms == 120_000
    table.now_ms = deadline - 1001  # a command takes a second of the table's clock
    assert table.refused("system", "phase.close_due", turn=1, phase="briefing") == "not-due"
    table.must("system", "phase.close_due", turn=1, phase="briefing")
    assert table.state["phase"]["name"] == "negotiation"
    assert table.refused("system", "phase.close_due", turn=1, phase="briefing") == "wrong-phase"


def test_a_phase_without_a_clock_is_never_due() -> None:
    """[R21]"""
    table = started(minutes={"briefing": None})
    assert table.view(WEST)["phase"]["deadline_ms"] is None
    table.now_ms += 10**9
    assert table.refused("system", "phase.close_due", turn=1, phase="briefing") == "not-due"


def test_a_pause_keeps_what_is_left() -> None:
    """[R21] [R22]"""
    table = started()
    deadline = table.state["phase"]["deadline_ms"] or 0
    table.must(FACILITATOR, "clock.pause", reason="coffee")
    left = deadline - table.now_ms
    phase = table.view(EAST)["phase"]
    assert (phase["paused"], phase["deadline_ms"], phase["left_ms"]) == (True, None, left)
    assert table.texts[phase["reason"]["$text"]] == "coffee"
    table.now_ms += 10**8
    assert table.refused("system", "phase.close_due", turn=1, phase="briefing") == "not-due"
    table.must(FACILITATOR, "clock.extend", seconds=30, reason="more")
    table.must(FACILITATOR, "clock.resume", reason="on")
    assert table.state["phase"]["deadline_ms"] == table.now_ms + left + 30_000
    assert table.refused(FACILITATOR, "clock.resume", reason="on") == "not-paused"


def test_a_deadline_moves_but_never_into_the_past() -> None:
    """[R22]"""
    table = started()
    before = table.state["phase"]["deadline_ms"] or 0
    table.must(FACILITATOR, "clock.extend", seconds=60, reason="more")
    assert table.state["phase"]["deadline_ms"] == before + 60_000
    table.must(FACILITATOR, "clock.extend", seconds=-3600, reason="now")
    assert table.state["phase"]["deadline_ms"] == table.now_ms
    table.to("adjudication")
    assert table.refused(FACILITATOR, "clock.extend", seconds=60, reason="more") == "no-clock"


def test_a_late_press_ends_nothing_else() -> None:
    """[R23]"""
    table = started()
    table.end_phase()
    assert table.refused(FACILITATOR, "phase.end", turn=1, phase="briefing", reason="x") == "wrong-phase"
    assert table.refused(FACILITATOR, "phase.end", turn=2, phase="negotiation", reason="x") == "wrong-turn"
    reason = table.view(WEST)["phase"]["reason"]
    assert table.texts[reason["$text"]] == "go on"


def test_only_publishing_ends_an_adjudication() -> None:
    """[R23]"""
    table = started()
    table.to("adjudication")
    assert table.refused(FACILITATOR, "phase.end", turn=1, phase="adjudication", reason="x") == "wrong-phase"
    assert table.refused("system", "phase.close_due", turn=1, phase="adjudication") == "not-due"


def test_readiness_is_a_cells_and_ends_with_the_phase() -> None:
    """[R24]"""
    table = started()
    table.must(WEST, "cell.ready", ready=True)
    assert table.view(EAST)["cells"]["west"]["ready"] is True
    assert table.refused(WEST, "cell.ready", ready=True) == "same-state"
    assert table.refused(STAFF, "cell.ready", ready=False) == "no-power"
    table.must(WEST, "cell.ready", ready=False)
    table.must(WEST, "cell.ready", ready=True)
    table.end_phase()
    assert table.view(EAST)["cells"]["west"]["ready"] is False


@pytest.mark.parametrize(("ends", "phase"), [(True, "negotiation"), (False, "briefing")])
def test_a_phase_ends_when_all_are_ready_if_the_game_was_set_so(ends: bool, phase: str) -> None:
    """[R24]"""
    table = started(end_when_ready=ends)
    for seat in (WEST, EAST, NORTH):
        assert table.state["phase"]["name"] == "briefing"
        table.must(seat, "cell.ready", ready=True)
    assert table.state["phase"]["name"] == phase


def test_income_comes_with_the_second_turn() -> None:
    """[R25]"""
    table = started()
    assert table.view(WEST)["funds"] == {"money_bn": 10.0, "reserved_bn": 0, "capital": 10, "reserved_capital": 0}
    table.to("adjudication")
    table.adjudicate()
    table.end_phase()
    assert table.view(WEST)["funds"] == {"money_bn": 11.0, "reserved_bn": 0, "capital": 12, "reserved_capital": 0}


@pytest.mark.parametrize(("allowed", "code"), [(True, ""), (False, "wrong-phase")])
def test_offers_while_orders_are_written(allowed: bool, code: str) -> None:
    """[R26]"""
    from tests.rules.table import PACK

    table = started(pack={**PACK, "negotiate_while_ordering": allowed})
    args = {"title": "x", "to": ["east"], "clauses": [clause("treaty")], "expires_turn": 1}
    assert table.refused(WEST, "offer.table", **args) == "wrong-phase"
    table.to("orders")
    assert table.view(WEST)["phase"]["may_negotiate"] is allowed
    if code:
        assert table.refused(WEST, "offer.table", **args) == code
    else:
        table.must(WEST, "offer.table", **args)


def test_the_end_of_a_game_leaves_nothing_silently_open() -> None:
    """[R27]"""
    table = started()
    table.to("negotiation")
    offer = table.must(WEST, "offer.table", title="x", to=["east"], clauses=[clause("treaty")], expires_turn=3)
    table.to("orders")
    order = table.must(WEST, "order.write", kind="radar", args={"site": "eye"})
    table.must(FACILITATOR, "game.end", reason="fire")
    assert table.view(EAST)["offers"][offer]["status"] == "expired"
    told = {notice["about"] for notice in table.view(WEST)["notices"].values()}
    assert told == {offer, order}
    assert {notice["about"] for notice in table.view(EAST)["notices"].values()} == {offer}
    assert table.refused(FACILITATOR, "game.end", reason="again") == "game-over"


def test_control_is_told_of_what_was_never_drawn() -> None:
    """[R27]"""
    table = started()
    table.must(FACILITATOR, "inject.send", inject="trial")
    table.must(FACILITATOR, "game.end", reason="fire")
    assert [notice["about"] for notice in table.view(FACILITATOR)["notices"].values()] == ["trial"]
    assert not table.view(WEST)["notices"]


def test_powers_of_empty_seats_fall_to_the_head() -> None:
    """[R10] [R11]"""
    table = started()
    assert "consent:vale" not in effective(table.state, NORTH)
    table.must("system", "seat.leave", seat=VALE)
    you = table.view(NORTH)["you"]
    assert "consent:vale" in you["powers"] and you["stands_in_for"] == [VALE]
    table.to("orders")
    args = {"site": "fort", "consent": "yes"}
    assert table.refused(VALE, "order.write", kind="consent", args=args) == "seat-empty"
    table.must(NORTH, "order.write", kind="consent", args=args)
    table.must("system", "seat.take", seat=VALE)
    assert table.refused(NORTH, "order.write", kind="consent", args=args) == "no-power"


def test_without_a_head_the_first_seat_taken_acts() -> None:
    """[R11]"""
    table = Table()
    table.must("system", "seat.take", seat=STAFF)
    assert set(table.view(STAFF)["you"]["powers"]) == {"speak", "draft", "order", "sign"}
    table.must("system", "seat.take", seat=WEST)
    assert table.view(STAFF)["you"]["powers"] == ["speak", "draft"]


def test_who_is_first_is_the_scenarios_to_say_whatever_the_order_of_keys() -> None:
    """[R11] What is stored gives its keys back in another order than the scenario's."""
    table = Table(pack={**PACK, "seats": {**PACK["seats"], "west.x": {**PACK["seats"][STAFF], "title": "X"}}})
    for seat in ("west.x", STAFF):
        table.must("system", "seat.take", seat=seat)
    turned = {**table.state, "seats": dict(reversed(table.state["seats"].items()))}
    assert effective(table.state, STAFF) == effective(turned, STAFF) == ["speak", "draft", "order", "sign"]


def test_a_missing_power_names_its_holder() -> None:
    """[R12]"""
    table = started()
    table.to("orders")
    answer = table.do(STAFF, "order.write", kind="radar", args={"site": "eye"})
    assert "West’s lead" in answer.message  # type: ignore[union-attr]


def test_who_may_give_which_command() -> None:
    """[R7]"""
    table = started()
    assert table.refused(WEST, "seat.take", seat=STAFF) == "not-system"
    assert table.refused(WEST, "findings.record", turn=1, findings={}) == "not-system"
    assert table.refused(FACILITATOR, "phase.close_due", turn=1, phase="briefing") == "not-system"
    assert table.refused(WEST, "clock.pause", reason="x") == "not-control"
    assert table.refused(OBSERVER, "clock.pause", reason="x") == "not-control"
    assert table.refused(OBSERVER, "talk.say", room="all", text="x") == "may-not-speak"
    assert table.refused(FACILITATOR, "cell.ready", ready=True) == "not-a-player"
    assert table.refused("moon.lead", "talk.say", room="all", text="x") == "unknown-seat"
    assert table.refused("system", "talk.say", room="all", text="x") == "unknown-seat"


def test_the_truth_is_drawn_by_the_seed_within_the_prior() -> None:
    prior = {"kind": "triangular", "low": 5.0, "value": 6.0, "high": 7.0, "unit": ""}
    draws = [drawn(prior, seed, "speed") for seed in range(2000)]  # type: ignore[arg-type]
    assert all(5.0 <= value <= 7.0 for value in draws)
    assert abs(sum(draws) / len(draws) - 6.0) < 0.03  # mean 6, standard error 0.009
    assert drawn(prior, 1, "speed") == drawn(prior, 1, "speed") != drawn(prior, 1, "range")  # type: ignore[arg-type]
    assert Table(seed=1).state["fate"]["truth"] != Table(seed=2).state["fate"]["truth"]
