"""A footprint under a dragging hand: what does not move is kept. `Live.move` answers with the whole new footprint."""

from dataclasses import replace

import numpy as np

from engine.arguments import Floats
from engine.ballistics.trajectory import Trajectories
from engine.engagement import chances
from engine.footprint.cover import POLISH, Footprint, combine, in_range, paths_to, shooter
from engine.geodesy import unit_vector
from engine.nouns import Bools, Defence, Grid, Sensors, Sites, Threats
from engine.reasons import BadArgument
from engine.tracking import Tracks, track


class Live:
    """Keeps flights, tracks and each site's answers for one defence, one set of threats and one grid. Not for use
    by two threads at once."""

    def __init__(self, defence: Defence, threats: Threats, grid: Grid) -> None:
        self._defence, self._threats, self._grid = defence, threats, grid
        target = unit_vector(grid.place_deg[0], grid.place_deg[1])
        self._near: list[Bools] = [in_range(threats, row, target) for row in range(len(threats))]
        self._paths: list[Trajectories] = [
            paths_to(threats, row, target[:, near]) for row, near in enumerate(self._near)
        ]
        self._tracks: list[Tracks] = [self._track(row) for row in range(len(threats))]
        self._answers: list[list[tuple[Bools, Floats]]] = [
            [self._answer(row, site) for site in range(len(defence.sites))] for row in range(len(threats))
        ]

    @property
    def defence(self) -> Defence:
        """The defence as it stands after the moves so far."""
        return self._defence

    def footprint(self) -> Footprint:
        """The footprint as things stand."""
        rows = []
        for row, near in enumerate(self._near):
            by_site = np.zeros((len(self._defence.sites), len(self._grid)), dtype=bool)
            earliest = np.full(int(near.sum()), np.inf)
            for site, (covered, first) in enumerate(self._answers[row]):
                by_site[site, near] = covered
                earliest = np.fmin(earliest, first)
            whole = np.full(len(self._grid), np.nan)
            whole[near] = np.where(np.isfinite(earliest), earliest, np.nan)
            rows.append((near, by_site, whole))
        return combine(self._grid, rows, len(self._defence.sites))

    def move(self, what: int | str, lat_deg: float, lon_deg: float) -> Footprint:
        """Move a site (its index or name) or a radar (its name) and answer with the new footprint."""
        sites, sensors = self._defence.sites, self._defence.sensors
        if isinstance(what, str) and what in sensors.name and what not in sites.name:
            row = sensors.name.index(what)
            self._defence = _with(self._defence, sensors=_moved_sensor(sensors, row, lat_deg, lon_deg))
            self._tracks = [self._track(threat) for threat in range(len(self._threats))]
            self._answers = [
                [self._answer(threat, site) for site in range(len(sites))] for threat in range(len(self._threats))
            ]
            return self.footprint()
        index = sites.name.index(what) if isinstance(what, str) and what in sites.name else what
        if isinstance(index, str) or not 0 <= index < len(sites):
            raise BadArgument(
                "engine.site.unknown",
                "site",
                f"{what!r} is neither a site nor a radar here: {', '.join((*sites.name, *sensors.name))}.",
            )
        self._defence = _with(self._defence, sites=_moved_site(sites, index, lat_deg, lon_deg))
        for threat in range(len(self._threats)):
            self._answers[threat][index] = self._answer(threat, index)
        return self.footprint()

    def _track(self, row: int) -> Tracks:
        paths = self._paths[row]
        return track(paths, self._defence, np.full(len(paths), float(self._threats.rcs_m2[row])))

    def _answer(self, row: int, site: int) -> tuple[Bools, Floats]:
        paths = self._paths[row]
        if self._defence.sites.stock[site] == 0:
            return np.zeros(len(paths), dtype=bool), np.full(len(paths), np.inf)
        return chances(paths, shooter(self._defence, site, self._tracks[row].committed_s), polish=POLISH)


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
