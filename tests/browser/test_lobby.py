"""The pages before the table, and the board of a class, in a browser: opened, read for barriers, and printed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seats import SOON_MS
from tests.browser.watching import DESKTOP, Watch, no_sideways_scroll, photograph

INTER = "[...document.fonts].some(face => face.family.includes('Inter') && face.status === 'loaded')"

# As the desk of the third table would.
END_THE_THIRD = """async () => {
  const told = await (await fetch("/api/tables")).json();
  const row = told.tables.find(each => /Table 3/.test(each.title));
  const token = document.querySelector("meta[name=csrf]").content;
  const headers = {"X-Seat": row.seat, "X-CSRFToken": token, "Content-Type": "application/json"};
  const body = JSON.stringify({id: "the-bell-rang", name: "game.end", args: {reason: "The bell."}});
  return (await fetch(`/api/games/${row.game}/commands`, {method: "POST", body, headers})).status;
}"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_from_the_entrance_to_the_sheet_of_links(family, flat_browser):
    """A facilitator opens a table; the steps are counted, since three minutes are all a lesson has for this."""
    context = flat_browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    page = context.new_page()
    watch = Watch(page, family.url.split("//", 1)[1])

    def seen(name: str) -> None:
        photograph(page, name)
        watch.axe(name)
        no_sideways_scroll(page, name)
        assert page.evaluate(INTER), f"{name} is not set in Inter"

    page.goto(family.url)
    seen("entrance")
    page.get_by_role("link", name="Open a table").click()
    page.get_by_label("Your name").fill("Frances")
    page.get_by_label("My own, in minutes").check()
    page.get_by_label("Orders", exact=True).fill("none")
    page.get_by_role("button", name="Open the table").click()
    expect(page.get_by_text("Give each phase a number of minutes")).to_be_visible()
    seen("new-table")
    page.get_by_label("Orders", exact=True).fill("6")
    page.get_by_role("button", name="Open the table").click()
    expect(page.get_by_role("heading", name=re.compile("one link per seat"))).to_be_visible()
    seen("links")
    link = page.locator("input.url").first.input_value()
    page.emulate_media(media="print")
    photograph(page, "links-printed", phone=False)
    page.emulate_media(media="screen")

    page.get_by_role("link", name="player's card").click()
    seen("card")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1016})  # the picture: A4 at 96 dots an inch, less its margins
    photograph(page, "card-printed", phone=False)
    for paper in ("A4", "Letter"):
        pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=paper)))
        assert pages == 1, f"the card prints on {pages} pages of {paper}"
    page.emulate_media(media="screen")
    page.set_viewport_size(DESKTOP)

    guest = flat_browser.new_context(viewport=DESKTOP).new_page()
    theirs = Watch(guest, family.url.split("//", 1)[1])
    guest.goto(link)
    photograph(guest, "join")
    theirs.axe("join")
    guest.goto(family.url + "/join/nothing-of-the-kind/")
    theirs.axe("a link that opens nothing")
    photograph(guest, "no-such-link", phone=False)
    theirs.errors = [error for error in theirs.errors if "404" not in error]  # the browser notes the answer itself
    for each in (watch, theirs):
        each.errors = [error for error in each.errors if "400" not in error]
        each.check()


def test_a_class_is_opened_and_led_from_one_board(family, flat_browser):
    """Three tables at once: one sheet of links, one board, acts at all and at one, each answered table by table."""
    context = flat_browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    page = context.new_page()
    watch = Watch(page, family.url.split("//", 1)[1])
    page.goto(family.url + "/new/")
    page.get_by_label("Title of the table").fill("Class A")
    page.get_by_label("Number of tables").select_option("3")
    expect(page.get_by_text("Class A – Table 1")).to_be_visible()
    page.get_by_label("Your name").fill("Frances")
    photograph(page, "new-class")
    page.get_by_role("button", name="Open the table").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(3)
    photograph(page, "class-links")
    watch.axe("class-links")
    page.emulate_media(media="print")
    breaks = "[...document.querySelectorAll('.sheet')].map(each => getComputedStyle(each).breakBefore)"
    assert page.evaluate(breaks) == ["auto", "page", "page"]
    page.emulate_media(media="screen")

    page.get_by_role("link", name="To the board of all tables").click()
    tiles = page.get_by_role("article")
    expect(tiles).to_have_count(3, timeout=SOON_MS)
    page.get_by_role("button", name="Start").click()
    report = page.get_by_role("status")
    expect(report.get_by_text("Start: done at all 3.")).to_be_visible(timeout=SOON_MS)
    for number in range(3):
        expect(tiles.nth(number)).to_contain_text("Briefing", timeout=SOON_MS)
    page.get_by_label("Choose Table 2").check()
    expect(page.get_by_text("At 1 chosen table")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(tiles.nth(1)).to_contain_text("Pause,", timeout=SOON_MS)
    expect(tiles.nth(1).get_by_role("timer")).to_have_accessible_name(re.compile("^paused"), timeout=SOON_MS)
    page.get_by_role("button", name="All instead").click()
    page.get_by_role("button", name="Pause").click()
    expect(report.get_by_text("Pause: done at 2 of 3.")).to_be_visible(timeout=SOON_MS)
    expect(report.get_by_text("Table 2:")).to_be_visible()
    assert page.evaluate(END_THE_THIRD) == 200
    expect(tiles.nth(2)).to_contain_text("Finished at", timeout=SOON_MS)
    expect(page.get_by_text("At all 2 tables")).to_be_visible()
    photograph(page, "class-board")
    watch.axe("class-board")
    no_sideways_scroll(page, "class-board")
    watch.errors = [error for error in watch.errors if "409" not in error]  # the browser notes the refusal itself
    watch.check()
