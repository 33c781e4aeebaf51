"""Other ways of doing what the engine does, for `engine.py` to measure it against: a plain C build of the same
nodes, numba, SciPy's DOP853, and the Lambert solvers of boinor and hapsira. Each is left out where it is absent."""

import ctypes
import importlib
import importlib.util
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import atan, cos, sin, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from engine import Defence, Grid, Threats, ballistics
from engine.constants import EARTH_RADIUS_KM, EARTH_RATE_RAD_S, MU_KM3_S2
from engine.geodesy import unit_vector

FLAGS = ("-O3", "-march=native")
Row = dict[str, Any]


def c_footprint(guard: Defence, threats: Threats, grid: Grid, folder: Path) -> Callable[[], np.ndarray] | None:
    """The same nodes in C, or None without a compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        return None
    library = folder / "engine_footprint.so"
    source = Path(__file__).with_name("engine.c")
    command = [compiler, *FLAGS, "-fPIC", "-shared", "-o", str(library), str(source), "-lm"]
    subprocess.run(command, check=True, capture_output=True)
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


@dataclass(frozen=True)
class Jitted:
    """A compiled run, and how long its first call took."""

    run: Callable[[], np.ndarray]
    compile_s: float


def numba_flight_times(start: np.ndarray, end: np.ndarray) -> Jitted | None:
    """The engine's fixed point of the flight time, shot by shot, compiled by numba; None without it."""
    if importlib.util.find_spec("numba") is None:
        return None
    # numba is no dependency: nothing here may need it to be checked.
    compiled = importlib.import_module("numba").njit(flight_times)
    begin = time.perf_counter()
    compiled(start, end)
    return Jitted(lambda: np.asarray(compiled(start, end)), time.perf_counter() - begin)


def flight_times(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Newton's method with the exact slope, as `engine.ballistics.aim` has it, in plain loops."""
    result = np.empty(start.shape[1])
    scale = 2.0 * sqrt((0.5 * EARTH_RADIUS_KM) ** 3 / MU_KM3_S2)
    for j in range(result.size):
        along = start[0, j] * end[0, j] + start[1, j] * end[1, j]
        across = start[1, j] * end[0, j] - start[0, j] * end[1, j]
        level = 0.0
        for i in range(3):
            level += 0.25 * (start[i, j] - end[i, j]) ** 2
        when = 0.0
        for count in range(16):
            s, c = sin(0.5 * EARTH_RATE_RAD_S * when), cos(0.5 * EARTH_RATE_RAD_S * when)
            east = along * s - across * c
            k = sqrt(min(max(level + s * east, 0.0), 1.0))
            root, rest = sqrt(2.0 * k), sqrt(1.0 - k)
            height = (atan(root / rest) if rest > 0.0 else 0.5 * np.pi) + root * rest / (1.0 + k)
            pace = scale * sqrt(1.0 + k)
            slope = pace * (0.75 * height + 0.5 * root * rest / ((1.0 + k) * max(k, 1e-12))) / max(k, 1e-12)
            slope *= 0.5 * EARTH_RATE_RAD_S * (c * east + s * (along * c + across * s))
            off = pace * (1.0 + k) * height - when
            if abs(off) <= 1e-10:
                break
            if level < 1e-3 and count < 2:
                slope = 0.0
            when += off / (1.0 - slope if slope < 0.9 else 1.0)
        result[j] = when
    return result


def rivals(seconds: float, spread: Callable[..., Row], scaled: Callable[[Row, float, str], Row]) -> list[Row]:
    """Propagation and Lambert against other implementations, one case and many."""
    rng = np.random.default_rng(2)
    n = 20_000
    start = 6400.0 * unit_vector(rng.uniform(-60, 60, n), rng.uniform(-180, 180, n))
    end = 7000.0 * unit_vector(rng.uniform(-60, 60, n), rng.uniform(-180, 180, n))
    time_s = rng.uniform(600, 3000, n)
    velocity = np.asarray(ballistics.lambert(start, end, time_s)[0])
    ours = spread(lambda: ballistics.propagate(start, velocity, time_s), seconds)
    rows: list[Row] = [{"what": "propagate, batch of 20,000", **scaled(ours, 1e6 / n, "ns each")}]
    if importlib.util.find_spec("scipy") is None:
        rows.append({"what": "SciPy's DOP853", "absent": "not installed here"})
    else:
        solve = importlib.import_module("scipy.integrate").solve_ivp

        def gravity(_: float, y: np.ndarray) -> np.ndarray:
            return np.concatenate([y[3:], -MU_KM3_S2 * y[:3] / np.linalg.norm(y[:3]) ** 3])

        first = np.concatenate([start[:, 0], velocity[:, 0]])
        theirs = spread(lambda: solve(gravity, (0, time_s[0]), first, method="DOP853", rtol=1e-12, atol=1e-9), seconds)
        rows.append({"what": "SciPy's DOP853 at 1e-12, one case", **scaled(theirs, 1e6, "ns")})
        rows.append({"what": "DOP853 over propagate", "value": theirs["p50"] * n / ours["p50"]})
    arcs = spread(lambda: ballistics.lambert(start, end, time_s), seconds)
    rows.append({"what": "lambert, batch of 20,000", **scaled(arcs, 1e6 / n, "ns each")})
    for package in ("boinor", "hapsira"):
        if importlib.util.find_spec(package) is None:
            rows.append({"what": f"{package}'s Lambert solver", "absent": "not installed here"})
            continue
        izzo = importlib.import_module(f"{package}.core.iod").izzo
        case = MU_KM3_S2, np.ascontiguousarray(start[:, 0]), np.ascontiguousarray(end[:, 0]), float(time_s[0])
        theirs = spread(lambda izzo=izzo, case=case: izzo(*case, 0, True, True, 35, 1e-8), seconds)
        rows.append({"what": f"{package}'s Izzo (compiled), one case", **scaled(theirs, 1e6, "ns")})
        rows.append({"what": f"{package}'s Izzo over lambert", "value": theirs["p50"] * n / arcs["p50"]})
    return rows
