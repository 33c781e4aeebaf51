"""[P5] What a seat has not been told never leaves the server: canaries in a played game, looked for in every byte.

The game is played through the real server. Every seat listens at its socket from the start, fetches everything it can
over HTTP, and pries where it should not. Then every byte that it received is searched for what is not for it. The
search itself is tried on servers with a leak planted in them: each has to be found.
"""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.play import house
from tests.play.fog import confidences, texts
from tests.play.fog.canaries import Aviary, marked_pack
from tests.play.fog.holes import HOLES, PROGRAM
from tests.play.page import Page, open_pages
from wargame import journal
from wargame.lobby.door import unit

pytestmark = pytest.mark.slow

SEATS = (*house.PLAYERS, *house.CONTROL)
MEMBERS = {"us": "us.president", "russia": "russia.president", "nato": "nato.secgen", "control": "control.facilitator"}


@dataclass
class Fog:
    """The table, what is hidden in it, and every byte that each seat has received."""

    table: house.Seats
    aviary: Aviary
    heard: dict[str, list[str]] = field(default_factory=lambda: {seat: [] for seat in SEATS})
    things: dict[str, str] = field(default_factory=dict)  # offers and orders by name
    covered: set[str] = field(default_factory=set)  # places of commands at which a canary was accepted (`texts`)

    def note(self, name: str, args: dict[str, Any]) -> None:
        """This command was accepted with these arguments."""
        self.covered |= texts.written(name, args, set(self.aviary.texts.values()))

    async def give(self, page: Page, name: str, **args: Any) -> str:
        """Gives a command that has to be accepted; the id of what it made."""
        answer = await page.command(name, **args)
        assert answer["type"] == "ack", (name, args, answer)
        self.note(name, args)
        return answer["receipt"].get("ref") or ""

    def bytes_of(self) -> dict[str, str]:
        return {seat: "\n".join(words) for seat, words in self.heard.items()}


@pytest.fixture(scope="module")
def fog(committed, server):
    """A game of one turn, played with canaries while everybody listens."""
    from wargame.scenarios import load

    aviary = Aviary(SEATS)
    plain = load.load
    load.load = lambda name: journal.store_document("pack", marked_pack(load.resolved(name), aviary))
    try:
        table = house.open_table("Fog", seats=SEATS, mode="semi-rigid")
    finally:
        load.load = plain
    made = Fog(table, aviary)
    state, _ = journal.state_at(table.stream)
    aviary.put("the seed", text=str(state["fate"]["seed"]))
    for name in list(state["fate"]["truth"])[:8]:
        if len(repr(state["fate"]["truth"][name])) > 7:
            aviary.put(f"the truth of {name}", text=repr(state["fate"]["truth"][name]))
    for seat, token in table.tokens.items():
        aviary.put_for_nobody(f"the token of {seat}", token)
    for seat, code in table.codes.items():
        aviary.put_for_nobody(f"the invitation of {seat}", code)
    asyncio.run(play(made, server))
    return made


async def play(fog: Fog, server) -> None:
    table, aviary = fog.table, fog.aviary
    pages = await open_pages(server.socket_url, table.game, table.tokens)
    assert (await pages["control.facilitator"].command("game.start"))["type"] == "ack"
    await say_everywhere(fog, pages)
    await unit(lambda: house.to_phase(table, "negotiation"))
    await bargain(fog, pages)
    await confidences.among_sides(fog, pages)
    await confidences.in_cells(fog, pages)
    await confidences.of_control(fog, pages)
    await confidences.asked(fog, pages)
    await unit(lambda: house.to_phase(table, "orders"))
    await give_orders(fog, pages)
    await whisper(fog, pages)
    await look_around(fog, server)
    await unit(lambda: house.to_phase(table, "adjudication"))
    from wargame.umpire.turns import closed

    await confidences.of_the_house(fog)
    assert await unit(lambda: closed.adjudicate(table.game, 1)) == "recorded"
    await confidences.rule(fog, pages)
    await pages["us.president"].until(lambda: pages["us.president"].view["phase"]["name"] == "results", 30)
    state, _ = await unit(lambda: journal.state_at(table.stream))
    for name, row in state["findings"]["1"].items():
        viewers = SEATS if "all" in row["seen_by"] else row["seen_by"]
        aviary.put(f"the document of {name}", *viewers, text=row["finding"]["document"])
    truth = state["proposals"]["1"]["findings"]["assessments"].get("truth")
    if truth:
        aviary.put("the document of the truth", text=truth["document"])
    await look_around(fog, server)
    for seat, page in pages.items():
        fog.heard[seat].extend(page.heard)
        assert page.fault is None, page.fault
        await page.close()


async def say_everywhere(fog: Fog, pages: dict[str, Page]) -> None:
    """A canary in each room, said by the first seat that may speak there."""
    rooms = pages["control.facilitator"].view["rooms"]
    for room, row in rooms.items():
        speaker = next((s for s in SEATS if pages[s].view["rooms"].get(room, {}).get("may_speak")), None)
        if speaker is None or "all" in row["members"]:
            continue
        text = fog.aviary.put(f"talk in {room}", *row["members"])
        await fog.give(pages[speaker], "talk.say", room=room, text=f"Between us: {text}.")
    for seat in ("us.state", "russia.foreign"):
        about = fog.aviary.put(f"the raised hand of {seat}", seat)
        await fog.give(pages[seat], "hand.raise", up=True, about=about)


