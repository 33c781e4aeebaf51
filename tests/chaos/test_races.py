"""[P7] [P8] Contenders in five processes race on real PostgreSQL: one end for every offer, one turn for every order.

Each race is played in a branch of a prepared game. The judges below read the log, not the state. With a fault planted
in the contenders the same judges must object: `test_a_planted_fault_is_found`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from tests.chaos.racing import BUGS, Field, Heard, Shot, field_of
from tests.rules import small
from tests.rules.small import EAST, FACILITATOR, NORTH, STAFF, WEST
from wargame import journal
from wargame.journal.models import Entry, Receipt
from wargame.journal.read import folded, stream_row
from wargame.journal.store.append import take_snapshot

pytestmark = pytest.mark.slow

LANES = 5
OFFER_RACES = 5_000
SUBMISSIONS = 10_000
SUBMISSIONS_A_RACE = 8
AT_ONCE = 50  # races that are prepared together
TURN = 1


class Found(AssertionError):
    """A race that did not end as promised."""


@pytest.fixture(scope="module")
def field(committed) -> Iterator[Field]:
    from tests.play.house import child_environment

    with field_of(LANES, child_environment()) as made:
        yield made


def command(stream: UUID, seat: str, name: str, /, **args: Any) -> dict[str, Any]:
    number = journal.state_at(stream)[1]
    answer = journal.handle(stream, command_id=f"{name}-{number}", name=name, args=args, seat=seat)
    assert answer["ok"], answer
    return answer["receipt"]


def ordering() -> UUID:
    """A game of the small scenario whose first turn's orders are open."""
    digest = journal.store_document("pack", small.pack())
    options = {"id": "race", "title": "A race", "mode": "rigid", "minutes": {"orders": 60}}
    stream = journal.open_stream(pack_digest=digest, options=options, seed=1)
    for seat in small.PLAYERS:
        command(stream, "system", "seat.take", seat=seat)
    command(stream, FACILITATOR, "game.start")
    for phase in ("briefing", "negotiation"):
        command(stream, FACILITATOR, "phase.end", turn=TURN, phase=phase, reason="to the race")
    return stream


def branches(base: UUID, count: int) -> list[str]:
    """So many games that go on from where the base is, each process reading its state from a snapshot."""
    head = journal.state_at(base)[1]
    take_snapshot(base, folded(stream_row(base)))
    return [str(journal.branch(base, head)) for _ in range(count)]


def batches(count: int, bug: str) -> Iterator[int]:
    """Many are prepared together; where a fault is looked for, few, for the first will show it."""
    most = AT_ONCE // 10 if bug else AT_ONCE
    while count > 0:
        yield min(count, most)
        count -= most


# [P8] sign, counter, withdraw, expire.


@pytest.fixture(scope="module")
def tabled(committed) -> tuple[UUID, str, str]:
    """A game with an offer of West to East that expires with this turn; its id and the digest of its terms."""
    stream = ordering()
    terms = [{"id": "a", "kind": "cap", "party": "west", "args": {"number": 5, "where": "march"}}]
    offer = command(stream, WEST, "offer.table", title="A cap", to=["east"], clauses=terms, expires_turn=TURN)["ref"]
    digest = journal.state_at(stream)[0]["offers"][offer]["view"]["versions"]["1"]["digest"]
    return stream, offer, digest


def offer_race(stream: str, offer: str, digest: str, number: int) -> list[list[Shot]]:
    """By lane: the close, West signs, East signs, East counters or signs a second time, West withdraws or counters."""
    seen: dict[str, Any] = {"offer": offer, "version": 1, "digest": digest}
    less = [{"id": "a", "kind": "cap", "party": "west", "args": {"number": 3, "where": "march"}}]
    counter = {"offer": offer, "version": 1, "title": "Less", "clauses": less}
    sign = lambda seat, name: Shot(stream, seat, name, "offer.sign", seen)  # noqa: E731
    ending = {"turn": TURN, "phase": "orders", "reason": "time"}
    fourth = [
        Shot(stream, EAST, "counter", "offer.counter", counter),
        sign(EAST, "east-again"),
        Shot(stream, EAST, "reject", "offer.reject", {"offer": offer, "version": 1}),
    ][number % 3]
    fifth = [
        Shot(stream, STAFF, "withdraw", "offer.withdraw", {"offer": offer}),
        Shot(stream, STAFF, "counter-own", "offer.counter", counter),
        sign(WEST, "west-again"),
        Shot(stream, WEST, "withdraw", "offer.withdraw", {"offer": offer}),
    ][number % 4]
    return [
        [Shot(stream, FACILITATOR, "close", "phase.end", ending, spread_ms=12)],
        [sign(WEST, "west")],
        [sign(EAST, "east")],
        [fourth],
        [fifth],
    ]


