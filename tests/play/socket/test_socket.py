"""[P3] [P8] [P12] [P17] The socket of a table, over a real server: pictures, patches, acks, presence, limits."""

import asyncio
import json
import secrets

import pytest
import websockets
from websockets.asyncio.client import connect

from tests.play import house
from tests.play.page import Page, open_pages
from wargame.control import desk
from wargame.lobby import access, invitations
from wargame.lobby.door import unit

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def table(committed):
    made = house.open_table("Sockets")
    house.to_phase(made, "negotiation")
    return made


async def test_what_one_says_the_others_see_and_nobody_else(server, table):
    seats = ("us.president", "us.state", "russia.president", "control.facilitator")
    pages = await open_pages(server.socket_url, table.game, {seat: table.tokens[seat] for seat in seats})
    speaker, colleague, rival = (pages[seat] for seat in seats[:3])
    before = {seat: (page.etag, page.updates) for seat, page in pages.items()}
    answer = await speaker.command("talk.say", room="us", text="Only for us.")
    assert answer["type"] == "ack", answer
    assert answer["receipt"]["at_ms"] > 0
    await colleague.until(lambda: colleague.etag != before["us.state"][0])
    await asyncio.sleep(0.5)
    assert rival.etag == before["russia.president"][0], "nothing changed for Russia, so nothing is sent"
    assert rival.updates == before["russia.president"][1]
    page = await colleague.ask({"type": "page", "collection": "room:us", "limit": 5})
    assert page["items"][-1]["text"] == "Only for us."
    refused = await rival.ask({"type": "page", "collection": "room:us", "limit": 5})
    assert (refused["type"], refused["code"]) == ("error", "unknown-room")
    for each in pages.values():
        await each.close()


async def test_every_patched_picture_is_the_fresh_picture(server, table):
    """[P3] what a page holds after many small steps is what HTTP gives whole."""
    import httpx

    pages = await open_pages(server.socket_url, table.game, table.tokens)
    for number in range(6):
        seat = house.PLAYERS[number % 3]
        await pages[seat].command("talk.say", room="all", text=f"Words {number}")
        await pages[seat].command("cell.ready", ready=number % 2 == 0)
    async with httpx.AsyncClient(base_url=server.url) as http:
        for seat, page in pages.items():
            fresh = await http.get(
                f"/api/games/{table.game}/view", headers={"Authorization": f"Bearer {table.tokens[seat]}"}
            )
            name = fresh.headers["ETag"].strip('"')
            await page.until(lambda page=page, name=name: page.etag == name)
            assert page.view == fresh.json(), seat
    for each in pages.values():
        await each.close()


async def test_a_command_sent_again_gets_its_first_answer(server, table):
    page = await Page(server.socket_url, table.game, "us.president", table.tokens["us.president"]).open()
    name = secrets.token_hex(8)
    say = {"type": "command", "id": name, "name": "talk.say", "args": {"room": "all", "text": "Once."}}
    first, again = await page.ask(say), await page.ask(say)
    assert first == again
    other = await page.ask({**say, "args": {"room": "all", "text": "Twice."}})
    assert (other["type"], other["code"]) == ("refused", "id-reused")
    talk = await page.ask({"type": "page", "collection": "room:all", "limit": 50})
    assert [item["text"] for item in talk["items"]].count("Once.") == 1
    await page.close()


async def test_a_page_that_comes_back_with_its_etag_gets_a_patch_or_nothing(server, table):
    token = table.tokens["russia.president"]
    stays = await Page(server.socket_url, table.game, "russia.president", token).open()
    goes = await Page(server.socket_url, table.game, "russia.president", token).open()
    held, view = goes.etag, goes.view
    await goes.close()
    back = Page(server.socket_url, table.game, "russia.president", token)
    back.etag, back.view = held, view
    await back.open()
    assert back.updates == 0, "nothing has changed: nothing is sent"
    await back.close()
    await stays.command("talk.say", room="russia", text="While one was away.")
    await stays.until(lambda: stays.etag != held)
    back = Page(server.socket_url, table.game, "russia.president", token)
    back.etag, back.view = held, view
    await back.open()
    await back.until(lambda: back.etag == stays.etag)
    assert back.view == stays.view
    assert [m["from"] for m in back.messages if m["type"] == "update"] == [held]
    await back.close()
    await stays.close()


