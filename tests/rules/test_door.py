"""R1, R6: what comes in at the door, and that every refusal has a case, a code and a sentence. [P12] Bad input."""

import json
import math
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from tests.fuzz.games import monkey
from tests.rules import small
from tests.rules.life.plays import SURVEYED
from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, STAFF, VALE, WEST
from tests.rules.table import PACK, Table, clause, digest_of, started
from wargame.rules.commands import COMMANDS, Command, parse
from wargame.rules.decide import DECISIONS
from wargame.rules.decide.control.assistants import MOST
from wargame.rules.refusals import CODES, Refusal

GOOD: dict[str, dict[str, Any]] = {
    "talk.say": {"room": "all", "text": "x"},
    "room.read": {"room": "all", "upto": 1},
    "offer.table": {"title": "x", "to": ["east"], "clauses": [clause("treaty")], "expires_turn": 1},
    "offer.counter": {"offer": "o", "version": 1, "title": "x", "clauses": [clause("treaty")]},
    "offer.sign": {"offer": "o", "version": 1, "digest": "d"},
    "offer.reject": {"offer": "o", "version": 1},
    "offer.withdraw": {"offer": "o"},
    "agreement.join": {"agreement": "a", "digest": "d"},
    "agreement.decline": {"agreement": "a"},
    "agreement.denounce": {"agreement": "a", "reason": "x"},
    "approval.answer": {"agreement": "a", "clause": "c", "approval": "c", "given": True, "reason": "x"},
    "order.write": {"kind": "k", "args": {}},
    "order.drop": {"order": "o"},
    "draft.save": {"changes": {}},
    "draft.drop": {"draft": "d", "version": 1},
    "assistant.make": {"label": "n", "scope": "watch", "by": "s", "reason": "x"},
    "assistant.change": {"seat": "s", "scope": "watch", "by": "s", "reason": "x"},
    "assistant.withdraw": {"seat": "s", "by": "s", "reason": "x"},
    "act.for": {"seat": "s", "command": "cell.ready", "args": {}, "reason": "x"},
    "inject.plan": {"inject": "i", "state": "held", "reason": "x"},
    "inject.write": {"voice": "v", "title": "t", "text": "x", "to": ["all"], "when": "now", "reason": "x"},
    "adjudication.redraw": {"turn": 1, "inject": "i", "reason": "x"},
    "note.pin": {"text": "x"},
    "hand.lower": {"seat": "s"},
    "forecast.give": {"question": "q", "probability": 1},
    "survey.answer": {"survey": "s"},
    "survey.decline": {"survey": "s"},
    "survey.consent": {"given": False},
    "survey.write": {
        "title": "x",
        "questions": [{"id": "q", "kind": "scale", "text": "x", "points": 5}],
        "reason": "x",
    },
    "survey.open": {"survey": "s", "reason": "x"},
    "survey.close": {"survey": "s", "reason": "x"},
    "vote.call": {"question": "q", "choices": ["a", "b"]},
    "vote.cast": {"vote": "v", "choice": 0},
    "vote.close": {"vote": "v"},
    "time.ask": {"seconds": 60, "reason": "x"},
    "time.answer": {"request": "r", "grant": True, "reason": "x"},
    "meeting.call": {"kind": "k", "to": ["east"], "slot": 1},
    "meeting.answer": {"meeting": "m", "accept": True},
    "meeting.close": {"meeting": "m"},
    "meeting.readout": {"meeting": "m", "text": "x", "public": True},
    "room.open": {"title": "x", "members": ["east"]},
    "room.leave": {"room": "r"},
    "press.say": {"title": "x", "text": "x"},
    "cell.ready": {"ready": True},
    "hand.raise": {"up": True},
    "seat.hand_back": {},
    "seat.take_over": {},
    "bot.note": {"step": 0, "text": "x"},
    "bot.seat": {"seat": "s", "temperament": "t"},
    "bot.unseat": {"seat": "s"},
    "game.start": {},
    "game.end": {"reason": "x"},
    "clock.pause": {"reason": "x"},
    "clock.resume": {"reason": "x"},
    "clock.extend": {"seconds": 1, "reason": "x"},
    "clock.rules": {"reason": "x"},
    "phase.end": {"turn": 1, "phase": "orders", "reason": "x"},
    "inject.send": {"inject": "i"},
    "consent.rule": {"consent": "c", "answer": "yes", "reason": "x"},
    "voice.say": {"voice": "v", "title": "t", "text": "x", "to": ["all"]},
    "adjudication.accept": {"turn": 1},
    "adjudication.amend": {"turn": 1, "indicators": {}, "outcomes": {}, "reason": "x"},
    "seat.take": {"seat": "s"},
    "seat.leave": {"seat": "s"},
    "phase.close_due": {"turn": 1, "phase": "orders"},
    "findings.record": {"turn": 1, "findings": {}},
    "findings.fail": {"turn": 1, "attempt": 1, "words": "x"},
}