async def bargain(fog: Fog, pages: dict[str, Page]) -> None:
    """A secret offer that is countered and signed, one that is rejected, one that is withdrawn."""
    both = ("us", "russia")
    clause = {"id": "c1", "kind": "cap_interceptors", "party": "us", "args": {"number": 10}}
    later = {"id": "c1", "kind": "no_deployment_before", "party": "us", "args": {"site": "brdy", "turn": 3}}
    offer = await table_offer(fog, pages, "us.president", "russia", clause, "signed", both)
    words = {
        "title": fog.aviary.put("title of the counter-offer", *both),
        "note": fog.aviary.put("note of the counter-offer", *both),
    }
    less = {**clause, "args": {"number": 5}}
    await fog.give(pages["russia.president"], "offer.counter", offer=offer, version=1, clauses=[less], **words)
    for seat in ("russia.president", "us.president"):
        page = pages[seat]
        await page.until(lambda page=page: page.view["offers"][offer]["version"] == 2)
        digest = page.view["offers"][offer]["versions"]["2"]["digest"]
        answer = await page.command("offer.sign", offer=offer, version=2, digest=digest)
        assert answer["type"] == "ack" or answer["code"] == "already-signed", answer
    offer = await table_offer(fog, pages, "us.president", "russia", later, "rejected", both)
    reason = fog.aviary.put("reason of the rejection", *both)
    await fog.give(pages["russia.president"], "offer.reject", offer=offer, version=1, reason=reason)
    offer = await table_offer(fog, pages, "us.president", "nato", later, "withdrawn", ("us", "nato"))
    reason = fog.aviary.put("reason of the withdrawal", "us", "nato")
    await fog.give(pages["us.president"], "offer.withdraw", offer=offer, reason=reason)


async def table_offer(fog, pages, by, to, clause, name, viewers, **more) -> str:
    words = {
        "title": fog.aviary.put(f"title of the {name} offer", *viewers),
        "note": fog.aviary.put(f"note of the {name} offer", *viewers),
    }
    offer = await fog.give(pages[by], "offer.table", to=[to], clauses=[clause], expires_turn=2, **words, **more)
    fog.things[f"{name} offer"] = offer
    await pages[MEMBERS[to]].until(lambda: offer in pages[MEMBERS[to]].view["offers"])
    return offer


async def give_orders(fog: Fog, pages: dict[str, Page]) -> None:
    orders = {
        "us.president": ("survey_site", {"site": "redzikowo"}),
        "russia.president": ("iskander_quietly", {"site": "kaliningrad", "number": 8}),
        "nato.poland": ("host_consent", {"site": "redzikowo", "consent": "conditions"}),
    }
    for seat, (kind, args) in orders.items():
        rationale = fog.aviary.put(f"rationale of {seat}", seat.split(".")[0])
        words = {"rationale": rationale, "confidence": 63}
        fog.things[f"order of {seat}"] = await fog.give(pages[seat], "order.write", kind=kind, args=args, **words)
    words = fog.aviary.put("a statement that was taken back", "us")
    args, page = {"title": "A statement", "text": words}, pages["us.president"]
    written = await fog.give(page, "order.write", kind="public_statement", args=args)
    await page.until(lambda: written in page.view["orders"])
    await fog.give(page, "order.drop", order=written)


async def whisper(fog: Fog, pages: dict[str, Page]) -> None:
    """Control speaks as an outside voice to one cell and to one seat, and sends an inject in words of its own."""
    for viewer in ("us", "nato.poland"):
        words = {
            "title": fog.aviary.put(f"title of a message to {viewer}", viewer),
            "text": fog.aviary.put(f"a message to {viewer}", viewer),
        }
        voice = fog.aviary.put(f"the voice that speaks to {viewer}", viewer)
        await fog.give(pages["control.facilitator"], "voice.say", voice=voice, to=[viewer], **words)


async def look_around(fog: Fog, server, seats: tuple[str, ...] = SEATS) -> None:
    """Every seat fetches all that it may, and pries where it may not; every byte of every answer is kept."""
    state, _ = await unit(lambda: journal.state_at(fog.table.stream))
    digests = {
        each["document"]
        for row in state["proposals"].values()
        for each in row.get("findings", {}).get("assessments", {}).values()
    } | {state["game"]["pack"]}
    await asyncio.gather(*(look_around_as(seat, fog, server, list(state["rooms"]), digests) for seat in seats))


