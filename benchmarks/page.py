"""What the page costs a person: the way from the link to the table, bytes, memory over a game, frames while dragging.

    python benchmarks/page.py [--rounds 5] [--minutes 60] [--globe]

Starts a table of its own (`manage.py play` in a temporary folder) and Chromium, and ends both; about three minutes on a
calm machine. `--minutes` of a game are played as fast as the server takes them, and it is said how much faster that
was: six people, each writing every twenty seconds, three turns with an offer and an order of each side, worked out by
the engine and published. What passes with the clock alone, such as heartbeats, is as much less. Memory is the heap of
the page's scripts after a forced collection. Without a GPU the globe is drawn in software: `--globe` then says more
about the machine than about the page.
"""

import argparse
import datetime
import json
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

from launcher.setup.browser import find_or_install
from tests.harness.people import Person, end_phase, redeem, work_out
from tests.harness.running import playing

VIEWPORT = {"width": 1280, "height": 720}
TAKEN = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL"}
WRITES_EVERY_S = 20
TURNS = 3
NO_CLOCK_S = 24 * 3600
WHY = "The measurement has no clock."
FIRST_SCREEN_LIMIT_KB = 250
FRAMES_COUNTED = 120
HEADS = ("us.president", "russia.president", "nato.secgen")
SITE = "Redzikowo"
SLOW_MS = 90_000
LATECOMERS = ["nato.germany", "nato.turkey", "nato.czechia", "us.defense", "russia.defence"]
FRAMES = """frames => new Promise(done => {
  const times = [];
  const step = now => { times.push(now); times.length > frames ? done(times) : requestAnimationFrame(step); };
  requestAnimationFrame(step);
})"""
MEASURED = "name => performance.getEntriesByName(name).map(each => each.duration)"


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
    page.set_default_timeout(SLOW_MS)
    session = page.context.new_cdp_session(page)
    weight = Weight(session)
    started = time.perf_counter()
    page.goto(link)
    page.get_by_label("Your name at the table").fill(name)
    page.get_by_role("button", name="take my seat").click()
    page.locator(".light.live").first.wait_for()
    return page, time.perf_counter() - started, weight, session


def arrivals(browser, links: list[str]) -> None:
    times, weights, kinds = [], [], {}
    for link in links:
        page, seconds, weight, _ = arrive(browser, link, "Newcomer")
        times.append(seconds * 1000)
        weights.append(weight.total())
        kinds = weight.kilobytes
        page.context.close()
    print(f"link to usable table (the name typed at once), {len(links)} newcomers: {said(times, 'ms')}")
    print(
        f"fetched until then, compressed: {said(weights, 'kB')}; {FIRST_SCREEN_LIMIT_KB} are allowed: "
        + ("kept" if max(weights) <= FIRST_SCREEN_LIMIT_KB else "NOT KEPT")
    )
    print("    of it: " + of_kinds(kinds))


def of_kinds(kilobytes: dict[str, float]) -> str:
    return ", ".join(f"{kind.lower()} {size:.0f} kB" for kind, size in sorted(kilobytes.items()))


def memory(session: CDPSession) -> tuple[float, int]:
    """Megabytes of heap and nodes of the document, after a forced collection."""
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {row["name"]: row["value"] for row in session.send("Performance.getMetrics")["metrics"]}
    return metrics["JSHeapUsedSize"] / 1e6, int(metrics["Nodes"])