def test_every_command_has_a_decision_and_a_case() -> None:
    assert set(COMMANDS) == set(DECISIONS) == set(GOOD)
    assert all(kind.name == name for name, kind in COMMANDS.items())


@pytest.mark.parametrize("name", list(GOOD))
def test_a_good_command_is_understood_and_a_spoilt_one_names_its_field(name: str) -> None:
    """[R6]"""
    assert isinstance(parse(name, GOOD[name]), Command)
    more = parse(name, {**GOOD[name], "extra": 1})
    assert isinstance(more, Refusal) and (more.code, more.field) == ("unknown-field", "extra")
    for field in GOOD[name]:
        less = {key: value for key, value in GOOD[name].items() if key != field}
        missing = parse(name, less)
        assert isinstance(missing, Refusal) and (missing.code, missing.field) == ("missing-field", field)
        for value in (None, math.nan, [[]], {"a": {"b": object()}}, "x" * 5000, -(10**30)):
            wrong = parse(name, {**GOOD[name], field: value})
            assert isinstance(wrong, Command | Refusal)
            if isinstance(wrong, Refusal):
                assert wrong.field is not None and wrong.field.split(".")[0] == field and wrong.code in CODES


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, 10**400, 1e300, {"a": 1}, [[1]], ["x"] * 33, "x" * 4001]
)
def test_arguments_of_play_are_plain_small_values(value: Any) -> None:
    """[R6]"""
    answer = parse("order.write", {"kind": "k", "args": {"a": value}})
    assert isinstance(answer, Refusal) and (answer.code, answer.field) == ("bad-field", "args.a")
    assert "a number, a word" in answer.message


def test_what_is_no_command_at_all() -> None:
    assert parse("no.such", {}).code == "unknown-command"  # type: ignore[union-attr]
    assert parse("talk.say", []).code == "bad-field"  # type: ignore[union-attr]
    assert parse("talk.say", None).code == "bad-field"  # type: ignore[union-attr]
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    assert isinstance(parse("order.write", {"kind": "k", "args": {"a": deep}}), Refusal)


def test_nonsense_never_raises_and_changes_nothing(figure: Any) -> None:
    """[P12]"""
    table, chance, refused = started(), Random(11), 0
    seats = [*small.SEATS, "system", "nobody", ""]
    for _ in range(figure(40_000)):
        name, args = monkey.nonsense(chance)
        before = table.state
        answer = table.do(chance.choice(seats), name, **args)
        if isinstance(answer, Refusal):
            refused += 1
            assert table.state is before and answer.code in CODES and answer.message
            json.dumps([answer.code, answer.message, answer.field])
    assert refused > 100


def test_every_command_has_a_generator() -> None:
    """Whole games are played at random with all commands there are: `tests/fuzz/games/monkey.py` has a row for each."""
    assert set(monkey.GENERATORS) == set(COMMANDS)
    assert set(monkey.SILENCE) == set(COMMANDS), "how long does it stay without effect on those who were not told?"


