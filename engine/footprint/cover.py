"""The defended footprint: for every aim point of a grid, can each launch place's flight be met, by how many sites,
and how soon.

Nothing steps in time. Flights are sampled in eccentric anomaly; cases that no node decides are climbed to their
best moment before they are given up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arguments import Floats
from engine.ballistics.trajectory import Trajectories, fly
from engine.engagement import Shooter, chances
from engine.footprint.polygon import outline
from engine.geodesy import unit_vector
from engine.memory import keep_freed
from engine.nouns import Bools, Defence, Grid, Ints, Threats
from engine.reasons import BadArgument
from engine.tracking import track

BLOCK = 7200
"""Flights worked on at once: a whole map of Europe, half a megabyte a table (`studies/block_sizes.py`)."""

POLISH = 3
"""Refinements of a cell's first intercept; coverage does not depend on it."""


@dataclass(frozen=True, eq=False)
class Footprint:
    """What is defended of a grid (n cells) against every launch place in range.

    `covered`: every flight that can reach the cell can be met by some site. `shots`: sites with a shot at the worst
    of them. `first_intercept_s`: first intercept of the worst, nan where not covered. `threatened`: some launch
    place has the range. `by_site` (sites, n): that site alone covers the cell."""

    grid: Grid
    covered: Bools
    shots: Ints
    first_intercept_s: Floats
    threatened: Bools
    by_site: Bools

    def fraction(self, weights: ArrayLike | None = None) -> float:
        """Share of the threatened cells that is covered, by `weights` (n,) or by area; nan where nothing is
        threatened."""
        weight = self.grid.area_km2 if weights is None else np.asarray(weights, dtype=np.float64)
        if weight.shape != self.covered.shape:
            raise BadArgument(
                "engine.weights.shape",
                "weights",
                f"weights must hold one number per cell, shape {self.covered.shape}, not {weight.shape}.",
            )
        whole = float(weight[self.threatened].sum())
        return float(weight[self.covered & self.threatened].sum()) / whole if whole > 0.0 else float("nan")

    def polygon(self) -> dict[str, Any]:
        """The outline of the covered and threatened cells, a GeoJSON MultiPolygon."""
        return outline(self.grid.place_deg, self.grid.step_deg, self.covered & self.threatened)

    def mask(self) -> bytes:
        """One bit a cell in the grid's order, most significant bit first: 7,171 cells are 897 bytes."""
        return np.packbits(self.covered & self.threatened).tobytes()

    def geojson(self, properties: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The outline as a GeoJSON Feature."""
        return {"type": "Feature", "geometry": self.polygon(), "properties": dict(properties or {})}


def unpack(mask: bytes, cells: int) -> Bools:
    """The cells of a mask made by `Footprint.mask`."""
    return np.unpackbits(np.frombuffer(mask, dtype=np.uint8), count=cells).astype(bool)


def difference(first: Footprint, second: Footprint) -> dict[str, Any]:
    """Where two footprints of the same grid differ: GeoJSON outlines of what only the first and only the second
    covers."""
    if (
        first.grid.place_deg.shape != second.grid.place_deg.shape
        or (first.grid.place_deg != second.grid.place_deg).any()
    ):
        raise BadArgument("engine.grid.different", "grid", "the two footprints must be of the same grid.")
    one, two = first.covered & first.threatened, second.covered & second.threatened
    place, step = first.grid.place_deg, first.grid.step_deg
    return {"only_first": outline(place, step, one & ~two), "only_second": outline(place, step, two & ~one)}


def paths_to(threats: Threats, row: int, target: Floats) -> Trajectories:
    """Flights of one launch row to target directions (3, n)."""
    launch = unit_vector(threats.launch_deg[0, row], threats.launch_deg[1, row])[:, None]
    return fly(
        launch,
        target,
        burnout_altitude_km=float(threats.burnout_altitude_km[row]),
        boost_s=float(threats.boost_s[row]),
        downrange_km=float(threats.downrange_km[row]),
        loft=float(threats.loft[row]),
    )


def in_range(threats: Threats, row: int, target: Floats) -> Bools:
    """Which target directions lie within the missile's range over the ground."""
    launch = unit_vector(threats.launch_deg[0, row], threats.launch_deg[1, row])
    half = np.clip(0.5 * threats.range_km[row] / 6371.0, 0.0, 0.5 * np.pi)
    distance2 = ((target - launch[:, None]) ** 2).sum(axis=0)
    within: Bools = distance2 <= (2.0 * np.sin(half)) ** 2 + 1e-15
    return within


def shooter(defence: Defence, site: int, committed_s: Floats) -> Shooter:
    """One site as the engagement sees it: ready after commit, reaction and half the boost."""
    sites = defence.sites
    return Shooter(
        place=unit_vector(sites.place_deg[0, site], sites.place_deg[1, site]),
        speed_km_s=float(sites.burnout_speed_km_s[site]),
        ready_s=committed_s + float(sites.reaction_s[site]) + 0.5 * float(sites.boost_s[site]),
        least_altitude_km=float(sites.least_altitude_km[site]),
        least_elevation_deg=defence.least_elevation_deg,
    )


def footprint(
    defence: Defence, threats: Threats, grid: Grid, progress: Callable[[float], None] | None = None
) -> Footprint:
    """The footprint of a defence against every launch row of `threats` on a grid. Sites without stock do not shoot.

    `progress` is told the share done (0 to 1) now and then.
    """
    keep_freed()
    target = unit_vector(grid.place_deg[0], grid.place_deg[1])
    rows = []
    for row in range(len(threats)):
        near = in_range(threats, row, target)
        chosen = np.flatnonzero(near)
        by_site = np.zeros((len(defence.sites), len(grid)), dtype=bool)
        first = np.full(len(grid), np.nan)
        for start in range(0, chosen.size, BLOCK):
            if progress is not None:
                progress((row + start / chosen.size) / len(threats))
            part = chosen[start : start + BLOCK]
            paths = paths_to(threats, row, target[:, part])
            tracks = track(paths, defence, np.full(part.size, float(threats.rcs_m2[row])))
            earliest = np.full(part.size, np.inf)
            for site in np.flatnonzero(defence.sites.stock > 0).tolist():
                met, soonest = chances(paths, shooter(defence, site, tracks.committed_s), polish=POLISH)
                by_site[site, part] = met
                earliest = np.fmin(earliest, soonest)
            first[part] = np.where(np.isfinite(earliest), earliest, np.nan)
        rows.append((near, by_site, first))
    return combine(grid, rows, len(defence.sites))


def combine(grid: Grid, rows: list[tuple[Bools, Bools, Floats]], sites: int) -> Footprint:
    """One footprint out of the answers for each launch row: (in range (n,), by site (sites, n), first intercept
    (n,))."""
    n = len(grid)
    threatened = np.zeros(n, dtype=bool)
    covered = np.ones(n, dtype=bool)
    every = np.ones((sites, n), dtype=bool)
    shots = np.full(n, sites, dtype=np.int64)
    first = np.full(n, -np.inf)
    for near, by_site, earliest in rows:
        threatened |= near
        covered &= ~near | by_site.any(axis=0)
        every &= ~near | by_site
        shots = np.where(near, np.minimum(shots, by_site.sum(axis=0)), shots)
        first = np.where(near, np.maximum(first, np.where(np.isnan(earliest), np.inf, earliest)), first)
    covered &= threatened
    return Footprint(
        grid=grid,
        covered=covered,
        shots=np.where(threatened, shots, 0),
        first_intercept_s=np.where(covered & np.isfinite(first), first, np.nan),
        threatened=threatened,
        by_site=every & threatened,
    )
