"""What the page costs a person: the way from the link to the table, bytes, memory over a game, frames while panning.

    python benchmarks/page.py [--rounds 5] [--minutes 60] [--globe]

Starts a table of its own (`manage.py play` in a temporary folder) and Chromium, and ends both. `--minutes` of a game of
six people, each writing every twenty seconds, are played as fast as the server takes them. Without a GPU the globe is
drawn in software: `--globe` then says more about the machine than about the page.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.harness.people import Person, redeem
from tests.harness.running import playing

VIEWPORT = {"width": 1280, "height": 720}
WRITES_EVERY_S = 20
FIRST_SCREEN_LIMIT_KB = 250
PAN_FRAMES = 120
FRAMES = """frames => new Promise(done => {
  const times = [];
  const step = now => { times.push(now); times.length > frames ? done(times) : requestAnimationFrame(step); };
  requestAnimationFrame(step);
})"""


class Weight:
    """Bytes over the wire, as they were transferred (compressed), up to a moment."""

    def __init__(self, session: CDPSession) -> None:
        self.types: dict[str, str] = {}
        self.kilobytes: dict[str, float] = {}
        session.send("Network.enable")
        session.on("Network.responseReceived", lambda event: self.types.update({event["requestId"]: event["type"]}))
        session.on("Network.loadingFinished", self.finished)

    def finished(self, event: dict) -> None:
        kind = self.types.get(event["requestId"], "Other")
        self.kilobytes[kind] = self.kilobytes.get(kind, 0.0) + event["encodedDataLength"] / 1000

    def total(self) -> float:
        return sum(self.kilobytes.values())


def arrive(browser, link: str, name: str) -> tuple[Page, float, Weight, CDPSession]:
    """A person who has never been here: opens the link, gives a name, and waits until the table can be used."""
    page = browser.new_context(viewport=VIEWPORT, reduced_motion="reduce").new_page()
    session = page.context.new_cdp_session(page)
    weight = Weight(session)
    started = time.perf_counter()
    page.goto(link)
    page.get_by_label("Your name at the table").fill(name)
    page.get_by_role("button", name="take my seat").click()
    page.locator(".light.live").first.wait_for()
    return page, time.perf_counter() - started, weight, session


def heap_mb(session: CDPSession) -> float:
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"] / 1e6


def an_hour(people: list[Person], page: Page, minutes: int) -> int:
    """Talk as six people would in so many minutes; what the page does with it is what a real game asks of it."""
    written = 0
    rooms = ["all", *[name for name, room in people[0].view()["rooms"].items() if room["kind"] == "pair"][:1]]
    for n in range(minutes * 60 // WRITES_EVERY_S):
        for person in people:
            seen = person.view()["rooms"] if n == 0 else None
            room = rooms[n % len(rooms)]
            if seen is not None and room not in seen:
                room = "all"
            person.send(
                "talk.say",
                room=room if person.seat.startswith("us") else "all",
                text=f"Message {n} of an hour, long enough to be a sentence.",
            )
            written += 1
            time.sleep(0.02)  # a table, not a flood: the rate limits are for floods
    page.wait_for_timeout(2000)
    return written


def frames(page: Page, selector: str) -> list[float]:
    """Milliseconds between frames while the map is dragged about with the mouse held down."""
    box = page.locator(selector).first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("frames => { window.__frames = (" + FRAMES + ")(frames) }", PAN_FRAMES)
    for step in range(60):
        page.mouse.move(x + 2 * step, y + step)
    times = page.evaluate("window.__frames")
    page.mouse.up()
    return [later - earlier for earlier, later in pairwise(times)]


def said(values: list[float], unit: str) -> str:
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"median {statistics.median(ordered):.1f} {unit}, p95 {p95:.1f}, {ordered[0]:.1f} to {ordered[-1]:.1f}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--minutes", type=int, default=60)
    options.add_argument("--globe", action="store_true")
    chosen = options.parse_args()
    seats = ["us.president", "us.state", "russia.president", "russia.foreign", "nato.secgen", "nato.poland"]
    flags = (
        ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        if chosen.globe
        else ["--disable-gpu", "--disable-3d-apis"]
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        playing(Path(folder) / "data", dict(os.environ)) as table,
        sync_playwright() as tools,
    ):
        browser = tools.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox", *flags])
        arrivals, weights = [], []
        fresh = ["nato.germany", "nato.turkey", "nato.czechia", "us.defense", "russia.defence"]
        for seat in fresh[: chosen.rounds]:
            page, seconds, weight, _ = arrive(browser, table.seats[seat], "Newcomer")
            arrivals.append(seconds * 1000)
            weights.append(weight.total())
            page.context.close()
        print(f"link to usable table (name typed at once): {said(arrivals, 'ms')}")
        print(f"fetched until then, join page and table, compressed: {said(weights, 'kB')} of {FIRST_SCREEN_LIMIT_KB}")

        control = redeem(table.url, table.control, "Bench")
        people = [redeem(table.url, table.seats[seat], seat) for seat in seats[1:]]
        page, _, weight, session = arrive(browser, table.seats[seats[0]], "Watched")
        control.send("game.start")
        control.send("clock.pause", reason="The measurement has no clock.")
        page.locator("[data-pane=map] canvas").first.wait_for(timeout=60_000)
        page.wait_for_timeout(5000)
        print(
            f"with the map, {'globe' if chosen.globe else 'flat'}: {weight.total():.0f} kB in all; "
            + ", ".join(f"{kind} {kb:.0f}" for kind, kb in sorted(weight.kilobytes.items()))
        )
        before = heap_mb(session)
        started = time.perf_counter()
        written = an_hour(people, page, chosen.minutes)
        print(
            f"memory: {before:.1f} MB before, {heap_mb(session):.1f} MB after {written} messages "
            f"({chosen.minutes} minutes of a game, played in {time.perf_counter() - started:.0f} s)"
        )
        print(f"frames while the map is dragged: {said(frames(page, '[data-pane=map] canvas'), 'ms')}")
        browser.close()


if __name__ == "__main__":
    main()
