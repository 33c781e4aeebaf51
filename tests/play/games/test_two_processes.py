"""Two web processes, two workers and a reconciler on one database: people of one table on different processes.

A whole game of three turns is played over HTTP by people half of whom are on the other process; sockets on both see
all of it; the workers adjudicate; the report is made and fetched.
"""

import asyncio
import time

import httpx
import pytest

from tests.harness.people import Person
from tests.play import house
from tests.play.games.client import Game
from tests.play.page import Page
from tests.umpire.tables import running

pytestmark = pytest.mark.slow

HERE = ("us.president", "us.state", "russia.president", "control.facilitator")
THERE = ("russia.foreign", "nato.secgen", "nato.poland", "control.observer")


@pytest.fixture(scope="module")
def family(committed, tmp_path_factory):
    """Two addresses of the same house."""
    folder, environment = tmp_path_factory.mktemp("family"), house.child_environment()
    queues = "--queues=adjudicate,export"
    options = ["--without-gossip", "--without-mingle", "--concurrency=1", "--loglevel=WARNING", queues]
    with (
        house.serving(folder, environment) as one,
        house.serving(folder, environment) as two,
        running(
            ["-m", "celery", "-A", "wargame.celery", "worker", "-n", "a@t", *options], environment, folder / "a.log"
        ),
        running(
            ["-m", "celery", "-A", "wargame.celery", "worker", "-n", "b@t", *options], environment, folder / "b.log"
        ),
        running(["-m", "django", "reconcile"], environment, folder / "r.log"),
    ):
        yield one, two, folder


async def test_two_people_of_one_table_on_different_processes_see_each_other(family, committed):
    from wargame.lobby.door import unit

    one, two, _ = family
    table = await unit(
        lambda: house.open_table("Two processes", seats=("us.president", "us.state", "russia.president"))
    )
    here = await Page(one.socket_url, table.game, "us.president", table.tokens["us.president"]).open()
    there = await Page(two.socket_url, table.game, "us.state", table.tokens["us.state"]).open()
    rival = await Page(two.socket_url, table.game, "russia.president", table.tokens["russia.president"]).open()
    await here.until(lambda: online(here) == {"us.president", "us.state", "russia.president"})
    await there.until(lambda: online(there) == {"us.president", "us.state", "russia.president"})
    await there.say({"type": "typing", "room": "us"})
    await here.until(lambda: presence(here)["typing"] == {"us": ["us.state"]})
    assert "us" not in presence(rival)["typing"]
    times = []
    for number in range(10):
        before, updates = there.etag, rival.updates
        began = time.perf_counter()
        answer = await here.command("talk.say", room="us", text=f"Across {number}.")
        assert answer["type"] == "ack"
        await there.until(lambda before=before: there.etag != before)
        times.append(there.updated_s - began)
        assert rival.updates == updates
    assert sorted(times)[5] < 1.0, f"by the bell, not by the heartbeat: {times}"
    page = await there.ask({"type": "page", "collection": "room:us"})
    assert [item["text"] for item in page["items"]] == [f"Across {number}." for number in range(10)]
    held = here.etag
    await here.close()
    back = Page(two.socket_url, table.game, "us.president", table.tokens["us.president"])
    back.etag, back.view = held, here.view
    await back.open()
    assert back.updates == 0, "the same view has the same name in every process"
    await there.until(lambda: "us.president" in online(there))
    for each in (there, rival, back):
        await each.close()


def presence(page: Page) -> dict:
    return next((m for m in reversed(page.messages) if m["type"] == "presence"), {"seats": {}, "typing": {}})


def online(page: Page) -> set[str]:
    return {seat for seat, row in presence(page)["seats"].items() if row["online"]}


def test_a_whole_game_over_http_across_two_processes(family, committed):
    one, two, folder = family
    table = house.open_table("Over HTTP", seats=HERE + THERE)
    people = {
        seat: Person(url=(one if seat in HERE else two).url, game=table.game, seat=seat, token=table.tokens[seat])
        for seat in HERE + THERE
    }
    game = Game({seat: person for seat, person in people.items() if seat != "control.observer"})
    listeners = asyncio.run(listen_while(game, (one, two), table))
    assert game.refused == [("offer.sign", "old-version")]
    last = {seat: person.view() for seat, person in people.items()}
    for seat, page in listeners.items():
        assert page.fault is None, page.fault
        assert page.view == last[seat], f"{seat}: what the socket patched together is the fresh view"
    assert last["us.president"]["game"]["over"]
    assert set(last["us.president"]["findings"]) == {"1", "2", "3"}
    assert last["us.president"]["sites"]["redzikowo"]["number"] == 5
    for room, said in game.said.items():
        heard = [item["text"] for item in people["control.facilitator"].messages(room)]
        assert heard == said, room
    fetch_documents(people, last)
    fetch_report(people["control.facilitator"], folder)


async def listen_while(game: Game, servers, table) -> dict[str, Page]:
    """Play in a thread while one page on each process listens."""
    pages = {
        "us.state": Page(servers[1].socket_url, table.game, "us.state", table.tokens["us.state"]),
        "nato.secgen": Page(servers[0].socket_url, table.game, "nato.secgen", table.tokens["nato.secgen"]),
    }
    for page in pages.values():
        await page.open()
    await asyncio.to_thread(game.play)
    for page in pages.values():
        await page.until(lambda page=page: page.view["phase"]["name"] == "over")
    progress = [m["state"] for m in pages["us.state"].messages if m["type"] == "progress"]
    assert {"running", "recorded"} & set(progress), "how far the work is was seen"
    await asyncio.sleep(1)
    for page in pages.values():
        await page.close()
    return pages


def fetch_documents(people: dict[str, Person], views: dict) -> None:
    """The geometry of each finding that a seat sees, and of no other."""
    mine = {row["document"] for row in views["us.president"]["findings"]["1"].values()}
    theirs = {row["document"] for row in views["russia.president"]["findings"]["1"].values()}
    assert mine - theirs, "the own assessment's document is the own cell's"
    for digest in mine:
        answer = people["us.president"].http.get(f"/api/games/{people['us.president'].game}/documents/{digest}")
        assert answer.status_code == 200
        assert answer.json()["turn"] == 1
    for digest in mine - theirs:
        answer = people["russia.president"].http.get(f"/api/games/{people['us.president'].game}/documents/{digest}")
        assert answer.status_code == 404


def fetch_report(control: Person, folder) -> None:
    base = f"/api/games/{control.game}"
    assert control.http.post(f"{base}/report", json={"reason": "After the game."}).status_code == 202
    until = time.monotonic() + 60
    while (told := control.http.get(f"{base}/reports").json())["state"] != "ready":
        assert told["state"] != "failed", (told, (folder / "a.log").read_text()[-2000:])
        assert time.monotonic() < until, told
        time.sleep(1)
    assert {file["name"].rsplit(".", 1)[-1] for file in told["files"]} >= {"html", "pdf", "jsonl"}
    for file in told["files"]:
        got = control.http.get(file["url"])
        assert got.status_code == 200
        assert len(got.content) == file["bytes"] > 500
        assert got.headers["Content-Disposition"].startswith("attachment")
    record = control.http.get(f"{base}/record").json()["rows"]
    assert [(row["seat"], row["action"], row["reason"]) for row in record] == [
        ("control.facilitator", "game.start", ""),
        ("control.facilitator", "report", "After the game."),
    ]
    assert isinstance(got, httpx.Response)
