"""[P5] [P12] What if it stood there: over a real socket, answered by the engine's own process, seen by nobody else."""

import asyncio
import secrets
from base64 import b64decode

import httpx
import pytest

from tests.play import house
from tests.play.page import Page, open_pages
from wargame import journal
from wargame.lobby.door import unit
from wargame.play import protocol

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def table(committed):
    made = house.open_table("Tries")
    house.to_phase(made, "negotiation")
    return made


def question(**changes) -> dict:
    words = {"assessment": "mda", "configuration": "planned", "axis": "iran_europe", "site": "redzikowo",
             "lat_deg": 54.5, "lon_deg": 17.1, "number": 10, "outline": False}  # fmt: skip
    return {"type": "try", "id": secrets.token_hex(8), **words, **changes}


async def page_of(server, table, seat) -> Page:
    return await Page(server.socket_url, table.game, seat, table.tokens[seat]).open()


async def test_a_site_is_tried_and_nobody_else_learns_of_it(server, table):
    pages = await open_pages(server.socket_url, table.game, table.tokens)
    head = await unit(lambda: journal.state_at(table.stream)[1])
    before = {seat: (page.etag, page.updates) for seat, page in pages.items()}
    us = pages["us.president"]
    here, there = await us.ask(question()), await us.ask(question(lat_deg=42.0, lon_deg=27.0, outline=True))
    assert here["type"] == there["type"] == "tried", (here, there)
    assert here["now"] == here["before"] == there["before"] and there["now"] != there["before"]
    assert here["outline"] is None and there["outline"]["type"] == "MultiPolygon"
    async with httpx.AsyncClient(base_url=server.url) as http:
        words = {"Authorization": f"Bearer {table.tokens['us.president']}"}
        grid = (await http.get(f"/api/games/{table.game}/grids/europe", headers=words)).json()
    assert grid["grid"] == here["grid"] and grid["cells"] == here["cells"]
    assert len(b64decode(here["mask"])) == -(-here["cells"] // 8) < 1024
    assert await unit(lambda: journal.state_at(table.stream)[1]) == head, "nothing is recorded"
    await asyncio.sleep(0.3)
    assert {seat: (page.etag, page.updates) for seat, page in pages.items()} == before
    assert all("tried" not in page.heard[-1] for seat, page in pages.items() if seat != "us.president")
    for page in pages.values():
        await page.close()


async def test_a_seat_cannot_ask_of_what_it_does_not_see(server, table):
    page = await page_of(server, table, "russia.president")
    for changes, code in (
        ({"assessment": "us_own"}, "unknown-assessment"),
        ({"assessment": "truth"}, "unknown-assessment"),
        ({"site": "atlantis"}, "unknown-site"),
        ({"site": "kaliningrad"}, "no-defence"),
        ({"lat_deg": -40.0}, "too-far"),
    ):
        told = await page.ask(question(**changes))
        assert (told["type"], told["code"]) == ("refused", code), told
        assert told["message"].endswith(".")
    assert (await page.ask(question(assessment="russia_own")))["type"] == "tried"
    malformed = await page.ask(question(number=-1))
    assert (malformed["type"], malformed["code"]) == ("error", "bad-message")
    words = question()
    hidden = await page.ask({"id": words["id"], "site": words["site"], **words})
    assert (hidden["type"], hidden["code"]) == ("error", "bad-message"), "a try that hides among other frames"
    await page.close()


async def test_the_newest_wins_and_a_drag_is_not_taken_for_a_flood(server, table):
    """Far more tries than other frames are allowed; the last is answered, older ones need not be."""
    page = await page_of(server, table, "us.president")
    await page.ask(question())
    asked = [question(lat_deg=50.0 + n / 40, lon_deg=17.0) for n in range(150)]
    assert len(asked) > protocol.FRAMES_LIMIT
    for each in asked[:-1]:
        await page.say(each)
    last = await page.ask(asked[-1])
    assert last["type"] == "tried" and last["id"] == asked[-1]["id"]
    order = [each["id"] for each in asked]
    answered = [order.index(m["id"]) for m in page.messages if m["type"] == "tried" and m["id"] in order]
    assert answered == sorted(answered) and answered[-1] == len(asked) - 1
    assert len(answered) < len(asked), "what is outdated is not computed"
    assert (await page.command("talk.say", room="us", text="Still here."))["type"] == "ack"
    await page.close()


async def test_too_many_tries_are_refused_with_a_sentence(server, table):
    page = await page_of(server, table, "nato.secgen")
    for _ in range(protocol.TRIES_LIMIT):
        await page.say(question())
    told = await page.ask(question())
    assert (told["type"], told["code"]) == ("refused", "too-many"), told
    assert (await page.command("talk.say", room="nato", text="Others are not."))["type"] == "ack"
    await page.close()
