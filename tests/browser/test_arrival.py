"""Sitting down for the first time, and coming back: the self-test, the tour on practice data, what was missed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seats import SOON_MS, Facilitator, Player
from tests.browser.watching import PHONE, photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AWAY = """() => {
  const key = Object.keys(localStorage).find(name => name.endsWith(':look') && !name.includes(':tour:'));
  const look = JSON.parse(localStorage.getItem(key));
  localStorage.setItem(key, JSON.stringify({...look, at_ms: look.at_ms - 600000}));
}"""  # ten minutes ago, as if the page had been shut since

LIES_WITHIN = """note => {
  const box = note.getBoundingClientRect();
  return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;
}"""


def test_a_newcomer_tests_the_device_takes_the_tour_and_later_reads_what_was_missed(family, flat_browser):
    us = Player(flat_browser, family.url, family.seats["us.president"], "Una")
    page = us.page
    expect(page.get_by_text("drafts", exact=False).first).to_be_visible()
    for words in ("agrees with the server's", "flat map", "kept in this browser"):
        expect(page.get_by_text(words).first).to_be_visible(timeout=SOON_MS)
    photograph(page, "lobby")
    us.watch.axe("lobby")
    tour(us)

    control = Facilitator(flat_browser, family.url, family.control, "Fay")
    russia = Player(flat_browser, family.url, family.seats["russia.president"], "Rurik")
    control.start()
    us.in_phase("Briefing")
    page.wait_for_function(
        "() => Object.keys(localStorage).some(name => name.endsWith(':look') && !name.includes(':tour:'))"
    )
    page.goto("about:blank")
    control.end("Briefing")
    russia.in_phase("Negotiation")
    russia.say_in("United States", "Are you there?")
    russia.compose("A cap", "United States", ["Cap on interceptors"])
    page.goto(family.url + "/")
    page.evaluate(AWAY)
    page.get_by_role("link", name=re.compile("President of the United States")).click()
    us.live()
    news = page.get_by_role("region", name=re.compile("While you were away"))
    expect(news).to_contain_text("negotiation of turn 1", timeout=SOON_MS)
    expect(news).to_contain_text("Russia put “A cap” on the table")
    photograph(page, "missed")
    us.watch.axe("what was missed")
    news.get_by_role("button", name=re.compile("A cap")).click()
    expect(page.get_by_role("article", name="A cap")).to_be_visible()
    news.get_by_role("button", name="Got it").click()
    expect(news).to_have_count(0)
    page.get_by_role("button", name="Search what was said").click()
    page.get_by_role("searchbox").fill("you there")
    expect(page.get_by_role("search")).to_contain_text("Are you there?", timeout=SOON_MS)
    photograph(page, "search", phone=False)
    us.watch.axe("a search")
    for person in (us, control, russia):
        person.watch.check()


def tour(us) -> None:
    """Every step on a wide screen and on a phone, by keyboard; each note lies wholly within the window."""
    page = us.page
    page.get_by_role("button", name="Take the two-minute tour").click()
    note = page.get_by_role("dialog")
    steps = 10
    for step in range(1, steps + 1):
        expect(note).to_contain_text(f"{step} of {steps}", timeout=SOON_MS)
        for size in (None, PHONE) if step in (3, 5) else (None,):
            before = page.viewport_size
            if size:
                page.set_viewport_size(size)
            page.wait_for_function(LIES_WITHIN, arg=note.element_handle())
            photograph(page, f"tour-{step}" + ("-phone" if size else ""), phone=False)
            page.set_viewport_size(before)
        if step == 4:
            photograph(page, "tour")
            us.watch.axe("the tour")
        if step < steps:
            page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="To my seat").click()
    expect(page.get_by_role("button", name="Take the two-minute tour")).to_be_visible()
