"""Played sequences for the checks of fog: between them every kind of event happens, to every cell that it can.

Whatever is private carries a canary in words or numbers that occur nowhere else.
"""

from collections.abc import Callable, Iterator
from functools import cache

from tests.rules import small
from tests.rules.life import plays as life
from tests.rules.small import ASSISTANT, EAST, FACILITATOR, NORTH, OBSERVER, STAFF, VALE, WEST
from tests.rules.table import Table, clause, digest_of, sign, started


def talk_and_seats(**options: object) -> Iterator[Table]:
    """The lobby, rooms of every sort, reading, hands, seats left and taken."""
    table = Table(**options)
    yield table
    table.must("system", "seat.take", seat=WEST)
    table.must("system", "seat.take", seat=EAST)
    table.must("system", "seat.take", seat=OBSERVER)
    table.must(WEST, "talk.say", room="all", text="good morning")
    table.must("system", "seat.take", seat=VALE)
    table.must("system", "seat.take", seat=STAFF)
    yield table
    table.must("system", "seat.take", seat=NORTH)
    table.must("system", "seat.leave", seat=STAFF)
    table.must(FACILITATOR, "voice.say", voice="The Herald", title="Welcome", text="to all", to=["all"])
    table.must(FACILITATOR, "voice.say", voice="A friend", title="CANARY-VOICE", text="for west", to=["west"])
    table.must(FACILITATOR, "game.start")
    table.must(WEST, "talk.say", room="west", text="CANARY-WEST")
    table.must(EAST, "talk.say", room="east", text="CANARY-EAST")
    table.must(VALE, "talk.say", room="quiet", text="CANARY-QUIET")
    yield table
    table.must(WEST, "talk.say", room="quiet", text="CANARY-QUIET-2")
    table.must(EAST, "talk.say", room="west-east", text="CANARY-PAIR")
    table.must(NORTH, "talk.say", room="north-control", text="CANARY-CONTROL")
    table.must(ASSISTANT, "talk.say", room="north-control", text="CANARY-ANSWER")
    for seat in (WEST, STAFF, EAST, NORTH, VALE, FACILITATOR, OBSERVER):
        room = "all" if seat in (FACILITATOR, OBSERVER, STAFF) else "west-east" if seat in (WEST, EAST) else "north"
        if seat == STAFF:
            table.must("system", "seat.take", seat=STAFF)
        if room != "north":
            table.must(seat, "room.read", room=room, upto=1)
    table.must(VALE, "hand.raise", up=True, about="CANARY-HAND")
    table.must(EAST, "hand.raise", up=True)
    table.must(EAST, "hand.raise", up=False)
    yield table


def clocks_and_end(**options: object) -> Iterator[Table]:
    """Clocks held, moved and run out; readiness; a game ended early with everything still open."""
    table = started(**options)
    table.must(FACILITATOR, "clock.pause", reason="coffee")
    table.must(FACILITATOR, "clock.extend", seconds=60, reason="more coffee")
    table.must(FACILITATOR, "clock.resume", reason="on")
    table.must(FACILITATOR, "clock.extend", seconds=-30, reason="late")
    table.must(WEST, "cell.ready", ready=True)
    table.must(EAST, "cell.ready", ready=True)
    table.must(EAST, "cell.ready", ready=False)
    yield table
    table.now_ms += 10**6
    table.must("system", "phase.close_due", turn=1, phase="briefing")
    table.must(
        NORTH,
        "offer.table",
        title="CANARY-OFFER",
        to=["west"],
        clauses=[clause("access", site="fort", guest="north")],
        expires_turn=3,
    )
    table.to("orders")
    table.must(WEST, "order.write", kind="radar", args={"site": "eye"}, rationale="CANARY-RATIONALE")
    table.must(FACILITATOR, "game.end", reason="fire drill")
    yield table
    table.must(WEST, "talk.say", room="all", text="goodbye")
    yield table


