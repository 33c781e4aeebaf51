"""`python -m engine arc | window | footprint | raid | russia | table`: the engine for analysts, as tables or `--json`.

Only words in and words out live here. Files are written where `--geojson` and `--png` say and read where `--places`
says, and nowhere else.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import ballistics, doctrine, engagement, geodesy, reasons
from engine.constants import EARTH_RATE_RAD_S
from engine.footprint import Footprint, footprint, grids
from engine.footprint.picture import picture, png
from engine.nouns import Defence, Doctrine, Retaliation, Sensors, Sites, Threats
from engine.reasons import BadArgument
from engine.turn.plain import plain
from engine.turn.russia import russia

Rows = list[dict[str, Any]]

CLASSES = {
    "srbm": (600.0, 80.0, 40.0, 40.0),
    "mrbm": (2000.0, 100.0, 80.0, 80.0),
    "irbm": (4000.0, 150.0, 150.0, 200.0),
    "icbm": (13000.0, 240.0, 250.0, 400.0),
}
"""Notional missiles: range km, boost s, burnout altitude km, downrange km. Round numbers, mark G."""

AREAS = {
    "west (54N 36E)": (54.0, 36.0),
    "Volga (52N 46E)": (52.0, 46.0),
    "Urals (55N 60E)": (55.0, 60.0),
    "north (62N 50E)": (62.0, 50.0),
    "Siberia (55N 83E)": (55.0, 83.0),
    "east (52N 104E)": (52.0, 104.0),
}
"""Generic Russian launch areas, a degree or more from anything real."""

REGIONS = {"europe": grids.EUROPE, "north-america": grids.NORTH_AMERICA}

AMERICA = {"north-east": (40.7, -74.0), "capital": (38.9, -77.0), "lakes": (41.9, -87.6), "north-west": (47.6, -122.3)}


def place(text: str) -> tuple[float, float]:
    """`54.5,17.1` as latitude and longitude."""
    parts = text.split(",")
    try:
        lat, lon = (float(part) for part in parts)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no place; write latitude,longitude, for example 54.5,17.1"
        ) from None
    if not (-90 <= lat <= 90 and -360 <= lon <= 360):
        raise argparse.ArgumentTypeError(f"{text!r} lies outside the Earth: latitudes within 90, longitudes within 360")
    return lat, lon


def number(text: str) -> float:
    """A number, with a sentence where it is none; what it may be, the engine says."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number; write for example 6.3") from None


def whole(text: str) -> int:
    """A whole number, with a sentence where it is none."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number; write for example 10") from None


def record(text: str) -> tuple[float, float]:
    """`6/11` as hits and attempts."""
    try:
        hits, attempts = (float(part) for part in text.split("/"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no record; write hits/attempts, for example 6/11") from None
    if not 0 <= hits <= attempts:
        raise argparse.ArgumentTypeError(f"{text!r}: hits cannot exceed attempts")
    return hits, attempts


def columns(pairs: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Places as (2, n)."""
    return np.array(pairs, dtype=np.float64).T


def arc(options: argparse.Namespace) -> Rows:
    """Least-energy arcs for ranges, or between two places on the turning Earth."""
    if options.launch and options.target:
        shot = ballistics.aim(options.launch, options.target, options.time)
        if options.geojson:
            write(options.geojson, flight(options.launch, shot))
        return [
            {
                "ground_range_km": geodesy.ground_range_km(*options.launch, *options.target),
                "inertial_range_km": shot.range_inertial_km,
                "flight_time_s": shot.flight_time_s,
                "speed_inertial_km_s": shot.speed_inertial_km_s,
                "speed_ground_km_s": shot.speed_ground_km_s,
            }
        ]
    if not options.range:
        raise BadArgument("engine.arc.what", "range", "say --range 3000 (one or more, km), or --launch and --target.")
    found = ballistics.minimum_energy(options.range)
    names = ("speed_km_s", "angle_deg", "apogee_km", "flight_time_s")
    return [
        {"range_km": distance, **{name: getattr(found, name)[i] for name in names}}
        for i, distance in enumerate(options.range)
    ]


