"""A footprint under a dragging hand: what does not move is kept. `Live.move` answers with the whole new footprint."""

from dataclasses import dataclass, replace

import numpy as np

from engine.arguments import Floats
from engine.ballistics.trajectory import Trajectories
from engine.engagement import Prepared, decide, prepare
from engine.footprint.cover import BLOCK, POLISH, Footprint, combine, in_range, paths_to, shooter
from engine.geodesy import unit_vector
from engine.nouns import Bools, Defence, Grid, Ints, Sensors, Sites, Threats
from engine.reasons import BadArgument
from engine.tracking import Tracks, track


class Live:
    """Keeps flights, tracks and each site's answers for one defence, one set of threats and one grid. Not for use
    by two threads at once."""

    def __init__(self, defence: Defence, threats: Threats, grid: Grid) -> None:
        self._defence, self._grid = defence, grid
        target = unit_vector(grid.place_deg[0], grid.place_deg[1])
        self._near = [in_range(threats, row, target) for row in range(len(threats))]
        self._blocks: list[_Block] = []
        for row, near in enumerate(self._near):
            cells = np.flatnonzero(near)
            for start in range(0, cells.size, BLOCK):
                part = cells[start : start + BLOCK]
                paths = paths_to(threats, row, target[:, part])
                rcs = np.full(part.size, float(threats.rcs_m2[row]))
                tracks = track(paths, defence, rcs)
                block = _Block(row, part, paths, rcs, tracks, [], [])
                for site in range(len(defence.sites)):
                    block.prepared.append(_prepare(defence, block, site))
                    block.answers.append(_answer(defence, block, site))
                self._blocks.append(block)

    @property
    def defence(self) -> Defence:
        """The defence as it stands after the moves so far."""
        return self._defence

    def footprint(self) -> Footprint:
        """The footprint as things stand."""
        cells, sites = len(self._grid), len(self._defence.sites)
        by_site = [np.zeros((sites, cells), dtype=bool) for _ in self._near]
        first = [np.full(cells, np.nan) for _ in self._near]
        for block in self._blocks:
            earliest = np.full(block.cells.size, np.inf)
            for site, (covered, soonest) in enumerate(block.answers):
                by_site[block.row][site, block.cells] = covered
                earliest = np.fmin(earliest, soonest)
            first[block.row][block.cells] = np.where(np.isfinite(earliest), earliest, np.nan)
        return combine(self._grid, list(zip(self._near, by_site, first, strict=True)), sites)

    def move(self, what: int | str, lat_deg: float, lon_deg: float) -> Footprint:
        """Move a site (its index or name) or a radar (its name) and answer with the new footprint."""
        sites, sensors = self._defence.sites, self._defence.sensors
        if isinstance(what, str) and what in sensors.name and what not in sites.name:
            row = sensors.name.index(what)
            self._defence = _with(self._defence, sensors=_moved_sensor(sensors, row, lat_deg, lon_deg))
            for block in self._blocks:
                block.tracks = track(block.paths, self._defence, block.rcs_m2, block.tracks, row)
                for site in range(len(sites)):
                    block.prepared[site] = _prepare(self._defence, block, site)
                    block.answers[site] = _answer(self._defence, block, site)
            return self.footprint()
        index = sites.name.index(what) if isinstance(what, str) and what in sites.name else what
        if isinstance(index, str) or not 0 <= index < len(sites):
            raise BadArgument(
                "engine.site.unknown",
                "site",
                f"{what!r} is neither a site nor a radar here: {', '.join((*sites.name, *sensors.name))}.",
            )
        self._defence = _with(self._defence, sites=_moved_site(sites, index, lat_deg, lon_deg))
        for block in self._blocks:
            block.answers[index] = _answer(self._defence, block, index)
        return self.footprint()


@dataclass(eq=False)
class _Block:
    """Some cells against one launch row: what stays while things are dragged, and each site's last answer."""

    row: int
    cells: Ints
    paths: Trajectories
    rcs_m2: Floats
    tracks: Tracks
    prepared: list[Prepared | None]
    answers: list[tuple[Bools, Floats]]


def _prepare(defence: Defence, block: _Block, site: int) -> Prepared | None:
    if defence.sites.stock[site] == 0:
        return None
    return prepare(block.paths, shooter(defence, site, block.tracks.committed_s))


def _answer(defence: Defence, block: _Block, site: int) -> tuple[Bools, Floats]:
    prepared = block.prepared[site]
    if prepared is None:
        return np.zeros(block.cells.size, dtype=bool), np.full(block.cells.size, np.nan)
    place = unit_vector(defence.sites.place_deg[0, site], defence.sites.place_deg[1, site])
    return decide(replace(prepared, shooter=replace(prepared.shooter, place=place)), POLISH)


def _with(defence: Defence, *, sites: Sites | None = None, sensors: Sensors | None = None) -> Defence:
    # An empty table is false: ask for None.
    return replace(
        defence,
        sites=defence.sites if sites is None else sites,
        sensors=defence.sensors if sensors is None else sensors,
    )


def _moved_site(sites: Sites, index: int, lat_deg: float, lon_deg: float) -> Sites:
    place = sites.place_deg.copy()
    place[:, index] = (lat_deg, lon_deg)
    return replace(sites, place_deg=place)


def _moved_sensor(sensors: Sensors, index: int, lat_deg: float, lon_deg: float) -> Sensors:
    place = sensors.place_deg.copy()
    place[:, index] = (lat_deg, lon_deg)
    return replace(sensors, place_deg=place)
