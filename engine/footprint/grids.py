"""Grids of aim points, built from numbers that are handed in: bounds, step, and a table of (latitude, longitude,
population). Reads no file."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from engine.constants import EARTH_RADIUS_KM
from engine.geodesy import unit_vector
from engine.nouns import Grid
from engine.reasons import BadArgument

EUROPE = (34.0, 72.0, -25.0, 45.0)
NORTH_AMERICA = (24.0, 72.0, -168.0, -52.0)
"""South, north, west and east bounds in degrees."""

MOST_CELLS = 8_000_000
"""The whole Earth at 0.1 degrees has 6.5 million."""


def rectangle(bounds: tuple[float, float, float, float], step_deg: float = 0.5, *, name: str = "grid") -> Grid:
    """Every cell between south, north, west and east; centres at half steps; area of the spherical cell; no
    population."""
    south, north, west, east = bounds
    if not (-90.0 <= south < north <= 90.0 and west < east <= west + 360.0):
        raise BadArgument(
            "engine.bounds.range",
            "bounds",
            f"bounds are (south, north, west, east) with south < north and west < east, not {bounds}.",
        )
    if not 0.0 < step_deg <= 30.0:
        raise BadArgument(
            "engine.step_deg.range",
            "step_deg",
            f"step_deg must lie above 0 and at most at 30 degrees, not {step_deg:g}.",
        )
    cells = (north - south) * (east - west) / step_deg**2
    if cells > MOST_CELLS:
        raise BadArgument(
            "engine.step_deg.cells",
            "step_deg",
            f"{step_deg:g} degrees would make {cells:,.0f} cells; {MOST_CELLS:,} are the most: take a larger step.",
        )
    lat = np.arange(south + 0.5 * step_deg, north, step_deg)
    lon = np.arange(west + 0.5 * step_deg, east, step_deg)
    lats, lons = (axis.reshape(-1) for axis in np.meshgrid(lat, lon, indexing="ij"))
    half = np.radians(0.5 * step_deg)
    area = EARTH_RADIUS_KM**2 * 2.0 * half * 2.0 * np.sin(half) * np.cos(np.radians(lats))
    return Grid(
        place_deg=np.stack([lats, lons]), area_km2=area, population=np.zeros(lats.size), step_deg=step_deg, name=name
    )


def populated(
    bounds: tuple[float, float, float, float],
    cities: Iterable[tuple[float, float, float]],
    *,
    step_deg: float = 0.5,
    near_km: float = 60.0,
    name: str = "grid",
) -> Grid:
    """The cells within `near_km` of a listed place, with the population of the places inside each cell.

    A stand-in for a land mask where only a gazetteer is at hand: empty country far from any listed place is left
    out with the sea. `near_km` inf keeps all."""
    whole = rectangle(bounds, step_deg, name=name)
    table = np.array(list(cities), dtype=np.float64).reshape(-1, 3)
    if not np.isfinite(table).all() or (table.size and (table[:, 2] < 0).any()):
        raise BadArgument(
            "engine.cities.range",
            "cities",
            "cities must be rows (latitude, longitude, population) of finite numbers, population 0 or more.",
        )
    south, north, west, east = bounds
    # Places just outside still make the cells at the rim land.
    rim = np.degrees(near_km / EARTH_RADIUS_KM) * 3.0 if np.isfinite(near_km) else 0.0
    inside = (
        (table[:, 0] > south - rim)
        & (table[:, 0] < north + rim)
        & (table[:, 1] > west - rim)
        & (table[:, 1] < east + rim)
    )
    table = table[inside]
    columns = int(np.unique(whole.place_deg[1]).size)
    rows = len(whole) // columns
    row = np.floor((table[:, 0] - south) / step_deg).astype(int)
    column = np.floor((table[:, 1] - west) / step_deg).astype(int)
    within = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    population = np.bincount((row * columns + column)[within], weights=table[within, 2], minlength=len(whole))
    keep = np.ones(len(whole), dtype=bool)
    if np.isfinite(near_km):
        keep = population > 0.0
        cosine = np.cos(near_km / EARTH_RADIUS_KM)
        cells = unit_vector(whole.place_deg[0], whole.place_deg[1])
        towns = unit_vector(table[:, 0], table[:, 1])
        for start in range(0, towns.shape[1], 512):
            # Blocks of 512 places keep the table of angles at a few tens of megabytes.
            # Plain products, not BLAS: which cells are kept must not depend on a thread count.
            near = towns[:, start : start + 512]
            cosines = cells[0][:, None] * near[0] + cells[1][:, None] * near[1] + cells[2][:, None] * near[2]
            keep |= (cosines >= cosine).any(axis=1)
    return pick(Grid(whole.place_deg, whole.area_km2, population, step_deg, name), keep)


def pick(grid: Grid, keep: ArrayLike) -> Grid:
    """The cells where `keep` is true."""
    mask = np.asarray(keep, dtype=bool)
    return Grid(grid.place_deg[:, mask], grid.area_km2[mask], grid.population[mask], grid.step_deg, grid.name)
