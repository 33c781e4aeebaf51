"""The engine's bars, measured side by side in one run: `python benchmarks/engine.py [--quick] [--globe] [--table]`.

Prints each figure with its bar and its ratio to other ways of doing the same (`engine_others.py`): a plain C build of
the same nodes, numba, SciPy's DOP853, boinor or hapsira, or that they are absent. Times are of one core; best, p50 and
p95 of repeated runs. `--table` prints the tables of `docs/engine-performance.md` instead."""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import engine_others
from engine import (
    Assessment,
    Axis,
    Defence,
    Doctrine,
    Grid,
    Parameter,
    Retaliation,
    Sensors,
    Sites,
    Threats,
    World,
    adjudicate,
    ballistics,
    doctrine,
)
from engine.ballistics.aim import least_energy_flight_time_s
from engine.footprint import Footprint, Live, footprint, grids
from engine.geodesy import unit_vector

CELLS = 7171


Row = dict[str, Any]


def spread(run: Callable[[], object], seconds: float, least: int = 5) -> Row:
    """Repeated wall times in ms: best, p50, p95, and the processor's own time for one run."""
    run()
    times: list[float] = []
    cpu = time.process_time()
    start = time.perf_counter()
    while len(times) < least or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        run()
        times.append(1e3 * (time.perf_counter() - begin))
    cpu = 1e3 * (time.process_time() - cpu) / len(times)
    low, middle, high = np.percentile(times, [0, 50, 95])
    return {"unit": "ms", "best": float(low), "p50": float(middle), "p95": float(high), "cpu": cpu, "runs": len(times)}


def scaled(times: Row, factor: float, unit: str) -> Row:
    """The same times in another unit."""
    return {**times, **{key: times[key] * factor for key in ("best", "p50", "p95", "cpu")}, "unit": unit}


def scenario() -> tuple[Defence, Threats, Grid]:
    """7,171 aim points × 3 launch places × 2 radars × 2 sites."""
    whole = grids.rectangle(grids.EUROPE, 0.5, name="europe")
    keep = np.zeros(len(whole), dtype=bool)
    keep[np.linspace(0, len(whole) - 1, CELLS).astype(int)] = True
    return defence(2), launches(3), grids.pick(whole, keep)


def defence(sites: int) -> Defence:
    """A cued beam, a searching radar, and sites between Poland and Turkey: fast and slow interceptors in turn."""
    sensors = Sensors(
        [[49.7, 40.9], [13.7, 47.8]],
        ["xband", "daryal"],
        [4500, 6000],
        0.1,
        3,
        [[120, 180], [180, 120]],
        [True, False],
        [True, False],
        name=["Brdy", "Gabala"],
    )
    share = np.arange(sites) / max(sites - 1, 1)
    fast = np.arange(sites) % 2 == 0
    place = np.stack([54.5 - 10.4 * share, 17.1 + 7.3 * share])
    guns = Sites(
        place,
        ["gbi2" if f else "sm3" for f in fast],
        10,
        np.where(fast, 6.3, 3.5),
        np.where(fast, 150, 100),
        10.0,
        hits=6,
        attempts=11,
    )
    return Defence(guns, sensors, 60, Doctrine(2, 1))


def launches(count: int) -> Threats:
    """An intermediate missile from `count` places in Iran."""
    places = np.array(
        [
            [35, 52],
            [34, 48],
            [30, 56],
            [36, 46],
            [33, 50],
            [37, 58],
            [29, 52],
            [32, 60],
            [36, 54],
            [31, 48],
            [28, 57],
            [38, 47],
        ]
    ).T
    return Threats(places[:, :count], "irbm", 150, 150, 200, 0.05, 1)


