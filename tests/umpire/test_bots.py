"""Bots decide from what their seat may see, the same again each time, and within the rules; all of them finish."""

from collections import Counter
from itertools import product
from typing import Any

import pytest

from tests.umpire import bots_alone
from tests.umpire.bots_alone import judge, pack, played
from wargame.rules.decide.lobby import bot_step
from wargame.rules.evolve import evolve
from wargame.rules.state import EMPTY
from wargame.umpire.bots import deeds, talks
from wargame.umpire.bots.mind import decide_next, is_at_rest
from wargame.umpire.bots.sheet import ask, sheet_of
from wargame.umpire.rehearsal import play

TEMPERAMENTS = ("firm", "balanced", "accommodating")
EVERY = tuple(product(TEMPERAMENTS, repeat=3))
PAIRS = tuple(three for three in EVERY if sum(map(TEMPERAMENTS.index, three)) % 3 == 0)
"""Nine of the 27 in which any two cells meet in all nine ways."""
REFUSED_AT_MOST = 0.01
"""The share of a bot's commands that the rules may refuse: it tries them on what it knows, and knows not all."""


def test_the_same_seed_is_the_same_game() -> None:
    one = play.game(judge(), seed=11, turns=2)
    other = play.game(bots_alone.Judge(pack(), judge().table), seed=11, turns=2)
    assert one.row["digest"] == other.row["digest"]
    assert one.row["digest"] != play.game(judge(), seed=12, turns=2).row["digest"]


@pytest.mark.parametrize("among", [PAIRS, pytest.param(EVERY, marks=pytest.mark.long)], ids=["pairs", "every"])
def test_all_temperaments_of_all_cells_play_to_the_end(among: tuple[tuple[str, str, str], ...]) -> None:
    refused: Counter[str] = Counter()
    commands = 0
    for number, chosen in enumerate(among):
        row = played(number, 2, *chosen).row
        assert row["stuck"] == [], (chosen, row["stuck"])
        assert row["temperaments"] == dict(zip(pack()["cells"], chosen, strict=True))
        refused.update(row["refused"])
        commands += row["commands"]
    assert sum(refused.values()) <= REFUSED_AT_MOST * commands, refused
    assert commands > 37 * len(among)


@pytest.mark.long
def test_a_long_game_ends_too() -> None:
    turns = len(pack()["turns"])
    row = played(5, turns).row
    assert row["stuck"] == [] and row["turns"] == turns and sum(row["orders"].values()) >= turns


def test_bots_bargain_order_and_say_why() -> None:
    rows = [played(number, 2, *chosen).row for number, chosen in enumerate(PAIRS)]
    assert any(row["agreements"] for row in rows)
    kinds = {kind for row in rows for kind in row["orders"]}
    assert len(kinds) > 8, kinds
    state = played(0, 2, *(("firm",) * 3)).house.state
    for seat, row in state["bots"].items():
        notes = list(row["notes"].values())
        assert notes and all(note["text"] for note in notes), seat


def _every_step(seed: int = 3, turns: int = 2) -> list[tuple[Any, str]]:
    """(state, seat) before each step that a bot took in a game."""
    return _steps_of(played(seed, turns))


def _steps_of(game: play.Played) -> list[tuple[Any, str]]:
    state, found = EMPTY, []
    for event in game.house.log:
        if event.kind == "bot_noted":
            found.append((state, event.body["seat"]))
        state = evolve(state, event)
    return found


def test_a_bot_sees_its_sight_alone() -> None:
    """[P5] Two games that differ only in what is hidden from a seat get the same steps from its bot."""
    steps = _every_step()
    assert len(steps) > 20
    for state, seat in steps[::3]:
        mine = decide_next(sheet_of(state, pack(), seat, judge=judge(), seed=3))
        other = _otherwise_hidden(state, seat)
        assert other != state
        again = decide_next(sheet_of(other, pack(), seat, judge=judge(), seed=3))
        assert again == mine, seat


def _otherwise_hidden(state: Any, seat: str) -> Any:
    """Another truth, seed, purse, temperament, proposal and secret orders of the others."""
    cell = seat.split(".")[0]
    others = [other for other in state["cells"] if other != cell]
    order = {
        "id": "order-0000000000000000", "kind": "council_project", "cell": others[0], "seat": "x", "args": {},
        "turn": state["turn"]["number"], "status": "written", "secret": True, "money_bn": 0.0, "capital": 0.0,
        "sentence": "HIDDEN", "warnings": [], "due_turn": 1, "lead_turns": 0,
    }  # fmt: skip
    return {
        **state,
        "fate": {"seed": 99, "truth": dict.fromkeys(state["fate"]["truth"], 1.0), "injects": {}},
        "funds": {**state["funds"], **{other: {"money_bn": 77.0, "capital": 77.0} for other in others}},
        "orders": {**state["orders"], order["id"]: order},
        "rulings": {"x": {}},
        "bots": {
            name: row if name == seat else {**row, "temperament": "firm", "notes": {}}
            for name, row in state["bots"].items()
        },
    }