# Each code of a refusal, provoked.


def _table_with_offer() -> tuple[Table, str]:
    table = started()
    table.to("negotiation")
    offer = table.must(
        WEST, "offer.table", title="x", to=["east"], expires_turn=2, open=True,
        clauses=[clause("cap", number=1, where="march")],
    )  # fmt: skip
    return table, offer


def _at(phase: str, **options: Any) -> Table:
    table = started(**options)
    table.to(phase)
    return table


def _offer(name: str, by: str, **args: Any) -> Callable[[], Any]:
    def give() -> Any:
        table, offer = _table_with_offer()
        return table.do(by, name, offer=offer, **args)

    return give


def _terms(*clauses: dict[str, Any], to: list[str] | None = None, expires: int = 1) -> Callable[[], Any]:
    def give() -> Any:
        args = {"title": "x", "to": to or ["east"], "clauses": list(clauses), "expires_turn": expires}
        return _at("negotiation").do(WEST, "offer.table", **args)

    return give


def _order(by: str, kind: str, at: str = "orders", order: str | None = None, **args: Any) -> Callable[[], Any]:
    return lambda: _at(at).do(by, "order.write", kind=kind, args=args, order=order)


def _give(by: str, name: str, /, at: str = "briefing", **args: Any) -> Callable[[], Any]:
    return lambda: _at(at).do(by, name, **args)


def _twice(by: str, name: str, /, at: str = "briefing", **args: Any) -> Callable[[], Any]:
    def give() -> Any:
        table = _at(at)
        table.must(by, name, **args)
        return table.do(by, name, **args)

    return give


def _over() -> Any:
    table = started()
    table.must(FACILITATOR, "game.end", reason="x")
    return table.do(WEST, "cell.ready", ready=True)


def _signed_again() -> Any:
    table, offer = _table_with_offer()
    version, digest = digest_of(table, offer)
    table.must(EAST, "offer.sign", offer=offer, version=version, digest=digest)
    return table.do(EAST, "offer.sign", offer=offer, version=version, digest=digest)


def _promised_twice() -> Any:
    table, offer = _table_with_offer()
    for seat in (EAST, WEST):
        version, digest = digest_of(table, offer)
        table.must(seat, "offer.sign", offer=offer, version=version, digest=digest)
    return table.do(EAST, "offer.table", title="x", to=["west"], expires_turn=2, clauses=[CAP])


def _agreement(give: Callable[[Table, str], Any]) -> Callable[[], Any]:
    """An agreement of west and east with a base that awaits consents, and north invited to sign."""

    def played() -> Any:
        table = _at("negotiation")
        offer = table.must(
            WEST, "offer.table", title="x", to=["east"], invites=["north"], expires_turn=2,
            clauses=[clause("base", site="fort"), clause("treaty")],
        )  # fmt: skip
        for seat in (EAST, WEST):
            version, digest = digest_of(table, offer)
            table.must(seat, "offer.sign", offer=offer, version=version, digest=digest)
        return give(table, next(iter(table.state["agreements"])))

    return played


def _consent(by: str, consent: str) -> Callable[[], Any]:
    args: dict[str, Any] = {"clause": "c-base", "given": True, "reason": "x"}
    return _agreement(lambda table, name: table.do(by, "approval.answer", agreement=name, approval=consent, **args))


def _cannot_pay() -> Any:
    table = _at("negotiation")
    payment = clause("payment", to="east", money=11.0)
    offer = table.must(EAST, "offer.table", title="x", to=["west"], expires_turn=1, clauses=[payment])
    version, digest = digest_of(table, offer)
    return table.do(WEST, "offer.sign", offer=offer, version=version, digest=digest)


def _link_unread() -> Any:
    table, _ = _table_with_offer()
    secret = table.must(WEST, "offer.table", title="x", to=["east"], expires_turn=2, clauses=[CAP])
    links = [{"offer": secret, "kind": "only_with"}]
    return table.do(WEST, "offer.table", title="x", to=["north"], expires_turn=2, clauses=[CAP], links=links)


