"""Many idle pages: 150 sockets stay open, and a ring reaches a hundred of them."""

import asyncio
import statistics
import time

import pytest

from tests.play import house
from tests.play.page import Page
from wargame.lobby.door import unit

pytestmark = pytest.mark.slow

SOCKETS = 150
IDLE_S = {"quick": 6, "normal": 12, "long": 35}
RINGS = 5


async def test_150_idle_sockets_stay_open_and_hear_the_ring(server, committed, size, capsys):
    """One table, observed by many: the worst case of a ring, since all of them are shown the same change at once."""
    table = await unit(lambda: house.open_table("Many", seats=("us.president", "control.observer")))
    observer = table.tokens["control.observer"]
    pages = [Page(server.socket_url, table.game, "control.observer", observer) for _ in range(SOCKETS)]
    for begin in range(0, SOCKETS, 25):
        await asyncio.gather(*(page.open(check=False) for page in pages[begin : begin + 25]))
    speaker = await Page(server.socket_url, table.game, "us.president", table.tokens["us.president"]).open()
    await asyncio.sleep(IDLE_S[size])
    assert [page.close_code for page in pages if page.reader.done()] == []
    beats = [sum(m["type"] == "heartbeat" for m in page.messages) for page in pages]
    assert min(beats) >= IDLE_S[size] // 5, "every one of them was told that it is live"
    times_ms = []
    for number in range(RINGS):
        began = time.perf_counter()
        await speaker.command("talk.say", room="all", text=f"Ring {number}.")
        await asyncio.gather(*(page.until(lambda page=page, since=began: page.updated_s > since) for page in pages))
        times_ms += sorted((page.updated_s - began) * 1000 for page in pages)[:100]
    median_ms = statistics.median(times_ms)
    with capsys.disabled():
        print(f"\n[P10] {SOCKETS} sockets idle {IDLE_S[size]} s, all open; a ring to 100: median {median_ms:.0f} ms")
    # The figure (100 ms on a calm machine) is the benchmark's; here only that it is the bell and not the heartbeat.
    assert median_ms < 2_000
    for page in (*pages, speaker):
        await page.close()
