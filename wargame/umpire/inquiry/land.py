"""Which half-degree cells hold land: Natural Earth 1:10 million (public domain), kept in `land.txt` as runs of cells.

`manage.py landmask` makes the file; the game only reads it. No computation beyond looking a cell up lives here.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import engine

FILE = Path(__file__).with_name("land.txt")
STEP_DEG = 0.5
HEAD = (
    "# Half-degree cells that hold land: Natural Earth 1:10m (public domain), made by `manage.py landmask`.\n"
    "# A line: the row, counted in half degrees from the south pole, then runs first-last of columns from 180 W.\n"
)

Bools = NDArray[np.bool_]


def text_of(mask: Bools) -> str:
    """The file's text for a mask (rows, columns)."""
    lines = []
    for row, cells in enumerate(mask):
        steps = np.flatnonzero(np.diff(np.concatenate([[0], cells.astype(np.int8), [0]])))
        runs = (f"{a}-{b - 1}" for a, b in zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True))
        if steps.size:
            lines.append(f"{row} {' '.join(runs)}\n")
    return HEAD + "".join(lines)


@lru_cache(maxsize=1)
def mask() -> Bools:
    """Which cells hold land, (360, 720) from 90 S and 180 W. Treat it as read-only."""
    found = np.zeros((round(180 / STEP_DEG), round(360 / STEP_DEG)), dtype=bool)
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            row, *runs = line.split()
            for run in runs:
                first, last = run.split("-")
                found[int(row), int(first) : int(last) + 1] = True
    return found


def on_land(grid: engine.Grid) -> Bools:
    """The cells of a grid that hold land (n,): any of its sample points, at most half a degree apart, lies in a cell
    with land."""
    points = max(1, round(grid.step_deg / STEP_DEG))
    offset = ((np.arange(points) + 0.5) / points - 0.5) * grid.step_deg
    lat = grid.place_deg[0][:, None, None] + offset[:, None]
    lon = (grid.place_deg[1][:, None, None] + offset + 180.0) % 360.0
    rows = np.clip(np.floor((lat + 90.0) / STEP_DEG).astype(int), 0, mask().shape[0] - 1)
    columns = np.floor(lon / STEP_DEG).astype(int) % mask().shape[1]
    found: Bools = mask()[rows, columns].any(axis=(1, 2))
    return found
