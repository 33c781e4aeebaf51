"""Meetings, rooms of one's own and the press line, in three browsers."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seats import SOON_MS, negotiating
from tests.browser.watching import photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]


def test_two_sides_meet_and_tell_it_differently(family, flat_browser):
    control, us, russia, nato = negotiating(flat_browser, family, "us.president", "russia.president", "nato.secgen")

    us.page.keyboard.press("g")
    sheet = us.page.get_by_role("dialog", name="Meetings")
    sheet.get_by_role("button", name="Call a meeting").click()
    sheet.get_by_label("What kind").select_option(label="Bilateral meeting")
    sheet.get_by_label("Russia").check()
    sheet.get_by_label("What it is about").fill("Numbers, before the summit.")
    photograph(us.page, "meeting-call")
    us.watch.axe("calling a meeting")
    sheet.get_by_role("button", name="Ask them to meet").click()

    russia.page.get_by_role("button", name=re.compile("^Meetings")).click()
    asked = russia.page.get_by_role("article", name="Bilateral meeting").filter(has_text="Numbers, before the summit.")
    asked.get_by_role("button", name="Accept").click()
    asked.get_by_role("button", name="Enter the room").click(timeout=SOON_MS)
    russia.page.get_by_placeholder("Write to").fill("Five, not ten.")
    russia.page.get_by_placeholder("Write to").press("Enter")
    mine = us.page.get_by_role("article", name="Bilateral meeting").filter(has_text="Numbers, before the summit.")
    mine.get_by_role("button", name="Enter the room").click(timeout=SOON_MS)
    us.reads("Five, not ten.")
    assert nato.page.get_by_text("Five, not ten.").count() == 0

    us.page.keyboard.press("Escape")
    us.page.locator("body").click(position={"x": 640, "y": 20})
    us.page.keyboard.press("g")
    mine.get_by_role("button", name="End the meeting").click()
    readout(us, "A frank talk about numbers.")
    russia.page.get_by_role("button", name=re.compile("^Meetings")).click()
    readout(russia, "Washington begins to listen.")
    photograph(russia.page, "meeting-readouts")
    russia.watch.axe("readouts of a meeting")
    nato.page.get_by_role("button", name=re.compile("Press and timeline")).click()
    press = nato.page.get_by_role("dialog", name="Press and timeline")
    expect(press).to_contain_text("A frank talk about numbers.", timeout=SOON_MS)
    expect(press).to_contain_text("Washington begins to listen.", timeout=SOON_MS)
    press.get_by_text("Say something to the press").click()
    press.get_by_label("Headline").fill("Brussels is watching")
    press.get_by_label("What you say").fill("We expect to be told.")
    press.get_by_role("button", name="Publish it").click()
    expect(press).to_contain_text("We expect to be told.", timeout=SOON_MS)
    photograph(nato.page, "press")
    nato.watch.axe("the press line")
    nato.page.keyboard.press("Escape")

    nato.page.get_by_role("button", name="New room").click()
    room = nato.page.get_by_role("dialog", name="A room of your own")
    room.get_by_label("Its title").fill("Two who worry")
    room.get_by_label("President of Russia").check()
    photograph(nato.page, "new-room")
    nato.watch.axe("a new room")
    room.get_by_role("button", name="Open the room").click()
    russia.page.keyboard.press("Escape")
    russia.enter("Two who worry")
    russia.say_in("Two who worry", "Nobody else reads this.")
    nato.reads("Nobody else reads this.")
    assert us.page.get_by_text("Two who worry").count() == 0
    for person in (control, us, russia, nato):
        person.watch.check()


def readout(player, words: str) -> None:
    meeting = player.page.get_by_role("article", name="Bilateral meeting").filter(
        has_text="Numbers, before the summit."
    )
    meeting.get_by_label("Your readout").fill(words)
    meeting.get_by_role("button", name="Give the readout").click()
    expect(meeting.get_by_text(words)).to_be_visible(timeout=SOON_MS)
