"""[P4] [P5] What a seat sees of the fold of all events is the fold of the events that it may see. R70 to R74.

Every kind of event has a case here, and every case changes somebody's picture. The planted leaks show that the check
can fail.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.rules import small
from tests.rules.sight import plays
from tests.rules.sight.fog import Broken, check
from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, SEATS, VALE, WEST
from tests.rules.table import Table
from wargame.rules import sight as sight_module
from wargame.rules.events import ALL, KINDS, Event, cell_of, visible
from wargame.rules.evolve import fold
from wargame.rules.sight import PARTS, SightPart, sight, sight_again
from wargame.rules.state import EMPTY, State

CASES = [(name, mode, who) for name in plays.PLAYS for mode, who in (("semi-rigid", "public"), ("rigid", "full"))]


@pytest.mark.parametrize(("play", "mode", "observers"), CASES)
def test_seeing_and_folding_commute(play: str, mode: str, observers: str) -> None:
    """[R71]"""
    table = plays.played(play, mode=mode, observers=observers)
    check(table.log, options=table.state["game"])


def test_every_kind_of_event_has_a_case_that_changes_a_picture() -> None:
    changed: dict[str, set[str]] = {}
    for name in plays.PLAYS:
        table = plays.played(name)
        for kind, seats in check(table.log, options=table.state["game"]).items():
            changed.setdefault(kind, set()).update(seats)
    assert set(KINDS) - set(changed) == set(), "kinds of event without a case that changes anything"


# Who may see what, said once more and independently of the rules: the audience of each kind.


def _audience(event: Event, state: State, pack: Any) -> set[str]:
    body = event.body
    cell: Callable[[str], set[str]] = lambda name: {name}  # noqa: E731
    offers: Callable[[str], set[str]] = lambda offer: _of_offer(state, offer)  # noqa: E731
    to_control = {"control"}
    rules: dict[str, Callable[[], set[str]]] = {
        "fate_sealed": lambda: to_control,
        "findings_recorded": lambda: to_control,
        "proposal_made": lambda: to_control,
        "ruling_made": lambda: to_control,
        "assistant_made": lambda: to_control,
        "assistant_changed": lambda: to_control,
        "assistant_withdrawn": lambda: to_control,
        "seat_taken": lambda: _of_seat(state, body["seat"]),
        "seat_left": lambda: _of_seat(state, body["seat"]),
        "adjudication_failed": lambda: to_control,
        "funds_changed": lambda: cell(body["cell"]),
        "order_written": lambda: cell(body["order"]["cell"]),
        "order_dropped": lambda: cell(body["cell"]),
        "draft_saved": lambda: cell(body["cell"]),
        "draft_closed": lambda: cell(body["cell"]),
        "inject_planned": lambda: to_control,
        "note_pinned": lambda: to_control,
        "commitment_made": lambda: cell(body["commitment"]["cell"]),
        "forecast_given": lambda: {body["forecast"]["seat"]},
        "forecast_scored": lambda: {body["seat"], "control"},
        "survey_written": lambda: to_control,
        "survey_opened": lambda: set(body["survey"]["to"]),
        "survey_closed": lambda: set(state["surveys"][body["survey"]]["view"]["to"]),
        "survey_answered": lambda: {body["sheet"]["seat"]},
        "survey_declined": lambda: {body["sheet"]["seat"]},
        "survey_consent_changed": lambda: {body["seat"]},
        "vote_called": lambda: cell(body["vote"]["cell"]),
        "vote_cast": lambda: cell(body["cell"]),
        "vote_closed": lambda: cell(body["cell"]),
        "time_asked": lambda: {body["request"]["cell"], "control"},
        "time_answered": lambda: {body["cell"], "control"},
        "cell_late": lambda: cell(body["cell"]),
        "meeting_called": lambda: set(body["meeting"]["cells"]),
        "meeting_answered": lambda: _asked(state, body["meeting"]),
        "meeting_held": lambda: _asked(state, body["meeting"]),
        "meeting_closed": lambda: _asked(state, body["meeting"]),
        "readout_given": lambda: (
            _asked(state, body["meeting"]) if body["readout"]["public"] else cell(body["readout"]["cell"])
        ),
        "room_left": lambda: {*body["members"], body["seat"]},
        "room_opened": lambda: set(body["room"]["members"]),
        "talk_said": lambda: set(state["rooms"][body["room"]]["members"]),
        "room_read": lambda: {body["seat"]},
        "hand_raised": lambda: {body["seat"], "control"},
        "bot_tempered": lambda: {body["seat"], "control"},
        "bot_noted": lambda: {body["seat"], "control"},
        "offer_tabled": lambda: offers(body["offer"]["id"]),
        "offer_countered": lambda: offers(body["offer"]),
        "offer_signed": lambda: offers(body["offer"]),
        "offer_closed": lambda: offers(body["offer"]),
        **{
            kind: lambda: _of_agreement(state, body["agreement"])
            for kind in ("standing_changed", "invitation_answered", "approval_answered", "agreement_denounced")
        },
        "agreement_made": lambda: offers(body["agreement"]["offer"]),
        "press_published": lambda: set(body["item"]["to"]),
        "inject_sent": lambda: set(state["fate"]["injects"][body["inject"]]["to"]),
        "inject_written": lambda: to_control,
        "draw_redrawn": lambda: to_control,
        "draw_made": lambda: set(pack["injects"][body["inject"]]["to"]),
        "compliance_found": lambda: cell(body["observer"]),
        "findings_published": lambda: _readers(body["assessment"], pack),
        "assessment_moved": lambda: _readers(body["assessment"], pack),
        "indicator_moved": lambda: set(pack["indicators"][body["indicator"]].get("seen_by", [ALL])),
        "order_carried_out": lambda: _told_of_deed(body),
    }
    return rules[event.kind]() if event.kind in rules else set(event.seen_by)


def _of_seat(state: State, seat: str) -> set[str]:
    """Who sits where all know, but of the assistants that control has made."""
    return {"control"} if state["seats"][seat].get("made") else {ALL}


def _told_of_deed(body: dict[str, Any]) -> set[str]:
    """A public deed is told to all, a secret one to its cell, one that was found out to the cell that found it."""
    return {body.get("found_by") or (ALL if body["copy"] else body["cell"])}


def _asked(state: State, meeting: str) -> set[str]:
    return set(state["meetings"][meeting]["view"]["cells"])


def _of_offer(state: State, offer: str) -> set[str]:
    view = state["offers"][offer]["view"]
    return {ALL} if view["open"] else {*view["parties"], *view["invites"]}


def _of_agreement(state: State, agreement: str) -> set[str]:
    return _of_offer(state, state["agreements"][agreement]["view"]["offer"])


def _readers(assessment: str, pack: Any) -> set[str]:
    its = pack["assessments"].get(assessment)
    return {"control"} if its is None else {ALL} if its["published"] else {its["cell"]}


PUBLIC_BY_NATURE = {
    "game_opened", "game_started", "phase_opened", "clock_paused", "clock_resumed",
    "clock_extended", "clock_rules_changed", "orders_awaited",
    "cell_readied", "orders_closed", "treaty_changed", "turn_published",
    "forecast_resolved", "forecasts_opened", "grace_given", "game_ended",
    "seat_handed_back", "bot_seated", "bot_left", "consent_answered",
}  # fmt: skip
DEPENDS = {"site_changed", "mark_set", "notice_given"}


def audience(event: Event, state: State, pack: Any) -> set[str]:
    """The viewers that an event is for; `state` is the one after it."""
    return {ALL} if event.kind in PUBLIC_BY_NATURE else _audience(event, state, pack)


def audiences_hold(log: list[Event], pack: Any) -> None:
    """Every event goes exactly to those it is for. Raises Broken at the first that does not."""
    state: State = EMPTY
    for event in log:
        state = fold(state, [event])
        meant = audience(event, state, pack)
        if set(event.seen_by) != meant:
            raise Broken(f"{event.kind} is told to {event.seen_by}, not to {sorted(meant)}")


@pytest.mark.parametrize("play", list(plays.PLAYS))
def test_every_event_is_told_to_those_it_is_for(play: str) -> None:
    """[R72]"""
    table = plays.played(play)
    audiences_hold(table.log, table.pack)


# Canaries: whose words and numbers must be in no event and no picture of whom.

CANARIES: dict[str, set[str]] = {
    "CANARY-GUEST": {"west", "east", "north"},
    "CANARY-LINKED": {"west", "east"},
    "CANARY-UNSIGNED": {"west", "east", "north"},
    "CANARY-NEVER": {"west", "east", "north"},
    "CANARY-MOOT": {"west", "east", "north"},
    "CANARY-VALE": {"west", "east", "north"},
    "CANARY-LEAVE": {"west", "east", "north"},
    "CANARY-WEST": {"west"},
    "CANARY-EAST": {"east"},
    "CANARY-QUIET": {"west.lead", "north.vale"},
    "CANARY-QUIET-2": {"west.lead", "north.vale"},
    "CANARY-PAIR": {"west", "east"},
    "CANARY-CONTROL": {"north"},
    "CANARY-ANSWER": {"north"},
    "CANARY-VOICE": {"west"},
    "CANARY-HAND": {"north.vale"},
    "CANARY-OFFER": {"north", "west"},
    "CANARY-RATIONALE": {"west"},
    "CANARY-DEAL": {"west", "east"},
    "CANARY-NOTE": {"west", "east"},
    "CANARY-COUNTER": {"west", "east"},
    "CANARY-reject": {"north", "east"},
    "CANARY-withdraw": {"north", "east"},
    "CANARY-expire": {"north", "east"},
    "CANARY-NO": {"north", "east"},
    "CANARY-DROPPED": {"west"},
    "CANARY-WHY": {"east"},
    "CANARY-TUNNEL": {"east"},
    "CANARY-RADAR": {"west"},
    "CANARY-BOT": {"east.lead"},
    "CANARY-BOT-2": {"east.lead"},
    "CANARY-DRAFT": {"west"},
    "CANARY-CLAUSE": {"east"},
    "CANARY-VOTE": {"west"},
    "CANARY-TIME": {"north"},
    "CANARY-HURRY": {"east"},
    "CANARY-REFUSED": {"east"},
    "CANARY-EXPECTS": {"west"},
    "CANARY-COMMITTED": {"west"},
    "CANARY-PLAN": {"north.vale"},
    "CANARY-ARMED": set(),
    "CANARY-NOTED": set(),
    "CANARY-ACTED": set(),
    "CANARY-LED": set(),
    "CANARY-AIDE": set(),
    "CANARY-AIDE-2": set(),
    "CANARY-AIDE-3": set(),
    "CANARY-FROM-AIDE": {"north"},
    "CANARY-ROOM": {"west.lead", "east", "north.vale"},
    "CANARY-ADHOC": {"west.lead", "east", "north.vale"},
    "CANARY-AFTER": {"west.lead", "east"},
    "CANARY-AGENDA": {"west", "east"},
    "CANARY-DECLINED": {"east", "north"},
    "CANARY-MEETING": {"west", "east"},
    "CANARY-STAFFS": {"west.staff", "east.lead"},
    "CANARY-READOUT": {"east"},
    '"CANARY-SAID"': {"west.staff"},
    "CANARY-SKIPPED": {"west.staff"},
    "CANARY-DECLINE": {"east.lead"},
    '"CANARY-WITHDRAWN"': {"north.vale"},
    "CANARY-SURVEY": {"east"},
    "CANARY-ASKED": {"east"},
    "CANARY-SURVEYS-WHY": set(),
}


def canaries_hold(table: Table) -> set[str]:
    """No seat's events or picture name a text that is not for it. Returns the canaries that flew. Raises Broken."""
    flown = set()
    names = {text: name for name, text in table.texts.items()}
    for canary, readers in CANARIES.items():
        if canary not in names:
            continue
        flown.add(canary)
        needle = json.dumps(names[canary])
        for seat in SEATS:
            if seat in (FACILITATOR, small.ASSISTANT) or seat in readers or cell_of(seat) in readers:
                continue
            told = [event.body for event in table.log if visible(event, seat, table.state["game"])]
            if needle in json.dumps(told) or needle in json.dumps(table.view(seat)):
                raise Broken(f"{seat} was told {canary}")
    return flown


