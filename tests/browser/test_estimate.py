"""What would this do? Asked before tabling, before signing and before ordering; answered by real workers."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seats import negotiating
from tests.browser.watching import photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]
WORKED_OUT_MS = 90_000


def test_a_side_asks_what_a_paper_and_an_order_would_do_for_it(family, flat_browser):
    control, us, russia = negotiating(flat_browser, family, "us.president", "russia.president")

    us.compose("A cap and a window", "Russia", ["Cap on interceptors", "Site access"])
    paper = us.page.get_by_role("article", name="A cap and a window").locator(
        "xpath=ancestor::*[contains(@class,'offer')][1]"
    )
    expect(paper.get_by_text(re.compile("^For us: "))).to_be_visible(timeout=WORKED_OUT_MS)
    paper.get_by_role("button", name="What would this do?").click()
    told = paper.get_by_role("region", name="What would this do?")
    expect(told).to_contain_text("points for us", timeout=WORKED_OUT_MS)
    expect(told).to_contain_text("possible futures were played through")
    photograph(us.page, "estimate")
    us.watch.axe("an estimate")
    theirs = russia.page.locator("[data-pane=offers]")
    russia.tab("Offers")
    expect(theirs.get_by_text(re.compile("^For us: "))).to_be_visible(timeout=WORKED_OUT_MS)
    assert told.inner_text() not in theirs.inner_text()

    control.end("Negotiation")
    us.in_phase("Orders")
    us.tab("Orders")
    chooser = us.page.get_by_label("New order")
    chooser.select_option(chooser.locator("option", has_text="Survey a site").first.get_attribute("value"))
    form = us.page.locator("form.form")
    form.get_by_role("button", name="What would this do?").click()
    expect(form.get_by_role("region", name="What would this do?")).to_contain_text(
        "points for us", timeout=WORKED_OUT_MS
    )
    photograph(us.page, "estimate-order")
    for person in (control, us, russia):
        person.watch.check()
