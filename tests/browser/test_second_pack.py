"""The second pack at the page: chosen in the form, opened, started, played for a turn. Nothing of the first shows."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seats import ADJUDICATED_WITHIN_MS, Facilitator, Player
from tests.browser.watching import DESKTOP, photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow]
UUID_AND_DASH = 37  # before the seat, since several tables may stand on one sheet
OF_THE_FIRST = re.compile(r"Russia|NATO|interceptor|raid|Findings", re.IGNORECASE)


def opened(browser, url):
    """A table of the strait, opened by the form: the facilitator's page, and the others' links by seat."""
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{url}/new/")
    turns = page.get_by_role("group", name="Turns").get_by_role("radio")
    assert [one.get_attribute("value") for one in turns.all() if one.is_visible()] != ["3"]
    page.get_by_label("Scenario", exact=True).select_option("strait_of_marn")
    assert [one.get_attribute("value") for one in turns.all() if one.is_visible()] == ["3"]
    expect(page.get_by_label("Title of the table")).to_have_value("The Strait of Marn")
    photograph(page, "marn-new")
    page.get_by_label("Your name", exact=True).fill("Fay")
    page.get_by_role("button", name="Open the table").click()
    page.wait_for_url("**/links/**")
    photograph(page, "marn-links")
    links = [
        (
            row.get_attribute("id")[UUID_AND_DASH:],
            row.locator("input.url").input_value(),
        )
        for row in page.locator("li.panel").all()
        if row.locator("input.url").count()
    ]
    return page, dict(links)


def rule_for_the_diet(desk):
    """Control answers for those who have no seat."""
    desk.get_by_role("button", name="Rule for them").click()
    expect(desk.get_by_role("button", name="They refuse")).to_be_disabled()
    desk.get_by_label("Reason, read by everybody").last.fill("Not in a dry year.")
    desk.get_by_role("button", name="They refuse").click()


def ask_for_time(player, desk):
    player.keyboard.press("h")
    player.get_by_label("Reason").fill("The engineer is still counting.")
    player.get_by_role("button", name="Ask control").click()
    expect(player.get_by_text("Control has not answered yet")).to_be_visible()
    desk.get_by_role("button", name="Give it").click()
    expect(player.get_by_text("Control gives 3 minutes.")).to_be_visible()
    player.keyboard.press("Escape")


def commit(player):
    player.get_by_text("What you commit to").click()
    player.get_by_label("Why does this serve you?").fill("Fog is coming.")
    player.get_by_label("What will Ost do?").fill("Build under a roof.")
    player.get_by_role("button", name="Put it down: we are ready").click()
    expect(player.get_by_text("Put down by Warden of Harl")).to_be_visible()
    expect(player.get_by_role("button", name="take it back")).to_be_visible()


def test_a_table_of_the_strait_is_opened_started_and_played_for_a_turn(family, flat_browser):
    page, links = opened(flat_browser, family.url)
    assert set(links) == {
        "harl.warden",
        "harl.engineer",
        "ost.chancellor",
        "ost.valley",
        "guild.master",
        "control.observer",
    }
    harl = Player(flat_browser, family.url, links["harl.warden"], "Ragna")
    ost = Player(flat_browser, family.url, links["ost.chancellor"], "Odd")
    page.get_by_role("link", name="To your desk").click()
    page.wait_for_url("**/table/**")
    control = Facilitator.at(page, family.url, "Fay")
    control.start()
    harl.in_phase("Briefing")
    control.end("Briefing")
    for player in (harl, ost):
        player.in_phase("Negotiation")
    expect(harl.page.locator(".map")).to_be_visible()
    expect(harl.page.locator(".map").get_by_text("North Light").first).to_be_visible(timeout=30_000)
    photograph(harl.page, "marn-negotiation")
    harl.watch.axe("negotiation on the strait")
    harl.tab("Orders")
    expect(harl.page.get_by_text("Diet of Ost").first).to_be_visible()
    rule_for_the_diet(page)
    expect(harl.page.get_by_text("Not in a dry year.").first).to_be_visible()
    ask_for_time(harl.page, page)
    commit(harl.page)
    photograph(harl.page, "marn-orders")
    harl.watch.axe("orders on the strait")
    assert not OF_THE_FIRST.search(harl.page.locator("body").inner_text())
    control.end("Negotiation")
    control.end("Orders")
    control.publish()
    harl.in_phase("Results")
    expect(harl.page.get_by_text("What changed, and because of what")).to_be_visible(timeout=ADJUDICATED_WITHIN_MS)
    photograph(harl.page, "marn-results")
    assert not OF_THE_FIRST.search(harl.page.locator("body").inner_text())
    for person in (control, harl, ost):
        person.watch.check()