async def test_a_page_with_an_unknown_etag_gets_the_whole_view(server, table):
    page = Page(server.socket_url, table.game, "us.president", table.tokens["us.president"])
    page.etag = "0" * 30
    await page.open()
    await page.until(lambda: page.updates == 1)
    assert [m["from"] for m in page.messages if m["type"] == "update"] == [None]
    await page.say({"type": "view"})
    await page.until(lambda: page.updates == 2)
    await page.close()


async def test_the_heartbeat_names_the_view(server, table):
    """[P17] within five seconds, with the server's clock."""
    page = await Page(server.socket_url, table.game, "us.president", table.tokens["us.president"]).open()
    count = len([m for m in page.messages if m["type"] == "heartbeat"])
    await page.until(lambda: len([m for m in page.messages if m["type"] == "heartbeat"]) > count, within_s=6)
    beat = [m for m in page.messages if m["type"] == "heartbeat"][-1]
    assert beat["etag"] == page.etag
    pong = await asyncio.wait_for(ping(page), 5)
    assert pong["t"] == 12.5
    await page.close()


async def ping(page: Page) -> dict:
    await page.say({"type": "ping", "t": 12.5})
    await page.until(lambda: any(m["type"] == "pong" for m in page.messages))
    return next(m for m in page.messages if m["type"] == "pong")


async def test_presence_and_typing_reach_those_in_the_room_alone(server, table):
    seats = ("us.president", "us.state", "russia.president")
    pages = await open_pages(server.socket_url, table.game, {seat: table.tokens[seat] for seat in seats})
    president, state, rival = (pages[seat] for seat in seats)
    await state.until(lambda: presence(state)["seats"]["russia.president"]["online"])
    assert presence(state)["seats"]["russia.president"]["name"] == "Person at russia.president"
    assert not presence(state)["seats"]["nato.secgen"]["online"]
    quiet = len([m for m in rival.messages if m["type"] == "presence"])
    await president.say({"type": "typing", "room": "us"})
    await state.until(lambda: presence(state)["typing"].get("us") == ["us.president"])
    await asyncio.sleep(0.4)
    assert "us" not in presence(rival)["typing"]
    assert len([m for m in rival.messages if m["type"] == "presence"]) == quiet, "even the frame would tell"
    await rival.say({"type": "typing", "room": "us"})
    await rival.until(lambda: any(m["type"] == "error" and m["code"] == "unknown-room" for m in rival.messages))
    await rival.close()
    await state.until(lambda: not presence(state)["seats"]["russia.president"]["online"], within_s=8)
    await president.close()
    await state.close()


async def test_who_edits_what_is_shown_to_the_cell_alone(server, table):
    seats = ("us.president", "us.state", "russia.president")
    pages = await open_pages(server.socket_url, table.game, {seat: table.tokens[seat] for seat in seats})
    president, state, rival = (pages[seat] for seat in seats)
    answer = await president.command("draft.save", of="offer", changes={"title": "Between us"})
    draft = answer["receipt"]["ref"]
    await state.until(lambda: draft in state.view["drafts"])
    await president.say({"type": "editing", "thing": draft})
    await state.until(lambda: presence(state)["editing"].get(draft) == ["us.president"])
    await asyncio.sleep(0.4)
    assert presence(rival)["editing"] == {} and rival.view["drafts"] == {}
    await rival.say({"type": "editing", "thing": draft})
    await rival.until(lambda: any(m["type"] == "error" and m["code"] == "unknown-draft" for m in rival.messages))
    await president.command("draft.drop", draft=draft, version=1)
    for each in pages.values():
        await each.close()