def _withdrawn_twice() -> Any:
    table, offer = _table_with_offer()
    table.must(WEST, "offer.withdraw", offer=offer)
    return table.do(WEST, "offer.withdraw", offer=offer)


def _kind_changed() -> Any:
    table = _at("orders")
    order = table.must(EAST, "order.write", kind="suspend", args={})
    return table.do(EAST, "order.write", kind="speak", args={"text": "x"}, order=order)


def _closed_order() -> Any:
    table = _at("orders")
    order = table.must(EAST, "order.write", kind="suspend", args={})
    table.to("adjudication")
    table.adjudicate()
    table.to("orders")
    return table.do(EAST, "order.drop", order=order)


def _too_dear() -> Any:
    table = _at("orders")
    for _ in range(5):
        table.must(EAST, "order.write", kind="battery", args={"site": "battery", "number": 1})
    return table.do(EAST, "order.write", kind="battery", args={"site": "battery", "number": 1})


def _out_of_capital() -> Any:
    table = _at("orders", pack={**PACK, "cells": {**PACK["cells"], "east": {**PACK["cells"]["east"], "capital": 1}}})
    return table.do(EAST, "order.write", kind="suspend", args={})


def _with_bot(by: str, name: str, /, bot: bool = False, **args: Any) -> Callable[[], Any]:
    def give() -> Any:
        table = Table(bots={EAST: "calm"})
        table.must("system", "seat.take", seat=WEST)
        table.bot = bot
        return table.do(by, name, **args)

    return give


def _assisting(scope: str, name: str, *, withdrawn: bool = False, **args: Any) -> Callable[[], Any]:
    def give() -> Any:
        table = started()
        its = {"by": FACILITATOR, "reason": "x"}
        seat = table.must("system", "assistant.make", label="n", scope=scope, **its)
        table.must("system", "seat.take", seat=seat)
        if withdrawn:
            table.must("system", "assistant.withdraw", seat=seat, **its)
        return table.do(seat, name, **args)

    return give


def _many_assistants() -> Any:
    table = started()
    words = {"label": "n", "scope": "watch", "by": FACILITATOR, "reason": "x"}
    for _ in range(MOST):
        table.must("system", "assistant.make", **words)
    return table.do("system", "assistant.make", **words)


def _adjudicated() -> Any:
    table = _at("adjudication", mode="rigid")
    table.adjudicate()
    return table.do("system", "findings.record", turn=1, findings=small.findings(1))


def _proposed(name: str, **args: Any) -> Callable[[], Any]:
    def give() -> Any:
        table = _at("adjudication")
        table.must("system", "findings.record", turn=1, findings=small.findings(1))
        return table.do(FACILITATOR, name, turn=1, reason="x", **args)

    return give


def _amend(**args: Any) -> Callable[[], Any]:
    return _proposed("adjudication.amend", **{"indicators": {}, "outcomes": {}, **args})


def _dropped_twice() -> Any:
    table = started()
    draft = table.must(WEST, "draft.save", of="offer", changes={"title": "x"})
    table.must(WEST, "draft.drop", draft=draft, version=1)
    return table.do(WEST, "draft.drop", draft=draft, version=1)


def _both_edited() -> Any:
    table = started()
    draft = table.must(WEST, "draft.save", of="offer", changes={"title": "x"})
    return table.do(STAFF, "draft.save", draft=draft, base_version=0, changes={"title": "y"})


def _many_drafts() -> Any:
    table = started()
    for _ in range(24):
        table.must(WEST, "draft.save", of="order", changes={})
    return table.do(STAFF, "draft.save", of="order", changes={})


def _voting(by: str, name: str, *, over: bool = False, **args: Any) -> Callable[[], Any]:
    def give() -> Any:
        table = started()
        vote = table.must(WEST, "vote.call", question="x", choices=["a", "b"])
        if over:
            table.must(WEST, "vote.close", vote=vote)
        return table.do(by, name, vote=vote, **args)

    return give


