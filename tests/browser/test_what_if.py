"""A site dragged over the map: the defended footprint follows, by pointer, by keyboard and in the table; Esc restores.

How long it took from the pointer to the new picture's data, and to paint, is measured by the page itself and printed:
figures of a loaded machine are no bars.
"""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.seats import SOON_MS, Facilitator, Player
from tests.browser.watching import photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SITE = "Redzikowo"
STEPS, MORE_STEPS = 60, 300
FOLLOWED = 10
ENGINE_STARTS_MS = 40_000
MEASURED = """name => performance.getEntriesByName(name).map(each => each.duration)"""


@pytest.fixture
def seated(family, flat_browser):
    facilitator = Facilitator(flat_browser, family.url, family.control, "Frances")
    facilitator.start()
    player = Player(flat_browser, family.url, family.seats["us.president"], "Ursula")
    player.in_phase("Briefing")
    return player


def figure(page: Page, label: str) -> Locator:
    return page.locator("dl > div", has_text=label).locator("b")


def share(page: Page) -> float:
    return float(figure(page, "People inside").inner_text().removesuffix(" %"))


def percentile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def begin(page: Page) -> None:
    page.get_by_role("button", name=SITE).first.click()
    page.get_by_role("button", name=f"What if {SITE}").click()
    expect(figure(page, "People inside")).to_be_visible(timeout=ENGINE_STARTS_MS)


def test_a_dragged_site_takes_its_footprint_along(seated):
    page = seated.page
    begin(page)
    bar = page.get_by_role("group", name=f"What if: {SITE}")
    expect(bar).to_contain_text("nothing is sent to the game")
    photograph(page, "what-if")
    before = share(page)
    mark = page.get_by_role("button", name="being tried")
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, STEPS + 1):
        page.mouse.move(x - 2.2 * step, y + 1.1 * step)
        page.wait_for_timeout(30)
    for step in range(MORE_STEPS):  # on a machine that is busy, until the figures have followed often enough
        if len(page.evaluate(MEASURED, "what-if: pointer to patch")) >= FOLLOWED:
            break
        page.mouse.move(x - 2.2 * STEPS + step % 7, y + 1.1 * STEPS)
        page.wait_for_timeout(100)
    photograph(page, "what-if-dragging", phone=False)
    page.mouse.up()
    expect(bar.get_by_role("status").last).to_contain_text("of the people inside", timeout=SOON_MS)
    assert share(page) != before, "the figures follow"
    patches, paints = (
        page.evaluate(MEASURED, "what-if: pointer to patch"),
        page.evaluate(MEASURED, "what-if: pointer to paint"),
    )
    for name, values in (("patch", patches), ("paint", paints)):
        print(f"\npointer to {name}, {len(values)} updates: p50 {percentile(values, 0.5):.0f}, "
              f"p95 {percentile(values, 0.95):.0f} ms")  # fmt: skip
    assert len(patches) >= FOLLOWED
    photograph(page, "what-if-let-go", phone=False)
    seated.watch.axe("what if")
    page.get_by_role("button", name="Table", exact=True).click()
    expect(bar).to_be_visible()  # what is tried goes on in the table
    page.get_by_role("button", name="Globe", exact=True).click()

    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    expect(page.get_by_role("button", name="being tried")).to_have_count(0)
    seated.watch.check()


@pytest.mark.long
def test_by_keyboard_alone_on_the_map_and_in_the_table(seated):
    page = seated.page
    begin(page)
    latitude, longitude = page.get_by_label("Latitude"), page.get_by_label("Longitude")
    start = share(page)
    page.get_by_role("button", name="being tried").focus()
    for _ in range(12):
        page.keyboard.press("ArrowDown")
    expect(latitude).to_have_value("48.5")
    page.keyboard.press("Shift+ArrowRight")
    expect(longitude).to_have_value("17.2")
    page.get_by_role("button", name="Put back").click()
    expect(latitude).to_have_value("54.5")
    number = page.get_by_role("slider", name="Number")
    number.focus()
    chance = figure(page, "nothing leaks")
    was = chance.inner_text()
    for _ in range(9):
        page.keyboard.press("ArrowLeft")
    expect(chance).not_to_have_text(was, timeout=SOON_MS)
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page.get_by_role("group", name=f"What if: {SITE}")).to_be_visible()
    latitude.fill("41")
    expect(page.get_by_role("status").filter(has_text="of the people inside")).to_have_count(1, timeout=SOON_MS)
    page.get_by_role("button", name="Put back").click()
    expect(latitude).to_have_value("54.5")
    photograph(page, "what-if-table")
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("button", name=f"What if {SITE}").click()
    expect(figure(page, "People inside")).to_be_visible(timeout=ENGINE_STARTS_MS)
    assert share(page) == start, "nothing of it was kept"
    seated.watch.check()