MAY_BE = {
    "offer.sign": {"old-version", "already-signed", "offer-closed", "wrong-phase"},
    "offer.counter": {"old-version", "offer-closed", "wrong-phase"},
    "offer.withdraw": {"offer-closed", "wrong-phase"},
    "offer.reject": {"old-version", "offer-closed", "wrong-phase"},
    "phase.end": set(),
}


def judge_offer(heard: list[Heard], offer: str) -> str:
    """One end, told once, and every answer true of the log. Returns the end; raises Found."""
    stream = heard[0].shot.stream
    answers_are_kept(heard)
    log = list(journal.entries(stream))
    signed: dict[str, tuple[int, str]] = {}
    version, digests, ends = 0, {}, []
    for entry in log:
        body = entry.body
        match entry.kind:
            case "offer_tabled":
                version, digests = 1, {1: body["offer"]["versions"]["1"]["digest"]}
            case "offer_countered":
                if ends:
                    raise Found("countered after its end")
                version, signed = body["version"]["number"], {}
                digests[version] = body["version"]["digest"]
            case "offer_signed":
                if ends:
                    raise Found("signed after its end")
                if body["cell"] in signed:
                    raise Found(f"{body['cell']} signed twice")
                if (body["version"], body["digest"]) != (version, digests[version]):
                    raise Found("a signature does not name the version on the table")
                signed[body["cell"]] = (body["version"], body["digest"])
            case "offer_closed":
                ends.append(body["status"])
    if len(ends) != 1:
        raise Found(f"the offer has {len(ends)} ends: {ends}")
    if (ends[0] == "signed") != (len(signed) == 2):
        raise Found(f"it ended {ends[0]} with {len(signed)} signatures")
    agreements = sum(entry.kind == "agreement_made" for entry in log)
    if agreements != (ends[0] == "signed"):
        raise Found(f"{agreements} agreements came of it")
    notices = [entry for entry in log if entry.kind == "notice_given" and entry.body["notice"]["about"] == offer]
    if len(notices) != (ends[0] == "expired"):
        raise Found("its end was told wrongly")
    by_cause = {entry.cause: entry for entry in log if entry.kind == "offer_signed"}
    for each in heard:
        if not each.ok and each.code not in MAY_BE[each.shot.name]:
            raise Found(f"{each.shot.command_id} heard {each.code} {each.fault or ''}")
        if each.ok and each.shot.name == "offer.sign":
            entry = by_cause.get(each.shot.command_id)
            asked = (each.shot.args["version"], each.shot.args["digest"])
            if entry is None or (entry.body["version"], entry.body["digest"]) != asked:
                raise Found(f"{each.shot.command_id} signed what it had not seen")
    return str(ends[0])


def answers_are_kept(heard: list[Heard]) -> None:
    """Every answer was heard, is in the log's receipts as it was told, and what was acknowledged is stored, once."""
    stream = heard[0].shot.stream
    receipts = {(row.seat, row.command_id): row for row in Receipt.objects.filter(stream_id=stream)}
    written = Counter(Entry.objects.filter(stream_id=stream).values_list("seat", "cause", "kind"))
    numbers = list(Entry.objects.filter(stream_id=stream).order_by("seq").values_list("seq", flat=True))
    if numbers and numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        raise Found("the log has a gap")
    for each in heard:
        row = receipts.get((each.shot.seat, each.shot.command_id))
        if each.answer is None:
            raise Found(f"{each.shot.command_id}: nobody knows what became of it ({each.fault})")
        if row is None or row.answer != each.answer:
            raise Found(f"{each.shot.command_id} was told something that is not on record")
        mine = sum(
            count
            for (seat, cause, _), count in written.items()
            if (seat, cause) == (each.shot.seat, each.shot.command_id)
        )
        if bool(mine) != each.ok:
            raise Found(f"{each.shot.command_id} was answered {each.code} and wrote {mine} entries")


def race_offers(field: Field, tabled: tuple[UUID, str, str], count: int, bug: str = "") -> Counter[str]:
    base, offer, digest = tabled
    tally: Counter[str] = Counter()
    done = 0
    for size in batches(count, bug):
        races = [offer_race(name, offer, digest, done + n) for n, name in enumerate(branches(base, size))]
        for heard in field.run(races, seed=done, bug=bug):
            tally[judge_offer(heard, offer)] += 1
            tally.update(f"{each.shot.name} {each.code}" for each in heard)
        done += size
    return tally