def flight(launch: tuple[float, float], shot: ballistics.Aim) -> dict[str, Any]:
    """The flight over the turning ground as a GeoJSON Feature: longitude, latitude, altitude in metres."""
    times = np.linspace(0.0, float(shot.flight_time_s), 61)
    start = np.asarray(geodesy.position_km(*launch))
    free = np.asarray(ballistics.propagate(start[:, None], np.asarray(shot.velocity_km_s)[:, None], times)[0])
    lat, lon, altitude = geodesy.place_deg(geodesy.turned(free, -EARTH_RATE_RAD_S * times))
    # Across the date line longitudes go on past 180: a line that jumps would cross the whole map.
    steady = np.degrees(np.unwrap(np.radians(lon)))
    line = [
        [round(float(x), 4), round(float(y), 4), round(1000.0 * max(0.0, float(z)))]
        for x, y, z in zip(steady, lat, altitude, strict=True)
    ]
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": line},
        "properties": {"time_s": [round(float(t), 1) for t in times]},
    }


def write(path: str, feature: dict[str, Any]) -> None:
    """A GeoJSON file where the arguments ask for it."""
    Path(path).write_text(json.dumps(feature), encoding="utf-8")


def window(options: argparse.Namespace) -> Rows:
    """The window of one site against one least-energy flight."""
    found = engagement.window(
        options.launch,
        options.target,
        options.site,
        options.speed,
        options.commit,
        options.least_altitude,
        rotating=not options.still,
        least_elevation_deg=options.least_elevation,
    )
    rows = []
    for i, speed in enumerate(options.speed):
        rows.append(
            {
                "speed_km_s": speed,
                "covered": bool(found.covered[i]),
                "earliest_s": found.earliest_s[i],
                "latest_s": found.latest_s[i],
                "launch_s": found.launch_s[i],
                "altitude_km": found.altitude_km[i],
                "why": "" if found.covered[i] else reasons.SENTENCES[int(found.reason[i])],
            }
        )
    return rows


def numbers(*values: float) -> list[NDArray[np.float64]]:
    """One number for all rows of a table, as the nouns take them."""
    return [np.asarray(value, dtype=np.float64) for value in values]


def defence(options: argparse.Namespace) -> Defence:
    """The sites and radars of the arguments; one speed, stock and floor for all sites, or one for each."""
    reaction = np.asarray(10.0)
    stock, speed, floor = (np.squeeze(np.array(v)) for v in (options.stock, options.speed, options.least_altitude))
    sites = Sites(columns(options.site), ("interceptor",), stock, speed, floor, reaction)
    reach, rcs, mask, sector = numbers(options.radar_range, 1.0, options.mask, 360.0)
    radars = Sensors(columns(options.radar), ("radar",), reach, rcs, mask, sector, np.asarray(True))
    return Defence(sites, radars, options.decision, Doctrine(), least_elevation_deg=options.least_elevation)


def threats(options: argparse.Namespace) -> Threats:
    """Missiles of the chosen class from the launch places of the arguments."""
    distance, boost, altitude, downrange = CLASSES[options.missile]
    reach = options.range if options.range else distance
    return Threats(
        columns(options.launch),
        (options.missile,),
        *numbers(altitude, boost, downrange, options.rcs, options.loft, reach),
    )


def bar(share: float) -> None:
    """A progress bar on standard error, for people only."""
    if sys.stderr.isatty():
        filled = round(30 * share)
        sys.stderr.write("\r[" + "#" * filled + "." * (30 - filled) + f"] {100 * share:3.0f} %")
        sys.stderr.write("\n" if share >= 1.0 else "")
        sys.stderr.flush()


def places(path: str) -> list[tuple[float, float, float]]:
    """Rows latitude,longitude,population of a text file; empty lines and lines that begin with # do not count."""
    rows = []
    for count, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            lat, lon, people = (float(part) for part in line.split(","))
        except ValueError:
            sentence = f"line {count} of {path} is no row latitude,longitude,population, for example 52.5,13.4,3400000."
            raise BadArgument("engine.places.row", "places", sentence) from None
        rows.append((lat, lon, people))
    return rows


