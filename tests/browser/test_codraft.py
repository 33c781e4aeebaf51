"""Two colleagues of one cell write one offer in two browsers: each sees what the other does, and no edit is lost."""

from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError as NotYet
from playwright.sync_api import expect

from tests.browser.seats import SOON_MS, negotiating
from tests.browser.watching import photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS, SIGN_MS = 20, 2_000
DRAFT_SAYS = """([part, number]) => Object.entries(localStorage).some(([key, kept]) => {
  if (!key.endsWith(':offer')) return false;
  const draft = JSON.parse(kept);
  const clauses = part === 'saved' ? Object.values(draft.shared?.base ?? {}) : draft.clauses;
  return clauses.some(each => each?.args?.number === number);
})"""  # in the page's own drawer: what the server has taken ("saved"), or what stands in the form ("written")


def test_two_colleagues_write_one_offer(family, flat_browser):
    control, president, state, russia = negotiating(
        flat_browser, family, "us.president", "us.state", "russia.president"
    )

    president.tab("Offers")
    president.page.locator("[data-pane=offers]").get_by_role("button", name="New offer").click()
    president.page.get_by_label("Title of the paper").fill("A number and a door")
    president.page.get_by_role("group", name="Goes to").get_by_label("Russia").check()
    president.page.get_by_label("Add a clause").select_option(label="Cap on interceptors")
    expect(president.page.get_by_text("Your delegation sees this draft.")).to_be_visible(timeout=SOON_MS)

    state.tab("Offers")
    expect(state.page.get_by_text("A number and a door")).to_be_visible(timeout=SOON_MS)
    photograph(state.page, "draft-of-a-colleague")
    state.watch.axe("a colleague's draft")
    assert russia.page.get_by_text("A number and a door").count() == 0  # what is in the making is the cell's alone
    state.page.get_by_role("button", name="Work on it").click()
    state.page.get_by_label("Add a clause").select_option(label="Site access")
    clauses = president.page.locator("ol.clauses > li")
    expect(clauses).to_have_count(2, timeout=SOON_MS)
    seen_writing(state, president)

    # Both change the same clause, one of them while he cannot be heard: the later one is asked.
    state.watch.expect_cuts = True
    state.context.set_offline(True)
    number(president, "6")
    president.page.wait_for_function(DRAFT_SAYS, arg=["saved", 6])
    number(state, "4")
    state.page.wait_for_function(DRAFT_SAYS, arg=["written", 4])
    state.context.set_offline(False)
    state.live()
    state.watch.expect_cuts = False
    held = state.page.get_by_role("alert").filter(has_text="changed clause 1 while you did")
    expect(held).to_contain_text("no more than 6", timeout=SOON_MS)
    expect(held).to_contain_text("no more than 4")
    photograph(state.page, "draft-held")
    state.watch.axe("two edits of one clause")
    held.get_by_role("button", name="Keep yours").click()
    expect(clauses.first).to_contain_text("no more than 4", timeout=SOON_MS)

    president.page.get_by_role("button", name="Put it on the table").click()
    expect(russia.page.get_by_role("article", name="A number and a door")).to_contain_text("4", timeout=SOON_MS)
    expect(state.page.get_by_role("button", name="Put it on the table")).to_have_count(0, timeout=SOON_MS)
    for person in (control, president, state, russia):
        person.watch.check()


def seen_writing(writer, reader) -> None:
    """Who writes is shown for some seconds only: it is written until it is seen."""
    note, sign = writer.page.get_by_label("Covering note"), reader.page.get_by_text("writing here too")
    for word in range(WORDS):
        note.press_sequentially(f"word {word} ")
        with suppress(NotYet):
            sign.wait_for(timeout=SIGN_MS)
            return
    raise AssertionError(f"after {WORDS} words nobody saw who was writing")


def number(player, value: str) -> None:
    first = player.page.locator("ol.clauses > li").first
    if first.get_by_role("spinbutton", name="At most").count() == 0:
        first.get_by_role("button", name="Edit").click()
    first.get_by_role("spinbutton", name="At most").fill(value)
