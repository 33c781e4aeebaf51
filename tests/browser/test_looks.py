"""The table as it is shown to people: the globe, the three looks, and what lies on the table in its second turn."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seats import SOON_MS, Player
from tests.browser.watching import DESKTOP, no_sideways_scroll, photograph
from tests.harness.people import Person, end_phase, redeem, work_out

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]
DRAWN_MS = 120_000  # the globe, in software, on a machine that does much else
TERMS = [
    {"id": "a", "kind": "cap_interceptors", "party": "us", "args": {"number": 10, "region": "central_europe"}},
    {
        "id": "b",
        "kind": "site_access",
        "party": "us",
        "args": {"site": "redzikowo", "by": "russia", "level": "liaison"},
    },
]
TALK = (
    ("us", "Ten interceptors, and your officers may look at every one of them."),
    ("russia", "Liaison officers drink tea. Five, and somebody of ours who stays."),
    ("us", "Then give us Gabala's picture, in Brussels as well."),
    ("russia", "Put it on paper. We read paper with pleasure."),
)


def second_turn(family) -> Person:
    """Turn 1 is worked out; in turn 2 the United States, who is given, has an answer to its paper."""
    us = redeem(family.url, family.seats["us.president"], "Una")
    russia = redeem(family.url, family.seats["russia.president"], "Rurik")
    redeem(family.url, family.seats["nato.secgen"], "Nadia")
    control = redeem(family.url, family.control, "Fay")
    control.send("game.start")
    for phase in ("briefing", "negotiation"):
        end_phase(control, 1, phase)
    us.send("order.write", kind="survey_site", args={"site": "redzikowo"})
    work_out(control, 1)
    end_phase(control, 1, "results")
    end_phase(control, 2, "briefing")
    between = next(
        room for room, each in us.view()["rooms"].items() if each["kind"] == "pair" and room in russia.view()["rooms"]
    )
    for side, words in TALK:
        {"us": us, "russia": russia}[side].send("talk.say", room=between, text=words)
    offer = us.send("offer.table", title="A cap and a window", to=["russia"], clauses=TERMS, expires_turn=3)["ref"]
    lower, closer = ({**each, "args": dict(each["args"])} for each in TERMS)
    lower["args"]["number"] = 5
    closer["args"]["level"] = "permanent"
    russia.send("offer.counter", offer=offer, version=1, title="A cap and a window", clauses=[lower, closer])
    return us


def seated(browser, family, person: Person) -> Player:
    """The page of somebody who has the seat already."""
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    name = f"seat-{family.game[:8]}-{person.seat.replace('.', '-')}"
    context.add_cookies([{"name": name, "value": person.token, "url": family.url}])
    player = Player.at(context.new_page(), family.url, person.seat)
    player.page.goto(f"{family.url}/table/{family.game}/{person.seat}/")
    player.live()
    return player


def shown(us) -> None:
    """The second turn's table is there: the newest words, the answered paper, and what the engine found on the map."""
    page = us.page
    us.in_phase("Negotiation")
    us.reads("We read paper with pleasure.")
    expect(page.get_by_text("version 2 of 2")).to_be_visible(timeout=SOON_MS)
    expect(page.locator("[data-pane=map] canvas").first).to_be_visible(timeout=DRAWN_MS)
    expect(page.get_by_role("button", name="Play the engagement")).to_be_visible(timeout=DRAWN_MS)


def test_the_globe_in_every_look(family, browser):
    """Drawn in software a frame of the globe takes long: nothing here waits for an element to stand still."""
    us = seated(browser, family, second_turn(family))
    page = us.page
    page.set_default_timeout(DRAWN_MS)
    shown(us)
    page.wait_for_timeout(8000)  # the globe's tiles are drawn one after the other
    photograph(page, "table")
    us.watch.axe("the globe")
    for look in ("light", "projector"):
        page.keyboard.press("d")
        expect(page.locator("html")).to_have_attribute("data-theme", look, timeout=DRAWN_MS)
        page.wait_for_timeout(4000)
        us.watch.axe(f"the globe, {look}")
        no_sideways_scroll(page, look)
        if look == "light":
            photograph(page, "table-light")
        else:
            photograph(page, "table-projector")
    page.keyboard.press("d")
    page.get_by_role("button", name="Play the engagement").dispatch_event("click")
    page.wait_for_timeout(8000)
    photograph(page, "playback")
    us.watch.axe("playback")
    us.watch.check()


def test_what_opens_over_the_table(family, flat_browser):
    us = seated(flat_browser, family, second_turn(family))
    page = us.page
    shown(us)
    dialogs(us)
    page.get_by_role("button", name="Table", exact=True).click()
    page.wait_for_timeout(1000)
    photograph(page, "map-table")
    us.watch.axe("the map as a table")
    us.watch.check()


def opened(us, key: str) -> None:
    """A dialog by its key; axe looks at it."""
    us.page.keyboard.press(key)
    expect(us.page.get_by_role("dialog")).to_be_visible()
    us.watch.axe(f"the dialog of {key}")


def shut(us) -> None:
    us.page.keyboard.press("Escape")
    expect(us.page.get_by_role("dialog")).to_have_count(0)


def dialogs(us) -> None:
    """What opens over the table or in its right pane by a key."""
    page = us.page
    opened(us, "?")
    photograph(page, "help")
    shut(us)
    opened(us, "h")
    photograph(page, "hand")
    shut(us)
    page.get_by_role("button", name=re.compile("Sign v2")).click()
    photograph(page, "sign")
    us.watch.axe("signing")
    shut(us)
    us.tab("Brief")
    photograph(page, "brief")
    us.watch.axe("the brief")
    us.tab("Offers")
    page.keyboard.press("n")
    page.get_by_label("Title of the paper").fill("One picture for both")
    page.get_by_role("group", name="Goes to").get_by_label("Russia").check()
    for kind in ("Cap on interceptors", "Site access"):
        page.get_by_label("Add a clause").select_option(label=kind)
    photograph(page, "composer")
    us.watch.axe("the composer")
    page.keyboard.press("Escape")


def test_the_facilitators_other_screens(family, flat_browser):
    us, russia = (redeem(family.url, family.seats[f"{side}.president"], side) for side in ("us", "russia"))
    control = redeem(family.url, family.control, "Fay")
    control.send("game.start")
    end_phase(control, 1, "briefing")
    us.send("offer.table", title="A cap and a window", to=["russia"], clauses=TERMS, expires_turn=3)
    russia.send("hand.raise", up=True, about="May we speak with Warsaw alone?")
    desk = seated(flat_browser, family, control)
    page = desk.page
    desk.tab("Papers")
    photograph(page, "control-papers")
    desk.watch.axe("control's papers")
    desk.tab("Map")
    expect(page.locator("[data-pane=map] canvas").first).to_be_visible(timeout=DRAWN_MS)
    photograph(page, "control-map")
    desk.watch.axe("control's map")
    board = page.get_by_role("complementary", name="Who is here")
    board.get_by_role("button", name="President of Russia").click()
    page.get_by_role("button", name="See the table as this seat").click()
    page.wait_for_timeout(1500)
    photograph(page, "control-see-as")
    desk.watch.axe("seeing as a seat")
    desk.watch.check()