def _surveyed(by: str, name: str, *, at: str = "briefing", refused: bool = False, **args: Any) -> Callable[[], Any]:
    def give() -> Any:
        table = started(pack=SURVEYED)
        table.to(at)
        if refused:
            table.must(by, "survey.consent", given=False)
        return table.do(by, name, survey="before:0", **args)

    return give


CALL: dict[str, Any] = {"kind": "call", "to": ["east"], "slot": 1}


def _met(by: str, name: str, **args: Any) -> Callable[[], Any]:
    """A call that East has declined."""

    def give() -> Any:
        table = _at("negotiation")
        meeting = table.must(WEST, "meeting.call", **CALL)
        table.must(EAST, "meeting.answer", meeting=meeting, accept=False)
        return table.do(by, name, meeting=meeting, **args)

    return give


def _hidden_agenda() -> Any:
    table = _at("negotiation")
    offer = table.must(WEST, "offer.table", title="x", to=["east"], clauses=[clause("treaty")], expires_turn=1)
    return table.do(WEST, "meeting.call", kind="call", to=["north"], slot=1, agenda=[offer])


def _many(name: str, count: int, **args: Any) -> Callable[[], Any]:
    def give() -> Any:
        table = started()
        for _ in range(count):
            table.must(WEST, name, **args)
        return table.do(WEST, name, **args)

    return give


