"""The facilitator's desk: injects planned, previewed and sent."""

import pytest
from playwright.sync_api import expect

from tests.browser.paper import FORMATS, GUIDE, PICTURE, prints
from tests.browser.seats import SOON_MS, Facilitator, negotiating
from tests.browser.watching import no_sideways_scroll, photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRIED = "Flight test FTG-03a"


def test_an_inject_is_held_edited_previewed_and_sent(family, flat_browser):
    control, us = negotiating(flat_browser, family, "us.president")
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
    expect(plans).to_be_hidden(timeout=SOON_MS)  # while it is open it lists the same headline
    expect(row).to_contain_text("goes when", timeout=SOON_MS)

    own = desk.get_by_role("region", name="Write a message as an outside voice")
    own.get_by_label("Voice").fill("A tanker captain")
    own.get_by_label("Headline").fill("Lights over Kaliningrad")
    own.get_by_label("Text").fill("I saw what I saw.")
    own.get_by_label("When").select_option(label="with the negotiation of turn 2")
    own.get_by_label("Why? For the record").fill("To see who believes him.")
    own.get_by_role("button", name="Put it on the list").click()
    listed = desk.locator("#control-desk li", has_text="Lights over Kaliningrad")
    expect(listed).to_have_count(1, timeout=SOON_MS)  # among those of turn 2, which are folded

    row.get_by_role("button", name="Open “").click()
    desk.get_by_role("dialog").get_by_role("button", name="Send it now").click()
    expect(desk.get_by_role("log")).to_contain_text("Fog over the airfields", timeout=SOON_MS)
    us.page.get_by_role("button", name="Press and timeline").click()
    expect(us.page.get_by_role("dialog")).to_contain_text("Fog over the airfields", timeout=SOON_MS)

    board = desk.get_by_role("complementary", name="Who is here")
    board.get_by_role("button", name="Assistants …").click()
    helpers = desk.get_by_role("dialog", name="Who helps in control")
    helpers.get_by_label("What you call them").fill("Press desk")
    helpers.get_by_label("Part", exact=True).select_option(label="injects and press")
    helpers.get_by_role("button", name="Make and show the link").click()
    expect(helpers.get_by_label("The link for Press desk")).to_be_visible(timeout=SOON_MS)
    expect(helpers.get_by_label("Part of Press desk")).to_have_value("injects")
    helpers.get_by_role("button", name="Close").last.click()
    expect(board).to_contain_text("Press desk")
    for person in (control, us):
        person.watch.check()


def change_the_clock_rules(control):
    """By the keyboard; a wrong number cannot be sent; what holds stands in the top bar."""
    desk = control.page
    desk.get_by_text("Clock rules …").focus()
    desk.keyboard.press("Enter")
    desk.get_by_label("Orders wait").check()
    desk.get_by_label("Seconds more").fill("4000")
    expect(desk.get_by_text("Whole seconds from 0 to 3600.")).to_be_visible()
    expect(desk.get_by_role("button", name="Change the rules")).to_be_disabled()
    desk.get_by_label("Seconds more").fill("90")
    photograph(desk, "control-clock-rules")
    control.watch.axe("the rules of the clock")
    no_sideways_scroll(desk, "the rules of the clock")
    desk.get_by_label("Reason for the rules").fill("Everybody shall be heard.")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("orders wait until all are ready")).to_be_visible(timeout=SOON_MS)


