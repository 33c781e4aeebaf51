"""Played sequences of a table's life beside offers and orders. See `tests.rules.sight.plays`."""

from collections.abc import Iterator
from typing import Any

from tests.rules.small import ASSISTANT, EAST, FACILITATOR, HIT, NORTH, STAFF, VALE, WEST, findings
from tests.rules.table import PACK, Table, clause, started


def inside_a_cell(**options: object) -> Iterator[Table]:
    """Drafts shared, changed from two sides, used and dropped."""
    table = started(**options)
    draft = table.must(WEST, "draft.save", of="offer", changes={"title": "CANARY-DRAFT", "to": ["east"]})
    yield table
    terms = {"c": {"kind": "cap", "party": "west", "args": {"number": 4, "where": "march"}}}
    table.must(STAFF, "draft.save", draft=draft, base_version=1, changes={"clauses": terms, "expires_turn": 1})
    table.must(WEST, "draft.save", draft=draft, base_version=1, changes={"open": True})
    other = table.must(EAST, "draft.save", of="order", changes={"kind": "speak", "args": {"text": "CANARY-CLAUSE"}})
    table.must(EAST, "draft.drop", draft=other, version=1)
    yield table
    table.to("negotiation")
    table.must(
        WEST, "offer.table", title="Made of it", to=["east"], expires_turn=1, draft=draft, draft_version=3,
        clauses=[clause("cap", number=4, where="march")],
    )  # fmt: skip
    yield table


def between_cells(**options: object) -> Iterator[Table]:
    """Meetings of every end, readouts that differ, rooms opened and left, statements to the press."""
    table = started(**options)
    room = table.must(WEST, "room.open", title="CANARY-ROOM", members=["north.vale", "east"])
    table.must(VALE, "talk.say", room=room, text="CANARY-ADHOC")
    yield table
    table.must(VALE, "room.leave", room=room)
    table.must(EAST, "talk.say", room=room, text="CANARY-AFTER")
    table.must(NORTH, "press.say", title="We are calm", text="So we say.")
    table.to("negotiation")
    secret = table.must(
        WEST, "offer.table", title="Agenda", to=["east"], clauses=[clause("treaty", party="east")], expires_turn=2
    )
    call = table.must(WEST, "meeting.call", kind="call", to=["east"], slot=1, agenda=[secret], note="CANARY-AGENDA")
    no = table.must(EAST, "meeting.call", kind="call", to=["north"], slot=2)
    yield table
    table.must(EAST, "meeting.answer", meeting=call, accept=True)
    table.must(NORTH, "meeting.answer", meeting=no, accept=False, reason="CANARY-DECLINED")
    its = table.view(WEST)["meetings"][call]["room"]
    table.must(EAST, "talk.say", room=its, text="CANARY-MEETING")
    staffs = table.must(STAFF, "meeting.call", kind="staffs", to=["east"], slot=2)
    table.must(EAST, "meeting.answer", meeting=staffs, accept=True)
    table.must(STAFF, "talk.say", room=table.view(STAFF)["meetings"][staffs]["room"], text="CANARY-STAFFS")
    yield table
    table.must(WEST, "meeting.readout", meeting=call, text="It went well.", public=True)
    table.must(EAST, "meeting.readout", meeting=call, text="CANARY-READOUT", public=False)
    table.must(WEST, "meeting.close", meeting=call)
    off = table.must(NORTH, "meeting.call", kind="call", to=["west"], slot=1)
    table.must(NORTH, "meeting.close", meeting=off)
    table.must(NORTH, "meeting.call", kind="council", to=["west", "east"], slot=1)
    table.to("adjudication")
    table.adjudicate()
    table.to("negotiation")
    (spring,) = [name for name, row in table.view(NORTH)["meetings"].items() if row["date"]]
    for seat in (WEST, EAST, NORTH):
        table.must(seat, "meeting.answer", meeting=spring, accept=seat != EAST)
    table.must(EAST, "press.say", title="We stayed away", text="For good reasons.")
    yield table
    table.to("adjudication")
    yield table


DEFAULTS = [
    {"cell": "north", "turn": 1, "kind": "consent", "args": {"site": "fort", "consent": "no"}},
    {"cell": "east", "turn": 1, "kind": "battery", "args": {"site": "battery", "number": 13}},
]