CAP = clause("cap", number=1, where="march")
REFUSED: dict[str, Callable[[], Any]] = {
    "unknown-command": _give(WEST, "talk.shout"),
    "bad-field": _give(WEST, "talk.say", room="all", text=1.5),
    "unknown-field": _give(WEST, "talk.say", room="all", text="x", loud=True),
    "missing-field": _give(WEST, "talk.say", room="all"),
    "not-system": _give(WEST, "seat.take", seat=VALE),
    "not-control": _give(WEST, "game.start"),
    "not-a-player": _give(FACILITATOR, "order.drop", order="x"),
    "unknown-seat": _give("moon.lead", "talk.say", room="all", text="x"),
    "seat-empty": lambda: Table().do(WEST, "talk.say", room="all", text="x"),
    "seat-taken": _give("system", "seat.take", seat=WEST),
    "no-power": _give(VALE, "cell.ready", ready=True),
    "bot-plays": _with_bot(EAST, "talk.say", room="all", text="x"),
    "bot-away": _with_bot(WEST, "talk.say", bot=True, room="all", text="x"),
    "not-a-bot": _give(WEST, "bot.note", step=0, text="x"),
    "bot-step": _with_bot(EAST, "bot.note", bot=True, step=3, text="x"),
    "no-bot": _give(FACILITATOR, "bot.unseat", seat=WEST),
    "unknown-temperament": _with_bot(FACILITATOR, "bot.seat", seat=EAST, temperament="x"),
    "not-started": lambda: Table().do(FACILITATOR, "clock.pause", reason="x"),
    "already-started": _give(FACILITATOR, "game.start"),
    "game-over": _over,
    "wrong-phase": _order(WEST, "speak", at="briefing", text="x"),
    "wrong-turn": _give(FACILITATOR, "phase.end", turn=2, phase="briefing", reason="x"),
    "late": _order(WEST, "speak", at="adjudication", text="x"),
    "not-paused": _give(FACILITATOR, "clock.resume", reason="x"),
    "no-clock": _give(FACILITATOR, "clock.extend", at="adjudication", seconds=1, reason="x"),
    "not-due": _give("system", "phase.close_due", turn=1, phase="briefing"),
    "same-state": _twice(FACILITATOR, "clock.pause", reason="x"),
    "unknown-room": _give(WEST, "talk.say", room="east", text="x"),
    "may-not-speak": _give(OBSERVER, "talk.say", room="all", text="x"),
    "nothing-to-read": _give(WEST, "room.read", room="all", upto=1),
    "unknown-offer": _give(WEST, "offer.withdraw", at="negotiation", offer="x"),
    "offer-closed": _withdrawn_twice,
    "not-party": _offer("offer.reject", NORTH, version=1),
    "old-version": _offer("offer.reject", EAST, version=2),
    "wrong-digest": _offer("offer.sign", EAST, version=1, digest="x"),
    "already-signed": _signed_again,
    "not-yours": _offer("offer.withdraw", EAST),
    "own-offer": _offer("offer.reject", WEST, version=1),
    "unknown-cell": _terms(CAP, to=["moon"]),
    "own-cell": _terms(CAP, to=["west"]),
    "expires": _terms(CAP, expires=9),
    "unknown-clause": _terms(clause("wish")),
    "clause-party": _terms(clause("cap", party="east", number=1, where="march")),
    "clause-twice": _terms(CAP, CAP),
    "clause-turns": _terms(clause("cap", number=1, where="march", from_turn=3, until_turn=2)),
    "clause-condition": _terms(clause("cap", number=1, where="march", condition="ever")),
    "clause-only-if": _terms({**CAP, "only_if": "north"}),
    "cannot-invite": lambda: _at("negotiation").do(
        WEST, "offer.table", title="x", to=["east"], expires_turn=1, clauses=[CAP], invites=["east"]
    ),
    "link-unread": _link_unread,
    "cannot-pay": _cannot_pay,
    "unknown-agreement": _give(WEST, "agreement.denounce", at="negotiation", agreement="x", reason="x"),
    "not-invited": _agreement(lambda table, name: table.do(EAST, "agreement.decline", agreement=name)),
    "nothing-to-leave": _agreement(
        lambda table, name: table.do(EAST, "agreement.denounce", agreement=name, reason="x")
    ),
    "no-breach": _agreement(
        lambda table, name: table.do(WEST, "agreement.denounce", agreement=name, reason="x", on_breach=True)
    ),
    "nothing-awaited": _consent(FACILITATOR, "none"),
    "too-early": _consent(FACILITATOR, "vale"),
    "clause-clash": _terms(CAP, {**CAP, "id": "again"}),
    "promised-twice": _promised_twice,
    "same-terms": _offer("offer.counter", EAST, version=1, title="x", clauses=[CAP]),
    "unknown-order-kind": _order(WEST, "wish"),
    "unknown-order": _give(WEST, "order.drop", at="orders", order="x"),
    "order-closed": _closed_order,
    "order-kind-fixed": _kind_changed,
    "no-money": _too_dear,
    "no-capital": _out_of_capital,
    "not-lawful": _order(WEST, "deploy", site="fort", number=1),
    "unknown-condition": _give(FACILITATOR, "inject.plan", inject="gift", state="armed", when="x", reason="x"),
    "beyond-scope": _assisting("watch", "clock.pause", reason="x"),
    "facilitator-only": _give("system", "assistant.make", label="n", scope="watch", by=WEST, reason="x"),
    "assistant-withdrawn": _assisting("clock", "clock.pause", withdrawn=True, reason="x"),
    "unknown-assistant": _give("system", "assistant.withdraw", seat=OBSERVER, by=FACILITATOR, reason="x"),
    "unknown-scope": _give("system", "assistant.make", label="n", scope="all", by=FACILITATOR, reason="x"),
    "too-many-assistants": _many_assistants,
    "not-for-another": _give(FACILITATOR, "act.for", seat=WEST, command="game.end", args={}, reason="x"),
    "unknown-forecast": _give(WEST, "forecast.give", question="x", probability=1),
    "forecast-closed": _give(WEST, "forecast.give", at="adjudication", question="suspended", probability=1),
    "unknown-survey": _give(WEST, "survey.answer", survey="x", answers={}),
    "survey-closed": _surveyed(WEST, "survey.decline", at="negotiation"),
    "survey-open": lambda: started(pack=SURVEYED).do(FACILITATOR, "survey.open", survey="before", reason="x"),
    "survey-refused": _surveyed(WEST, "survey.decline", refused=True),
    "unknown-question": _surveyed(WEST, "survey.answer", answers={"x": 1}),
    "not-a-person": _with_bot(EAST, "survey.consent", bot=True, given=False),
    "unknown-vote": _voting(EAST, "vote.cast", choice=0),
    "vote-closed": _voting(WEST, "vote.cast", over=True, choice=0),
    "not-your-vote": _voting(STAFF, "vote.close"),
    "unknown-choice": _voting(WEST, "vote.cast", choice=2),
    "unknown-request": _give(FACILITATOR, "time.answer", request="x", grant=True, reason="x"),
    "unknown-member": _give(WEST, "room.open", title="x", members=["moon"]),
    "room-alone": _give(WEST, "room.open", title="x", members=[WEST]),
    "room-fixed": _give(WEST, "room.leave", room="quiet"),
    "too-many-rooms": _many("room.open", 12, title="x", members=["east"]),
    "unknown-meeting-kind": _give(WEST, "meeting.call", at="negotiation", kind="ball", to=["east"], slot=1),
    "unknown-meeting": _give(WEST, "meeting.close", meeting="x"),
    "meeting-closed": _met(WEST, "meeting.close"),
    "not-your-meeting": _met(WEST, "meeting.readout", text="x", public=True),
    "not-at-this-meeting": _give(WEST, "meeting.call", at="negotiation", kind="staffs", to=["east"], slot=1),
    "too-many-cells": _give(WEST, "meeting.call", at="negotiation", kind="call", to=["east", "north"], slot=1),
    "no-slot": _give(WEST, "meeting.call", at="negotiation", kind="call", to=["east"], slot=3),
    "slot-taken": _twice(WEST, "meeting.call", at="negotiation", **CALL),
    "agenda-hidden": _hidden_agenda,
    "no-press-line": lambda: _at("briefing", pack={**PACK, "press_line": None}).do(
        WEST, "press.say", title="x", text="x"
    ),
    "press-limit": _many("press.say", 2, title="x", text="x"),
    "unknown-draft": _give(WEST, "draft.drop", draft="x", version=1),
    "draft-closed": _dropped_twice,
    "draft-conflict": _both_edited,
    "too-many-drafts": _many_drafts,
    "already-adjudicated": _adjudicated,
    "no-proposal": _give(FACILITATOR, "adjudication.accept", at="adjudication", turn=1),
    "findings-shape": _give("system", "findings.record", at="adjudication", turn=1, findings={}),
    "unknown-indicator": _amend(indicators={"mood": 1}),
    "unknown-outcome": _amend(outcomes={"order-x": "x"}),
    "no-draw": _proposed("adjudication.redraw", inject="trial"),
    "turn-passed": _give(
        FACILITATOR, "inject.write", voice="v", title="t", text="x", to=["all"], when="turn", turn=99, reason="x"
    ),
    "unknown-inject": _give(FACILITATOR, "inject.send", inject="x"),
    "inject-sent": _twice(FACILITATOR, "inject.send", inject="storm"),
    "unknown-consent": _give(FACILITATOR, "consent.rule", consent="moon", answer="no", reason="x"),
    "unknown-viewer": _give(FACILITATOR, "voice.say", voice="v", title="t", text="x", to=["moon"]),
}
ELSEWHERE = {"id-reused", "unknown-game", "too-many-questions"}  # the journal's, the door's, the umpire's


@pytest.mark.parametrize("code", list(REFUSED))
def test_a_refusal_has_its_code_and_a_sentence(code: str) -> None:
    """[R1]"""
    answer = REFUSED[code]()
    assert isinstance(answer, Refusal) and answer.code == code, answer
    assert answer.message.rstrip().endswith(".") and "{" not in answer.message and "None" not in answer.message


def test_every_code_has_a_case() -> None:
    assert set(REFUSED) | ELSEWHERE == set(CODES)
