"""[P12] Bad input gets a clear refusal and changes nothing: frames of a socket and requests, against a real server."""

import asyncio
import json
import random
from collections import Counter

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.fuzz.shapes import KINDS, bad_command, bomb, name_of, no_message, not_now, nul
from tests.play import house
from wargame.journal.models import Entry, Stream
from wargame.lobby.door import unit

pytestmark = pytest.mark.slow

FRAMES = {"quick": 300, "normal": 1500, "long": 10_000}
REQUESTS = {"quick": 60, "normal": 300, "long": 2_500}
OVERSIZED = {"quick": 2, "normal": 5, "long": 20}
SEAT = "russia.president"


@pytest.fixture(scope="module")
def table(committed):
    made = house.open_table("Fuzz", seats=(*house.PLAYERS, "control.facilitator"))
    house.to_phase(made, "negotiation")
    clause = {"id": "c1", "kind": "cap_interceptors", "party": "us", "args": {"number": 10}}
    words = {"title": "An offer", "to": ["russia"], "clauses": [clause], "expires_turn": 2}
    return made, house.command(made, "us.president", "offer.table", **words)["ref"]


@pytest.fixture(scope="module")
def free_server(committed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    with house.serving(folder, house.child_environment(), changed=house.WITHOUT_PACES) as running:
        yield running


def standing(made: house.Seats) -> tuple[int, str, int]:
    """What may not change: the head, the chain and the number of entries."""
    stream = Stream.objects.get(pk=made.stream)
    return stream.head, stream.chain, Entry.objects.filter(stream=made.stream).count()


async def hello(server, made):
    socket = await connect(
        f"{server.socket_url}/ws/table/{made.game}/{SEAT}/",
        origin=server.url,
        additional_headers={"Authorization": f"Bearer {made.tokens[SEAT]}"},
        compression=None,
        max_size=None,
    )
    await socket.send('{"type":"hello"}')
    while json.loads(await asyncio.wait_for(socket.recv(), 10))["type"] != "welcome":
        pass
    return socket


async def answer_to(socket) -> dict:
    """The next frame that answers something: not a view, a heartbeat or presence."""
    while True:
        message = json.loads(await asyncio.wait_for(socket.recv(), 15))
        if message["type"] not in ("update", "heartbeat", "presence", "progress"):
            return message


def check_refusal(message: dict, sent) -> None:
    shown = repr(sent)[:300]
    assert message["type"] in ("refused", "error"), (message, shown)
    assert message["code"], shown
    assert message["code"] != "our-fault", (message, shown)
    assert message["message"].endswith((".", "?")), (message, shown)
    assert len(message["message"]) > 8, (message, shown)
    assert "Traceback" not in message["message"], shown
    assert "Error" not in message["code"], shown


async def test_every_bad_frame_is_refused_with_a_sentence_and_changes_nothing(free_server, table, size):
    made, offer = table
    chance = random.Random(20070410)
    before = await unit(lambda: standing(made))
    socket = await hello(free_server, made)
    codes: Counter[str] = Counter()
    for number in range(FRAMES[size]):
        kind = list(KINDS)[number % len(KINDS)]
        sent = KINDS[kind](chance)
        sent = sent.replace("{offer}", offer) if isinstance(sent, str) else sent
        if len(sent if isinstance(sent, bytes) else sent.encode()) > 60_000:
            continue
        await socket.send(sent)
        message = await answer_to(socket)
        check_refusal(message, sent)
        codes[message["code"]] += 1
    await socket.send('{"type":"ping","t":1}')
    assert (await answer_to(socket))["type"] == "pong", "the socket lives and is in step"
    await socket.close()
    assert await unit(lambda: standing(made)) == before
    print(f"[P12] {codes.total()} bad frames refused, with {len(codes)} codes: {dict(codes.most_common())}")
    assert codes.total() > 0.9 * FRAMES[size]
    assert len(codes) >= 15, "the frames are of many kinds"
    healthy(free_server)


async def test_an_oversized_frame_ends_its_own_socket_with_1009(free_server, table, size):
    made, _ = table
    before = await unit(lambda: standing(made))
    bystander = await hello(free_server, made)
    for number in range(OVERSIZED[size]):
        socket = await hello(free_server, made)
        head = '{"type":"command","id":"aaaaaaaaaaaaaaaa","name":"talk.say","args":{"room":"all","text":"'
        await socket.send(head + "x" * (65_600 + number * 50_000) + '"}}')
        await asyncio.wait_for(socket.wait_closed(), 10)
        assert socket.close_code == 1009
    await bystander.send('{"type":"ping","t":1}')
    assert (await answer_to(bystander))["type"] == "pong"
    await bystander.close()
    assert await unit(lambda: standing(made)) == before
    healthy(free_server)


async def test_every_bad_request_is_refused_with_a_sentence_and_changes_nothing(free_server, table, size):
    made, offer = table
    chance = random.Random(1959)
    before = await unit(lambda: standing(made))
    codes: Counter[str] = Counter()
    headers = {"Authorization": f"Bearer {made.tokens[SEAT]}"}
    async with httpx.AsyncClient(base_url=free_server.url, headers=headers, timeout=20) as http:
        for number in range(REQUESTS[size]):
            method, path, body = request_of(chance, made.game, offer, number)
            answer = await http.request(method, path, content=body)
            assert 400 <= answer.status_code < 500, (method, path, body, answer.status_code, answer.text[:300])
            told = answer.json()
            assert told["code"], (path, body)
            assert told["message"].endswith((".", "?")), (path, told)
            codes[told["code"]] += 1
    assert await unit(lambda: standing(made)) == before
    print(f"[P12] {codes.total()} bad requests refused: {dict(codes.most_common())}")
    healthy(free_server)


def request_of(chance: random.Random, game: str, offer: str, number: int) -> tuple[str, str, bytes | None]:
    """A request that nobody could mean."""
    base = f"/api/games/{game}"
    kind = number % 6
    if kind == 0:
        sent = chance.choice([bad_command, no_message, nul, bomb])(chance)
        return "POST", f"{base}/commands", as_body(sent)
    if kind == 1:
        message = json.loads(str(not_now(chance)).replace("{offer}", offer))
        message.pop("type")
        return "POST", f"{base}/commands", json.dumps(message).encode()
    if kind == 2:
        query = chance.choice(["limit=0", "limit=x", "after=-1", "before=1e9", "after=1&before=1", f"limit={2**70}"])
        return "GET", f"{base}/rooms/all/messages?{query}", None
    if kind == 3:
        odd = chance.choice(["us", "%00", "%2e%2e", "x" * 300, "%F0%9F%9A%80", "russia'--"])
        return "GET", f"{base}/rooms/{odd}/messages", None
    if kind == 4:
        odd = chance.choice(["0" * 64, "%00", "x", "..%2f..", "a" * 2000])
        return "GET", f"{base}/documents/{odd}", None
    return chance.choice(["PUT", "DELETE", "PATCH"]), f"{base}/{chance.choice(['view', 'commands', 'catalogue'])}", None


def as_body(sent) -> bytes:
    """A frame without its `type`, as a body; what is no JSON object stays what it is."""
    raw = sent if isinstance(sent, bytes) else sent.encode()
    return raw.replace(b'"type":"command",', b"").replace(b'"type": "command", ', b"")


def healthy(server) -> None:
    """The process lives, and nothing went wrong in it that it would have to tell us."""
    assert server.process.poll() is None
    said = server.said()
    assert "Traceback" not in said, said[-3000:]
    assert "fault" not in said, said[-3000:]
    assert name_of(random.Random(1)) != name_of(random.Random(2))