def test_the_check_of_sight_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that reads the others' purse is found out."""
    honest = decide_next

    def peeking(sheet: Any, state: Any) -> Any:
        move = honest(sheet)
        return (*move.commands, sum(row["money_bn"] for row in state["funds"].values()))

    state, seat = _every_step()[4]
    sheet = sheet_of(state, pack(), seat, judge=judge(), seed=3)
    other = _otherwise_hidden(state, seat)
    assert peeking(sheet, state) != peeking(sheet_of(other, pack(), seat, judge=judge(), seed=3), other)


def test_a_bot_asks_for_less_as_time_goes_by_and_the_firm_one_later() -> None:
    """The curve: reserve + (best - reserve)·(1 - t^(1/beta))."""
    state, seat = next((state, seat) for state, seat in _every_step() if seat.startswith("us"))
    sheet = sheet_of(state, pack(), seat, judge=judge(), seed=3)

    def at(t: float, name: str) -> float:
        temperament = pack()["bots"]["us"][name]
        hour = {**sheet.view, "turn": {**sheet.view["turn"], "number": 1 + int(t * 8), "of": 8}}
        shown = play.sheet_of(state, pack(), seat, judge=judge(), seed=3)
        return ask(type(shown)(**{**vars(shown), "view": hour, "temperament": temperament}), 10.0)

    hours = [0.0, 0.25, 0.5, 0.75]
    for name in TEMPERAMENTS:
        asked = [at(t, name) for t in hours]
        assert asked == sorted(asked, reverse=True) and asked[-1] >= pack()["bots"]["us"][name]["reserve"]
    assert at(0.5, "firm") > at(0.5, "balanced") > at(0.5, "accommodating")


def test_a_bot_keeps_a_promise_that_needs_a_deed_and_breaks_it_for_enough() -> None:
    """A promise of access is kept by an invitation; a bot whose price for a breach is nothing may let it go."""
    house = play.House(pack(), stream="promise")
    heads = {"us.president": "accommodating", "russia.president": "accommodating", "nato.secgen": "accommodating"}
    options: Any = {
        "turns": 2, "mode": "rigid", "end_when_ready": False, "minutes": play.NO_CLOCK, "bots": heads
    }  # fmt: skip
    house.append(
        play.opening(
            pack(), game_id="g", pack_digest="", title="t", options=options, seed=1, context=house.context("open")
        )
    )
    assert house.give(play.FACILITATOR, "game.start", {}) is None
    _end(house)
    clause = {
        "id": "a", "kind": "site_access", "party": "us",
        "args": {"site": "redzikowo", "by": "russia", "level": "visits"}, "from_turn": 1, "until_turn": None,
        "condition": None,
    }  # fmt: skip
    args = {"title": "Access", "to": ["russia"], "clauses": [clause], "open": True, "expires_turn": 1, "note": ""}
    assert house.give("us.president", "offer.table", args, by_bot=True) is None
    offer = next(iter(house.state["offers"]))
    digest = house.state["offers"][offer]["view"]["versions"]["1"]["digest"]
    for seat in ("us.president", "russia.president"):
        signing = {"offer": offer, "version": 1, "digest": digest}
        assert house.give(seat, "offer.sign", signing, by_bot=True) is None
    _end(house)
    sheet = sheet_of(house.state, pack(), "us.president", judge=judge(), seed=1)
    commands, reasons = deeds.give_orders(sheet)
    invited = [args for name, args in commands if args.get("kind") == "invite_visit"]
    assert invited and invited[0]["args"]["site"] == "redzikowo" and invited[0]["args"]["by"] == "russia"
    assert any("keeps what we promised" in reason for reason in reasons)
    faithless = {**sheet.temperament, "breach": -1000.0}
    commands, _ = deeds.give_orders(type(sheet)(**{**vars(sheet), "temperament": faithless}))
    kept = [args for _, args in commands if "keeps what we promised" in args.get("rationale", "")]
    assert not kept


def _end(house: play.House) -> None:
    phase = {"turn": house.state["turn"]["number"], "phase": house.state["phase"]["name"], "reason": "on"}
    assert house.give(play.FACILITATOR, "phase.end", phase) is None