async def look_around_as(seat: str, fog: Fog, server, rooms: list[str], digests: set[str]) -> None:
    game, heard = fog.table.game, fog.heard[seat]
    page = await Page(server.socket_url, game, seat, fog.table.tokens[seat]).open(check=False)
    headers = {"Authorization": f"Bearer {fog.table.tokens[seat]}"}
    async with httpx.AsyncClient(base_url=f"{server.url}", headers=headers, timeout=30) as http:
        base = f"/api/games/{game}"
        paths = ["/view", "/catalogue", "/reports", "/record", "/reports/aar.html"]
        paths += [f"/rooms/{room}/messages?limit=200" for room in rooms]
        paths += [
            f"/see-as/{other}" for other in ("us.president", "russia.president") if seat not in fog.aviary.may_hear
        ]
        if not seat.startswith("control."):
            paths += [f"/documents/{digest}" for digest in sorted(digests)]
        paths += [f"/estimates/{name}" for key, name in fog.things.items() if key.startswith("the question of")]
        for path in paths:
            await fetch(http, "GET", base + path, heard)
        for path in ("/", f"/table/{game}/{seat}/", f"/links/{game}/", f"/admin/journal/entry/?q={game}"):
            await fetch(http, "GET", path, heard)
        if seat not in ("control.facilitator", "control.assistant"):
            await pry(page, fog)
    for room in rooms:
        await page.ask({"type": "page", "collection": f"room:{room}", "limit": 200})
    heard.extend(page.heard)
    await page.close()


async def fetch(http: httpx.AsyncClient, method: str, path: str, heard: list[str]) -> None:
    answer = await http.request(method, path)
    assert answer.status_code < 500 or answer.status_code == 503, (path, answer.text[:300])
    heard.append(f"{answer.status_code} {answer.headers} {answer.text}")


async def pry(page: Page, fog: Fog) -> None:
    """Commands about things of others: what is answered must not say what they are."""
    for name, thing in fog.things.items():
        if name.endswith(" offer"):
            await page.command("offer.reject", offer=thing, version=99)
            await page.command("offer.sign", offer=thing, version=99, digest="x")
        elif name.startswith("order of"):
            await page.command("order.drop", order=f"{thing}x")
    if page.seat.split(".")[0] not in ("us", "russia"):
        await page.command("meeting.close", meeting=fog.things["a meeting"])
    if not page.seat.startswith("nato."):
        await page.command("vote.close", vote=fog.things["a vote"])
    for room in ("us", "russia", "nato"):
        await page.command("room.read", room=room, upto=9_999)
    await page.command("talk.say", room="us.president", text="?")
    await page.command("phase.end", turn=1, phase="orders", reason="?")


def test_no_byte_that_a_seat_received_holds_what_is_not_for_it(fog):
    assert fog.aviary.leaks(fog.bytes_of()) == []


def test_every_canary_was_heard_by_somebody_who_may(fog):
    assert fog.aviary.silent(fog.bytes_of()) == []
    assert len(fog.aviary.texts) > 45


def test_what_was_promised_to_be_searched_is_there(fog):
    names = " ".join(fog.aviary.texts)
    for place in (
        "talk in",
        "note of",
        "title of",
        "rationale of",
        "money of",
        "seed",
        "truth",
        "brief of",
        "score sheet",
    ):
        assert place in names
    for place in (
        "agenda",
        "draft",
        "meeting",
        "forecast",
        "vote",
        "commitment",
        "time",
        "note of control",
        "plan",
        "a try",
    ):
        assert place in names, place
    for place in ("source of", "parameter of", "a message to", "raised hand", "token of", "document of", "inject"):
        assert place in names


def test_every_text_of_every_command_was_a_canary_or_is_told_to_all(fog):
    """Read off the table of commands: a new one with a text has to be given in this game, or named in `texts`."""
    assert texts.places() - set(texts.NOT_HIDDEN) - fog.covered == set()
    assert set(texts.NOT_HIDDEN) <= texts.places()
    assert not {place for place, why in texts.NOT_HIDDEN.items() if why != texts.TOLD_TO_ALL} & fog.covered


def test_every_kind_of_frame_is_known_here():
    assert texts.frames() == set(texts.FRAMES)


@pytest.fixture(scope="module")
def holed(fog, tmp_path_factory):
    """A server with holes, and the file that says which is open."""
    folder = tmp_path_factory.mktemp("holes")
    flag = folder / "hole"
    flag.write_text("")
    environment = house.child_environment() | {"HOLE": str(flag)}
    with house.serving(folder, environment, changed=house.WITHOUT_PACES + PROGRAM) as running:
        yield running, flag


@pytest.mark.parametrize("name", ["", *HOLES])
def test_a_planted_leak_is_found(fog, holed, name):
    """The same eyes, one seat's after another's, on a server with a hole in it; with no hole open they find nothing."""
    leaking, flag = holed
    flag.write_text(name)
    fresh, found = Fog(fog.table, fog.aviary, things=fog.things), []
    for seat in ("us.president", "russia.foreign", "control.observer"):
        asyncio.run(look_around(fresh, leaking, (seat,)))
        found = found or fog.aviary.leaks(fresh.bytes_of())
        if found:
            break
    assert bool(found) == bool(name), found
    if name:
        print(f"[P5] planted: {name}; found {len(found)}, such as {re.sub('-[0-9a-f]{12}', '', found[0])}")
