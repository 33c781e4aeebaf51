"""Ten tables of one class side by side: opened at once, started and paused from one board, each desk showing it."""

import json
import re
import threading
import time

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.seats import SOON_MS
from tests.browser.watching import ARTEFACTS, DESKTOP, Watch, no_sideways_scroll, photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

TABLES = 10
DESK_LIMIT_MS = 1000
BOARD_LIMIT_S = 5.0
HEADS = (0, 3, 6)  # the places of the heads of sides among a table's seats

# Notes in a desk when a button of its clock appears: what control's own page shows of the state.
NOTE = """label => {
  window.noted = null;
  window.watching?.disconnect();
  const look = () => {
    const found = [...document.querySelectorAll('.clockbar button')].some(each => each.textContent.trim() === label);
    if (found && window.noted === null) window.noted = Date.now();
  };
  window.watching = new MutationObserver(look);
  window.watching.observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


class Guest:
    """Somebody at a table over plain HTTP, as where a network blocks sockets: asks again and again, and acts."""

    def __init__(self, url: str, code: str, name: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=40)
        told = self.http.post("/api/invitations/redeem", json={"code": code, "name": name}).raise_for_status().json()
        self.http.headers["Authorization"] = f"Bearer {told['token']}"
        self.view = f"/api/games/{told['game']}/view"
        self.commands = f"/api/games/{told['game']}/commands"
        self.count = 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.stay, daemon=True)
        self.thread.start()

    def stay(self) -> None:
        etag = self.http.get(self.view).headers["ETag"]
        while not self.ended.is_set():
            etag = self.http.get(f"{self.view}?wait=2", headers={"If-None-Match": etag}).headers["ETag"]

    def give(self, name: str, **args) -> None:
        self.count += 1
        body = {"id": f"guest-{self.count:04}", "name": name, "args": args}
        answer = self.http.post(self.commands, json=body)
        assert answer.status_code == 200, answer.text

    def leave(self) -> None:
        self.ended.set()
        self.thread.join(10)


def test_ten_tables_are_led_from_one_board(family, flat_browser):
    host = family.url.split("//", 1)[1]
    context = flat_browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    board = context.new_page()
    watch = Watch(board, host)
    figures: dict[str, object] = {}
    board.goto(family.url + "/new/")
    board.get_by_label("Title of the table").fill("Class A")
    board.get_by_label("Number of tables").select_option(str(TABLES))
    board.get_by_label("Your name").fill("Frances")
    began_s = time.monotonic()
    board.get_by_role("button", name="Open the table").click()
    expect(board.get_by_role("heading", level=2)).to_have_count(TABLES, timeout=30_000)
    figures["opened, with the sheet of links, s"] = round(time.monotonic() - began_s, 2)
    links = board.evaluate("[...document.querySelectorAll('input.url')].map(each => each.value)")
    codes = [link.rstrip("/").rsplit("/", 1)[-1] for link in links]
    seats = len(codes) // TABLES
    board.get_by_role("link", name="To the board of all tables").click()
    tiles = board.get_by_role("article")
    expect(tiles).to_have_count(TABLES, timeout=SOON_MS)
    photograph(board, "tables-before")
    desks = []
    for link in board.get_by_role("link", name=re.compile("The desk of")).all():
        desk = context.new_page()
        desk.goto(family.url + link.get_attribute("href"))
        expect(desk.locator(".light.live").first).to_be_visible(timeout=SOON_MS)
        desks.append(desk)

    def timed(button: str, shown: str) -> None:
        for desk in desks:
            desk.evaluate(NOTE, shown)
        board.bring_to_front()
        pressed = board.evaluate(
            """name => { const found = [...document.querySelectorAll('.acts button')].find(each =>
                 each.textContent.trim() === name); const now = Date.now(); found.click(); return now; }""",
            button,
        )
        expect(board.get_by_text(f"{button}: done at all {TABLES}.")).to_be_visible(timeout=SOON_MS)
        took = []
        for desk in desks:
            desk.wait_for_function("window.noted !== null", timeout=SOON_MS)
            took.append(desk.evaluate("window.noted") - pressed)
        figures[f"{button}: at each desk after, ms"] = sorted(took)

    timed("Start", "Pause")
    timed("Pause", "Go on")
    timed("Go on", "Pause")
    for desk in desks[1:]:
        desk.close()

    places = [(number, head) for number in range(TABLES) for head in (HEADS if number < TABLES // 2 else HEADS[:1])]
    guests = {
        (number, head): Guest(family.url, codes[number * seats + head], f"Guest {number}-{head}")
        for number, head in places
    }
    try:
        alone = guests.pop((0, 0))
        began_s = time.monotonic()
        alone.give("hand.raise", up=True, about="A question")
        expect(tiles.first).to_contain_text("1 hand up", timeout=SOON_MS)
        figures["a raised hand on the board after, s"] = round(time.monotonic() - began_s, 2)
        expect(tiles.first).to_contain_text("connected", timeout=SOON_MS)
        guests[3, 3].give("time.ask", seconds=120, reason="We are not done.")
        guests[4, 6].give("cell.ready", ready=True)
        board.get_by_label("Choose Table 3").check()
        board.get_by_role("button", name="End the phase").click()
        watch.axe("ten-tables-end")
        board.get_by_role("button", name="End it at 1 table").click()
        expect(tiles.nth(2)).to_contain_text("Negotiation", timeout=SOON_MS)
        board.get_by_role("button", name="All instead").click()
        board.wait_for_timeout(2500)
        photograph(board, "tables")
        watch.axe("tables")
        no_sideways_scroll(board, "tables")
        fits = "document.querySelector('.tiles').getBoundingClientRect().bottom <= innerHeight"
        assert board.evaluate(fits), "ten tables do not fit into 1280 × 720"
        board.keyboard.press("d")
        photograph(board, "tables-light", phone=False)
        watch.axe("tables-light")
        board.keyboard.press("d")
        watch.axe("tables-projector")
        board.set_viewport_size({"width": 1920, "height": 1080})
        photograph(board, "tables-projector", phone=False)
        assert board.evaluate(fits), "ten tables do not fit onto a projector"
        board.set_viewport_size(DESKTOP)
        alone.leave()
        began_s = time.monotonic()
        expect(tiles.first).to_contain_text("0 of 1 connected", timeout=SOON_MS)
        figures["somebody gone on the board after, s"] = round(time.monotonic() - began_s, 2)
        watch.expect_cuts = True
        context.set_offline(True)
        expect(board.get_by_role("alert")).to_be_visible(timeout=SOON_MS)
        photograph(board, "tables-offline")
        context.set_offline(False)
        expect(board.get_by_role("alert")).to_have_count(0, timeout=SOON_MS)
        watch.expect_cuts = False
    finally:
        for guest in guests.values():
            guest.ended.set()
    (ARTEFACTS / "ten-tables.json").write_text(json.dumps(figures, indent=1))
    print(json.dumps(figures))
    watch.check()
    for name in ("Start", "Pause", "Go on"):
        assert max(figures[f"{name}: at each desk after, ms"]) <= DESK_LIMIT_MS, figures
    assert figures["a raised hand on the board after, s"] <= BOARD_LIMIT_S, figures
    assert figures["somebody gone on the board after, s"] <= BOARD_LIMIT_S, figures
