"""A footprint under a dragging hand: what does not change is kept, and what changes is worked out coarse to fine.
Every answer is a whole footprint."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arguments import Floats
from engine.ballistics.trajectory import Trajectories
from engine.engagement import Shooter, decide, prepare
from engine.footprint.cover import POLISH, Footprint, combine, in_range, paths_to, shooter
from engine.footprint.lattice import Lattice, Level
from engine.geodesy import unit_vector
from engine.memory import keep_freed
from engine.nouns import Bools, Defence, Grid, Ints, Sensors, Sites, Threats
from engine.reasons import BadArgument
from engine.tracking import track

NEAR_S_A_DEGREE = 75.0
"""A flight that lacks fewer seconds, for each degree to its neighbours, may have a neighbour that lacks none: so
islands smaller than the first level's squares are found (an interceptor of 3 km/s flies a degree in 37 s)."""


class Live:
    """The footprint of one set of threats and one grid under a defence that changes. Not for use by two threads at
    once.

    The flights are worked out once. A change asks first every second degree, then halves the steps down to the
    grid's own, only about places where neighbours differ. Cells between that are inferred: which sites cover them
    as `footprint` has it, their first intercept interpolated (some seconds); `footprint(live.defence, ...)` gives
    the exact ones when the hand lets go. Grids of more than a degree are always worked out whole, and so are places
    that do not lie on a lattice of the grid's step."""

    def __init__(self, defence: Defence, threats: Threats, grid: Grid) -> None:
        keep_freed()
        self._defence, self._grid = defence, grid
        lattice = Lattice.of(grid)
        target = unit_vector(lattice.place_deg[0], lattice.place_deg[1])
        near = np.stack([in_range(threats, row, target) for row in range(len(threats))])
        self._row, self._point = np.nonzero(near)
        flight = np.full(near.shape, -1, dtype=np.int64)
        flight[near] = np.arange(self._row.size)
        self._near = near[:, : len(grid)]
        self._own = np.flatnonzero(self._point < len(grid))
        self._first, self._levels = lattice.levels(flight)
        parts = [paths_to(threats, row, target[:, near[row]]) for row in range(len(threats))]
        self._paths = Trajectories.of(np.concatenate([part.table for part in parts], axis=1), parts[0].rate_rad_s)
        self._rcs_m2 = threats.rcs_m2[self._row]
        self._committed_s = np.full(len(self._paths), np.nan)
        self._stale = np.ones(len(self._paths), dtype=bool)
        self._forget(len(defence.sites))
        self._ask(np.arange(len(self._paths)), list(range(len(defence.sites))))

    @property
    def defence(self) -> Defence:
        """The defence as it stands after the changes so far."""
        return self._defence

    def footprint(self) -> Footprint:
        """The footprint as things stand."""
        cells, sites = len(self._grid), len(self._defence.sites)
        row, point = self._row[self._own], self._point[self._own]
        by_site = np.zeros((self._near.shape[0], sites, cells), dtype=bool)
        by_site[row, :, point] = self._covered[:, self._own].T
        soonest = np.full(self._near.shape, np.nan)
        earliest = self._soonest_s[:, self._own]
        if sites:
            soonest[row, point] = np.fmin.reduce(earliest, axis=0)
        return combine(self._grid, list(zip(self._near, by_site, soonest, strict=True)), sites)

    def move(self, what: int | str, lat_deg: float, lon_deg: float) -> Footprint:
        """Move a site (its index or name) or a radar (its name) and answer with the new footprint."""
        sites, sensors = self._defence.sites, self._defence.sensors
        if isinstance(what, str) and what in sensors.name and what not in sites.name:
            moved = _moved(sensors, sensors.name.index(what), lat_deg, lon_deg)
            return self.become(replace(self._defence, sensors=moved))
        return self.become(replace(self._defence, sites=_moved(sites, self._site(what), lat_deg, lon_deg)))

    def stock(self, what: int | str, number: int) -> Footprint:
        """Give a site (its index or name) another number of interceptors. Only whether it has any moves the
        footprint."""
        numbers = self._defence.sites.stock.tolist()
        numbers[self._site(what)] = number
        return self.become(replace(self._defence, sites=replace(self._defence.sites, stock=np.array(numbers))))

    def become(self, defence: Defence) -> Footprint:
        """Answer for another defence: places, speeds, stocks, radars, delays, or another number of sites.

        What it shares with the one before is not worked out again."""
        before, self._defence = self._defence, defence
        every = list(range(len(defence.sites)))
        if not _alike(before, defence, _CHAIN) or not _alike(before.sensors, defence.sensors, _names(Sensors)):
            self._stale[:] = True
            changed = every
        elif before.least_elevation_deg != defence.least_elevation_deg:
            changed = every
        else:
            changed = [site for site in every if not _same_site(before.sites, defence.sites, site)]
        if len(before.sites) != len(defence.sites):
            changed = every
            self._forget(len(defence.sites))
        if changed:
            self._refine(changed)
        return self.footprint()

    def _site(self, what: int | str) -> int:
        sites, sensors = self._defence.sites, self._defence.sensors
        index = sites.name.index(what) if isinstance(what, str) and what in sites.name else what
        if isinstance(index, str) or not 0 <= index < len(sites):
            raise BadArgument(
                "engine.site.unknown",
                "site",
                f"{what!r} is neither a site nor a radar here: {', '.join((*sites.name, *sensors.name))}.",
            )
        return index

    def _forget(self, sites: int) -> None:
        self._covered: Bools = np.zeros((sites, len(self._paths)), dtype=bool)
        self._soonest_s = np.full((sites, len(self._paths)), np.nan)
        self._spare_s = np.full((sites, len(self._paths)), -np.inf)

    def _refine(self, sites: list[int]) -> None:
        """New answers of these sites for every flight: asked where neighbours differ, inferred between."""
        self._ask(self._first, sites)
        for level in self._levels:
            mixed = self._mixed(level, sites)[level.square]
            self._ask(level.new[mixed], sites)
            rest = ~mixed
            new, corner, share = level.new[rest], level.corner[:, rest], level.weight[:, rest]
            for site in sites:
                self._covered[site, new] = self._covered[site, corner[0]]
                self._soonest_s[site, new] = (self._soonest_s[site, corner] * share).sum(axis=0)
                self._spare_s[site, new] = self._spare_s[site, corner].max(axis=0)

    def _mixed(self, level: Level, sites: list[int]) -> Bools:
        """The squares (flat) about which some of the sites' answers differ, or are nearly another."""
        result = np.zeros(level.squares, dtype=bool)
        for site in sites:
            nearly = self._spare_s[site] > -NEAR_S_A_DEGREE * level.spacing_deg
            result |= level.mixed(np.where(self._covered[site], 1, np.where(nearly, -1, 0)))
        return result

    def _ask(self, flights: Ints, sites: list[int]) -> None:
        """Work out these sites' answers for these flights."""
        if not flights.size:
            return
        paths = self._paths.take(flights)
        stale = np.flatnonzero(self._stale[flights])
        if stale.size:
            part, some = (paths, flights) if stale.size == flights.size else (paths.take(stale), flights[stale])
            self._committed_s[some] = track(part, self._defence, self._rcs_m2[some]).committed_s
            self._stale[some] = False
        committed = self._committed_s[flights]
        for site in sites:
            if self._defence.sites.stock[site] > 0:
                found = _chances(paths, shooter(self._defence, site, committed))
            else:
                found = _nothing(flights.size)
            self._covered[site, flights], self._soonest_s[site, flights], self._spare_s[site, flights] = found


def _chances(paths: Trajectories, gun: Shooter) -> tuple[Bools, Floats, Floats]:
    prepared = prepare(paths, gun)
    return _nothing(len(paths)) if prepared is None else decide(prepared, POLISH)


def _nothing(flights: int) -> tuple[Bools, Floats, Floats]:
    return np.zeros(flights, dtype=bool), np.full(flights, np.nan), np.full(flights, -np.inf)


_CHAIN = ("decision_delay_s", "satellite_report_s", "cue_delay_s", "track_s")
"""What delays every commit."""


def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _alike(one: Any, other: Any, names: tuple[str, ...]) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def _same_site(one: Sites, other: Sites, site: int) -> bool:
    def column(sites: Sites) -> NDArray[Any]:
        fly = sites.burnout_speed_km_s, sites.least_altitude_km, sites.reaction_s, sites.boost_s, sites.stock > 0
        return np.concatenate([sites.place_deg[:, site], [number[site] for number in fly]])

    return site < len(one) and np.array_equal(column(one), column(other))


def _moved(things: Any, index: int, lat_deg: float, lon_deg: float) -> Any:
    place = things.place_deg.copy()
    place[:, index] = (lat_deg, lon_deg)
    return replace(things, place_deg=place)