def test_no_private_word_reaches_another_seat() -> None:
    flown = set()
    for name in plays.PLAYS:
        flown |= canaries_hold(plays.played(name))
    assert flown == set(CANARIES), "a canary of the list was never said"


@pytest.mark.parametrize("play", list(plays.PLAYS))
def test_no_written_word_stands_in_an_entry(play: str) -> None:
    """[R5]"""
    table = plays.played(play)
    assert "CANARY" in json.dumps(table.texts)
    assert "CANARY" not in json.dumps([event.body for event in table.log])
    assert "CANARY" not in json.dumps(table.state)


# A part of the picture names the tables that it reads: only then may it be taken over from the picture before.


class _Watched(dict[str, Any]):
    """A state that notes which tables are read."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)


def test_each_part_reads_only_the_tables_that_it_names() -> None:
    """[R73]"""
    table = plays.played("three turns")
    for name, part in PARTS.items():
        for seat in SEATS:
            watched = _Watched(table.state)
            part.fn(watched, seat)  # type: ignore[arg-type]
            assert watched.read <= set(part.reads), name


@pytest.mark.parametrize("play", list(plays.PLAYS))
def test_the_next_picture_made_from_the_last_is_the_picture(play: str) -> None:
    table = plays.played(play, observers="full")
    for seat in (WEST, NORTH, OBSERVER, FACILITATOR):
        state: State = EMPTY
        picture = sight(state, seat)
        for event in table.log:
            later = fold(state, [event])
            picture = sight_again(later, seat, state, picture)
            state = later
            assert picture == sight(state, seat), event.kind


# Planted leaks: with any of these the checks above must fail.


def _told_to(kind: str, viewers: tuple[str, ...], where: Callable[[Event], bool] = lambda event: True) -> Any:
    def plant(log: list[Event]) -> list[Event]:
        assert any(event.kind == kind and where(event) for event in log), f"no {kind} to plant the leak in"
        return [replace(event, seen_by=viewers) if event.kind == kind and where(event) else event for event in log]

    return plant


LEAKS_IN_EVENTS = {
    "an order told to all": _told_to("order_written", (ALL,)),
    "an order told to nobody else but another cell": _told_to("order_written", ("north",)),
    "money told to all": _told_to("funds_changed", (ALL,)),
    "the seed told to all": _told_to("fate_sealed", (ALL,)),
    "a private room told to all": _told_to("room_opened", (ALL,), lambda event: event.body["room"]["id"] == "quiet"),
    "talk told to all": _told_to("talk_said", (ALL,), lambda event: event.body["room"] == "west"),
    "talk told to the cell, not to the seat": _told_to(
        "talk_said", ("north", "west"), lambda event: event.body["room"] == "quiet"
    ),
    "a secret offer told to all": _told_to("offer_tabled", (ALL,), lambda event: not event.body["offer"]["open"]),
    "a signature told to one party only": _told_to("offer_signed", ("west",)),
    "a counter-offer not told to the other party": _told_to("offer_countered", ("east",)),
    "a draft told to all": _told_to("draft_saved", (ALL,)),
    "a draft's end told to all": _told_to("draft_closed", (ALL,)),
    "a forecast told to all": _told_to("forecast_given", (ALL,)),
    "a forecast's score told to all": _told_to("forecast_scored", (ALL,)),
    "a survey for one told to all": _told_to(
        "survey_opened", (ALL,), lambda event: event.body["survey"]["to"] != [ALL]
    ),
    "a survey in the making told to all": _told_to("survey_written", (ALL,)),
    "an answer told to the cell": _told_to("survey_answered", ("west",)),
    "who declined a survey told to all": _told_to("survey_declined", (ALL,)),
    "who will not be surveyed told to all": _told_to("survey_consent_changed", (ALL,)),
    "a vote told to all": _told_to("vote_cast", (ALL,)),
    "a wish for time told to all": _told_to("time_asked", (ALL,)),
    "who is late told to all": _told_to("cell_late", (ALL,)),
    "what a cell expects told to all": _told_to("commitment_made", (ALL,)),
    "a plan of control told to all": _told_to("inject_planned", (ALL,)),
    "a written inject told to all": _told_to("inject_written", (ALL,)),
    "a draw told before it is published": _told_to("draw_redrawn", (ALL,)),
    "a note of control told to all": _told_to("note_pinned", (ALL,)),
    "a call to meet told to all": _told_to("meeting_called", (ALL,)),
    "an answer told to all": _told_to("meeting_answered", (ALL,)),
    "a meeting told to one only": _told_to("meeting_held", ("west",)),
    "a meeting's end told to all": _told_to("meeting_closed", (ALL,)),
    "a private readout told to the other side": _told_to(
        "readout_given", ("east", "west"), lambda event: not event.body["readout"]["public"]
    ),
    "a room's leaver shown to all": _told_to("room_left", (ALL,)),
    "an agreement told to all": _told_to("agreement_made", (ALL,)),
    "an offer's end told to one": _told_to("offer_closed", ("east",)),
    "the proposal told to all": _told_to("proposal_made", (ALL,)),
    "the record of findings told to all": _told_to("findings_recorded", (ALL,)),
    "private findings told to all": _told_to(
        "findings_published", (ALL,), lambda event: event.body["assessment"] == "west_view"
    ),
    "the truth of compliance told to all": _told_to(
        "compliance_found", (ALL,), lambda event: event.body["observer"] == "control"
    ),
    "a private indicator told to all": _told_to(
        "indicator_moved", (ALL,), lambda event: event.body["indicator"] == "east_nerve"
    ),
    "a bot's temperament told to all": _told_to("bot_tempered", (ALL,)),
    "a bot's note told to its opponent": _told_to("bot_noted", ("west",)),
    "a hand shown to all": _told_to("hand_raised", (ALL,)),
    "a read mark shown to all": _told_to("room_read", (ALL,)),
    "a secret deed told to all": _told_to("order_carried_out", (ALL,), lambda event: event.body["copy"] is None),
    "a deed that one cell found out told to all": _told_to(
        "order_carried_out", (ALL,), lambda event: event.body.get("found_by") is not None
    ),
    "a message meant for one cell told to all": _told_to(
        "press_published", (ALL,), lambda event: event.body["item"]["to"] == ["west"]
    ),
    "a whispered inject told to all": _told_to("inject_sent", (ALL,), lambda event: event.body["inject"] == "whisper"),
    "a ruling told to all": _told_to("ruling_made", (ALL,)),
    "a failure told to all": _told_to("adjudication_failed", (ALL,)),
}


@pytest.mark.parametrize("leak", list(LEAKS_IN_EVENTS))
def test_a_leak_planted_in_an_event_is_caught(leak: str) -> None:
    caught = []
    for name in plays.PLAYS:
        table = plays.played(name)
        try:
            log = LEAKS_IN_EVENTS[leak](table.log)
        except AssertionError:
            continue
        try:
            audiences_hold(log, table.pack)
            check(log, options=table.state["game"], every=5)
        except Broken as broken:
            caught.append(str(broken))
    assert caught, "no check saw it, or no play has the event"


def _part(name: str, fn: Callable[[State, str], Any]) -> tuple[str, Callable[[State, str], Any]]:
    return name, fn


def _busy(state: State, seat: str) -> Any:
    cells = PARTS["cells"].fn(state, seat)
    writing = {row["cell"] for row in state["orders"].values()}
    return {cell: {**row, "writing": cell in writing} for cell, row in cells.items()}


def _all_rooms(state: State, seat: str) -> Any:
    return {room: {"count": row["count"]} for room, row in state["rooms"].items()}


LEAKS_IN_SIGHT = {
    "deeds that others found out": _part(
        "orders", lambda state, seat: {name: row["view"] for name, row in state["deeds"].items()}
    ),
    "orders of all cells": _part("orders", lambda state, seat: {**state["deeds"], **state["orders"]}),
    "how many orders there are": _part("orders", lambda state, seat: len(state["orders"])),
    "who is writing orders": _part("cells", _busy),
    "funds of all cells": _part("funds", lambda state, seat: state["funds"]),
    "counts of all rooms": _part("rooms", _all_rooms),
    "all offers": _part("offers", lambda state, seat: {name: row["view"] for name, row in state["offers"].items()}),
    "all agreements": _part("agreements", lambda state, seat: list(state["agreements"])),
    "sites as they truly are": _part(
        "sites", lambda state, seat: {name: rows[-1]["site"] for name, rows in state["sites"].items()}
    ),
    "all indicators": _part("indicators", lambda state, seat: state["indicators"]),
    "what others have learnt": _part("assessments", lambda state, seat: state["beliefs"]),
    "all findings": _part("findings", lambda state, seat: state["findings"]),
    "the whole press": _part("press", lambda state, seat: sorted(state["press"])),
    "everybody's notices": _part("notices", lambda state, seat: len(state["notices"])),
    "everybody's hands": _part("hand", lambda state, seat: list(state["hands"])),
    "what others have read": _part("you", lambda state, seat: state["read"]),
    "control's part": _part("control", lambda state, seat: state["fate"]),
    "the proposal before it is published": _part("control", lambda state, seat: state["proposals"]),
    "whether a secret deed was done": _part(
        "treaties", lambda state, seat: {**state["treaties"], "x": "missiles_out" in state["marks"]}
    ),
    "what bots think": _part("cells", lambda state, seat: state["bots"]),
    "compliance as others know it": _part("agreements", lambda state, seat: state["compliance"]),
}


@pytest.mark.parametrize("leak", list(LEAKS_IN_SIGHT))
def test_a_leak_planted_in_sight_is_caught(leak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, fn = LEAKS_IN_SIGHT[leak]
    wrong = {**PARTS, name: SightPart(PARTS[name].reads, fn)}
    tables = [plays.played(play) for play in plays.PLAYS]
    monkeypatch.setattr(sight_module, "PARTS", wrong)
    caught = []
    for table in tables:
        try:
            check(table.log, options=table.state["game"], every=3)
        except Broken as broken:
            caught.append(str(broken))
    assert caught


# Non-interference: two games that differ only in what is hidden from a seat give that seat the same stream.


def _two_games() -> tuple[Table, Table]:
    tables = []
    for hidden in (1, 2):
        table = Table(mode="rigid")
        table.seat_all()
        table.must(FACILITATOR, "game.start")
        table.to("negotiation")
        table.must(WEST, "talk.say", room="west-east", text="short" if hidden == 1 else "rather longer than that")
        offer = table.must(
            WEST, "offer.table", title="Deal", to=["east"], expires_turn=hidden,
            clauses=[{"id": "a", "kind": "cap", "party": "west", "args": {"number": hidden, "where": "march"}}],
        )  # fmt: skip
        table.must(EAST, "offer.reject" if hidden == 1 else "talk.say", **_end(hidden, offer))
        table.to("orders")
        table.must(EAST, "order.write", kind="battery", args={"site": "battery", "number": hidden})
        table.must(WEST, "order.write", **_open_or_not(hidden))
        dropped = table.must(WEST, "order.write", kind="speak", args={"text": "never"})
        table.must(WEST, "order.drop", order=dropped)
        table.to("adjudication")
        table.adjudicate()
        table.to("negotiation")
        tables.append(table)
    return tables[0], tables[1]


def _end(hidden: int, offer: str) -> dict[str, Any]:
    return {"offer": offer, "version": 1} if hidden == 1 else {"room": "east", "text": "wait"}


def _open_or_not(hidden: int) -> dict[str, Any]:
    return {"kind": "speak", "args": {"text": "the same for all"}, "rationale": "why" * hidden}


def test_two_games_that_differ_in_what_is_hidden_look_the_same() -> None:
    """[R74]"""
    one, two = _two_games()
    for seat in (NORTH, VALE, OBSERVER):
        first, second = ([_told(event) for event in table.log if visible(event, seat)] for table in (one, two))
        assert first == second
        assert _without_texts(one.view(seat)) == _without_texts(two.view(seat))
    assert one.view(EAST) != two.view(EAST)


def _told(event: Event) -> str:
    return f"{event.kind} {_without_texts(event.body)}"


def _without_texts(value: Any) -> str:
    """As JSON, with the names of texts left out: in the journal they are random."""
    if isinstance(value, dict):
        return json.dumps({key: "…" if key == "$text" else _without_texts(item) for key, item in value.items()})
    return json.dumps(value)