def on_land(path: str, place_deg: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which cells have their centre in a half-degree cell with land, by a file of rows counted from the south pole
    and runs first-last of columns counted from 180 W."""
    mask = np.zeros((360, 720), dtype=bool)
    try:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                row, *runs = line.split()
                for first, last in (run.split("-") for run in runs):
                    mask[int(row), int(first) : int(last) + 1] = True
    except (ValueError, IndexError):
        sentence = f"{path} is no land mask: lines are a row from 0 to 359 and runs of columns, for example 250 10-25."
        raise BadArgument("engine.land.row", "land", sentence) from None
    lat, lon = place_deg
    rows, columns = np.floor(2.0 * (lat + 90.0)).astype(int), np.floor(2.0 * (lon + 180.0)).astype(int)
    found: NDArray[np.bool_] = mask[np.minimum(rows, 359), columns % 720]
    return found


def footprint_table(options: argparse.Namespace) -> Rows:
    """The defended footprint; also as GeoJSON and as a picture."""
    bounds = tuple(options.bounds) if options.bounds else REGIONS[options.over]
    towns = places(options.places) if options.places else []
    grid = grids.populated(bounds, towns, step_deg=options.step, near_km=np.inf)
    if options.land:
        grid = grids.pick(grid, on_land(options.land, grid.place_deg) | (grid.population > 0.0))
    found: Footprint = footprint(defence(options), threats(options), grid, progress=bar)
    bar(1.0)
    if options.geojson:
        properties = {"missile": options.missile, "speed_km_s": options.speed, "step_deg": options.step}
        write(options.geojson, found.geojson(properties))
    if options.png:
        marks = [("site", *p) for p in options.site] + [("radar", *p) for p in options.radar]
        marks += [("launch", *p) for p in options.launch]
        Path(options.png).write_bytes(png(picture(found, marks, scale=max(2, round(12 * options.step)))))
    first = found.first_intercept_s[found.covered]
    return [
        {
            "cells": len(grid),
            "threatened": int(found.threatened.sum()),
            "covered": int(found.covered.sum()),
            "area_fraction": found.fraction(),
            **({"people_fraction": found.fraction(grid.population)} if options.places else {}),
            "first_intercept_s": float(first.min()) if first.size else None,
        }
    ]


def raid(options: argparse.Namespace) -> Rows:
    """The distribution of leakers."""
    plan = Doctrine(options.looks, options.shots, not options.keep_rest)
    failures = {"track_failure": options.track_failure, "common_failure": options.common_failure}
    kill = options.kill
    pmf = doctrine.raid(
        options.threats, options.interceptors, plan, kill, record=options.record if kill is None else None, **failures
    )
    return [{"leakers": k, "probability": p, "at_most": float(pmf[: k + 1].sum())} for k, p in enumerate(pmf)]


def russia_table(options: argparse.Namespace) -> Rows:
    """Which Russian areas' paths to America the sites can engage."""
    names = tuple(AREAS)
    _, boost, altitude, downrange = CLASSES["icbm"]
    launch = columns(list(AREAS.values()))
    missiles = Threats(launch, ("icbm",), *numbers(altitude, boost, downrange, options.rcs, 1.0, 13000.0))
    warheads = np.full(len(names), options.warheads, dtype=np.int64)
    question = Retaliation(missiles, columns(list(AMERICA.values())), warheads, names)
    found = russia(defence(options), question)
    print(found.sentence, file=sys.stderr)
    return [plain(area) for area in found.areas]


def table(_: argparse.Namespace) -> Rows:
    """The reference classes: least-energy speeds, times and apogees by range."""
    classes = (300, 600, 1300, 2000, 2500, 4000, 5000, 9000, 10000)
    found = ballistics.minimum_energy([float(distance) for distance in classes])
    return [
        {
            "range_km": distance,
            "speed_km_s": found.speed_km_s[i],
            "apogee_km": found.apogee_km[i],
            "flight_time_s": found.flight_time_s[i],
        }
        for i, distance in enumerate(classes)
    ]


def parser() -> argparse.ArgumentParser:
    """Every command and option, with the game's starting values."""
    top = argparse.ArgumentParser(prog="python -m engine", description="Missile-defence kinematics at wargame level.")
    commands = top.add_subparsers(dest="command", required=True, metavar="arc|window|footprint|raid|russia|table")

    def command(name: str, run: Any) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        made.add_argument("--json", action="store_true", help="one JSON value instead of a table")
        made.set_defaults(run=run)
        return made

    one = command("arc", arc)
    one.add_argument("--range", type=number, nargs="+", help="ranges over the ground, km")
    one.add_argument("--launch", type=place)
    one.add_argument("--target", type=place)
    one.add_argument("--time", type=number, help="flight time, s (default: that of the least-energy arc)")
    one.add_argument("--geojson", help="write the flight between the two places here")
    two = command("window", window)
    for name, default in (("--launch", (35.0, 52.0)), ("--target", (52.5, 13.4)), ("--site", (54.5, 17.1))):
        two.add_argument(name, type=place, default=default)
    two.add_argument("--speed", type=number, nargs="+", default=[6.3], help="burnout speeds, km/s")
    two.add_argument("--commit", type=number, default=300.0, help="s after launch")
    two.add_argument("--least-altitude", type=number, default=150.0)
    two.add_argument("--least-elevation", type=number, default=None, help="degrees (default: the idealised oracle)")
    two.add_argument("--still", action="store_true", help="an Earth that does not turn")
    three, five = command("footprint", footprint_table), command("russia", russia_table)
    for made in (three, five):
        made.add_argument("--site", type=place, nargs="+", default=[(54.5, 17.1)])
        made.add_argument("--stock", type=whole, nargs="+", default=[10], help="one number, or one for each site")
        made.add_argument("--speed", type=number, nargs="+", default=[6.3], help="km/s; one, or one for each site")
        made.add_argument("--least-altitude", type=number, nargs="+", default=[150.0], help="km; one, or one each")
        made.add_argument("--least-elevation", type=number, default=5.0)
        made.add_argument("--radar", type=place, nargs="+", default=[(49.7, 13.7)])
        made.add_argument("--radar-range", type=number, default=4500.0, help="km against 1 m²")
        made.add_argument("--mask", type=number, default=3.0)
        made.add_argument("--decision", type=number, default=60.0)
        made.add_argument("--rcs", type=number, default=0.1, help="m²")
    three.add_argument("--missile", choices=sorted(CLASSES), default="irbm")
    three.add_argument("--range", type=number, help="km (default: that of the class)")
    three.add_argument("--launch", type=place, nargs="+", default=[(35.0, 52.0), (34.0, 48.0)])
    three.add_argument("--loft", type=number, default=1.0)
    three.add_argument("--over", choices=sorted(REGIONS), default="europe")
    three.add_argument("--bounds", type=number, nargs=4, metavar=("S", "N", "W", "E"), help="instead of --over")
    three.add_argument("--places", help="a file of latitude,longitude,population: the share of people defended too")
    three.add_argument("--land", help="a land mask of half-degree cells: cells of sea are left out")
    three.add_argument("--step", type=number, default=1.0, help="degrees")
    three.add_argument("--geojson", help="write the outline here")
    three.add_argument("--png", help="write a picture here")
    five.add_argument("--warheads", type=whole, default=200, help="per area")
    four = command("raid", raid)
    four.add_argument("--threats", type=whole, default=5)
    four.add_argument("--interceptors", type=whole, default=10)
    four.add_argument("--looks", type=whole, default=2)
    four.add_argument("--shots", type=whole, default=1, help="per look and threat")
    four.add_argument("--keep-rest", action="store_true", help="do not spend all that are left at the last look")
    four.add_argument("--record", type=record, default=(6.0, 11.0), help="hits/attempts of the family")
    four.add_argument("--kill", type=number, help="a fixed kill probability instead of a record")
    four.add_argument("--track-failure", type=number, default=0.0)
    four.add_argument("--common-failure", type=number, default=0.0)
    command("table", table)
    return top


def show(rows: Rows) -> str:
    """A plain table; numbers to four significant places after the point, gaps for what does not exist."""

    def text(value: Any) -> str:
        if value is None or (isinstance(value, float) and not np.isfinite(value)):
            return "-"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            return f"{value:,.4f}"
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    names = list(rows[0])
    cells = [[text(row[name]) for name in names] for row in rows]
    widths = [max(len(name), *(len(line[i]) for line in cells)) for i, name in enumerate(names)]
    lines = ["  ".join(name.rjust(width) for name, width in zip(names, widths, strict=True))]
    lines += ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in cells]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0, or 2 with a sentence on standard error."""
    options = parser().parse_args(arguments)
    try:
        rows = plain(options.run(options))
    except BadArgument as refusal:
        print(f"{options.command}: {refusal}", file=sys.stderr)
        return 2
    except OSError as refusal:
        print(f"{options.command}: cannot open {refusal.filename}: {refusal.strerror}.", file=sys.stderr)
        return 2
    print(json.dumps(rows, allow_nan=False) if options.json else show(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