def views_and_votes(**options: object) -> Iterator[Table]:
    """Forecasts, votes, requests for time, commitments; a late cell with its grace and the scenario's orders."""
    table = started(pack={**PACK, "default_orders": DEFAULTS}, grace_s=60, **options)
    table.must(STAFF, "forecast.give", question="suspended", probability=83, words="CANARY-FORECAST")
    table.must(STAFF, "forecast.give", question="suspended", probability=84, words="CANARY-FORECAST")
    table.must(EAST, "forecast.give", question="suspended", probability=17)
    table.must(NORTH, "forecast.give", question="forward", probability=29)
    vote = table.must(WEST, "vote.call", question="CANARY-VOTE", choices=["yes", "no"])
    yield table
    table.must(STAFF, "vote.cast", vote=vote, choice=1)
    table.must(WEST, "vote.cast", vote=vote, choice=0)
    table.must(NORTH, "vote.call", question="lunch?", choices=["yes", "no"])
    asked = table.must(VALE, "time.ask", seconds=120, reason="CANARY-TIME")
    table.must(FACILITATOR, "time.answer", request=asked, grant=True, reason="so be it")
    asked = table.must(EAST, "time.ask", seconds=60, reason="CANARY-HURRY")
    table.must(FACILITATOR, "time.answer", request=asked, grant=False, reason="CANARY-REFUSED")
    table.must(EAST, "time.ask", seconds=30, reason="once more")
    yield table
    table.to("orders")
    table.must(WEST, "order.write", kind="radar", args={"site": "eye"})
    expects = {"east": "CANARY-EXPECTS"}
    table.must(WEST, "cell.ready", ready=True, rationale="CANARY-COMMITTED", confidence=61, expects=expects)
    table.must(FACILITATOR, "clock.rules", wait_for_orders=True, end_when_ready=True, reason="all shall be heard")
    table.now_ms += 10**7
    table.must("system", "phase.close_due", turn=1, phase="orders")
    yield table
    table.must(FACILITATOR, "clock.rules", wait_for_orders=False, grace_s=90, reason="enough heard")
    yield table
    table.must(EAST, "order.write", kind="suspend", args={})
    table.now_ms += 10**6
    table.must("system", "phase.close_due", turn=1, phase="orders")
    table.adjudicate()
    yield table
    table.must(FACILITATOR, "game.end", reason="enough")
    yield table


QUESTIONS: dict[str, Any] = {
    "threat": {"kind": "scale", "text": "TEXT OF A QUESTION", "points": 5, "low": "none", "high": "great"},
    "side": {
        "kind": "choice",
        "text": "Whose?",
        "choices": [{"value": "yes", "label": "Ours"}, {"value": "no", "label": "Theirs"}],
    },
    "sides": {
        "kind": "choices",
        "text": "Which?",
        "most": 2,
        "choices": [{"value": each, "label": each.upper()} for each in "abc"],
    },
    "odds": {
        "kind": "number",
        "text": "How likely does {cell} sign?",
        "each_other": True,
        "min": 0,
        "max": 100,
        "unit": "%",
        "interval": True,
    },
    "why": {"kind": "text", "text": "Why?"},
}
SURVEYED: Any = {
    **PACK,
    "survey_questions": QUESTIONS,
    "surveys": {
        "before": {"title": "Before", "opens": "lobby", "closes": "negotiation", "questions": list(QUESTIONS)},
        "turn": {"title": "Turn", "opens": "results", "turns": [1], "closes": "negotiation", "questions": ["threat"]},
        "after": {"title": "After", "opens": "over", "questions": ["threat", "odds"]},
    },
}
WRITTEN: dict[str, Any] = {
    "title": "CANARY-SURVEY",
    "questions": [
        {"id": "calm", "kind": "scale", "text": "CANARY-ASKED", "points": 7, "low": "none", "high": "all"},
        {
            "id": "pick",
            "kind": "choice",
            "text": "Which?",
            "choices": [{"value": "y", "label": "yes"}, {"value": "n", "label": "no"}],
        },
        {"id": "num", "kind": "number", "text": "{cell}?", "each_other": True, "min": 0, "max": 9, "unit": "km"},
    ],
    "reason": "CANARY-SURVEYS-WHY",
}


