"""`manage.py landmask`: makes `wargame/umpire/inquiry/land.txt` anew from Natural Earth (public domain) as the package
`world-atlas` brings it.

Needs the page's packages in `frontend/node_modules`. Run it after that package changes; the game reads the file only.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from numpy.typing import NDArray

from wargame.umpire.inquiry.land import FILE, STEP_DEG, text_of

SOURCE = Path("frontend/node_modules/world-atlas/land-10m.json")
POINTS = 5
"""Samples a side of each cell: a cell with any of the 25 on land is land."""

Floats = NDArray[np.float64]


class Command(BaseCommand):
    help = "Make the land mask of half-degree cells anew from Natural Earth."

    def handle(self, *args: Any, **options: Any) -> None:
        if not SOURCE.exists():
            raise CommandError(f"{SOURCE} is not there: install the page's packages first (manage.py build).")
        mask = land_of(json.loads(SOURCE.read_text(encoding="utf-8")))
        FILE.write_text(text_of(mask), encoding="utf-8")
        self.stdout.write(f"{int(mask.sum())} of {mask.size} half-degree cells hold land.")


def land_of(topology: dict[str, Any]) -> NDArray[np.bool_]:
    """Which cells hold land, (rows from the south, columns from 180 W), by the even-odd rule down each meridian.

    The north pole is sea, so parity starts there; along a parallel there is no such start, for rings cross 180 degrees.
    """
    first, second = edges(topology)
    step = (second[0] - first[0] + 180.0) % 360.0 - 180.0
    rows, columns = round(180 / STEP_DEG), round(360 / STEP_DEG)
    offset = (np.arange(POINTS) + 0.5) / POINTS * STEP_DEG
    south = 90.0 - (np.arange(rows)[:, None] * STEP_DEG - 90.0 + offset).reshape(-1)
    mask = np.zeros((rows, columns), dtype=bool)
    for column in range(columns):
        for lon in -180.0 + column * STEP_DEG + offset:
            ahead = (lon - first[0] + 180.0) % 360.0 - 180.0
            crossing = (ahead >= 0.0) != (ahead >= step)
            rise = second[1][crossing] - first[1][crossing]
            cuts = np.sort(90.0 - (first[1][crossing] + ahead[crossing] / step[crossing] * rise))
            inside = np.searchsorted(cuts, south) % 2 == 1
            mask[:, column] |= inside.reshape(rows, POINTS).any(axis=1)
    return mask


def edges(topology: dict[str, Any]) -> tuple[Floats, Floats]:
    """Both ends of every edge of every ring, (2, n) each: longitude, latitude. Inner rings count like outer ones."""
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc, dtype=np.float64), axis=0) * scale + move for arc in topology["arcs"]]
    starts, ends = [], []
    for polygon in (p for shape in topology["objects"]["land"]["geometries"] for p in shape["arcs"]):
        for arc in (index for ring in polygon for index in ring):
            points = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
            starts.append(points[:-1])
            ends.append(points[1:])
    return np.concatenate(starts).T, np.concatenate(ends).T