async def test_an_assistant_that_was_made_is_seen_by_control_alone_and_out_once_withdrawn(server, table):
    """[R132] [R134] [P5] Neither who is here nor who types tells a player of it; a withdrawn one is cut off."""
    lead = await unit(lambda: access.seat_for(table.tokens["control.facilitator"], table.game))
    words = {"label": "Ola of the press", "scope": "injects", "reason": "Many hands."}
    made = await unit(lambda: desk.make_assistant(lead, command_id="aide", **words))
    code = made["link"].rstrip("/").rsplit("/", 1)[-1]
    entered = await unit(lambda: invitations.redeem(code, name="Ola Nowak", device="test"))
    tokens = {seat: table.tokens[seat] for seat in ("us.president", "control.observer", "control.facilitator")}
    pages = await open_pages(server.socket_url, table.game, {**tokens, made["seat"]: entered.token})
    player, observer, control, aide = pages.values()
    await control.until(
        lambda: presence(control)["seats"].get(made["seat"]) == {"online": True, "name": "Ola Nowak"}, within_s=8
    )
    await aide.say({"type": "typing", "room": "control-us"})
    await player.until(lambda: presence(player)["typing"].get("control-us") == ["control.assistant"])
    await control.until(lambda: presence(control)["typing"].get("control-us") == [made["seat"]])
    refused = await aide.command("clock.pause", reason="A word.")
    assert (refused["type"], refused["code"]) == ("refused", "beyond-scope")
    said = await aide.command("talk.say", room="control-us", text="Good morning from the desk.")
    assert said["type"] == "ack"
    page = await player.ask({"type": "page", "collection": "room:control-us", "limit": 5})
    assert page["items"][-1]["seat"] == "control.assistant"
    await unit(lambda: desk.withdraw_assistant(lead, made["seat"], "Enough."))
    await aide.until(lambda: aide.close_code is not None, within_s=8)
    assert aide.close_code == 4403
    for each in (player, observer):
        heard = "\n".join(each.heard)
        assert made["seat"] not in heard and "Ola" not in heard
        assert not any(seat.startswith("control.") for seat in presence(each)["seats"])
    for each in (player, observer, control):
        await each.close()


def presence(page: Page) -> dict:
    return next(
        (m for m in reversed(page.messages) if m["type"] == "presence"),
        {"seats": {seat: {"online": False} for seat in house.PLAYERS}, "typing": {}, "editing": {}},
    )


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "https://127.0.0.1"])
async def test_a_foreign_or_missing_origin_is_refused_at_the_handshake(server, table, origin):
    url = f"{server.socket_url}/ws/table/{table.game}/us.president/"
    with pytest.raises(websockets.InvalidStatus) as caught:
        await connect(url, origin=origin, additional_headers=bearer(table, "us.president"))
    assert caught.value.response.status_code == 403


def bearer(table, seat):
    return {"Authorization": f"Bearer {table.tokens[seat]}"}


async def closed_with(url, server, headers, *frames) -> int:
    async with connect(url, origin=server.url, additional_headers=headers, max_size=None) as socket:
        for frame in frames:
            await socket.send(frame)
        try:
            async with asyncio.timeout(15):
                while True:
                    await socket.recv()
        except websockets.ConnectionClosed:
            return socket.close_code


async def test_who_may_not_come_in_is_told_by_a_close_code(server, table):
    url = f"{server.socket_url}/ws/table/{table.game}/us.president/"
    assert await closed_with(url, server, {}) == 4401
    assert await closed_with(url, server, {"Authorization": "Bearer nonsense"}) == 4401
    assert await closed_with(url, server, bearer(table, "russia.president")) == 4404
    other = url.replace(table.game, "00000000-0000-4000-8000-000000000000")
    assert await closed_with(other, server, bearer(table, "us.president")) == 4401


async def test_the_first_frame_is_hello(server, table):
    url = f"{server.socket_url}/ws/table/{table.game}/us.president/"
    headers = bearer(table, "us.president")
    assert await closed_with(url, server, headers, '{"type":"view"}') == 4409
    assert await closed_with(url, server, headers, "nonsense") == 4409
    assert await closed_with(url, server, headers, '{"type":"hello","admin":true}') == 4409