def pack_world() -> World:
    """Two Iranian axes on Europe, one on North America, Russia's question: what one turn of the pack asks of one
    assessment."""
    whole = grids.rectangle(grids.EUROPE, 0.5)
    europe = grids.pick(whole, np.arange(len(whole)) < CELLS)
    europe = Grid(europe.place_deg, europe.area_km2, np.ones(len(europe)), 0.5, "europe")
    capitals = np.array(
        [[52.5, 13.4], [48.9, 2.35], [41.9, 12.5], [44.4, 26.1], [38.0, 23.7], [39.9, 32.9], [52.2, 21.0], [51.5, -0.1]]
    ).T
    cities = np.array([[38.9, -77.0], [40.7, -74.0], [41.9, -87.6], [47.6, -122.3], [34.0, -118.2]]).T
    iran = launches(2).launch_deg
    axes = (
        Axis("iran-europe-mrbm", Threats(iran, "mrbm", 80, 100, 80, 0.05, 1, 2000), capitals, 5, "europe"),
        Axis("iran-europe-irbm", Threats(iran, "irbm", 150, 150, 200, 0.05, 1, 4000), capitals, 5, "europe"),
        Axis("iran-america", Threats(iran, "icbm", 250, 240, 400, 0.05, 1, 12000), cities, 5),
    )
    russia = Threats([[54, 52, 51.7, 56, 60, 55], [36, 45.7, 59.6, 44, 47, 90]], "ricbm", 200, 180, 400, 0.05, 1, 12000)
    return World(defence(1), axes, Assessment("mda"), 2007.5, (europe,), Retaliation(russia, cities, 200))


def footprints(seconds: float, folder: Path) -> list[Row]:
    guard, threats, grid = scenario()
    ours = spread(lambda: footprint(guard, threats, grid), seconds)
    rows = [
        {
            "what": f"full European footprint: {CELLS:,} cells × 3 launch places × 2 radars × 2 sites",
            **ours,
            "bar": 80.0,
        }
    ]
    plain = engine_others.c_footprint(guard, threats, grid, folder)
    if plain is None:
        rows.append({"what": "the same nodes in C", "absent": "no compiler here"})
    else:
        theirs = spread(plain, seconds)
        wrong = int((plain() != footprint(guard, threats, grid).covered).sum())
        rows.append({"what": f"the same nodes in plain C (`{' '.join(engine_others.FLAGS)}`)", **theirs})
        rows.append({"what": "ratio to C, processor time", "value": ours["cpu"] / theirs["cpu"], "bar": 8.0})
        rows.append({"what": f"cells where the engine and the C build differ, of {CELLS:,}", "value": wrong, "bar": 3})
    live = Live(guard, threats, grid)
    frames = iter(range(10**9))

    def drag(what: int | str, lat: float, lon: float) -> Callable[[], Footprint]:
        """A hand that wanders over some ten degrees and comes back."""

        def frame() -> Footprint:
            k = next(frames)
            return live.move(what, lat + 4.0 * np.sin(k / 7.0), lon + 6.0 * np.cos(k / 11.0))

        return frame

    differ = 0
    for frame in (drag(0, 50.0, 17.0), drag("Brdy", 48.0, 16.0)):
        for _ in range(30):
            differ += int((frame().by_site != footprint(live.defence, threats, grid).by_site).sum())
    site, radar = (spread(drag(*way), seconds, 20) for way in ((0, 50.0, 17.0), ("Brdy", 48.0, 16.0)))
    rows.append({"what": "drag an interceptor site", **site, "bar": 15.0, "by": "p95"})
    rows.append({"what": "drag a radar", **radar, "bar": 50.0, "by": "p95"})
    rows.append({"what": "cells that dragging gets wrong for some site, 60 frames", "value": differ, "bar": 0})
    return rows


