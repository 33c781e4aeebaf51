"""The program that answers questions of `question.py`: a line of JSON in, a line of JSON out, until its input ends.

It keeps what does not move for the last few questions (`engine.footprint.Live`). It knows no game, no seat and no
database: whoever asks has made the question of what may be seen.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import sys
import time
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, TextIO

import numpy as np

import engine
from engine.assessment import applied
from engine.footprint import Footprint, Live, footprint
from engine.turn.case import Cases, Ladders, answer, flights
from wargame.umpire.inquiry import findings, muster

Row = dict[str, Any]

BENCHES_KEPT = 4
"""Sites that several people drag at once without one having to begin anew; each holds some ten megabytes."""


class Bench:
    """One site to be tried, with all the rest of its world."""

    def __init__(self, base: Row) -> None:
        self.base = base
        tried = base["tried"]
        self.id, self.gun = tried["id"], tried["kind"] == "interceptor"
        self.grid = muster.grid_of("grid", base["grid"])
        self.world = self.world_with({**tried, "stock": 1})
        self.axis = self.world.axes[0]
        self.live = Live(self.world.defence, self.axis.threats, self.grid)
        self.cases: Cases = flights(self.axis.threats, self.axis.aim_points)
        self.ladders: Ladders = {}

    def world_with(self, tried: Row | None) -> engine.World:
        """The world in which the site stands so, last of its kind, or not at all."""
        rows = {kind: [row for row in self.base[kind] if row["id"] != self.id] for kind in ("guns", "radars")}
        if tried is not None:
            rows["guns" if self.gun else "radars"].append(tried)
        return self.built(rows)

    def built(self, rows: Mapping[str, list[Row]]) -> engine.World:
        # Names of a site and of a radar must differ for `Live.move`; people's names for them need not.
        named = {kind: [{**row, "name": f"{kind} {row['id']}"} for row in rows[kind]] for kind in ("guns", "radars")}
        axes = [{**axis, "grid": ""} for axis in self.base["axes"]]
        return applied(muster.build({**self.base, **named, "axes": axes, "grids": {}}))

    @cached_property
    def before(self) -> tuple[Row, str]:
        """The figures and the mask as things stand."""
        world = self.built({"guns": self.base["guns"], "radars": self.base["radars"]})
        found = footprint(world.defence, self.axis.threats, self.grid)
        return self.figures(found, world.defence), bits(found)

    @cached_property
    def without(self) -> tuple[Footprint, engine.Defence]:
        world = self.world_with(None)
        return footprint(world.defence, self.axis.threats, self.grid), world.defence

    def moved(self, lat_deg: float, lon_deg: float, number: int) -> tuple[Footprint, engine.Defence]:
        if number == 0:
            return self.without
        if not self.gun:
            return self.live.move(self.live.defence.sensors.name[-1], lat_deg, lon_deg), self.live.defence
        found = self.live.move(len(self.live.defence.sites) - 1, lat_deg, lon_deg)
        stock = self.live.defence.sites.stock.copy()
        stock[-1] = number
        return found, muster.with_stock(self.live.defence, stock)

    def figures(self, found: Footprint, defence: engine.Defence) -> Row:
        """Shares by area and people, and what a raid of this axis would leave, as findings round them."""
        told = answer(defence, self.axis, defence.sites.stock, self.ladders, cases=self.cases)
        raid = self.axis.raid_size
        expected = float((told.pmf * np.arange(raid + 1)).sum())
        return {
            "area_pct": findings.percent(found.fraction()),
            "people_pct": findings.percent(found.fraction(self.grid.population)),
            "no_leak": findings.number(float(told.pmf[0]), findings.PROBABILITY_DIGITS),
            "expected_leakers": findings.number(expected, 2, missing=float(raid)),
            "raid_size": raid,
        }

    def tried(self, asked: Row) -> Row:
        """The answer to a whole question."""
        began_s = time.perf_counter()
        found, defence = self.moved(float(asked["lat_deg"]), float(asked["lon_deg"]), int(asked["number"]))
        made: Row = {
            "grid": muster.digest(self.base["grid"]),
            "cells": len(self.grid),
            "mask": bits(found),
            "now": self.figures(found, defence),
            "before": self.before[0],
            "mask_before": self.before[1] if asked["outline"] else None,
            "outline": findings.geometry(found.geojson()) if asked["outline"] else None,
        }
        return {**made, "computed_ms": round(1000.0 * (time.perf_counter() - began_s), 2)}


def bits(found: Footprint) -> str:
    """The cells that are covered, one bit each, in base64."""
    return b64encode(found.mask()).decode("ascii")


def cells_of(row: Mapping[str, Any]) -> Row:
    """A grid's cells in their order as runs: [row, first column, last column, …] by rows from the south."""
    grid = muster.grid_of("grid", row)
    step = grid.step_deg
    rows = np.rint((grid.place_deg[0] - float(row["south_deg"])) / step - 0.5).astype(int)
    columns = np.rint((grid.place_deg[1] - float(row["west_deg"])) / step - 0.5).astype(int)
    cuts = np.flatnonzero((np.diff(rows) != 0) | (np.diff(columns) != 1)) + 1
    first, last = np.concatenate([[0], cuts]), np.concatenate([cuts, [rows.size]]) - 1
    runs: dict[int, list[int]] = {}
    for at, end in zip(first.tolist(), last.tolist(), strict=True):
        runs.setdefault(int(rows[at]), []).extend((int(columns[at]), int(columns[end])))
    return {
        "grid": muster.digest(dict(row)),
        "south_deg": float(row["south_deg"]),
        "west_deg": float(row["west_deg"]),
        "step_deg": step,
        "cells": len(grid),
        "rows": [[number, *spans] for number, spans in sorted(runs.items())],
    }


def respond(asked: Row, benches: "OrderedDict[str, Bench]") -> Row:
    """The answer to one question of either kind."""
    if "grid" in asked:
        return cells_of(asked["grid"])
    bench = benches.pop(asked["name"], None) or Bench(asked["base"])
    benches[asked["name"]] = bench
    while len(benches) > BENCHES_KEPT:
        benches.popitem(last=False)
    return bench.tried(asked)


def serve(lines: Iterable[str], out: TextIO) -> None:
    """Answer line by line. A fault is an answer too: the next question may be a better one."""
    benches: OrderedDict[str, Bench] = OrderedDict()
    for line in lines:
        try:
            said = respond(json.loads(line), benches)
        except Exception as fault:
            benches.clear()
            said = {"fault": f"{type(fault).__name__}: {fault}"[:400]}
        out.write(json.dumps(said, separators=(",", ":"), allow_nan=False) + "\n")
        out.flush()


if __name__ == "__main__":
    try:
        serve(sys.stdin, sys.stdout)
    except (KeyboardInterrupt, BrokenPipeError):
        # Whoever asked has gone, or the whole house closes: there is nobody left to tell.
        os._exit(0)