async def test_a_cookie_needs_the_token_of_the_page(server, table):
    from wargame.lobby import access

    url = f"{server.socket_url}/ws/table/{table.game}/us.president/"
    cookie = f"{access.cookie_name(table.game, 'us.president')}={table.tokens['us.president']}"
    secret = "s" * 32
    hello = json.dumps({"type": "hello", "csrf": "", "etag": None})
    assert await closed_with(url, server, {"Cookie": cookie}, hello) == 4401
    hello = json.dumps({"type": "hello", "csrf": "t" * 32, "etag": None})
    assert await closed_with(url, server, {"Cookie": f"{cookie}; csrftoken={secret}"}, hello) == 4401
    hello = json.dumps({"type": "hello", "csrf": secret, "etag": None})
    headers = {"Cookie": f"{cookie}; csrftoken={secret}"}
    async with connect(url, origin=server.url, additional_headers=headers) as socket:
        await socket.send(hello)
        assert json.loads(await asyncio.wait_for(socket.recv(), 10))["type"] == "welcome"


async def test_a_frame_over_64_kilobytes_closes_with_1009(server, table):
    page = await Page(server.socket_url, table.game, "us.state", table.tokens["us.state"]).open()
    text = "x" * 70_000
    await page.say({"type": "command", "id": "a" * 16, "name": "talk.say", "args": {"room": "all", "text": text}})
    await asyncio.wait_for(page.reader, 10)
    assert page.close_code == 1009


async def test_too_many_frames_are_refused_and_then_end_the_socket(server, table):
    page = await Page(server.socket_url, table.game, "nato.poland", table.tokens["nato.poland"]).open()
    for _ in range(120):
        await page.say({"type": "ping", "t": 1})
    await page.until(lambda: any(m["type"] == "error" and m["code"] == "too-many" for m in page.messages))
    for _ in range(60):
        await page.say({"type": "ping", "t": 1})
    await asyncio.wait_for(page.reader, 10)
    assert page.close_code == 4429


async def test_one_who_stops_reading_delays_nobody(server, table):
    """[P10] the pages that read are as quick as ever, and the server holds only the newest view for the other."""
    deaf = await Page(server.socket_url, table.game, "nato.secgen", table.tokens["nato.secgen"]).open()
    deaf.reader.cancel()
    deaf.socket.transport.pause_reading()
    pages = await open_pages(
        server.socket_url, table.game, {seat: table.tokens[seat] for seat in ("us.president", "russia.president")}
    )
    speaker, hearer = pages["us.president"], pages["russia.president"]
    loop = asyncio.get_running_loop()
    times = []
    for number in range(30):
        etag, began = hearer.etag, loop.time()
        await speaker.command("talk.say", room="all", text=f"{number} " + "long words " * 150)
        await hearer.until(lambda etag=etag: hearer.etag != etag)
        times.append(loop.time() - began)
    assert sorted(times)[len(times) // 2] < 0.5, times
    await deaf.socket.close() if False else deaf.socket.transport.abort()
    for each in pages.values():
        await each.close()


async def test_a_seat_that_is_shut_out_loses_its_open_socket_within_five_seconds(server, committed):
    from wargame.lobby import access
    from wargame.lobby.models import Seat

    made = await unit(lambda: house.open_table("Shut out", seats=("us.president", "control.facilitator")))
    page = await Page(server.socket_url, made.game, "us.president", made.tokens["us.president"]).open()
    await unit(lambda: access.revoke(Seat.objects.get(game=made.game, seat_id="us.president")))
    await asyncio.wait_for(page.reader, 5.5)
    assert page.close_code == 4403


async def test_an_address_that_is_none_is_refused(server):
    with pytest.raises(websockets.InvalidStatus) as caught:
        await connect(f"{server.socket_url}/ws/elsewhere/", origin=server.url)
    assert caught.value.response.status_code == 404
