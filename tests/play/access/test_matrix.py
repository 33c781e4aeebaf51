"""Who may do what: every address of the site and every command, tried by everybody.

A row says what each of the cast is answered. An address or a command without a row fails the suite, so nobody can add
one without saying whose it is. The rows are about the seat `us.president` of one table, or about that table.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import httpx
import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.play import house
from wargame import journal
from wargame.lobby import access
from wargame.rules.commands import COMMANDS

pytestmark = pytest.mark.slow

CAST = {
    "anonymous": None,
    "other game": "us.president",  # of another table
    "other cell": "russia.president",
    "same cell": "us.state",
    "observer": "control.observer",
    "assistant": "control.assistant",
    "facilitator": "control.facilitator",
    "own": "us.president",
}


OTHERS = ("us.president", "control.facilitator")


def row(
    method: str, path: str, statuses: str, *, body: dict | None = None
) -> tuple[str, str, dict[str, int], dict | None]:
    """Statuses in the order of the cast."""
    numbers = [int(each) for each in statuses.split()]
    return method, path, dict(zip(CAST, numbers, strict=True)), body


GAME = "/api/games/{game}"
WHY = {"reason": "The matrix."}
OTHER = {"scope": "watch", "reason": "The matrix."}
NOTHING: dict = {"question": {}}
# fmt: off
#                                                                     anon game cell same obse assi faci own
ROUTES = {
    "api/games/<uuid:game>/view":
        [row("GET", f"{GAME}/view",                                  "401 404 200 200 200 200 200 200")],
    "api/games/<uuid:game>/commands":
        [row("POST", f"{GAME}/commands",                             "401 404 400 400 400 400 400 400", body={}),
         row("GET", f"{GAME}/commands",                              "405 405 405 405 405 405 405 405")],
    "api/games/<uuid:game>/estimates":
        [row("POST", f"{GAME}/estimates",                            "401 404 400 400 400 400 400 400", body={}),
         row("POST", f"{GAME}/estimates",                            "401 404 409 409 409 409 409 409", body=NOTHING)],
    "api/games/<uuid:game>/estimates/<uuid:estimate>":
        [row("GET", f"{GAME}/estimates/{{game}}",                    "401 404 404 404 404 404 404 404"),
         row("DELETE", f"{GAME}/estimates/{{game}}",                 "401 404 404 404 404 404 404 404")],
    "api/games/<uuid:game>/catalogue":
        [row("GET", f"{GAME}/catalogue",                             "401 404 200 200 200 200 200 200")],
    "api/games/<uuid:game>/documents/<str:digest>":
        [row("GET", f"{GAME}/documents/{'0' * 64}",                  "401 404 404 404 404 404 404 404")],
    "api/games/<uuid:game>/grids/<str:name>":
        [row("GET", f"{GAME}/grids/europe",                          "401 404 200 200 200 200 200 200"),
         row("GET", f"{GAME}/grids/nowhere",                         "401 404 404 404 404 404 404 404")],
    "api/games/<uuid:game>/rooms/<str:room>/messages":
        [row("GET", f"{GAME}/rooms/us/messages",                     "401 404 404 200 404 200 200 200")],
    "api/games/<uuid:game>/search":
        [row("GET", f"{GAME}/search?q=words",                        "401 404 200 200 200 200 200 200")],
    "api/games/<uuid:game>/see-as/<str:seat>":
        [row("GET", f"{GAME}/see-as/us.president",                   "401 404 404 404 404 200 200 404")],
    "api/games/<uuid:game>/injects.xlsx":
        [row("GET", f"{GAME}/injects.xlsx",                          "401 404 404 404 404 200 200 404"),
         row("POST", f"{GAME}/injects.xlsx",                         "401 404 404 404 404 400 400 404", body={})],
    "api/games/<uuid:game>/injects/<str:inject>/preview":
        [row("POST", f"{GAME}/injects/none/preview",                 "401 404 404 404 404 404 404 404", body={})],
    "api/games/<uuid:game>/record":
        [row("GET", f"{GAME}/record",                                "401 404 404 404 404 200 200 404")],
    "api/games/<uuid:game>/assistants":
        [row("POST", f"{GAME}/assistants",                           "401 404 404 404 404 403 400 404", body={})],
    "api/games/<uuid:game>/assistants/<str:seat>":
        [row("POST", f"{GAME}/assistants/none",                      "401 404 404 404 404 403 400 404", body={}),
         row("POST", f"{GAME}/assistants/none",                      "401 404 404 404 404 403 409 404", body=OTHER)],
    "api/games/<uuid:game>/assistants/<str:seat>/withdraw":
        [row("POST", f"{GAME}/assistants/none/withdraw",             "401 404 404 404 404 403 400 404", body={}),
         row("POST", f"{GAME}/assistants/none/withdraw",             "401 404 404 404 404 403 409 404", body=WHY)],
    "api/games/<uuid:game>/report":
        [row("POST", f"{GAME}/report",                               "401 404 404 404 404 202 202 404", body=WHY)],
    "api/games/<uuid:game>/reports":
        [row("GET", f"{GAME}/reports",                               "401 404 404 404 404 200 200 404")],
    "api/games/<uuid:game>/reports/<str:name>":
        [row("GET", f"{GAME}/reports/none.html",                     "401 404 404 404 404 404 404 404")],
    "api/games/<uuid:game>/seats/<str:seat>/revoke":
        [row("POST", f"{GAME}/seats/nato.germany/revoke",            "401 404 404 404 404 200 200 404", body=WHY)],
    "api/games/<uuid:game>/seats/<str:seat>/vacate":
        [row("POST", f"{GAME}/seats/nato.germany/vacate",            "401 404 404 404 404 200 200 404", body=WHY)],
    "api/games/<uuid:game>/seats/<str:seat>/lock":
        [row("POST", f"{GAME}/seats/nato.germany/lock",              "401 404 404 404 404 200 200 404", body=WHY)],
    "api/games/<uuid:game>/seats/<str:seat>/link":
        [row("POST", f"{GAME}/seats/nato.germany/link",              "401 404 404 404 404 200 200 404", body=WHY),
         row("POST", f"{GAME}/seats/control.observer/link",          "401 404 404 404 404 403 200 404", body=WHY)],
    "api/invitations/redeem":
        [row("POST", "/api/invitations/redeem",                      "400 400 400 400 400 400 400 400", body={})],
    "api/openapi.json":
        [row("GET", "/api/openapi.json",                             "200 200 200 200 200 200 200 200")],
    "^api/(?P<rest>.*)$":
        [row("GET", "/api/nothing",                                  "404 404 404 404 404 404 404 404")],
    "healthz":
        [row("GET", "/healthz",                                      "200 200 200 200 200 200 200 200")],
    # The pages before the table go by cookies of their own; the rows say what a bearer token opens there: nothing.
    "":
        [row("GET", "/",                                             "200 200 200 200 200 200 200 200")],
    "card/":
        [row("GET", "/card/",                                        "200 200 200 200 200 200 200 200")],
    "join/<str:code>/":
        [row("GET", f"/join/{'x' * 32}/",                            "404 404 404 404 404 404 404 404")],
    "knock/<uuid:knock>/":
        [row("GET", "/knock/{game}/",                                "410 410 410 410 410 410 410 410")],
    "new/":
        [row("POST", "/new/",                                        "403 403 403 403 403 403 403 403", body={})],
    "links/class/<uuid:classroom>/":
        [row("GET", "/links/class/{game}/",                          "404 404 404 404 404 404 404 404")],
    "api/tables":
        [row("GET", "/api/tables",                                   "404 404 404 404 404 404 404 404"),
         row("GET", "/api/tables?class=none",                        "400 400 400 400 400 400 400 400"),
         row("POST", "/api/tables",                                  "405 405 405 405 405 405 405 405", body={})],
    "tables/":
        [row("GET", "/tables/",                                      "404 404 404 404 404 404 404 404")],
    "tables/<uuid:classroom>/":
        [row("GET", "/tables/{game}/",                               "404 404 404 404 404 404 404 404")],
    "links/<uuid:game>/":
        [row("GET", "/links/{game}/",                                "404 404 404 404 404 404 404 404")],
    "links/<uuid:game>/<str:seat>/":
        [row("POST", "/links/{game}/us.president/",                  "403 403 403 403 403 403 403 403", body={})],
    "table/<uuid:game>/<str:seat>/knocks/<uuid:knock>/":
        [row("POST", "/table/{game}/us.president/knocks/{game}/",    "404 404 404 404 404 404 404 409",
             body={"approve": True})],
    "table/<uuid:game>/<str:seat>/":
        [row("POST", "/table/{game}/us.president/",                  "403 403 403 403 403 403 403 403", body={})],
}
# fmt: on

OK = "ok"
PLAYER_ONLY = {"observer": "not-a-player", "assistant": "not-a-player", "facilitator": "not-a-player"}
CONTROL_ONLY = dict.fromkeys(("other cell", "same cell", "observer", "own"), "not-control")
HOUSE_ONLY = dict.fromkeys(("other cell", "same cell", "observer", "assistant", "facilitator", "own"), "not-system")
CLAUSE = {"id": "c1", "kind": "cap_interceptors", "party": "us", "args": {}}


@dataclass(frozen=True)
class Right:
    """What a command is answered: codes by role; who is not named may be answered anything but what `never` says."""

    args: dict
    codes: dict[str, str]


RIGHTS: dict[str, Right] = {
    "talk.say": Right(
        {"room": "us", "text": "Only for us."},
        {
            "other cell": "unknown-room",
            "same cell": OK,
            "observer": "unknown-room",
            "assistant": "may-not-speak",
            "facilitator": "may-not-speak",
            "own": OK,
        },
    ),
    "room.read": Right(
        {"room": "us", "upto": 0},
        {"other cell": "unknown-room", "same cell": OK, "observer": "unknown-room", "assistant": OK, "facilitator": OK},
    ),
    "offer.table": Right({"title": "T", "to": ["russia"], "clauses": [CLAUSE], "expires_turn": 2}, PLAYER_ONLY),
    "offer.counter": Right(
        {"offer": "{offer}", "version": 1, "title": "T", "clauses": [CLAUSE]},
        {"third cell": "unknown-offer", **PLAYER_ONLY},
    ),
    "offer.sign": Right(
        {"offer": "{offer}", "version": 1, "digest": "x"},
        {"third cell": "unknown-offer", "other cell": "wrong-digest", "same cell": "no-power", **PLAYER_ONLY},
    ),
    "offer.reject": Right({"offer": "{offer}", "version": 9}, {"third cell": "unknown-offer", **PLAYER_ONLY}),
    "offer.withdraw": Right(
        {"offer": "{offer}"}, {"third cell": "unknown-offer", "other cell": "not-yours", **PLAYER_ONLY}
    ),
    **{
        name: Right(
            {"agreement": "none", **more},
            {**dict.fromkeys(("third cell", "other cell", "same cell", "own"), "unknown-agreement"), **PLAYER_ONLY},
        )
        for name, more in {
            "agreement.join": {"digest": "x"},
            "agreement.decline": {},
            "agreement.denounce": {"reason": "R"},
        }.items()
    },
    "approval.answer": Right(
        {"agreement": "none", "clause": "c1", "approval": "none", "given": True, "reason": "R"},
        dict.fromkeys((*CAST, "third cell"), "unknown-agreement"),
    ),
    "order.write": Right(
        {"kind": "brief_congress", "args": {}},
        {"other cell": "unknown-order-kind", "same cell": "no-power", "own": OK, **PLAYER_ONLY},
    ),
    "order.drop": Right({"order": "{order}"}, {"other cell": "unknown-order", "same cell": "no-power", **PLAYER_ONLY}),
    "draft.save": Right(
        {"draft": "none", "changes": {}},
        {"other cell": "unknown-draft", "same cell": "unknown-draft", "own": "unknown-draft", **PLAYER_ONLY},
    ),
    "draft.drop": Right({"draft": "none", "version": 1}, {"other cell": "unknown-draft", **PLAYER_ONLY}),
    "act.for": Right({"seat": "none", "command": "cell.ready", "args": {}, "reason": "R"}, CONTROL_ONLY),
    "inject.plan": Right({"inject": "none", "state": "held", "reason": "R"}, CONTROL_ONLY),
    "inject.write": Right(
        {"voice": "V", "title": "T", "text": "T", "to": ["all"], "when": "now", "reason": "R"}, CONTROL_ONLY
    ),
    "adjudication.redraw": Right({"turn": 1, "inject": "none", "reason": "R"}, CONTROL_ONLY),
    "note.pin": Right({"text": "T"}, CONTROL_ONLY),
    "hand.lower": Right({"seat": "none"}, CONTROL_ONLY),
    "forecast.give": Right({"question": "none", "probability": 1}, {"own": "unknown-forecast", **PLAYER_ONLY}),
    "survey.answer": Right({"survey": "none", "answers": {}}, {"own": "unknown-survey", **PLAYER_ONLY}),
    "survey.decline": Right(
        {"survey": "none"}, {"own": "unknown-survey", "same cell": "unknown-survey", **PLAYER_ONLY}
    ),
    "survey.consent": Right({"given": True}, {"own": "same-state", "same cell": "same-state", **PLAYER_ONLY}),
    "survey.write": Right(
        {"title": "T", "questions": [{"id": "q", "kind": "scale", "text": "T", "points": 5}], "reason": "R"},
        CONTROL_ONLY,
    ),
    "survey.open": Right({"survey": "none", "reason": "R"}, CONTROL_ONLY),
    "survey.close": Right({"survey": "none", "reason": "R"}, CONTROL_ONLY),
    "vote.call": Right({"question": "Q", "choices": ["a", "b"]}, PLAYER_ONLY),
    "vote.cast": Right({"vote": "none", "choice": 0}, {"own": "unknown-vote", **PLAYER_ONLY}),
    "vote.close": Right({"vote": "none"}, {"own": "unknown-vote", **PLAYER_ONLY}),
    "time.ask": Right({"seconds": 60, "reason": "R"}, PLAYER_ONLY),
    "time.answer": Right({"request": "none", "grant": False, "reason": "R"}, CONTROL_ONLY),
    "meeting.call": Right(
        {"kind": "none", "to": ["russia"], "slot": 1}, {"own": "unknown-meeting-kind", **PLAYER_ONLY}
    ),
    "meeting.answer": Right({"meeting": "none", "accept": True}, {"own": "unknown-meeting", **PLAYER_ONLY}),
    "meeting.close": Right({"meeting": "none"}, {"own": "unknown-meeting", **PLAYER_ONLY}),
    "meeting.readout": Right(
        {"meeting": "none", "text": "x", "public": True}, {"own": "unknown-meeting", **PLAYER_ONLY}
    ),
    "room.open": Right({"title": "x", "members": ["nobody"]}, {"own": "unknown-member", **PLAYER_ONLY}),
    "room.leave": Right({"room": "us"}, {"other cell": "unknown-room", "own": "room-fixed", **PLAYER_ONLY}),
    "press.say": Right({"title": "T", "text": " "}, PLAYER_ONLY),
    "cell.ready": Right({"ready": False}, {"same cell": "no-power", **PLAYER_ONLY}),
    "hand.raise": Right({"up": False}, {}),
    "seat.hand_back": Right({}, {"same cell": "no-bot", "own": "no-bot", "other cell": "no-bot", **PLAYER_ONLY}),
    "seat.take_over": Right({}, {"same cell": "same-state", "own": "same-state", **PLAYER_ONLY}),
    "bot.note": Right({"step": 0, "text": "T"}, {"same cell": "not-a-bot", "own": "not-a-bot", **PLAYER_ONLY}),
    "bot.seat": Right({"seat": "us.defense", "temperament": "none"}, CONTROL_ONLY),
    "bot.unseat": Right({"seat": "us.president"}, CONTROL_ONLY),
    "game.start": Right({}, CONTROL_ONLY),
    "game.end": Right({"reason": "R"}, CONTROL_ONLY),
    "clock.pause": Right({"reason": "R"}, CONTROL_ONLY),
    "clock.resume": Right({"reason": "R"}, CONTROL_ONLY),
    "clock.extend": Right({"seconds": 60, "reason": "R"}, CONTROL_ONLY),
    "clock.rules": Right({"grace_s": 60, "reason": "R"}, CONTROL_ONLY),
    "phase.end": Right({"turn": 1, "phase": "results", "reason": "R"}, CONTROL_ONLY),
    "inject.send": Right({"inject": "none"}, CONTROL_ONLY),
    "consent.rule": Right({"consent": "none", "answer": "yes", "reason": "R"}, CONTROL_ONLY),
    "voice.say": Right({"voice": "V", "title": "T", "text": "X", "to": ["nobody"]}, CONTROL_ONLY),
    "adjudication.accept": Right({"turn": 1}, CONTROL_ONLY),
    "adjudication.amend": Right({"turn": 1, "indicators": {}, "outcomes": {}, "reason": "R"}, CONTROL_ONLY),
    "assistant.make": Right({"label": "n", "scope": "watch", "by": "control.facilitator", "reason": "R"}, HOUSE_ONLY),
    "assistant.change": Right({"seat": "s", "scope": "watch", "by": "control.facilitator", "reason": "R"}, HOUSE_ONLY),
    "assistant.withdraw": Right({"seat": "s", "by": "control.facilitator", "reason": "R"}, HOUSE_ONLY),
    "seat.take": Right({"seat": "us.defense"}, HOUSE_ONLY),
    "seat.leave": Right({"seat": "us.state"}, HOUSE_ONLY),
    "phase.close_due": Right({"turn": 1, "phase": "orders"}, HOUSE_ONLY),
    "findings.record": Right({"turn": 1, "findings": {}}, HOUSE_ONLY),
    "findings.fail": Right({"turn": 1, "attempt": 1, "words": "W"}, HOUSE_ONLY),
}


@pytest.fixture(scope="module")
def tables(committed):
    one, other = house.open_table("Matrix"), house.open_table("Another", seats=OTHERS)
    house.to_phase(one, "orders")
    return one, other


@pytest.fixture(scope="module")
def free_server(committed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("matrix")
    with house.serving(folder, house.child_environment(), changed=house.WITHOUT_PACES) as running:
        yield running


@pytest.fixture(scope="module")
def cast(tables, free_server) -> Iterator[dict[str, httpx.Client]]:
    one, other = tables
    made = {}
    for name, seat in CAST.items():
        tokens = (other if name == "other game" else one).tokens
        headers = {"Authorization": f"Bearer {tokens[seat]}"} if seat else {}
        made[name] = httpx.Client(base_url=free_server.url, headers=headers, timeout=20)
    yield made
    for each in made.values():
        each.close()


def every_route(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for each in (resolver or get_resolver()).url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield pattern
        elif not pattern.startswith("admin/"):  # Django's own, behind its own log-in
            yield from every_route(each, pattern)


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(every_route()) == set(ROUTES)


def test_every_command_has_a_row():
    assert set(RIGHTS) == set(COMMANDS)


@pytest.mark.parametrize("pattern", ROUTES)
def test_an_address_answers_each_of_the_cast_as_its_row_says(cast, tables, pattern):
    for method, path, statuses, body in ROUTES[pattern]:
        answered = {}
        for name, client in cast.items():
            address = path.replace("{game}", tables[0].game)
            answer = client.request(method, address, json=body)
            assert answer.status_code < 500, answer.text
            answered[name] = answer.status_code
        assert answered == statuses, f"{method} {path}"


def test_a_cookie_opens_its_own_table_page_alone(free_server, tables):
    one, other = tables
    for name, seat in CAST.items():
        table = other if name == "other game" else one
        cookies = {access.cookie_name(table.game, seat): table.tokens[seat]} if seat else {}
        with httpx.Client(base_url=free_server.url, cookies=cookies) as http:
            got = http.get(f"/table/{one.game}/us.president/").status_code
            assert got in ((200, 503) if name == "own" else (404,)), name
            links = http.get(f"/links/{one.game}/").status_code
            assert links == (200 if name == "facilitator" else 404), name


def test_the_board_is_for_the_browsers_that_lead_a_table(free_server, tables):
    """A facilitator sees the own tables there and no others; for everybody else there is none, said in a sentence."""
    one, other = tables
    leaders = {"assistant": one, "facilitator": one, "other facilitator": other}
    for name, seat in {**CAST, "other facilitator": "control.facilitator"}.items():
        table = other if name in ("other game", "other facilitator") else one
        cookies = {access.cookie_name(table.game, seat): table.tokens[seat]} if seat else {}
        with httpx.Client(base_url=free_server.url, cookies=cookies) as http:
            page, told = http.get("/tables/"), http.get("/api/tables")
            if name in leaders:
                assert page.status_code in (200, 503), name
                assert [row["game"] for row in told.json()["tables"]] == [leaders[name].game], name
                assert http.get(f"/api/tables?class={one.game}").status_code == 404, name
            else:
                assert (page.status_code, told.status_code) == (404, 404), name
                assert (
                    "holds no facilitator's or assistant's seat" in unescape(page.text)
                    and told.json()["code"] == "no-desk"
                ), name


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_answered_as_its_row_says(cast, tables, name):
    one, _ = tables
    args = filled(RIGHTS[name].args, one)
    state, _ = journal.state_at(one.stream)
    for role, client in {**cast, "third cell": None}.items():
        if role == "third cell":
            client = httpx.Client(
                base_url=cast["own"].base_url, headers={"Authorization": f"Bearer {one.tokens['nato.secgen']}"}
            )
        wanted = RIGHTS[name].codes.get(role)
        if role in ("anonymous", "other game"):
            wanted_status = {"anonymous": 401, "other game": 404}[role]
            assert give(client, one, name, args).status_code == wanted_status
        elif wanted is not None:
            answer = give(client, one, name, args)
            told = answer.json()
            assert (OK if told.get("ok") else told["code"]) == wanted, (name, role, told)
    after, _ = journal.state_at(one.stream)
    if name not in ("talk.say", "order.write"):
        assert after["phase"] == state["phase"]
        assert after["offers"] == state["offers"]


def give(client: httpx.Client, table: house.Seats, name: str, args: dict) -> httpx.Response:
    body = {"id": secrets.token_hex(8), "name": name, "args": args}
    return client.post(f"/api/games/{table.game}/commands", json=body)


def filled(args: dict, table: house.Seats) -> dict:
    """The args with the ids of an offer and an order of the us cell, made at first use."""
    if "{offer}" not in args.values() and "{order}" not in args.values():
        return args
    state, _ = journal.state_at(table.stream)
    if not state["offers"]:
        clause = {**CLAUSE, "args": {"number": 10}}
        words = {"title": "T", "to": ["russia"], "clauses": [clause], "expires_turn": 2}
        house.command(table, "us.president", "offer.table", **words)
    if not state["orders"]:
        house.command(table, "us.president", "order.write", kind="survey_site", args={"site": "redzikowo"})
    state, _ = journal.state_at(table.stream)
    known = {"{offer}": next(iter(state["offers"])), "{order}": next(iter(state["orders"]))}
    return {key: known.get(value, value) if isinstance(value, str) else value for key, value in args.items()}