def test_every_race_for_an_offer_has_one_end(field, tabled, figure):
    """[P8] [R43] [R44] [R45]"""
    count = figure(OFFER_RACES)
    tally = race_offers(field, tabled, count)
    ends = {end: tally[end] for end in ("signed", "withdrawn", "rejected", "expired")}
    print(f"[P8] {count} races: {ends}, 0 failed, 0 unknown; at 95 % fewer than {3 / count:.2%}\n{dict(tally)}")
    assert sum(ends.values()) == count and all(ends.values()), ends
    assert tally["offer.counter ok"] and tally["offer.sign old-version"] and tally["offer.sign already-signed"]


# [P8] What is promised twice is refused: two offers with the same promise, signed at once.

TWICE_RACES = OFFER_RACES // 5


@pytest.fixture(scope="module")
def twice(committed) -> tuple[UUID, dict[str, str]]:
    """A game with two offers of West to East that promise the same, signed by West; their ids and digests."""
    stream = ordering()
    made = {}
    for number in (5, 3):
        terms = [{"id": "a", "kind": "cap", "party": "west", "args": {"number": number, "where": "march"}}]
        asked = {"title": "A cap", "to": ["east"], "clauses": terms, "expires_turn": TURN}
        offer = command(stream, WEST, "offer.table", **asked)["ref"]
        made[offer] = journal.state_at(stream)[0]["offers"][offer]["view"]["versions"]["1"]["digest"]
        command(stream, WEST, "offer.sign", offer=offer, version=1, digest=made[offer])
    return stream, made


def twice_race(stream: str, offers: dict[str, str]) -> list[list[Shot]]:
    """By lane: the close, East signs the one and the other, twice each."""
    ending = {"turn": TURN, "phase": "orders", "reason": "time"}
    signing = [
        [Shot(stream, EAST, f"{place}-{time}", "offer.sign", {"offer": offer, "version": 1, "digest": digest})]
        for time in (1, 2)
        for place, (offer, digest) in enumerate(offers.items())
    ]
    return [[Shot(stream, FACILITATOR, "close", "phase.end", ending, spread_ms=20)], *signing]


def judge_twice(heard: list[Heard]) -> str:
    """At most one of the two became an agreement. Returns "one" or "none"; raises Found."""
    answers_are_kept(heard)
    log = list(journal.entries(heard[0].shot.stream))
    ends = Counter(entry.body["offer"] for entry in log if entry.kind == "offer_closed")
    if sorted(ends.values()) != [1, 1]:
        raise Found(f"the two offers have {sorted(ends.values())} ends")
    made = sum(entry.kind == "agreement_made" for entry in log)
    if made > 1:
        raise Found("the same was promised twice")
    for each in heard:
        if not each.ok and each.code not in ("promised-twice", "already-signed", "offer-closed", "wrong-phase"):
            raise Found(f"{each.shot.command_id} heard {each.code} {each.fault or ''}")
    if sum(each.ok and each.shot.name == "offer.sign" for each in heard) != made:
        raise Found("a signature was acknowledged that made no agreement")
    return "one" if made else "none"


def race_twice(field: Field, twice: tuple[UUID, dict[str, str]], count: int, bug: str = "") -> Counter[str]:
    base, offers = twice
    tally: Counter[str] = Counter()
    done = 0
    for size in batches(count, bug):
        races = [twice_race(name, offers) for name in branches(base, size)]
        for heard in field.run(races, seed=done, bug=bug):
            tally[judge_twice(heard)] += 1
            tally.update(each.code for each in heard)
        done += size
    return tally


def test_what_is_promised_twice_is_refused_whoever_comes_first(field, twice, figure):
    """[P8] [R48]"""
    count = figure(TWICE_RACES)
    tally = race_twice(field, twice, count)
    print(f"[P8] {count} races: {dict(tally)}, 0 promised twice; at 95 % fewer than {3 / count:.2%}")
    assert tally["one"] and tally["promised-twice"]


# [P7] submissions and the close.


@pytest.fixture(scope="module")
def open_orders(committed) -> UUID:
    return ordering()


WRITERS = (WEST, EAST, NORTH, WEST)