def an_hour(control: Person, people: list[Person], minutes: int) -> int:
    """So many minutes of a game of people who write, table and order; the number of messages."""
    heads = {person.seat.split(".")[0]: person for person in people if person.seat in HEADS}
    rounds = minutes * 60 // WRITES_EVERY_S
    written = 0
    for turn in range(1, TURNS + 1):
        end_phase(control, turn, "briefing")
        control.send("clock.extend", seconds=NO_CLOCK_S, reason=WHY)
        clause = {"id": "c", "kind": "start_extension", "party": "russia", "args": {}}
        heads["russia"].send("offer.table", title=f"A word on START, {turn}", to=["us"], clauses=[clause],
                             expires_turn=turn)  # fmt: skip
        for n in range(rounds * (turn - 1) // TURNS, rounds * turn // TURNS):
            for person in people:
                words = f"Message {n} of an hour, long enough to be a sentence of a negotiation."
                person.send("talk.say", room=person.seat.split(".")[0] if n % 3 == 0 else "all", text=words)
                written += 1
                time.sleep(0.02)  # a table, not a flood: the rate limits are for floods
        end_phase(control, turn, "negotiation")
        for cell, head in heads.items():
            args = {"title": f"{cell} on turn {turn}", "text": "What we think of it."}
            head.send("order.write", kind="public_statement", args=args)
        work_out(control, turn)
        if turn < TURNS:
            end_phase(control, turn, "results")
    return written


def counted(page: Page, move, end) -> list[float]:
    """Milliseconds between frames while something is moved with the mouse held down; `end` lets go."""
    page.evaluate("frames => { window.__frames = (" + FRAMES + ")(frames) }", FRAMES_COUNTED)
    for step in range(FRAMES_COUNTED // 2):
        move(step)
    times = page.evaluate("window.__frames")
    end()
    return [later - earlier for earlier, later in pairwise(times)]


def grasp(page: Page, box: dict) -> tuple[float, float]:
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y


def panning(page: Page) -> None:
    x, y = grasp(page, page.locator("[data-pane=map] canvas").first.bounding_box())
    times = counted(page, lambda step: page.mouse.move(x + 2 * step, y + step), page.mouse.up)
    print(f"frames while the map is dragged: {said(times, 'ms')}")


def trying(page: Page) -> None:
    """A site is dragged: the frames, and what the page itself measures from the pointer to the answer and to paint."""
    page.get_by_role("button", name=SITE).first.click()
    page.get_by_role("button", name=f"What if {SITE}").click()
    page.locator("dl > div", has_text="People inside").locator("b").first.wait_for()
    x, y = grasp(page, page.get_by_role("button", name="being tried").bounding_box())
    times = counted(page, lambda step: page.mouse.move(x - 2 * step, y + step), page.mouse.up)
    print(f"frames while a site is dragged: {said(times, 'ms')}")
    for name in ("patch", "paint"):
        values = page.evaluate(MEASURED, f"what-if: pointer to {name}")
        if values:
            print(f"    from the pointer to {name}, {len(values)} updates: {said(values, 'ms')}")


def said(values: list[float], unit: str) -> str:
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"median {statistics.median(ordered):.1f} {unit}, p95 {p95:.1f}, {ordered[0]:.1f} to {ordered[-1]:.1f}"


def table(browser, running, *, minutes: int, globe: bool) -> None:
    """One page watched from its arrival to the end of the last turn, while five others and control play."""
    page, _, weight, session = arrive(browser, running.seats["us.state"], "Watched")
    seats = ["us.president", "russia.president", "russia.foreign", "nato.secgen", "nato.poland"]
    people = [redeem(running.url, running.seats[seat], seat) for seat in seats]
    control = redeem(running.url, running.control, "Bench")
    control.send("game.start")
    control.send("clock.extend", seconds=NO_CLOCK_S, reason=WHY)
    page.locator("[data-pane=map] canvas").first.wait_for()
    page.wait_for_timeout(5000)
    print(f"with the map, {'globe' if globe else 'flat'}: {weight.total():.0f} kB in all; {of_kinds(weight.kilobytes)}")
    panning(page)
    trying(page)
    page.keyboard.press("Escape")
    before, nodes = memory(session)
    started = time.perf_counter()
    written = an_hour(control, people, minutes)
    page.locator("[aria-current='step']", has_text="Results").first.wait_for()
    page.wait_for_timeout(2000)
    took = time.perf_counter() - started
    after, nodes_after = memory(session)
    print(f"memory: {before:.1f} MB and {nodes} nodes before, {after:.1f} MB and {nodes_after} nodes after")
    print(
        f"    in between {written} messages and {TURNS} turns: {minutes} minutes of a game, played in {took:.0f} s, "
        f"{60 * minutes / took:.0f} times as fast"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5, choices=range(1, len(LATECOMERS) + 1))
    options.add_argument("--minutes", type=int, default=60)
    options.add_argument("--globe", action="store_true")
    chosen = options.parse_args()
    flags = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"] if chosen.globe else ["--disable-3d-apis"]
    flags += [] if chosen.globe else ["--disable-gpu"]
    flags += ["--no-sandbox"] if os.getuid() == 0 else []
    environment = {name: value for name, value in os.environ.items() if name not in TAKEN}
    load = os.getloadavg()
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        playing(Path(folder) / "data", environment) as running,
        sync_playwright() as tools,
    ):
        browser = tools.chromium.launch(executable_path=find_or_install(), args=flags)
        arrivals(browser, [running.seats[seat] for seat in LATECOMERS[: chosen.rounds]])
        table(browser, running, minutes=chosen.minutes, globe=chosen.globe)
        machine = {
            "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
            "processors": os.cpu_count(),
            "load": [round(value, 1) for value in (*load[:1], *os.getloadavg()[:1])],
            "chromium": browser.version,
            "seconds": round(time.perf_counter() - began),
        }
        browser.close()
    print(json.dumps(machine))


if __name__ == "__main__":
    main()
