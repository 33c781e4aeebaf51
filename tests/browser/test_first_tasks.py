"""The ten first tasks of docs/first-tasks.md, each done in Chromium within the number of actions that stands there."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.seats import SOON_MS, Facilitator, Player
from tests.browser.test_arrival import AWAY
from tests.browser.watching import DESKTOP, Watch

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

SHEET = Path(__file__).resolve().parents[2] / "docs" / "first-tasks.md"
ENGINE_STARTS_MS = 40_000


def stated() -> dict[int, int]:
    """Task number -> actions, from the sheet."""
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| (\d+) \|", SHEET.read_text(encoding="utf-8"), re.MULTILINE)
    return {int(number): int(actions) for number, actions in rows}


class Hand:
    """What a person's hand does on a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def press(self, what: Locator) -> None:
        self.actions += 1
        what.click()

    def fill(self, what: Locator, words: str) -> None:
        self.actions += 1
        what.fill(words)

    def choose(self, what: Locator, label: str) -> None:
        self.actions += 1
        what.select_option(label=label)

    def key(self, name: str) -> None:
        self.actions += 1
        self.page.keyboard.press(name)

    def task(self, number: int) -> None:
        """The task is done; it took no more than the sheet says."""
        assert self.actions <= stated()[number], f"task {number} took {self.actions} actions"
        self.actions = 0


def test_ten_first_tasks(family, flat_browser):
    assert sorted(stated()) == list(range(1, 11))
    control = Facilitator(flat_browser, family.url, family.control, "Fay")
    russia = Player(flat_browser, family.url, family.seats["russia.president"], "Rurik")
    page = flat_browser.new_context(viewport=DESKTOP, reduced_motion="reduce").new_page()
    watch = Watch(page, family.url.split("//", 1)[1])
    page.goto(family.seats["us.president"])
    hand = Hand(page)

    hand.fill(page.get_by_label("Your name at the table"), "Una")
    hand.press(page.get_by_role("button", name="take my seat"))
    expect(page.locator(".light.live").first).to_be_visible(timeout=SOON_MS)
    hand.task(1)

    control.start()
    control.end("Briefing")
    russia.in_phase("Negotiation")
    expect(page.get_by_role("tab", name="Offers")).to_have_attribute("aria-selected", "true", timeout=SOON_MS)
    hand.key("b")
    expect(page.get_by_text("Score sheet")).to_be_visible()
    hand.task(2)

    hand.key("n")
    hand.fill(page.get_by_label("Title of the paper"), "A cap")
    hand.press(page.get_by_role("group", name="Goes to").get_by_label("Russia"))
    hand.choose(page.get_by_label("Add a clause"), "Cap on interceptors")
    hand.press(page.get_by_role("button", name="Put it on the table"))
    expect(page.get_by_role("article", name="A cap")).to_be_visible(timeout=SOON_MS)
    hand.task(3)

    russia.compose("A lower cap", "United States", ["Cap on interceptors"])
    theirs = page.get_by_role("article", name="A lower cap")
    expect(theirs).to_be_visible(timeout=SOON_MS)
    offer = theirs.locator("xpath=ancestor::*[contains(@class,'offer')][1]")
    hand.press(offer.get_by_role("button", name="Counter", exact=True))
    hand.press(page.locator("ol.clauses > li").first.get_by_role("button", name="Edit"))
    hand.fill(page.get_by_role("spinbutton", name="At most"), "5")
    hand.press(page.get_by_role("button", name="Send the counter-offer"))
    expect(theirs).to_contain_text("version 2 of 2", timeout=SOON_MS)
    hand.task(4)

    hand.press(offer.get_by_role("button", name=re.compile("Sign v2")))
    hand.press(page.get_by_role("dialog").get_by_role("button", name="Sign version 2"))
    expect(theirs.get_by_text("not signed")).to_have_count(1, timeout=SOON_MS)
    hand.task(5)

    hand.press(page.get_by_role("button", name="Redzikowo").first)
    hand.press(page.get_by_role("button", name="What if Redzikowo"))
    inside = page.locator("dl > div", has_text="People inside").locator("b")
    expect(inside).to_be_visible(timeout=ENGINE_STARTS_MS)
    before = inside.inner_text()
    hand.fill(page.get_by_label("Latitude"), "46")
    expect(inside).not_to_have_text(before, timeout=SOON_MS)
    hand.task(6)
    page.get_by_role("button", name="Close", exact=True).click()

    control.end("Negotiation")
    expect(page.get_by_role("tab", name="Orders")).to_have_attribute("aria-selected", "true", timeout=SOON_MS)
    chooser = page.get_by_label("New order")
    survey = chooser.locator("option", has_text="Survey a site").first
    hand.choose(chooser, survey.inner_text())
    hand.press(page.locator("form.form").get_by_role("button", name="Write this order"))
    expect(page.get_by_text(re.compile("Order written · no. "))).to_be_visible(timeout=SOON_MS)
    hand.task(7)

    stand = page.get_by_role("region", name="Where we stand")
    moved = stand.locator("summary", has_text=re.compile("changed by")).first
    hand.press(moved)
    expect(stand.get_by_text(re.compile("in turn 1: ")).first).to_be_visible()
    hand.task(8)

    place = page.url
    page.wait_for_timeout(2500)  # the page notes every two seconds that it is looked at
    page.goto(family.url + "/")
    page.evaluate(AWAY)
    control.end("Orders")
    russia.in_phase("Adjudication")
    page.goto(place)
    news = page.get_by_role("region", name=re.compile("While you were away"))
    expect(news).to_contain_text("adjudication of turn 1", timeout=SOON_MS)
    hand.press(news.get_by_role("button").first)
    hand.task(9)

    hand.key("h")
    hand.fill(page.get_by_role("dialog").get_by_role("textbox"), "What does “in force” mean?")
    hand.press(page.get_by_role("dialog").get_by_role("button", name="Raise your hand"))
    expect(control.page.get_by_text("What does “in force” mean?").first).to_be_visible(timeout=SOON_MS)
    hand.task(10)
    watch.check()
    for person in (control, russia):
        person.watch.check()