def test_a_bot_leaves_to_people_of_its_cell_what_they_can_do() -> None:
    state, _ = _every_step()[0]
    seats = {
        **state["seats"],
        "nato.secgen": {**state["seats"]["nato.secgen"], "bot": None, "taken": True},
        "nato.poland": {**state["seats"]["nato.poland"], "bot": "plays", "taken": True},
    }
    bots = {**state["bots"], "nato.poland": {"temperament": "firm", "notes": {}}}
    sheet = sheet_of({**state, "seats": seats, "bots": bots}, pack(), "nato.poland", judge=judge(), seed=3)
    assert sheet.powers() == {"consent:poland"}
    alone = sheet_of(state, pack(), "nato.secgen", judge=judge(), seed=3)
    assert {"sign", "order", "consent:poland", "consent:czechia"} <= alone.powers()


def test_two_bots_of_a_cell_do_not_do_the_same_thing_twice() -> None:
    state, _ = _every_step()[0]
    seats = {**state["seats"], "us.defense": {**state["seats"]["us.defense"], "bot": "plays", "taken": True}}
    bots = {**state["bots"], "us.defense": {"temperament": "firm", "notes": {}}}
    both = {**state, "seats": seats, "bots": bots}
    first, second = (
        sheet_of(both, pack(), seat, judge=judge(), seed=3).powers() for seat in ("us.president", "us.defense")
    )
    assert "order" in first and not second & first


def test_a_bot_answers_people_in_a_room_and_never_another_bot() -> None:
    state, seat = next((state, seat) for state, seat in _every_step() if seat == "russia.president")
    spoken = {**state["rooms"]["us-russia"], "count": 1, "last_ms": 1}
    rooms = {**state["rooms"], "us-russia": spoken}
    among_bots = sheet_of({**state, "rooms": rooms}, pack(), seat, judge=judge(), seed=3)
    assert not [name for name, _ in decide_next(among_bots).commands if name == "talk.say"]
    seats = {**state["seats"], "us.president": {**state["seats"]["us.president"], "bot": None}}
    with_a_person = sheet_of({**state, "rooms": rooms, "seats": seats}, pack(), seat, judge=judge(), seed=3)
    assert not is_at_rest(with_a_person)
    said = [(name, args) for name, args in decide_next(with_a_person).commands if name in ("talk.say", "room.read")]
    assert [name for name, _ in said] == ["talk.say", "room.read"] and said[1][1]["upto"] == 2


def test_an_offer_that_is_good_enough_is_signed_and_a_bad_one_is_not() -> None:
    signed = declined = 0
    games = [(number, played(number, 2, *chosen)) for number, chosen in enumerate(product(TEMPERAMENTS, repeat=3))]
    chosen = [(seed, its) for seed, its in games if its.row["agreements"]][:3]
    for seed, state, seat in [(seed, *step) for seed, its in chosen for step in _steps_of(its)]:
        sheet = sheet_of(state, pack(), seat, judge=judge(), seed=seed)
        if not sheet.view["phase"]["may_negotiate"]:
            continue
        commands, _ = talks.negotiate(sheet, sheet.powers())
        for name, args in commands:
            if name == "offer.sign":
                offer = sheet.view["offers"][args["offer"]]
                wanted = ask(sheet, talks.best(sheet, tuple(offer["parties"])))
                assert talks._gain(sheet, talks.of_version(offer)) >= wanted - 1e-6
                signed += 1
            if name == "offer.counter":
                offer = sheet.view["offers"][args["offer"]]
                wanted = ask(sheet, talks.best(sheet, tuple(offer["parties"])))
                assert talks._gain(sheet, talks.of_version(offer)) < wanted
                declined += 1
    assert signed and declined


def test_steps_are_counted_from_the_record() -> None:
    state, seat = _every_step()[-1]
    assert sheet_of(state, pack(), seat, judge=judge(), seed=3).step == bot_step(state, seat)


def test_a_bot_turns_down_what_it_would_sign_and_may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Terms that are promised already, or that it cannot pay: it says so once, and the talks do not go in circles."""
    sheets = (
        sheet_of(state, pack(), seat, judge=judge(), seed=number)
        for number, chosen in enumerate(product(TEMPERAMENTS, repeat=3))
        for state, seat in _steps_of(played(number, 2, *chosen))
    )
    signing = next(sheet for sheet in sheets if "offer.sign" in [name for name, _ in decide_next(sheet).commands])
    honest = talks.refused
    monkeypatch.setattr(talks, "refused", lambda sheet, command: command.name == "offer.sign" or honest(sheet, command))
    said = [name for name, _ in decide_next(signing).commands]
    assert "offer.sign" not in said
    assert {"offer.reject", "offer.withdraw", "offer.counter"} & set(said), said