def surveys(**options: object) -> Iterator[Table]:
    """Surveys of the scenario and of control; answered, skipped, declined, changed; consent; a seat's next person."""
    table = started(pack=SURVEYED, **options)
    answers = {"threat": 4, "why": "CANARY-SAID", "odds:east": {"best": 41, "low": 7, "high": 83}}
    table.must(STAFF, "survey.answer", survey="before:0", answers=answers, skipped={"side": "CANARY-SKIPPED"})
    table.must(EAST, "survey.decline", survey="before:0", reason="CANARY-DECLINE")
    table.must(VALE, "survey.answer", survey="before:0", answers={"why": "CANARY-WITHDRAWN"})
    table.must(VALE, "survey.consent", given=False)
    yield table
    table.must("system", "seat.leave", seat=STAFF)
    table.must("system", "seat.take", seat=STAFF)
    table.must(STAFF, "survey.answer", survey="before:0", answers={"threat": 1})
    named = table.must(FACILITATOR, "survey.write", **{**WRITTEN, "to": ["east"], "answers": "after the game"})
    table.must(FACILITATOR, "survey.open", survey=named, reason="so")
    table.must(EAST, "survey.answer", survey=f"{named}:1", answers={"calm": 6})
    yield table
    table.must(FACILITATOR, "survey.close", survey=f"{named}:1", reason="so")
    table.must(VALE, "survey.consent", given=True)
    table.to("orders")
    table.must(FACILITATOR, "game.end", reason="enough")
    table.must(NORTH, "survey.answer", survey="after:1", answers={"threat": 2})
    yield table


def control_at_work(**options: object) -> Iterator[Table]:
    """Control plans injects, pins notes and acts for a seat that is empty."""
    table = started(**options)
    led = {"by": FACILITATOR, "reason": "CANARY-LED"}
    press = table.must("system", "assistant.make", label="CANARY-AIDE", scope="injects", **led)
    table.must("system", "seat.take", seat=press)
    table.must("system", "assistant.change", seat=press, scope="everything", label="CANARY-AIDE-2", **led)
    table.must("system", "assistant.change", seat=ASSISTANT, scope="clock", **led)
    table.must(press, "hand.raise", up=True, about="CANARY-AIDE-3")
    table.must(press, "talk.say", room="north-control", text="CANARY-FROM-AIDE")
    table.must(press, "clock.extend", seconds=60, reason="to see the hour")
    table.must(FACILITATOR, "inject.plan", inject="dawn", state="held", reason="not yet")
    plan = {"inject": "gift", "state": "armed", "when": "treaty_gone", "title": "CANARY-PLAN"}
    table.must(FACILITATOR, "inject.plan", **plan, reason="CANARY-ARMED")
    table.must(FACILITATOR, "note.pin", text="CANARY-NOTED", about=EAST)
    told = {"voice": "A friend", "title": "CANARY-OWN", "text": "CANARY-WRITTEN", "reason": "CANARY-WHY"}
    table.must(FACILITATOR, "inject.write", **told, to=["west"], when="turn", turn=1)
    table.must(FACILITATOR, "inject.write", **told, to=["east"], when="condition", condition="treaty_gone")
    table.must(press, "inject.send", inject="trial")
    yield table
    table.must("system", "assistant.withdraw", seat=press, **led)
    table.must("system", "assistant.withdraw", seat=ASSISTANT, **led)
    table.must("system", "seat.leave", seat=EAST)
    yield table
    table.to("orders")
    write = {"command": "order.write", "args": {"kind": "suspend", "args": {}}}
    table.must(FACILITATOR, "act.for", seat=EAST, **write, reason="CANARY-ACTED")
    yield table
    table.to("adjudication")
    table.must("system", "findings.record", turn=1, findings=findings(1, draws={"trial": HIT}))
    if table.state["phase"]["name"] == "adjudication":
        table.must(FACILITATOR, "adjudication.redraw", turn=1, inject="trial", reason="a wrong key")
        yield table
        table.must(FACILITATOR, "adjudication.accept", turn=1)
    table.to("briefing")
    yield table