def shots(seconds: float) -> list[Row]:
    rng = np.random.default_rng(1)
    n = 100_000
    start = unit_vector(rng.uniform(25, 60, n), rng.uniform(30, 90, n))
    end = unit_vector(rng.uniform(30, 60, n), rng.uniform(-120, 40, n))
    found = scaled(spread(lambda: least_energy_flight_time_s(start, end), seconds), 1e6 / n, "ns a shot")
    time_s, residual = least_energy_flight_time_s(start, end)
    rows: list[Row] = [
        {"what": "aim at a rotating target, flight time, batch of 10⁵", **found, "bar": 120.0},
        {"what": "its worst residual, s", "value": float(residual.max()), "bar": 1e-9},
    ]
    jit = engine_others.numba_flight_times(start, end)
    if jit is None:
        rows.append({"what": "the same by numba", "absent": "not installed here"})
    else:
        theirs = scaled(spread(lambda: jit.run(), seconds), 1e6 / n, "ns a shot")
        rows.append({"what": "the same by numba, one thread", **theirs})
        rows.append({"what": "numba's first call (it compiles), s", "value": jit.compile_s})
        rows.append({"what": "largest difference to numba, s", "value": float(np.abs(jit.run() - time_s).max())})
    places = (
        np.stack([rng.uniform(25, 60, n), rng.uniform(30, 90, n)]),
        np.stack([rng.uniform(30, 60, n), rng.uniform(-120, 40, n)]),
    )
    door = scaled(spread(lambda: ballistics.aim(*places), seconds), 1e6 / n, "ns a shot")
    chance = rng.uniform(0.2, 0.9, CELLS)
    rows.append({"what": "the whole call `aim()` with velocity and checks", **door})
    leak = spread(lambda: doctrine.leakers(5, 10, 2, chance), seconds)
    rows.append({"what": f"exact leakage at {CELLS:,} aim points", **leak, "bar": 2.0})
    return rows


def turns(seconds: float) -> list[Row]:
    world = pack_world()
    names = {"mda": 6.3, "general staff": 8.5, "physicists": 7.5}
    views = [
        Assessment(name, {"interceptor.gbi2.burnout_speed_km_s": Parameter(v, v - 0.3, v + 0.3)})
        for name, v in names.items()
    ]
    worlds = [World(world.defence, world.axes, view, 2007.5, world.grids, world.retaliation) for view in views]
    key = (20070410, 1, "adjudicate")
    every = spread(lambda: [adjudicate(one, key) for one in worlds], seconds)
    alone = spread(lambda: adjudicate(worlds[0], key), seconds)
    return [
        {"what": "one turn of the pack, all axes, three assessments, with sensitivities", **every, "bar": 500.0},
        {"what": "one assessment of it", **alone},
    ]


def whole_process() -> list[Row]:
    # The high-water mark of the child itself: getrusage would hand down the parent's.
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); sys.argv = ['x']\n"
        "from benchmarks.engine import scenario\nfrom engine.footprint import footprint\n"
        "footprint(*scenario())\n"
        "status = open('/proc/self/status').read() if sys.platform == 'linux' else 'VmHWM: 0 kB'\n"
        "print(status.split('VmHWM:')[1].split()[0])"
    )
    times, peak = [], 0.0
    for _ in range(5):
        begin = time.perf_counter()
        out = subprocess.run(
            [sys.executable, "-c", program, str(ROOT)], capture_output=True, text=True, check=True, cwd=ROOT
        )
        times.append(time.perf_counter() - begin)
        peak = max(peak, int(out.stdout) / 1024.0)
    low, middle, high = np.percentile(times, [0, 50, 95])
    return [
        {
            "what": "start to first footprint, whole process",
            "unit": "s",
            "best": low,
            "p50": middle,
            "p95": high,
            "runs": 5,
            "bar": 0.4,
        },
        {"what": "its peak memory, MiB", "value": peak, "bar": 100.0},
    ]


def growth(quick: bool, globe: bool) -> list[Row]:
    """Microseconds of processor time for one flight and stage (the track, or one site's windows), the least of
    three: flat means linear growth."""
    rows: list[Row] = []

    def measure(group: str, label: str, guard: Defence, threats: Threats, grid: Grid) -> None:
        times = []
        for _ in range(1 if len(grid) > 100_000 else 3):
            cpu = time.process_time()
            footprint(guard, threats, grid)
            times.append(time.process_time() - cpu)
        stages = len(grid) * len(threats) * (1 + len(guard.sites))
        rows.append({"what": f"{group} {label}", "group": group, "label": label, "value": 1e6 * min(times) / stages})

    for step in (1.0, 0.5, 0.25) if quick else (1.0, 0.5, 0.25, 0.1):
        measure("cells of Europe at", f"{step:g}°", defence(1), launches(1), grids.rectangle(grids.EUROPE, step))
    for step in (1.0, 0.5, 0.25, 0.1) if globe else ():
        whole = grids.rectangle((-90.0, 90.0, -180.0, 180.0), step)
        measure("cells of the whole Earth at", f"{step:g}°", defence(1), launches(1), whole)
    coarse = grids.rectangle(grids.EUROPE, 0.5)
    for count in (1, 3, 6, 12):
        measure("launch areas", str(count), defence(1), launches(count), coarse)
    for count in (1, 2, 5, 10):
        measure("sites", str(count), defence(count), launches(1), coarse)
    return rows


