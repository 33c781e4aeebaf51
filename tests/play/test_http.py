"""The table over HTTP: etags, waiting, commands, documents, problems, the page, and the description of it all."""

import asyncio
import secrets
import threading
import time

import httpx
import pytest
from jsonschema import Draft202012Validator

from tests.play import house
from wargame.play.schema.openapi import openapi

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def table(committed):
    made = house.open_table("HTTP", seats=("us.president", "us.state", "russia.president", "control.facilitator"))
    house.to_phase(made, "negotiation")
    return made


@pytest.fixture
def client(server, table):
    made = []

    def of(seat, **headers):
        words = {"Authorization": f"Bearer {table.tokens[seat]}", **headers}
        made.append(httpx.Client(base_url=f"{server.url}/api/games/{table.game}", headers=words, timeout=30))
        return made[-1]

    yield of
    for each in made:
        each.close()


def give(http, name, **args):
    return http.post("/commands", json={"id": secrets.token_hex(8), "name": name, "args": args})


def test_the_view_has_a_name_and_is_not_sent_again(client):
    http = client("us.president")
    first = http.get("/view")
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-store"
    assert first.json()["you"]["seat"] == "us.president"
    again = http.get("/view", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    weak = http.get("/view", headers={"If-None-Match": f"W/{first.headers['ETag']}"})
    assert weak.status_code == 304


def test_who_waits_is_answered_when_something_changes(client):
    waiting, talking = client("us.state"), client("us.president")
    name = waiting.get("/view").headers["ETag"]
    threading.Timer(0.7, lambda: give(talking, "talk.say", room="us", text="Now.")).start()
    began = time.monotonic()
    changed = waiting.get("/view?wait=10", headers={"If-None-Match": name})
    took_s = time.monotonic() - began
    assert changed.status_code == 200
    assert 0.5 < took_s < 9, "not at the end of the wait"
    assert changed.headers["ETag"] != name


def test_who_waits_in_vain_is_told_so(client):
    http = client("us.president")
    name = http.get("/view").headers["ETag"]
    began = time.monotonic()
    assert http.get("/view?wait=1", headers={"If-None-Match": name}).status_code == 304
    assert time.monotonic() - began > 0.9


def test_a_command_is_answered_like_on_the_socket(client):
    http = client("us.president")
    body = {"id": secrets.token_hex(8), "name": "talk.say", "args": {"room": "all", "text": "Hello."}}
    first, again = http.post("/commands", json=body), http.post("/commands", json=body)
    assert first.status_code == 200
    assert first.json() == again.json()
    assert first.json()["ok"] is True
    refused = give(http, "talk.say", room="russia", text="Hello?")
    assert refused.status_code == 409
    assert refused.json()["code"] == "unknown-room"
    talk = http.get("/rooms/all/messages?limit=200").json()
    assert [item["text"] for item in talk["items"]].count("Hello.") == 1


def test_pages_of_talk_go_both_ways(client):
    http = client("russia.president")
    for number in range(5):
        assert give(http, "talk.say", room="russia", text=f"Item {number}").status_code == 200
    newest = http.get("/rooms/russia/messages?limit=2").json()
    assert [item["text"] for item in newest["items"]] == ["Item 3", "Item 4"]
    assert newest["more"] is True
    before = http.get(f"/rooms/russia/messages?limit=2&before={newest['items'][0]['n']}").json()
    assert [item["text"] for item in before["items"]] == ["Item 1", "Item 2"]
    after = http.get(f"/rooms/russia/messages?after={before['items'][0]['n']}&limit=200").json()
    assert [item["text"] for item in after["items"]] == ["Item 2", "Item 3", "Item 4"]
    assert after["more"] is False


@pytest.mark.parametrize(
    ("path", "status", "code", "field"),
    [
        ("/view?wait=26", 400, "bad-field", "wait"),
        ("/view?wait=-1", 400, "bad-field", "wait"),
        ("/view?wait=nan", 400, "bad-field", "wait"),
        ("/rooms/us/messages?limit=0", 400, "bad-field", "limit"),
        ("/rooms/us/messages?limit=201", 400, "bad-field", "limit"),
        ("/rooms/us/messages?after=1&before=2", 400, "bad-field", "before"),
        ("/rooms/russia/messages", 404, "unknown-room", None),
        ("/documents/" + "0" * 64, 404, "unknown-document", None),
        ("/nothing", 404, "not-found", None),
        ("/see-as/russia.president", 404, "unknown-game", None),
    ],
)
def test_what_is_asked_wrongly_is_refused_with_a_sentence(client, path, status, code, field):
    answer = client("us.president").get(path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["field"]) == (code, field)
    assert problem["message"].endswith(".")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b'{"id": 1}',
        b'{"id": "12345678", "name": "talk.say", "args": {"t": NaN}}',
        b"[" * 9999,
        b'{"id": "12345678", "name": "talk.say", "args": {}, "seat": "russia.president"}',
    ],
)
def test_a_body_that_is_none_is_refused(client, body):
    answer = client("us.president").post("/commands", content=body)
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_a_body_over_64_kilobytes_is_refused(client):
    answer = client("us.president").post("/commands", content=b"x" * 70_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-big")


def test_the_pack_itself_is_no_document_of_the_view(client):
    """The resolved pack holds every brief; its digest stands in the view as the catalogue's name."""
    http = client("us.president")
    digest = http.get("/view").json()["game"]["pack"]
    assert http.get(f"/documents/{digest}").status_code == 404


def test_the_catalogue_has_the_own_brief_alone(client):
    mine, theirs = client("us.president").get("/catalogue"), client("russia.president").get("/catalogue")
    assert mine.status_code == theirs.status_code == 200
    assert mine.json() != theirs.json()


def test_large_answers_come_compressed_to_who_takes_it(client):
    squeezed, plain = (
        client("us.president").get("/catalogue", headers={"Accept-Encoding": coding}) for coding in ("gzip", "identity")
    )
    assert squeezed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert squeezed.json() == plain.json() and squeezed.headers["vary"] == "Accept-Encoding"
    assert int(squeezed.headers["content-length"]) < int(plain.headers["content-length"]) / 3


def test_an_invitation_becomes_a_token_once(server, table):
    code = table.codes["nato.germany"]
    with httpx.Client(base_url=server.url) as http:
        answer = http.post("/api/invitations/redeem", json={"code": code, "name": "Late one"})
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert told["seat"] == "nato.germany"
        assert told["table_url"].endswith(f"/table/{table.game}/nato.germany/")
        seen = http.get(f"/api/games/{table.game}/view", headers={"Authorization": f"Bearer {told['token']}"})
        assert seen.json()["you"]["seat"] == "nato.germany"
        again = http.post("/api/invitations/redeem", json={"code": code, "name": "Somebody else"})
        assert (again.status_code, again.json()["code"]) == (409, "seat-taken")
        unknown = http.post("/api/invitations/redeem", json={"code": "x" * 32, "name": "Nobody"})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-invitation")


def test_a_cookie_needs_the_header_and_the_token_of_the_page(server, table):
    from wargame.lobby import access

    seat = "us.president"
    cookies = {access.cookie_name(table.game, seat): table.tokens[seat], "csrftoken": "s" * 32}
    body = {"id": secrets.token_hex(8), "name": "talk.say", "args": {"room": "all", "text": "By cookie."}}
    with httpx.Client(base_url=f"{server.url}/api/games/{table.game}", cookies=cookies) as http:
        assert http.get("/view").status_code == 401
        assert http.get("/view", headers={"X-Seat": seat}).status_code == 200
        assert http.get("/view", headers={"X-Seat": "russia.president"}).status_code == 401
        assert http.post("/commands", json=body, headers={"X-Seat": seat}).status_code == 403
        right = {"X-Seat": seat, "X-CSRFToken": "s" * 32}
        assert http.post("/commands", json=body, headers={**right, "Origin": "http://evil.example"}).status_code == 403
        assert http.post("/commands", json=body, headers={**right, "Origin": server.url}).status_code == 200


def test_the_page_is_for_who_holds_the_seat_and_carries_no_inline_script(server, table, tmp_path):
    from wargame.lobby import access

    cookies = {access.cookie_name(table.game, "us.president"): table.tokens["us.president"]}
    with httpx.Client(base_url=server.url) as http:
        stranger = http.get(f"/table/{table.game}/us.president/")
        assert stranger.status_code == 404
        assert "invitation link" in stranger.text
    with httpx.Client(base_url=server.url, cookies=cookies) as http:
        page = http.get(f"/table/{table.game}/us.president/")
        other = http.get(f"/table/{table.game}/russia.president/")
        assert other.status_code == 404
    assert page.status_code in (200, 503)
    assert "script-src" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    if page.status_code == 200:
        assert "{{" not in page.text
        assert 'name="csrf"' in page.text
    else:
        assert "has not been built" in page.text


async def test_the_rate_is_limited_with_a_sentence(server, committed):
    from wargame.lobby.door import unit

    made = await unit(lambda: house.open_table("Hurry", seats=("us.president",)))
    headers = {"Authorization": f"Bearer {made.tokens['us.president']}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers) as http:
        answers = [await http.get(f"/api/games/{made.game}/view") for _ in range(103)]
    assert {each.status_code for each in answers[:100]} == {200}
    assert answers[-1].status_code == 429
    assert "Wait" in answers[-1].json()["message"]


def test_the_description_is_openapi_and_has_every_address(server):
    told = httpx.get(f"{server.url}/api/openapi.json")
    assert told.json() == openapi()
    from wargame.control import urls as control
    from wargame.play import urls as play

    served = {
        "/" + str(each.pattern).replace("<uuid:", "{").replace("<str:", "{").replace(">", "}")
        for each in (*play.urlpatterns, *control.urlpatterns)
        if str(each.pattern).startswith("api/")
    }
    assert served == set(openapi()["paths"])
    for schema in openapi()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_what_is_answered_fits_its_description(client):
    """The view that is sent is of the described type."""
    root = openapi()
    schema = {"$ref": "#/components/schemas/View", "components": root["components"]}
    for seat in ("us.president", "control.facilitator"):
        view = client(seat).get("/view").json()
        faults = [f"{list(e.absolute_path)}: {e.message[:160]}" for e in Draft202012Validator(schema).iter_errors(view)]
        assert faults == [], seat


def test_a_fault_of_ours_shows_a_number_and_nothing_else(rf):
    from wargame.lobby.routes import framed

    @framed("GET")
    async def broken(request):
        raise RuntimeError("the secret of the house")

    answer = asyncio.run(broken(rf.get("/")))
    assert answer.status_code == 500
    body = answer.content.decode()
    assert "secret" not in body
    assert "Traceback" not in body
    assert "our-fault" in body