@pytest.mark.long
def test_control_acts_for_a_seat_pins_a_note_and_finds_it_in_the_record(family, flat_browser):
    control = Facilitator(flat_browser, family.url, family.control, "Fay")
    desk = control.page
    control.start()
    for phase in ("Briefing", "Negotiation"):
        control.end(phase)
    expect(desk.get_by_role("button", name="End orders")).to_be_visible(timeout=SOON_MS)
    change_the_clock_rules(control)
    board = desk.get_by_role("complementary", name="Who is here")
    board.get_by_role("button", name="President of the United States").click()
    sheet = desk.get_by_role("dialog", name="President of the United States")
    photograph(desk, "control-seat")
    control.watch.axe("a seat in control's hand")
    sheet.get_by_role("button", name="Act for this seat").click()
    acting = desk.get_by_role("dialog", name="Acting for")
    chooser = acting.get_by_label("New order")
    value = chooser.locator("option", has_text="Work on Congress").first.get_attribute("value", timeout=SOON_MS)
    chooser.select_option(value)
    acting.get_by_role("button", name="Write this order").click()
    expect(acting.get_by_role("alert").first).to_contain_text("Say first why", timeout=SOON_MS)
    acting.get_by_label("Why you act for it").fill("The line is down.")
    photograph(desk, "control-act-for")
    control.watch.axe("acting for a seat")
    acting.get_by_role("button", name="Write this order").click()
    expect(acting.locator("form.form")).to_have_count(0, timeout=SOON_MS)
    acting.get_by_role("button", name="Back to the desk").click()
    expect(board).to_contain_text("1 order ·", timeout=SOON_MS)

    control.tab("Record")
    desk.get_by_label("Only control and the report read this").fill("Here the talks turned.")
    desk.get_by_role("button", name="Pin the note").click()
    record = desk.get_by_role("region", name="What control did")
    expect(record).to_contain_text("Here the talks turned.", timeout=SOON_MS)
    expect(record).to_contain_text("acted for a seat: President of the United States: order.write")
    expect(record).to_contain_text("“The line is down.”")
    expect(record).to_contain_text("changed the rules of the clock: grace 90 s, orders wait: yes")
    photograph(desk, "control-record")
    control.watch.axe("notes and record")
    record.get_by_label("Find in the record").fill("talks turned")
    expect(record.get_by_role("listitem")).to_have_count(1)

    control.end("Orders")
    control.tab("Adjudication")
    expect(desk.get_by_role("button", name="Accept and publish")).to_be_visible(timeout=60_000)
    desk.get_by_text("What the engine found, and from what").click()
    behind = desk.locator("details[open]")
    expect(behind).to_contain_text("One engagement in words", timeout=SOON_MS)
    expect(behind.locator("ol li").first).to_be_visible()
    behind.scroll_into_view_if_needed()
    photograph(desk, "control-behind")
    control.watch.axe("behind the proposal")
    no_sideways_scroll(desk, "adjudication")
    desk.get_by_label("Your account of the turn as a whole").fill("A quiet half-year, and nobody is calmer.")
    desk.locator("#ruling").fill("So that all read the same account.")
    desk.get_by_role("button", name="Publish as amended").click()
    expect(desk.get_by_text("A quiet half-year, and nobody is calmer.").first).to_be_visible(timeout=SOON_MS)
    control.watch.check()


