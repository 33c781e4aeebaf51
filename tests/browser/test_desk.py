"""What a player's desk can do beside offers and orders, each once: a vote, a forecast, time and a raised hand, papers
that hang on each other and are left, a room of one's own with its unread count, and a search."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seats import SOON_MS, Facilitator, Player
from tests.browser.watching import no_sideways_scroll, photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]


def test_a_delegation_votes_asks_ties_leaves_and_finds(family, flat_browser):
    control = Facilitator(flat_browser, family.url, family.control, "Fay")
    us = Player(flat_browser, family.url, family.seats["us.president"], "Una")
    state = Player(flat_browser, family.url, family.seats["us.state"], "Sam")
    russia = Player(flat_browser, family.url, family.seats["russia.president"], "Rurik")
    control.start()
    us.in_phase("Briefing")

    vote(us, state)
    assert russia.page.get_by_text("Do we offer five?").count() == 0  # a delegation's own matter
    forecast(us)
    ask(us, control)

    control.end("Briefing")
    for player in (us, state, russia):
        player.in_phase("Negotiation")
    us.compose("A cap", "Russia", ["Cap on interceptors"])
    tied(us, russia)
    room(us, state, russia)
    for person in (control, us, state, russia):
        person.watch.check()


def vote(us: Player, state: Player) -> None:
    us.page.keyboard.press("?")
    us.page.get_by_role("dialog").get_by_role("button", name="Call a vote").click()
    sheet = us.page.get_by_role("dialog", name="Call a vote")
    sheet.get_by_label("Question").fill("Do we offer five?")
    sheet.get_by_label("Choices, one a line").fill("Yes, five\nNo, ten")
    sheet.get_by_role("button", name="Call a vote").click()
    state.page.get_by_role("button", name="No, ten").click(timeout=SOON_MS)
    expect(us.page.get_by_text("1 vote: Secretary of State")).to_be_visible(timeout=SOON_MS)
    photograph(us.page, "vote")
    us.watch.axe("a vote")
    us.page.get_by_role("button", name="Yes, five").click()
    expect(state.page.get_by_text("A vote is over")).to_be_visible(timeout=SOON_MS)
    us.page.get_by_role("button", name="I have read it").click()


def forecast(us: Player) -> None:
    us.tab("Brief")
    us.page.get_by_role("button", name="Put it down").first.click()
    us.page.locator("input[type=range][id^=forecast-]").fill("70")
    us.page.locator("form").get_by_role("button", name="Put it down").click()
    expect(us.page.get_by_text("70 % likely")).to_be_visible(timeout=SOON_MS)


def ask(us: Player, control: Facilitator) -> None:
    us.page.keyboard.press("h")
    sheet = us.page.get_by_role("dialog", name="Ask control")
    sheet.get_by_label("Minutes").fill("4")
    sheet.get_by_label("Reason").fill("We are still reading.")
    sheet.get_by_role("button", name="Ask control").click()
    expect(sheet.get_by_text("You have asked for 4 minutes.")).to_be_visible(timeout=SOON_MS)
    control.page.get_by_role("button", name=re.compile("Give it")).first.click()
    expect(sheet.get_by_text("Control gives 4 minutes.")).to_be_visible(timeout=SOON_MS)
    sheet.get_by_label("What about?").fill("What is START?")
    sheet.get_by_role("button", name="Raise your hand").click()
    mark = us.page.get_by_role("button", name="hand up")
    expect(mark).to_be_visible(timeout=SOON_MS)
    control.page.get_by_role("button", name="Answered: take it down").click()
    expect(mark).to_have_count(0, timeout=SOON_MS)


def tied(us: Player, russia: Player) -> None:
    """A paper hangs on another: said on it, at its signing, and when it takes force; then it is left with notice."""
    us.page.locator("[data-pane=offers]").get_by_role("button", name="New offer").click()
    us.page.get_by_label("Title of the paper").fill("Access for the cap")
    us.page.get_by_role("group", name="Goes to").get_by_label("Russia").check()
    us.page.get_by_label("Add a clause").select_option(label="Site access")
    us.page.get_by_label("Tie it to").select_option(label="A cap · on the table")
    us.page.get_by_label("How it hangs on “A cap”").select_option(label="both: only with it, and ends with it")
    us.watch.axe("a tie")
    us.page.get_by_role("button", name="Put it on the table").click()
    words = "Takes force only together with “A cap”, and ends when that ends"
    for title in ("Access for the cap", "A cap"):
        for player in (russia, us):
            paper = player.page.get_by_role("article", name=title)
            expect(paper).to_be_visible(timeout=SOON_MS)
            offer = paper.locator("xpath=ancestor::*[contains(@class,'offer')][1]")
            offer.get_by_role("button", name=re.compile("Sign v1")).click()
            sheet = player.page.get_by_role("dialog")
            expect(sheet).to_contain_text(words if title != "A cap" else "“Access for the cap” hangs on this paper")
            if player is us and title != "A cap":
                expect(sheet).to_contain_text("What waits for somebody else, or for another paper")
            sheet.get_by_role("button", name="Sign version 1").click()
            expect(sheet).to_have_count(0, timeout=SOON_MS)
    us.tab("Commitments")
    board = us.page.locator("[data-pane=commitments]")
    expect(board).to_contain_text(f"{words} (in force)", timeout=SOON_MS)
    photograph(us.page, "tied-papers")
    access = board.locator("article", has_text="Access for the cap").filter(has_text=words)
    access.get_by_role("button", name="Leave it").click()
    expect(access).to_contain_text("You stay bound until turn 2 begins.")
    access.get_by_label("Reason").fill("Congress has cut the money.")
    access.get_by_role("button", name="Yes, leave it").click()
    russia.tab("Commitments")
    left = russia.page.locator("[data-pane=commitments]")
    expect(left).to_contain_text("United States leaves, bound until turn 2 begins", timeout=SOON_MS)


def room(us: Player, state: Player, russia: Player) -> None:
    us.page.get_by_role("button", name="New room").click()
    sheet = us.page.get_by_role("dialog", name="A room of your own")
    sheet.get_by_label("Its title").fill("Radar people")
    sheet.get_by_label("All of Russia").check()
    sheet.get_by_label("Secretary of State").check()
    sheet.get_by_role("button", name="Open the room").click()
    for words in ("Two radars?", "Or one radar."):
        us.say_in("Radar people", words)
        us.reads(words)
    entry = russia.page.get_by_role("complementary", name="Talks").get_by_role("button", name="Radar people")
    expect(entry.locator(".count")).to_contain_text("2", timeout=SOON_MS)
    expect(russia.page).to_have_title(re.compile(r"^\(\d+\) "))
    russia.enter("Radar people")
    expect(entry.locator(".count")).to_have_count(0, timeout=SOON_MS)
    head = us.page.get_by_role("region", name="Radar people")
    head.get_by_text("3 here").click()
    expect(head.get_by_role("listitem").filter(has_text="Rurik")).to_be_visible()
    no_sideways_scroll(us.page, "who is in a room")
    us.watch.axe("who is in a room")
    state.page.get_by_role("button", name="Search what was said").click()
    state.page.get_by_role("searchbox").fill("one radar")
    expect(state.page.get_by_text("1 found")).to_be_visible(timeout=SOON_MS)