def order_race(stream: str, number: int) -> list[list[Shot]]:
    """Four lanes of two submissions each, and the close somewhere among them."""
    ending = {"turn": TURN, "phase": "orders", "reason": "time"}
    lanes = [[Shot(stream, FACILITATOR, "close", "phase.end", ending, spread_ms=14)]]
    for lane, seat in enumerate(WRITERS):
        shots = []
        for place in range(SUBMISSIONS_A_RACE // len(WRITERS)):
            text = f"order {number}-{lane}-{place}"
            args = {"kind": "speak", "args": {"text": text}, "rationale": "in time"}
            args |= {"turn": TURN} if place else {}
            shots.append(Shot(stream, seat, f"order-{lane}-{place}", "order.write", args))
        lanes.append(shots)
    return lanes


def judge_orders(heard: list[Heard]) -> Counter[str]:
    """Each order is in its own turn's input or was answered as late, and its author hears the same again."""
    stream = heard[0].shot.stream
    answers_are_kept(heard)
    closes = [entry.seq for entry in journal.entries(stream, kinds=["orders_closed"])]
    if len(closes) != 1:
        raise Found(f"the turn was closed {len(closes)} times")
    counted, _ = journal.state_at(stream, closes[0])
    taken = {name for name, row in counted["orders"].items() if row["turn"] == TURN and row["status"] == "closed"}
    told: Counter[str] = Counter()
    for each in heard:
        if each.shot.name != "order.write":
            continue
        if each.ok:
            assert each.answer is not None
            if each.answer["receipt"]["ref"] not in taken:
                raise Found(f"{each.shot.command_id} was acknowledged and is not in its turn")
            taken.discard(each.answer["receipt"]["ref"])
        elif each.code != "late" or f"turn {TURN}" not in str(each.answer and each.answer["message"]).lower():
            raise Found(f"{each.shot.command_id} heard {each.answer}")
        shot = each.shot
        again = journal.handle(stream, command_id=shot.command_id, name=shot.name, args=shot.args, seat=shot.seat)
        if again != each.answer:
            raise Found(f"{shot.command_id} was told {each.answer}, then {again}")
        told["in time" if each.ok else "late"] += 1
    if taken:
        raise Found(f"{taken} are in the turn and nobody was told so")
    return told


def race_orders(field: Field, base: UUID, count: int, bug: str = "") -> Counter[str]:
    """`count` submissions in as many races as it takes."""
    told: Counter[str] = Counter()
    done = 0
    for size in batches(-(-count // SUBMISSIONS_A_RACE), bug):
        races = [order_race(name, done + n) for n, name in enumerate(branches(base, size))]
        for heard in field.run(races, seed=done, bug=bug):
            told += judge_orders(heard)
        done += size
    return told


def test_every_submission_is_in_its_turn_or_late(field, open_orders, figure):
    """[P7]"""
    count = figure(SUBMISSIONS)
    told = race_orders(field, open_orders, count)
    total = told["in time"] + told["late"]
    print(f"[P7] {total} submissions: {dict(told)}, 0 ambiguous, 0 unknown; at 95 % fewer than {3 / total:.3%}")
    assert total >= count
    # A race that one side always wins shows nothing.
    assert min(told["in time"], told["late"]) > total * 0.05, told


# The harness itself.

OF_OFFERS = (
    "nothing is locked",
    "signed by id alone",
    "a closed offer can be closed again",
    "a cell signs twice",
    "answered before the commit",
)
OF_ORDERS = (
    "nothing is locked",
    "the close does not lock",
    "an order after the snapshot",
    "the author's clock",
    "answered before the commit",
    "late without a record",
)
PLANTED = [("offers", bug) for bug in OF_OFFERS] + [("orders", bug) for bug in OF_ORDERS]
PLANTED += [("promises", "the same may be promised twice")]
TRIED = 150  # races within which a fault has to be found


@pytest.mark.parametrize(("what", "bug"), PLANTED)
def test_a_planted_fault_is_found(field, tabled, twice, open_orders, what, bug):
    run: Callable[[int], Any]
    if what == "offers":
        run = lambda count: race_offers(field, tabled, count, bug)  # noqa: E731
    elif what == "promises":
        run = lambda count: race_twice(field, twice, count, bug)  # noqa: E731
    else:
        run = lambda count: race_orders(field, open_orders, count * SUBMISSIONS_A_RACE, bug)  # noqa: E731
    with pytest.raises(Found) as found:
        run(TRIED)
    print(f"[{'P7' if what == 'orders' else 'P8'}] planted: {bug}; found: {found.value}")


def test_every_fault_is_tried():
    assert {bug for _, bug in PLANTED} == set(BUGS)