def three_turns(**options: object) -> Iterator[Table]:
    """A whole game: offers of every end, orders of every kind, injects, a test, secret deeds, breaches, amendments."""
    table = started(**options)
    table.to("negotiation")
    table.must(FACILITATOR, "inject.send", inject="whisper")
    table.must(FACILITATOR, "inject.send", inject="trial")
    secret = table.must(
        WEST, "offer.table", title="CANARY-DEAL", to=["east"], expires_turn=2, note="CANARY-NOTE",
        clauses=[
            clause("cap", number=5, where="march", until_turn=2),
            clause("no_missiles", party="east", where="march"),
            clause("data", sensor="eye", **{"with": ["east"]}),
        ],
    )  # fmt: skip
    table.must(
        EAST, "offer.counter", offer=secret, version=1, title="CANARY-COUNTER",
        clauses=[
            clause("cap", number=3, where="march", until_turn=2),
            clause("no_missiles", party="east", where="march"),
            clause("treaty", party="east", name="kept", from_turn=2),
        ],
    )  # fmt: skip
    sign(table, EAST, secret)
    yield table
    sign(table, WEST, secret)
    open_offer = table.must(
        NORTH, "offer.table", title="In the open", to=["west", "east"], open=True, expires_turn=1,
        clauses=[clause("access", site="fort", guest="north"), clause("not_before", site="fort", turn=3)],
    )  # fmt: skip
    sign(table, NORTH, open_offer)
    sign(table, EAST, open_offer)
    yield table
    sign(table, WEST, open_offer)
    for how in ("reject", "withdraw", "expire"):
        offer = table.must(
            EAST, "offer.table", title=f"CANARY-{how}", to=["north"], expires_turn=1,
            clauses=[clause("treaty", party="east", name=how)],
        )  # fmt: skip
        version, _ = digest_of(table, offer)
        if how == "reject":
            table.must(NORTH, "offer.reject", offer=offer, version=version, reason="CANARY-NO")
        if how == "withdraw":
            table.must(EAST, "offer.withdraw", offer=offer)
    table.to("orders")
    table.must(VALE, "order.write", kind="consent", args={"site": "fort", "consent": "yes"})
    gone = table.must(WEST, "order.write", kind="speak", args={"text": "CANARY-DROPPED"})
    table.must(WEST, "order.drop", order=gone)
    table.must(
        EAST, "order.write", kind="battery", args={"site": "battery", "number": 17}, rationale="CANARY-WHY",
        confidence=73,
    )  # fmt: skip
    table.must(WEST, "order.write", kind="radar", args={"site": "eye"}, rationale="CANARY-RADAR")
    table.must(WEST, "order.write", kind="speak", args={"text": "to the world"})
    yield table
    table.to("adjudication")
    table.must("system", "findings.fail", turn=1, attempt=1, words="the engine is out")
    table.must("system", "findings.record", turn=1, findings=small.findings(1, draws={"trial": small.HIT}))
    if table.state["phase"]["name"] == "adjudication":
        table.must(
            FACILITATOR, "adjudication.amend", turn=1, indicators={"calm": 55.0, "east_nerve": 33.0},
            outcomes={}, reason="as agreed before",
        )  # fmt: skip
    yield table
    table.to("negotiation")
    table.must(FACILITATOR, "inject.send", inject="storm", title="A worse storm")
    table.must(FACILITATOR, "inject.send", inject="gift")
    table.must(FACILITATOR, "consent.rule", consent="elders", answer="yes", reason="for all to read")
    table.to("orders")
    table.must(WEST, "order.write", kind="deploy", args={"site": "fort", "number": 9})
    table.must(WEST, "order.write", kind="share", args={"sensor": "eye", "with": ["north"]})
    table.must(EAST, "order.write", kind="suspend", args={})
    table.must(EAST, "order.write", kind="visit", args={"site": "battery", "guest": "north"})
    table.must(EAST, "order.write", kind="tunnel", args={"site": "battery", "depth": "deep"}, rationale="CANARY-TUNNEL")
    table.to("adjudication")
    yield table
    table.adjudicate(covered=70.0)
    table.to("orders")
    table.must(WEST, "order.write", kind="pause", args={"site": "fort"})
    table.must(WEST, "order.write", kind="deploy", args={"site": "fort", "number": 1})
    table.to("adjudication")
    table.adjudicate(covered=90.0)
    yield table
    table.end_phase()
    yield table


