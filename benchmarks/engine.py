"""The engine's bars, measured side by side in one run: `python benchmarks/engine.py [--quick] [--json FILE]`.

Prints each figure with its bar and, where there is one, its ratio to another way of doing the same: a plain C build
of the same nodes (compiled on the spot when a compiler is there), SciPy's DOP853, and numba or boinor if they are
installed. Times are of one core; p50 and p95 of repeated runs."""

import argparse
import ctypes
import importlib.util
import json
import os
import platform
import resource
import shutil
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
from engine.footprint import Live, footprint, grids
from engine.geodesy import unit_vector

CELLS = 7171


def spread(run: Callable[[], object], seconds: float, least: int = 5) -> dict[str, float]:
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
    return {"best": float(low), "p50": float(middle), "p95": float(high), "cpu": cpu, "runs": len(times)}


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


def c_footprint(guard: Defence, threats: Threats, grid: Grid, folder: Path) -> Callable[[], np.ndarray] | None:
    """The same nodes in C, or None without a compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        return None
    library = folder / "engine_footprint.so"
    source = ROOT / "benchmarks" / "engine.c"
    flags = ["-O3", "-march=native", "-fPIC", "-shared"]
    subprocess.run([compiler, *flags, "-o", str(library), str(source), "-lm"], check=True, capture_output=True)
    code = ctypes.CDLL(str(library)).footprint
    rows = np.stack([*threats.launch_deg, threats.burnout_altitude_km, threats.boost_s, threats.downrange_km], axis=1)
    sensors, sites = guard.sensors, guard.sites
    reach = sensors.reference_range_km * (threats.rcs_m2[0] / sensors.reference_rcs_m2) ** 0.25
    radars = np.stack(
        [*sensors.place_deg, reach, sensors.mask_deg, *sensors.sector_deg, sensors.needs_cue, sensors.gives_track],
        axis=1,
    )
    guns = np.stack(
        [*sites.place_deg, sites.burnout_speed_km_s, sites.least_altitude_km, sites.reaction_s + 0.5 * sites.boost_s],
        axis=1,
    )
    settings = np.array(
        [guard.satellite_report_s, guard.cue_delay_s, guard.track_s, guard.decision_delay_s, guard.least_elevation_deg]
    )
    target = np.ascontiguousarray(unit_vector(grid.place_deg[0], grid.place_deg[1]))
    covered, first = np.zeros(len(grid), dtype=np.uint8), np.zeros(len(grid))
    tables = [np.ascontiguousarray(table, dtype=np.float64) for table in (rows, radars, guns, settings)]

    def pointer(array: np.ndarray) -> ctypes.c_void_p:
        return ctypes.c_void_p(array.ctypes.data)

    def run() -> np.ndarray:
        code(
            len(rows),
            pointer(tables[0]),
            len(radars),
            pointer(tables[1]),
            len(guns),
            pointer(tables[2]),
            pointer(tables[3]),
            len(grid),
            pointer(target),
            pointer(covered),
            pointer(first),
        )
        return covered.astype(bool)

    return run


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


def footprints(seconds: float, folder: Path) -> list[dict[str, Any]]:
    guard, threats, grid = scenario()
    ours = spread(lambda: footprint(guard, threats, grid), seconds)
    rows = [{"what": "full European footprint, 0.5° (ms)", **ours, "bar": 80.0}]
    plain = c_footprint(guard, threats, grid, folder)
    if plain is None:
        rows.append({"what": "the same nodes in C: no compiler here", "bar": None})
    else:
        theirs = spread(plain, seconds)
        wrong = int((plain() != footprint(guard, threats, grid).covered).sum())
        rows.append({"what": "the same nodes in C (ms)", **theirs, "bar": None})
        rows.append({"what": "ratio to C, processor time", "value": ours["cpu"] / theirs["cpu"], "bar": 8.0})
        rows.append({"what": f"cells where C and the engine differ, of {CELLS}", "value": wrong, "bar": 3})
    live = Live(guard, threats, grid)
    hand = iter(range(10**9))

    def drag(what: int | str, lat: float, lon: float) -> Callable[[], object]:
        return lambda: live.move(what, lat + 0.01 * (next(hand) % 50), lon)

    rows.append(
        {"what": "drag an interceptor site (ms)", **spread(drag(0, 54.0, 17.0), seconds, 20), "bar": 15.0, "by": "p95"}
    )
    rows.append(
        {"what": "drag a radar (ms)", **spread(drag("Brdy", 49.0, 14.0), seconds, 20), "bar": 50.0, "by": "p95"}
    )
    return rows


def shots(seconds: float) -> list[dict[str, Any]]:
    rng = np.random.default_rng(1)
    n = 100_000
    start = unit_vector(rng.uniform(25, 60, n), rng.uniform(30, 90, n))
    end = unit_vector(rng.uniform(30, 60, n), rng.uniform(-120, 40, n))
    found = spread(lambda: least_energy_flight_time_s(start, end), seconds)
    residual = float(least_energy_flight_time_s(start, end)[1].max())
    places = (
        np.stack([rng.uniform(25, 60, n), rng.uniform(30, 90, n)]),
        np.stack([rng.uniform(30, 60, n), rng.uniform(-120, 40, n)]),
    )
    door = spread(lambda: ballistics.aim(*places), seconds)
    chance = rng.uniform(0.2, 0.9, CELLS)
    leak = spread(lambda: doctrine.leakers(5, 10, 2, chance), seconds)
    return [
        {
            "what": "aim at a rotating target, flight time, batch of 10⁵ (ns a shot)",
            **scaled(found, 1e6 / n),
            "bar": 120.0,
        },
        {"what": "its worst residual (s)", "value": residual, "bar": 1e-9},
        {"what": "the whole call aim() with velocity and checks (ns a shot)", **scaled(door, 1e6 / n), "bar": None},
        {"what": "exact leakage at 7,171 aim points (ms)", **leak, "bar": 2.0},
    ]


def scaled(times: dict[str, float], factor: float) -> dict[str, float]:
    return {key: value * (1.0 if key == "runs" else factor) for key, value in times.items()}


def turns(seconds: float) -> list[dict[str, Any]]:
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
        {"what": "one turn of the pack, all axes, three assessments, sensitivities (ms)", **every, "bar": 500.0},
        {"what": "one assessment of it (ms)", **alone, "bar": None},
    ]


def whole_process() -> list[dict[str, Any]]:
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
            "what": "start to first footprint, whole process (s)",
            "best": low,
            "p50": middle,
            "p95": high,
            "runs": 5,
            "bar": 0.4,
        },
        {"what": "its peak memory (MiB)", "value": peak, "bar": 100.0},
    ]


def growth(quick: bool) -> list[dict[str, Any]]:
    """Microseconds of processor time per flight and site: flat means linear growth."""
    rows = []

    def measure(what: str, guard: Defence, threats: Threats, grid: Grid) -> None:
        cpu = time.process_time()
        footprint(guard, threats, grid)
        cpu = time.process_time() - cpu
        flights = len(grid) * len(threats)
        rows.append(
            {"what": what, "value": 1e6 * cpu / flights / (1.0 + len(guard.sites)), "bar": None, "cells": len(grid)}
        )

    for step in (1.0, 0.5, 0.25) if quick else (1.0, 0.5, 0.25, 0.1):
        measure(
            f"Europe at {step:g}°, 1 launch area, 1 site (µs a flight and stage)",
            defence(1),
            launches(1),
            grids.rectangle(grids.EUROPE, step),
        )
    coarse = grids.rectangle(grids.EUROPE, 1.0)
    for count in (1, 3, 6, 12):
        measure(f"{count} launch areas at 1°", defence(1), launches(count), coarse)
    for count in (1, 2, 5, 10):
        measure(f"{count} sites at 1°", defence(count), launches(1), coarse)
    return rows


def others(seconds: float) -> list[dict[str, Any]]:
    """Propagation and Lambert against other implementations, one case and many."""
    rows = []
    rng = np.random.default_rng(2)
    n = 20_000
    start = 6400.0 * unit_vector(rng.uniform(-60, 60, n), rng.uniform(-180, 180, n))
    end = 7000.0 * unit_vector(rng.uniform(-60, 60, n), rng.uniform(-180, 180, n))
    time_s = rng.uniform(600, 3000, n)
    velocity = np.asarray(ballistics.lambert(start, end, time_s)[0])
    ours = spread(lambda: ballistics.propagate(start, velocity, time_s), seconds)
    rows.append({"what": "propagate, batch of 20,000 (ns each)", **scaled(ours, 1e6 / n), "bar": None})
    if importlib.util.find_spec("scipy"):
        from scipy.integrate import solve_ivp

        def gravity(_: float, y: np.ndarray) -> np.ndarray:
            return np.concatenate([y[3:], -398600.4418 * y[:3] / np.linalg.norm(y[:3]) ** 3])

        first = np.concatenate([start[:, 0], velocity[:, 0]])
        theirs = spread(
            lambda: solve_ivp(gravity, (0, time_s[0]), first, method="DOP853", rtol=1e-12, atol=1e-9), seconds
        )
        rows.append({"what": "SciPy DOP853 at 1e-12, one case (ns)", **scaled(theirs, 1e6), "bar": None})
        rows.append({"what": "DOP853 over propagate", "value": theirs["p50"] * n / ours["p50"], "bar": None})
    arcs = spread(lambda: ballistics.lambert(start, end, time_s), seconds)
    rows.append({"what": "lambert, batch of 20,000 (ns each)", **scaled(arcs, 1e6 / n), "bar": None})
    for package, module in (("boinor", "boinor.core.iod"), ("hapsira", "hapsira.core.iod")):
        if importlib.util.find_spec(package):
            izzo = importlib.import_module(module).izzo
            theirs = spread(
                lambda izzo=izzo: izzo(398600.4418, start[:, 0], end[:, 0], time_s[0], 0, True, True, 35, 1e-8), seconds
            )
            rows.append({"what": f"{package}'s Izzo, one case (ns)", **scaled(theirs, 1e6), "bar": None})
        else:
            rows.append({"what": f"{package}: not installed here", "bar": None})
    if importlib.util.find_spec("numba") is None:
        rows.append({"what": "numba: not installed here", "bar": None})
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


def line(row: dict[str, Any]) -> str:
    shown = row.get("value", row.get(row.get("by", "p50")))
    text = f"{row['what']:<76}"
    if shown is None:
        return text
    text += f"{shown:12.4g}"
    if "p50" in row:
        text += f"   best {row['best']:.4g}  p95 {row['p95']:.4g}" + (f"  cpu {row['cpu']:.4g}" if "cpu" in row else "")
    if row.get("bar") is not None:
        text += f"   bar {row['bar']:g}: {'met' if shown <= row['bar'] else 'MISSED'}"
    return text


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a second a figure, no 0.1° grid")
    options.add_argument("--json", help="write the figures here too")
    chosen = options.parse_args()
    seconds = 1.0 if chosen.quick else 3.0
    print("  ".join(f"{key} {value}" for key, value in machine().items()))
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for part in (
            lambda: footprints(seconds, Path(folder)),
            lambda: shots(seconds),
            lambda: turns(seconds),
            whole_process,
            lambda: growth(chosen.quick),
            lambda: others(seconds),
        ):
            for row in part():
                rows.append(row)
                print(line(row), flush=True)
    print(f"peak memory of this whole run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    if chosen.json:
        Path(chosen.json).write_text(json.dumps({"machine": machine(), "rows": rows}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
