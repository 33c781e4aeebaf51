"""Verdict: 7,200 flights at a time, a whole map. What looked like a matter of caches was one of memory: without
`keep_freed` a footprint faults in 16,000 pages at 1,800 flights and 30,000 at 7,200, and takes 130 and 119 ms; with it
there are none, and 96 ms become 65 because fewer calls share the same arithmetic. At 450 flights it is 220 ms, all of
it Python's; beyond 7,200 nothing is gained."""

from time import process_time

from engine.footprint import cover
from engine.studies.cast import defence, europe, threats

SIZES = (450, 900, 1800, 3600, 7200, 14400)


def measure() -> dict[str, float]:
    """Processor milliseconds of the shared case at 0.5° (10,640 cells × 3 launch places × 2 sites) by block size,
    the best of three."""
    grid, guard, missiles = europe(0.5), defence(), threats()
    before, result = cover.BLOCK, {}
    try:
        for size in SIZES:
            cover.BLOCK = size
            times = []
            for _ in range(3):
                begin = process_time()
                cover.footprint(guard, missiles, grid)
                times.append(1e3 * (process_time() - begin))
            result[str(size)] = min(times)
    finally:
        cover.BLOCK = before
    return result


if __name__ == "__main__":
    print(measure())
