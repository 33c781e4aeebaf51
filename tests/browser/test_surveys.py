"""Surveys in two browsers: answered by keyboard and on a phone, read by control, one written at the table."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seats import SOON_MS, Facilitator, Player
from tests.browser.watching import PHONE, photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]


def test_a_survey_is_answered_changed_and_read(family, flat_browser):
    control = Facilitator(flat_browser, family.url, family.control, "Fay")
    us = Player(flat_browser, family.url, family.seats["us.president"], "Una")
    photograph(us.page, "survey-lobby")
    us.watch.axe("a survey in the lobby")

    # By keyboard alone: the card is announced, the key opens the sheet, arrows choose on a scale.
    us.page.locator("body").click(position={"x": 640, "y": 20})
    us.page.keyboard.press("s")
    sheet = us.page.get_by_role("dialog", name="Before you play")
    first = sheet.get_by_role("group").first
    first.get_by_role("radio", name="1, none").focus()
    us.page.keyboard.press("ArrowRight")
    us.page.keyboard.press("ArrowRight")
    expect(first.get_by_role("radio", name="3", exact=True)).to_be_checked()
    sheet.get_by_role("group", name="How likely").first.get_by_label("Best guess").fill("40")
    expect(sheet.get_by_text("Write the best guess and both ends")).to_be_visible()
    expect(sheet.get_by_role("button", name="Hand it in")).to_be_disabled()
    photograph(us.page, "survey-sheet-fault")

    # What is typed outlives a reload.
    us.page.reload()
    us.live()
    us.page.get_by_role("button", name="Go on answering").click()
    expect(sheet.get_by_label("Best guess").first).to_have_value("40")
    sheet.get_by_label("Surely not below").first.fill("10")
    sheet.get_by_label("Surely not above").first.fill("70")
    sheet.get_by_role("checkbox", name=re.compile("rather not say.*How confident")).check()
    photograph(us.page, "survey-sheet")
    us.watch.axe("the sheet of a survey")
    us.page.keyboard.press("Control+Enter")
    expect(sheet).to_have_count(0, timeout=SOON_MS)
    expect(us.page.get_by_role("button", name=re.compile("Survey: Before you play · handed in"))).to_be_visible()
    photograph(us.page, "survey-handed-in")

    control.tab("Surveys")
    card = control.page.get_by_role("region", name="Before you play")
    expect(card.get_by_text("United States: 1 of 1 answered")).to_be_attached(timeout=SOON_MS)
    card.locator("summary").click()
    expect(card.get_by_text("40 (10 to 70)")).to_be_visible()
    photograph(control.page, "control-surveys")
    control.watch.axe("control's surveys")

    # One that control writes, answered on a phone.
    control.page.get_by_role("button", name="Write a survey").click()
    form = control.page.get_by_role("dialog", name="Write a survey")
    form.get_by_label("Title", exact=True).fill("A word in between")
    form.get_by_label("Question", exact=True).fill("How tired are you?")
    form.get_by_label("1 means").fill("not at all")
    form.get_by_role("button", name="Add a question").click()
    second = form.get_by_role("region", name="Question 2")
    second.get_by_label("Question", exact=True).fill("Do you need a break?")
    second.get_by_label("Answer").select_option(label="One of several")
    second.get_by_label("Choices").fill("Yes\nNo")
    photograph(control.page, "control-survey-write")
    control.watch.axe("writing a survey")
    form.get_by_role("button", name="Open it now").click()
    expect(form).to_have_count(0, timeout=SOON_MS)
    us.page.set_viewport_size(PHONE)
    control.start()
    us.page.get_by_role("button", name="Brief", exact=True).click(timeout=SOON_MS)
    expect(us.page.get_by_role("heading", name="A word in between")).to_be_visible(timeout=SOON_MS)
    photograph(us.page, "survey-phone-card", phone=False)
    us.page.get_by_role("region", name="A word in between").get_by_role("button", name="Answer").click()
    small = us.page.get_by_role("dialog", name="A word in between")
    small.get_by_role("radio", name="7", exact=True).check(force=True)
    photograph(us.page, "survey-phone-sheet", phone=False)
    us.watch.axe("a survey on a phone")
    small.get_by_text("I would rather not answer at all").click()
    small.get_by_role("button", name="Ask me no surveys").click()
    expect(small).to_have_count(0, timeout=SOON_MS)
    expect(us.page.get_by_role("heading", name="A word in between")).to_have_count(0)
    expect(control.page.get_by_text("Asked no surveys: President of the United States")).to_be_visible(timeout=SOON_MS)
    control.page.set_viewport_size(PHONE)
    photograph(control.page, "control-surveys-phone", phone=False)
    for person in (control, us):
        person.watch.check()
