"""R16 to R18: bots in seats, who acts for a seat when, and what bots note."""

import json

import pytest

from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, STAFF, VALE, WEST
from tests.rules.table import Table, started
from wargame.rules.decide.lobby import bot_step


def seated() -> Table:
    """West is a person's, East a bot's from the beginning; the game runs."""
    table = Table(bots={EAST: "calm"})
    table.must("system", "seat.take", seat=WEST)
    table.must(FACILITATOR, "game.start")
    return table


def bot_of(table: Table, seat: str, viewer: str = WEST) -> object:
    return table.view(viewer)["cells"][seat.split(".")[0]]["seats"][seat]["bot"]


def test_a_bot_plays_an_empty_seat_for_all_to_see() -> None:
    """[R16]"""
    table = seated()
    for viewer in (WEST, EAST, OBSERVER, FACILITATOR):
        assert bot_of(table, EAST, viewer) == "plays" and bot_of(table, WEST, viewer) is None
    assert table.view(WEST)["cells"]["east"]["seats"][EAST]["taken"]
    assert table.view(EAST)["you"]["powers"] == ["speak", "draft", "order", "sign"]
    assert table.refused(FACILITATOR, "bot.seat", seat=WEST, temperament="calm") == "seat-taken"
    assert table.refused(FACILITATOR, "bot.seat", seat=OBSERVER, temperament="calm") == "not-a-player"
    table.must(FACILITATOR, "bot.seat", seat=VALE, temperament="hasty")
    assert bot_of(table, VALE) == "plays"


def test_a_temperament_is_for_control_alone() -> None:
    """[R16]"""
    one, other = Table(bots={EAST: "calm"}), Table(bots={EAST: "hasty"})
    for viewer in (WEST, STAFF, NORTH, OBSERVER):
        assert one.view(viewer) == other.view(viewer)
        assert "calm" not in json.dumps(one.view(viewer)["cells"])
    assert one.view(FACILITATOR)["control"]["bots"][EAST]["temperament"] == "calm"
    assert one.view(FACILITATOR) != other.view(FACILITATOR)


def test_while_a_bot_plays_nobody_else_acts_from_its_seat() -> None:
    """[R16]"""
    table = seated()
    for name, args in (("cell.ready", {"ready": True}), ("talk.say", {"room": "east", "text": "x"})):
        assert table.refused(EAST, name, **args) == "bot-plays"
    table.by_bot(EAST, "cell.ready", ready=True)
    table.bot = True
    for seat in (WEST, STAFF):
        assert table.refused(seat, "cell.ready", ready=True) == "bot-away"
    assert table.refused(FACILITATOR, "phase.end", turn=2, phase="briefing", reason="x") == "wrong-turn"


@pytest.mark.parametrize("how", ["invited", "taken over"])
def test_a_person_takes_the_seat_and_hands_it_back_in_mid_turn(how: str) -> None:
    """[R17]"""
    table = seated()
    table.to("negotiation")
    args = {"title": "x", "to": ["west"], "expires_turn": 2}
    clause = {"id": "a", "kind": "treaty", "party": "east", "args": {}}
    table.by_bot(EAST, "offer.table", **args, clauses=[clause])
    if how == "invited":
        table.must("system", "seat.take", seat=EAST)
    else:
        table.must(EAST, "seat.take_over")
    assert bot_of(table, EAST) == "waits"
    table.bot = True
    assert table.refused(EAST, "cell.ready", ready=True) == "bot-away"
    table.bot = False
    table.must(EAST, "offer.table", **args, clauses=[clause])
    assert len(table.view(EAST)["offers"]) == 2, "what the bot had on the table is the person's now"
    table.must(EAST, "seat.hand_back")
    assert bot_of(table, EAST) == "plays"
    assert table.refused(EAST, "offer.table", **args, clauses=[clause]) == "bot-plays"
    table.by_bot(EAST, "cell.ready", ready=True)


def test_the_bot_plays_on_when_its_person_leaves() -> None:
    """[R17]"""
    table = seated()
    table.must("system", "seat.take", seat=EAST)
    assert table.refused("system", "seat.take", seat=EAST) == "seat-taken"
    table.must("system", "seat.leave", seat=EAST)
    assert bot_of(table, EAST) == "plays"
    table.must("system", "seat.leave", seat=EAST)  # who had handed it back leaves: nothing changes
    assert bot_of(table, EAST) == "plays"
    table.must(FACILITATOR, "bot.unseat", seat=EAST)
    assert bot_of(table, EAST) is None
    assert not table.view(WEST)["cells"]["east"]["seats"][EAST]["taken"]


def test_control_sends_away_a_bot_that_waits_and_the_person_stays() -> None:
    """[R17]"""
    table = seated()
    table.must("system", "seat.take", seat=EAST)
    table.must(FACILITATOR, "bot.unseat", seat=EAST)
    assert table.refused(EAST, "seat.hand_back") == "no-bot"
    table.must(EAST, "cell.ready", ready=True)
    assert table.view(WEST)["cells"]["east"]["seats"][EAST]["taken"]


def test_a_seat_without_a_bot_is_nobodys_to_hand_back() -> None:
    table = started()
    assert table.refused(WEST, "seat.hand_back") == "no-bot"
    assert table.refused(WEST, "seat.take_over") == "same-state"


def test_a_bot_notes_its_steps_in_order() -> None:
    """[R18]"""
    table = seated()
    table.by_bot(EAST, "bot.note", step=0, text="Nothing to do yet.")
    table.bot = True
    assert table.refused(EAST, "bot.note", step=0, text="again") == "bot-step"
    table.bot = False
    table.by_bot(EAST, "bot.note", step=1, text="Still nothing.")
    assert bot_step(table.state, EAST) == 2
    table.to("negotiation")
    assert bot_step(table.state, EAST) == 0
    notes = table.view(FACILITATOR)["control"]["bots"][EAST]["notes"].values()
    assert [(its["turn"], its["phase"], its["step"]) for its in notes] == [(1, "briefing", 0), (1, "briefing", 1)]
    assert table.refused(WEST, "bot.note", step=0, text="I am no bot") == "not-a-bot"
