"""A hand that drags a site, without a browser: how soon the new footprint comes back over a real socket, and how often.

    python benchmarks/drag.py [--seconds 10] [--people 1] [--site redzikowo]

Starts a table of its own on a free port, takes seats by their links, and asks `try` as a page does: one question out,
the newest next, a new place at most every 16 ms. Prints for each person updates a second, p50 and p95 from the movement
to the decoded answer, and what of it the engine took; then the machine and its load. It asserts nothing.
"""

import argparse
import asyncio
import json
import math
import os
import secrets
import sys
import tempfile
import time
from base64 import b64decode
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.harness.people import redeem
from tests.harness.running import playing
from tests.play.page import Page

FRAME_S = 1 / 60
SEATS = ("us.president", "russia.president", "nato.secgen", "us.state")


async def drag(page: Page, site: str, seconds: float) -> tuple[list[float], list[float]]:
    """Milliseconds from movement to answer, and the engine's own part of each."""
    place = page.view["sites"][site]
    took, computed = [], []
    until = time.perf_counter() + seconds
    first = True
    while time.perf_counter() < until or first:
        turn = time.perf_counter() * 0.7
        began = time.perf_counter()
        words = {
            "type": "try", "id": f"try-{secrets.token_hex(6)}", "assessment": "mda", "configuration": "planned",
            "axis": "iran_europe", "site": site, "lat_deg": round(place["lat_deg"] + 3 * math.sin(turn), 3),
            "lon_deg": round(place["lon_deg"] + 5 * math.cos(turn), 3), "number": max(1, place["number"]),
            "outline": False,
        }  # fmt: skip
        answer = await page.ask(words)
        if answer["type"] != "tried":
            raise SystemExit(f"refused: {answer}")
        b64decode(answer["mask"])
        spent = time.perf_counter() - began
        if first:
            # The first answer starts the engine: it is said apart.
            print(f"{page.seat}: first answer after {1000 * spent:.0f} ms")
            first, until = False, time.perf_counter() + seconds
            continue
        took.append(1000 * spent)
        computed.append(answer["computed_ms"])
        await asyncio.sleep(max(0.0, FRAME_S - spent))
    return took, computed


def part(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


async def measure(url: str, game: str, tokens: dict[str, str], options: argparse.Namespace) -> None:
    pages = [await Page(url.replace("http", "ws", 1), game, seat, token).open() for seat, token in tokens.items()]
    results = await asyncio.gather(*(drag(page, options.site, options.seconds) for page in pages))
    for page, (took, computed) in zip(pages, results, strict=True):
        pace = len(took) / options.seconds
        whole, engine = (f"p50 {part(each, 0.5):.0f}, p95 {part(each, 0.95):.0f} ms" for each in (took, computed))
        print(f"{page.seat}: {pace:.1f} updates a second; movement to answer {whole}; of it the engine {engine}")
        await page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--people", type=int, default=1, choices=range(1, len(SEATS) + 1), help="who drag at once")
    parser.add_argument("--site", default="redzikowo", help="a site of the map: redzikowo, aegis_aegean, brdy, …")
    options = parser.parse_args()
    taken = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL"}
    environment = {name: value for name, value in os.environ.items() if name not in taken}
    with tempfile.TemporaryDirectory() as folder, playing(Path(folder) / "data", environment) as family:
        tokens = {seat: redeem(family.url, family.seats[seat], seat).token for seat in SEATS[: options.people]}
        asyncio.run(measure(family.url, family.game, tokens, options))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(json.dumps({"processors": os.cpu_count(), "load": load, "seconds": options.seconds, "site": options.site}))


if __name__ == "__main__":
    main()