@pytest.mark.long
def test_an_assistant_does_its_part_and_no_more_until_it_is_withdrawn(family, flat_browser):
    """[R131] [R132] [R133]"""
    control = Facilitator(flat_browser, family.url, family.control, "Fay")
    desk = control.page
    control.start()
    board = desk.get_by_role("complementary", name="Who is here")
    board.get_by_role("button", name="Assistants …").click()
    sheet = desk.get_by_role("dialog", name="Who helps in control")
    sheet.get_by_label("What you call them").fill("Press desk")
    sheet.get_by_label("Part", exact=True).select_option(label="injects and press")
    sheet.get_by_label("Reason, for the record").fill("Two hundred headlines.")
    sheet.get_by_role("button", name="Make and show the link").click()
    link = sheet.get_by_label("The link for Press desk").input_value(timeout=SOON_MS)
    expect(sheet.get_by_role("img", name="The link as a QR code")).to_be_visible()
    photograph(desk, "control-assistants")
    control.watch.axe("assistants")
    no_sideways_scroll(desk, "assistants")
    sheet.get_by_role("button", name="Close").last.click()

    press = Facilitator(flat_browser, family.url, link, "Ola")
    page = press.page
    expect(board).to_contain_text("Press desk", timeout=SOON_MS)
    expect(page.get_by_text("Your part: injects and press")).to_be_visible(timeout=SOON_MS)
    for name in ("Pause", "End briefing …", "End the game …"):
        expect(page.get_by_role("button", name=name)).to_be_disabled()
    expect(page.get_by_role("link", name="Seat links")).to_have_count(0)
    row = page.locator("#control-desk li", has_text="to Everybody").filter(has_text="planned").first
    row.get_by_role("button", name="Hold back").click()
    expect(page.locator("#control-desk li", has_text="held").first).to_be_visible(timeout=SOON_MS)
    press.tab("Report")
    expect(page.get_by_text("This belongs to “everything”.")).to_be_visible()
    photograph(page, "control-assistant-desk")
    press.watch.axe("an assistant's desk")

    control.tab("Record")
    record = desk.get_by_role("region", name="What control did")
    expect(record).to_contain_text("Press desk (Ola) planned an inject", timeout=SOON_MS)
    expect(record).to_contain_text("made an assistant: Press desk: injects and press")
    expect(record).to_contain_text("“Two hundred headlines.”")
    expect(record).to_contain_text("Facilitator (Fay) started the game")

    board.get_by_role("button", name="Assistants …").click()
    sheet.get_by_label("Part of Press desk").select_option(label="watch only")
    press.tab("Injects")
    expect(page.get_by_text("your part is “watch only”").first).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("button", name="Release “").first).to_be_disabled()
    photograph(page, "control-watch-only")
    press.watch.axe("watch only")
    sheet.get_by_role("button", name="Withdraw Press desk").click()
    sheet.get_by_role("button", name="Press again to withdraw Press desk").click()
    expect(sheet).to_contain_text("Press desk was withdrawn.", timeout=SOON_MS)
    expect(page.locator(".light.live")).to_have_count(0, timeout=SOON_MS)
    control.watch.check()


@pytest.mark.long
def test_what_was_tried_is_drawn_anew_before_it_is_told(family, flat_browser):
    """[R128] A test that control sends, its draw in its distribution, drawn anew with a reason, then published."""
    control = Facilitator(flat_browser, family.url, family.control, "Fay")
    desk = control.page
    control.start()
    control.end("Briefing")
    sender = desk.locator("#control-desk")
    for folded in sender.locator("details > summary").all():
        folded.click()
    row = sender.locator("li", has_text=TRIED)
    row.get_by_role("button", name="Open “").click()
    desk.get_by_role("dialog").get_by_role("button", name="Send it now").click()
    control.end("Negotiation")
    control.end("Orders")
    control.tab("Adjudication")
    expect(desk.get_by_role("button", name="Accept and publish")).to_be_visible(timeout=90_000)
    why = desk.get_by_label("Why draw it anew?")
    expect(why).to_be_visible(timeout=SOON_MS)
    why.scroll_into_view_if_needed()
    why.fill("The class should see the other branch.")
    desk.get_by_role("button", name="Draw anew").click()
    expect(desk.get_by_text("Drawn anew by Facilitator: “The class should see the other branch.”")).to_be_visible(
        timeout=SOON_MS
    )
    photograph(desk, "control-redrawn")
    control.watch.axe("drawn anew")
    no_sideways_scroll(desk, "drawn anew")
    control.publish()
    expect(desk.get_by_role("tab", name="Results")).to_have_attribute("aria-selected", "true", timeout=SOON_MS)
    control.watch.check()


@pytest.mark.long
@pytest.mark.parametrize("paper", FORMATS)
def test_the_guide_prints_on_a_few_pages_with_all_its_pictures(flat_browser, tmp_path, paper):
    written = prints(flat_browser, tmp_path, paper)
    raw = written.read_bytes()
    pages = raw.count(b"/Type /Page\n") + raw.count(b"/Type /Page ") + raw.count(b"/Type /Page/")
    assert 3 <= pages <= 8, pages
    assert raw.count(b"/Subtype /Image") >= len(PICTURE.findall(GUIDE.read_text(encoding="utf-8")))