def machine() -> dict[str, Any]:
    """What the figures were measured on; no names of hosts or folders."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text().splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
        avx512 = any("avx512f" in line for line in lines)
    else:
        avx512 = False
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "avx512": avx512,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "load": round(load, 1),
    }


def shown(row: Row) -> float | None:
    """The figure that is held against the bar."""
    figure: float | None = row.get("value", row.get(row.get("by", "p50")))
    return figure


def verdict(row: Row) -> str:
    figure = shown(row)
    if row.get("bar") is None or figure is None:
        return ""
    return "met" if figure <= row["bar"] else "MISSED"


def line(row: Row) -> str:
    text = f"{row['what']:<86}"
    figure = shown(row)
    if figure is None:
        return f"{text} {row['absent']}"
    text += f"{figure:10.4g} {row.get('unit', '')}"
    if "p50" in row:
        text += f"   best {row['best']:.4g}  p50 {row['p50']:.4g}  p95 {row['p95']:.4g}"
        text += f"  processor {row['cpu']:.4g}" if "cpu" in row else ""
    return text + (f"   bar {row['bar']:g}: {verdict(row)}" if verdict(row) else "")


def tables(rows: list[Row]) -> str:
    """The two tables of `docs/engine-performance.md`: bars, and growth."""
    lines = ["| what | processor time | wall: best, p50, p95 | bar | |", "|---|---|---|---|---|"]
    for row in (row for row in rows if "group" not in row):
        unit = row.get("unit", "")
        if "p50" in row:
            wall = f"{row['best']:.3g}, {row['p50']:.3g}, {row['p95']:.3g} {unit}"
            cpu = f"{row['cpu']:.3g} {unit}" if "cpu" in row else ""
        else:
            cpu, wall = "", row["absent"] if "absent" in row else f"{row['value']:.3g}"
        bar = f"{row.get('by', '')} ≤ {row['bar']:g} {unit}".strip() if row.get("bar") is not None else ""
        lines.append(f"| {row['what']} | {cpu} | {wall} | {bar} | {verdict(row).replace('MISSED', '**missed**')} |")
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if "group" in row:
            groups.setdefault(row["group"], []).append(row)
    lines += ["", "| growth, µs of processor time for a flight and stage | |", "|---|---|"]
    for group, members in groups.items():
        figures = ", ".join(f"{row['label']}: {row['value']:.2f}" for row in members)
        lines.append(f"| {group} | {figures} |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a second a figure, no 0.1° grid")
    options.add_argument("--globe", action="store_true", help="growth over the whole Earth to 0.1° too (a minute)")
    options.add_argument("--table", action="store_true", help="print the document's tables")
    options.add_argument("--json", help="write the figures here too")
    chosen = options.parse_args()
    seconds = 1.0 if chosen.quick else 3.0
    print("  ".join(f"{key} {value}" for key, value in machine().items()))
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for part in (
            lambda: footprints(seconds, Path(folder)),
            lambda: shots(seconds),
            lambda: turns(seconds),
            whole_process,
            lambda: growth(chosen.quick, chosen.globe),
            lambda: engine_others.rivals(seconds, spread, scaled),
        ):
            for row in part():
                rows.append(row)
                if not chosen.table:
                    print(line(row), flush=True)
    if chosen.table:
        print(tables(rows))
    else:
        print(f"peak memory of this whole run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    if chosen.json:
        Path(chosen.json).write_text(json.dumps({"machine": machine(), "rows": rows}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