def bots(**options: object) -> Iterator[Table]:
    """Bots seated from the beginning and later, taken over, handed back, left behind, sent away; their notes."""
    table = Table(bots={EAST: "calm"}, **options)
    yield table
    table.must("system", "seat.take", seat=WEST)
    table.must(FACILITATOR, "bot.seat", seat=NORTH, temperament="hasty")
    table.must(FACILITATOR, "bot.seat", seat=EAST, temperament="hasty")
    table.must(FACILITATOR, "game.start")
    table.by_bot(EAST, "bot.note", step=0, text="CANARY-BOT")
    table.by_bot(NORTH, "cell.ready", ready=True)
    yield table
    table.must("system", "seat.take", seat=EAST)
    table.must(EAST, "talk.say", room="east", text="CANARY-EAST")
    table.must(EAST, "seat.hand_back")
    table.must(EAST, "seat.take_over")
    yield table
    table.must("system", "seat.leave", seat=EAST)
    table.by_bot(EAST, "bot.note", step=1, text="CANARY-BOT-2")
    table.must("system", "seat.take", seat=NORTH)
    table.must(FACILITATOR, "bot.unseat", seat=NORTH)
    table.must(FACILITATOR, "bot.unseat", seat=EAST)
    yield table


def pacts(**options: object) -> Iterator[Table]:
    """Guests who sign later or not at all, second consents, offers that hang on others, payments, ways out."""
    table = started(**options)
    table.to("negotiation")
    first = table.must(
        WEST, "offer.table", title="CANARY-GUEST", to=["east"], invites=["north"], expires_turn=3,
        clauses=[
            clause("cap", number=7, where="march", only_if="north"),
            clause("payment", to="east", money=2.5),
            clause("payment", party="east", name="dear", to="west", money=0.5, from_turn=2),
            clause("base", site="fort"),
        ],
    )  # fmt: skip
    second = table.must(
        WEST, "offer.table", title="CANARY-LINKED", to=["east"], expires_turn=3,
        links=[{"offer": first, "kind": "only_with"}, {"offer": first, "kind": "falls_with"}],
        clauses=[clause("treaty"), clause("treaty", party="east", name="own")],
    )  # fmt: skip
    for offer in (second, first):
        sign(table, WEST, offer)
        sign(table, EAST, offer)
    third = table.must(
        EAST, "offer.table", title="CANARY-UNSIGNED", to=["west"], invites=["north"], expires_turn=3,
        clauses=[clause("not_before", site="eye", turn=3, only_if="north")],
    )  # fmt: skip
    sign(table, WEST, third)
    sign(table, EAST, third)
    yield table
    made = {row["view"]["offer"]: name for name, row in table.state["agreements"].items()}
    digest = table.state["agreements"][made[first]]["view"]["digest"]
    table.must(NORTH, "agreement.join", agreement=made[first], digest=digest)
    table.must(NORTH, "agreement.decline", agreement=made[third], reason="CANARY-NEVER")
    table.must(
        FACILITATOR, "approval.answer", agreement=made[first], clause="c-base", approval="moot", given=True,
        reason="CANARY-MOOT",
    )  # fmt: skip
    table.to("adjudication")
    table.adjudicate()
    yield table
    table.to("negotiation")
    table.must(
        VALE, "approval.answer", agreement=made[first], clause="c-base", approval="vale", given=False,
        reason="CANARY-VALE",
    )  # fmt: skip
    table.must(WEST, "agreement.denounce", agreement=made[first], reason="CANARY-LEAVE")
    table.to("adjudication")
    table.adjudicate()
    table.to("negotiation")
    yield table


PLAYS: dict[str, Callable[..., Iterator[Table]]] = {
    "talk and seats": talk_and_seats,
    "clocks and end": clocks_and_end,
    "three turns": three_turns,
    "pacts": pacts,
    "bots": bots,
    "inside a cell": life.inside_a_cell,
    "between cells": life.between_cells,
    "views and votes": life.views_and_votes,
    "control at work": life.control_at_work,
    "surveys": life.surveys,
}


@cache
def played(name: str, **options: object) -> Table:
    """The table after the whole of the play. Shared between tests: only to be looked at."""
    *_, table = PLAYS[name](**options)
    return table
