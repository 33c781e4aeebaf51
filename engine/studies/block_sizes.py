"""Verdict: 1,800 flights at a time. Above it temporary arrays are mapped and unmapped anew (29,000 page faults a
footprint at 7,200 flights, 250 at 1,800, none at 900); below it Python's own overhead a block grows (at 450 it is
about twice the whole). The optimum is broad."""

from time import process_time

from engine.footprint import cover
from engine.studies.cast import defence, europe, threats

SIZES = (225, 450, 900, 1800, 3600, 7200)


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
