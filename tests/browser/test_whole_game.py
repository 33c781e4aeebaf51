"""Four people in four browsers play three turns, from the first link to the report."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from tests.browser.seats import SOON_MS, Facilitator, Player
from tests.browser.watching import ARTEFACTS, axe, no_sideways_scroll, photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OFFLINE_MS = 20_000


def test_three_turns_from_the_link_to_the_report(family, flat_browser):
    control = Facilitator(flat_browser, family.url, family.control, "Facilitator")
    us = Player(flat_browser, family.url, family.seats["us.president"], "Ulysses")
    russia = Player(flat_browser, family.url, family.seats["russia.president"], "Rurik")
    nato = Player(flat_browser, family.url, family.seats["nato.secgen"], "Nadia")
    try:
        play(control, us, russia, nato)
        report(control, flat_browser)
    except BaseException:
        for person in (control, us, russia, nato):
            with suppress(Error):  # a page that cannot be drawn any more must not hide what failed
                photograph(person.page, f"failed-{person.name}", phone=False)
        raise
    for person in (control, us, russia, nato):
        person.watch.check()


def play(control, us, russia, nato) -> None:
    """From the lobby to the end of the game, with a picture of every screen."""
    photograph(us.page, "lobby")
    us.watch.axe("lobby")
    photograph(control.page, "control-lobby")
    control.watch.axe("control's lobby")
    control.start()
    for player in (us, russia, nato):
        player.in_phase("Briefing")
    photograph(us.page, "briefing")
    us.watch.axe("briefing")
    control.end("Briefing")

    first_turn(control, us, russia, nato)
    for turn in (2, 3):
        later_turn(turn, control, us, russia, nato)

    control.end("Results")
    for player in (us, russia, nato):
        expect(player.page.get_by_text("The game is over").first).to_be_visible(timeout=SOON_MS)
    photograph(us.page, "over")
    us.watch.axe("the end")


def first_turn(control, us, russia, nato) -> None:
    us.in_phase("Negotiation")
    us.say_in("Russia", "Ten interceptors, no more.")
    russia.say_in("United States", "Then put it on paper.")
    us.reads("Then put it on paper.")

    us.compose("A cap and a window", "Russia", ["Cap on interceptors", "Site access"])
    photograph(us.page, "offer")
    us.watch.axe("an offer on the table")
    counter(russia, "A cap and a window")
    expect(us.page.get_by_role("article")).to_contain_text("version 2 of 2", timeout=SOON_MS)
    photograph(us.page, "counter-offer")
    us.watch.axe("a counter-offer")

    reload_in_mid_turn(russia, "Then put it on paper.")
    offline_in_mid_turn(nato, us)

    sign(us)
    sign(russia)
    us.tab("Commitments")
    expect(us.page.get_by_text("at most 5").or_(us.page.get_by_text("no more than 5")).first).to_be_visible(
        timeout=SOON_MS
    )
    us.watch.axe("commitments")
    photograph(us.page, "commitments")

    control.page.get_by_role("button", name="Pause", exact=True).click()
    expect(us.page.get_by_text("paused").first).to_be_visible(timeout=SOON_MS)
    control.page.get_by_role("button", name="Go on").click()
    control.page.get_by_role("button", name="5 minutes more").click()
    photograph(control.page, "control-negotiation")
    control.watch.axe("control's desk")
    control.end("Negotiation")

    us.in_phase("Orders")
    us.order("Survey a site")
    nato.order("Answer as a host")
    russia.order("Public statement", Headline="A grave concern", Text="We watch every site.")
    photograph(us.page, "orders")
    us.watch.axe("orders")
    for player in (us, russia, nato):
        player.ready()
    control.end("Orders")
    us.in_phase("Adjudication")
    photograph(us.page, "adjudication")
    expect(control.page.get_by_role("tab", name="Adjudication")).to_be_visible()
    control.tab("Adjudication")
    expect(control.page.get_by_role("button", name="Accept and publish")).to_be_visible(timeout=60_000)
    photograph(control.page, "control-adjudication")
    control.watch.axe("the adjudication desk")
    control.publish(amend={"Alliance cohesion": "61"}, reason="The allies were moved by the visit.")
    for player in (us, russia, nato):
        player.in_phase("Results")
    expect(nato.page.get_by_text("The allies were moved by the visit.").first).to_be_visible(timeout=SOON_MS)
    photograph(us.page, "results")
    us.watch.axe("results")
    control.end("Results")


def counter(player, title: str) -> None:
    """Answer with a lower cap."""
    player.tab("Offers")
    paper = player.page.get_by_role("article", name=title)
    expect(paper).to_be_visible(timeout=SOON_MS)
    player.page.get_by_role("button", name="Counter", exact=True).click()
    player.page.locator("ol.clauses > li").first.get_by_role("button", name="Edit").click()
    player.page.get_by_role("spinbutton", name="At most").fill("5")
    player.page.get_by_role("button", name="Send the counter-offer").click()
    expect(player.page.get_by_role("article")).to_contain_text("version 2 of 2", timeout=SOON_MS)


def sign(player) -> None:
    player.tab("Offers")
    player.page.get_by_role("button", name=re.compile("Sign v2")).click()
    terms = player.page.get_by_role("dialog")
    expect(terms).to_contain_text("5 interceptors")  # the second press repeats what is signed
    terms.get_by_role("button", name="Sign version 2").click()
    expect(terms).to_have_count(0, timeout=SOON_MS)


def reload_in_mid_turn(player, words: str) -> None:
    """A page that is loaded anew has its room, its papers and its draft again."""
    player.page.get_by_placeholder("Write to").fill("An unfinished thou")
    player.page.wait_for_function("() => Object.values(localStorage).some(kept => kept.includes('An unfinished thou'))")
    player.page.reload()
    player.live()
    player.enter("United States")
    player.reads(words)
    player.tab("Offers")
    expect(player.page.get_by_role("article")).to_contain_text("version 2 of 2", timeout=SOON_MS)
    expect(player.page.get_by_placeholder("Write to")).to_have_value("An unfinished thou")
    player.page.get_by_placeholder("Write to").fill("")


def offline_in_mid_turn(away, other) -> None:
    """Twenty seconds without a network: the page says so, keeps what was written, and comes back whole."""
    away.watch.expect_cuts = True
    away.context.set_offline(True)
    expect(away.page.locator(".light.live")).to_have_count(0, timeout=SOON_MS)
    away.say_in("Everyone", "Written while offline.")
    expect(away.page.get_by_text("not sent yet").first).to_be_visible()
    photograph(away.page, "offline", phone=False)
    other.say_in("Everyone", "Said while you were away.")
    away.page.wait_for_timeout(OFFLINE_MS)
    expect(away.page.get_by_text("not sent yet").first).to_be_visible()
    away.context.set_offline(False)
    away.live()
    away.reads("Said while you were away.")
    other.reads("Written while offline.")
    expect(other.page.get_by_role("log").get_by_text("Written while offline.")).to_have_count(1)
    expect(away.page.get_by_text("not sent yet")).to_have_count(0)
    away.watch.expect_cuts = False


def later_turn(turn: int, control, us, russia, nato) -> None:
    """A quicker turn: everybody reads, one order, the proposal accepted as it is."""
    for player in (us, russia, nato):
        player.in_phase("Briefing")
    control.end("Briefing")
    us.in_phase("Negotiation")
    us.say_in("Everyone", f"Turn {turn} begins.")
    nato.enter("Everyone")
    nato.reads(f"Turn {turn} begins.")
    control.end("Negotiation")
    russia.in_phase("Orders")
    russia.order("Public statement", Headline=f"On turn {turn}", Text="Nothing has changed for us.")
    control.end("Orders")
    control.publish()
    for player in (us, russia, nato):
        player.in_phase("Results")
    if turn < 3:
        control.end("Results")


def report(control, browser) -> None:
    """Made by a worker, fetched from the desk; the page opens without a network and asks nobody."""
    control.tab("Report")
    control.page.get_by_role("button", name="Make the report").click()
    links = control.page.locator("a[download], button", has_text="Download")
    expect(control.page.get_by_text("report.html").first).to_be_visible(timeout=60_000)
    expect(links).to_have_count(3)
    photograph(control.page, "report")
    folder = ARTEFACTS / "report"
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    for number in range(links.count()):
        with control.page.expect_download() as waiting:
            links.nth(number).click()
        got = waiting.value
        files[got.suggested_filename] = folder / got.suggested_filename
        got.save_as(files[got.suggested_filename])
    assert set(files) == {"report.html", "report.pdf", "log.jsonl"}
    assert files["report.pdf"].read_bytes()[:5] == b"%PDF-"
    assert files["log.jsonl"].read_text(encoding="utf-8").count("\n") > 100
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(files["report.html"].as_uri())
    expect(page.get_by_role("heading", name="Executive facts")).to_be_visible()
    expect(page.get_by_text("The allies were moved by the visit.").first).to_be_visible()
    assert [url for url in asked if not url.startswith("file:")] == []
    no_sideways_scroll(page, "the report")
    assert axe(page) == []
    context.close()
