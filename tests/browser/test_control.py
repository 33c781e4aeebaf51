"""The facilitator's desk: injects planned, previewed and sent."""

import pytest
from playwright.sync_api import expect

from tests.browser.seats import SOON_MS, Facilitator, Player
from tests.browser.watching import no_sideways_scroll, photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_inject_is_held_edited_previewed_and_sent(family, flat_browser):
    control = Facilitator(flat_browser, family.url, family.control, "Fay")
    us = Player(flat_browser, family.url, family.seats["us.president"], "Una")
    control.start()
    control.end("Briefing")
    us.in_phase("Negotiation")
    desk = control.page
    row = desk.locator("#control-desk li", has_text="to Everybody").filter(has_text="planned").first
    title = (
        row.get_by_role("button", name="Open “").get_attribute("aria-label").removeprefix("Open “").removesuffix("”")
    )
    row = desk.locator("#control-desk li", has_text=title)
    row.get_by_role("button", name="Hold back").click()
    expect(row).to_contain_text("held", timeout=SOON_MS)
    photograph(desk, "control-injects")
    control.watch.axe("list of injects")
    row.get_by_role("button", name="Open “").click()
    sheet = desk.get_by_role("dialog", name=title)
    expect(sheet.get_by_role("region", name="What each would see").locator("article").first).to_be_visible(
        timeout=SOON_MS
    )
    sheet.get_by_label("Headline").fill("Fog over the airfields")
    expect(sheet.get_by_role("heading", name="Fog over the airfields")).to_be_visible(timeout=SOON_MS)
    photograph(desk, "control-inject")
    control.watch.axe("an inject and its preview")
    no_sideways_scroll(desk, "an inject")
    sheet.get_by_label("Armed:").check()
    sheet.get_by_label("Condition").select_option(index=1)
    sheet.get_by_role("button", name="Keep this plan").click()
    row = desk.locator("#control-desk li", has_text="Fog over the airfields")
    expect(row).to_contain_text("goes when", timeout=SOON_MS)
    expect(row).to_contain_text("your words")

    with desk.expect_download() as fetched:
        desk.get_by_role("button", name="Export as XLSX").click()
    row.get_by_role("button", name="Release").click()
    expect(row).to_contain_text("planned", timeout=SOON_MS)
    desk.get_by_label("Workbook with injects").set_input_files(fetched.value.path())
    plans = desk.get_by_role("dialog", name="Plans in this workbook")
    expect(plans).to_contain_text("Fog over the airfields: goes when", timeout=SOON_MS)
    control.watch.axe("plans of a workbook")
    plans.get_by_role("button", name="Make 1 plan").click()
    expect(row).to_contain_text("goes when", timeout=SOON_MS)

    row.get_by_role("button", name="Open “").click()
    desk.get_by_role("dialog").get_by_role("button", name="Send it now").click()
    expect(desk.get_by_role("log")).to_contain_text("Fog over the airfields", timeout=SOON_MS)
    us.page.get_by_role("button", name="Press and timeline").click()
    expect(us.page.get_by_role("dialog")).to_contain_text("Fog over the airfields", timeout=SOON_MS)
    for person in (control, us):
        person.watch.check()
