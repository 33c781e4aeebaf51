"""The map when something is missing: the globe's code, its coastlines, the graphics processor. It is drawn all the
same, says what is missing, and comes back when asked to. With WebGL, where the other tests of the page have none.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.seats import Facilitator, Player
from tests.browser.watching import photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

GLOBE_COMES_MS = 90_000
READY = ".gl.ready"
LOSE = """document.querySelector(".gl canvas").getContext("webgl2").getExtension("WEBGL_lose_context").loseContext()"""


@pytest.fixture
def table(family, flat_browser, browser):
    Facilitator(flat_browser, family.url, family.control, "Frances").start()
    player = Player(browser, family.url, family.seats["us.president"], "Ursula")
    player.in_phase("Briefing")
    return player


def comes_back(page: Page, name: str, words: str) -> None:
    """The flat map stands with its sites and says why; asked again, the globe takes its place."""
    notice = page.locator(".notice")
    expect(notice).to_contain_text(words, timeout=GLOBE_COMES_MS)
    assert page.locator("button.mark").count() >= 5, "the sites stand"
    page.get_by_role("button", name="Redzikowo").first.click()
    expect(page.get_by_role("button", name="What if Redzikowo")).to_be_visible()
    photograph(page, f"map-{name}", phone=False)  # a phone has a map of its own, which begins anew
    page.unroute_all()
    notice.get_by_role("button", name="Try again").click()
    page.locator(READY).wait_for(timeout=GLOBE_COMES_MS)
    expect(notice).to_have_count(0)
    page.get_by_role("button", name="Redzikowo").first.click()


def test_the_map_stands_whatever_is_missing(table):
    page = table.page
    table.watch.expect_cuts = True
    page.locator(READY).wait_for(timeout=GLOBE_COMES_MS)
    page.evaluate(LOSE)
    comes_back(page, "context-lost", "lost by the graphics processor")

    for name, missing, words in (
        ("no-globe", re.compile(r"/assets/scene-[^/]*\.js$"), "The globe did not load"),
        ("no-coasts", re.compile(r"countries-50m"), "The coastlines did not load"),
    ):
        page.route(missing, lambda route: route.abort())
        page.reload()
        comes_back(page, name, words)
    table.watch.check()
