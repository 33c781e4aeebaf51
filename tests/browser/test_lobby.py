"""The pages before the table in a browser: opened, read by machines for barriers, and printed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.watching import DESKTOP, Watch, no_sideways_scroll, photograph

INTER = "[...document.fonts].some(face => face.family.includes('Inter') && face.status === 'loaded')"

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
    # A4 at 96 dots an inch, less its margins: the card is one leaf.
    page.set_viewport_size({"width": 688, "height": 1016})
    tall = page.evaluate("document.querySelector('.leaf').getBoundingClientRect().height")
    photograph(page, "card-printed", phone=False)
    assert tall <= 1016, f"the card prints on more than one page ({tall:.0f} px)"
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
