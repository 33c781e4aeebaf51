"""One turn in three ways at once: by keyboard alone, on a phone, and in the projector's look with reduced motion."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.seats import SOON_MS, Facilitator, Player
from tests.browser.watching import PHONE, no_sideways_scroll, photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_TABS = 150


class Keys:
    """A person without a mouse: what is pressed has first to be reached with Tab, and to be seen when it is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tabs = 0

    def key(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def reach(self, what: Locator) -> Locator:
        for _ in range(MOST_TABS):
            if what.evaluate("element => element === document.activeElement"):
                ring = what.evaluate("element => getComputedStyle(element).outlineStyle")
                assert ring != "none", f"the focus is not shown on {what}"
                return what
            self.page.keyboard.press("Tab")
            self.tabs += 1
        raise AssertionError(f"not reached with {MOST_TABS} times Tab: {what}")

    def press(self, what: Locator, key: str = "Enter") -> None:
        self.reach(what)
        self.page.keyboard.press(key)

    def write(self, what: Locator, words: str) -> None:
        self.reach(what)
        self.page.keyboard.type(words)

    def pick(self, what: Locator, beginning: str) -> None:
        """Choose from a list by the first letters of an entry."""
        self.reach(what)
        self.page.keyboard.type(beginning)


def test_a_turn_by_keyboard_on_a_phone_and_for_the_back_row(family, flat_browser):
    control = Facilitator(flat_browser, family.url, family.control, "Fay")
    us = Player(flat_browser, family.url, family.seats["us.president"], "Keys")
    russia = Player(flat_browser, family.url, family.seats["russia.president"], "Phone")
    nato = Player(flat_browser, family.url, family.seats["nato.secgen"], "Beamer")
    russia.page.set_viewport_size(PHONE)
    nato.page.keyboard.press("d")
    nato.page.keyboard.press("d")
    expect(nato.page.locator("html")).to_have_attribute("data-theme", "projector")
    control.start()
    control.end("Briefing")
    nato.in_phase("Negotiation")
    keys, phone = Keys(us.page), russia.page

    # By keyboard alone: a word, an offer.
    keys.key("r")
    keys.press(us.page.get_by_role("complementary", name="Talks").get_by_role("button", name="Russia, bilateral"))
    keys.write(us.page.get_by_placeholder("Write to"), "A number, in writing.")
    keys.key("Enter", "Escape", "n")
    keys.write(us.page.get_by_label("Title of the paper"), "In writing")
    keys.press(us.page.get_by_role("group", name="Goes to").get_by_label("Russia"), "Space")
    keys.pick(us.page.get_by_label("Add a clause"), "Cap on")
    keys.key("Enter")  # by keyboard a choice waits for Enter
    expect(us.page.locator("ol.clauses > li")).to_have_count(1)
    keys.key("Control+Enter")
    expect(us.page.get_by_role("article", name="In writing")).to_be_visible(timeout=SOON_MS)
    photograph(us.page, "by-keyboard", phone=False)

    # On a phone: read, answer, sign.
    tab = phone.get_by_role("navigation", name="Panes")
    tab.get_by_role("button", name=re.compile("Talks")).click()
    phone.get_by_role("button", name=re.compile("United States, bilateral")).click()
    expect(phone.get_by_role("log").get_by_text("A number, in writing.")).to_be_visible(timeout=SOON_MS)
    phone.get_by_placeholder("Write to").fill("Ten is a number.")
    phone.get_by_role("button", name="Send").click()
    us.reads("Ten is a number.")
    photograph(phone, "phone-talk", phone=False)
    tab.get_by_role("button", name=re.compile("Offers")).click()
    phone.get_by_role("button", name=re.compile("Sign v1")).click()
    phone.get_by_role("dialog").get_by_role("button", name="Sign version 1").click()
    photograph(phone, "phone-offer", phone=False)
    russia.watch.axe("offers on a phone")
    no_sideways_scroll(phone, "offers on a phone")
    tab.get_by_role("button", name=re.compile("Map")).click()
    expect(phone.locator("[data-pane=map]")).to_be_visible()

    keys.press(us.page.get_by_role("button", name=re.compile("Sign v1")))
    keys.press(us.page.get_by_role("dialog").get_by_role("button", name="Sign version 1"))
    expect(us.page.get_by_role("dialog")).to_have_count(0, timeout=SOON_MS)  # it has the keys until it is answered
    keys.key("c")
    expect(us.page.get_by_text("no more than 10").first).to_be_visible(timeout=SOON_MS)
    photograph(nato.page, "projector", phone=False)
    nato.watch.axe("the projector's look")

    control.end("Negotiation")
    us.in_phase("Orders")
    keys.key("o")
    keys.pick(us.page.get_by_label("New order"), "Survey")
    keys.key("Enter")
    expect(us.page.locator("form.form")).to_be_visible()
    keys.key("Control+Enter")
    expect(us.page.get_by_text(re.compile("Order written")).first).to_be_visible(timeout=SOON_MS)
    keys.press(us.page.locator("footer button.ready"))
    expect(us.page.get_by_role("button", name="take it back")).to_be_visible(timeout=SOON_MS)

    tab.get_by_role("button", name=re.compile("Orders")).click()
    chooser = phone.get_by_label("New order")
    chooser.select_option(chooser.locator("option", has_text="Public statement").first.get_attribute("value"))
    phone.locator("form.form").get_by_label("Headline").fill("From the road")
    phone.locator("form.form").get_by_label("Text").fill("We have signed a number.")
    phone.locator("form.form").get_by_role("button", name="Write this order").click()
    expect(phone.locator("form.form")).to_have_count(0, timeout=SOON_MS)
    phone.locator("footer button.ready").click()
    photograph(phone, "phone-orders", phone=False)
    nato.ready()
    control.end("Orders")
    control.publish()
    nato.in_phase("Results")
    expect(nato.page.get_by_text("From the road").first).to_be_visible(timeout=SOON_MS)
    tab.get_by_role("button", name=re.compile("Results")).click()
    photograph(phone, "phone-results", phone=False)
    russia.watch.axe("results on a phone")
    keys.key("v")
    expect(us.page.get_by_role("tab", name="Results")).to_have_attribute("aria-selected", "true")
    # Reduced motion is asked for: nothing goes on moving.
    nato.page.wait_for_function("() => document.getAnimations().every(each => each.playState !== 'running')")
    print(f"\nby keyboard: {keys.tabs} times Tab in the whole turn")
    for person in (control, us, russia, nato):
        person.watch.check()
