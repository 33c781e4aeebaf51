"""Checks of a pack's people and places: do cells, seats, rooms, turns, sites, threats and assessments fit? Pure."""

import difflib
import math
from collections.abc import Iterator
from datetime import date
from typing import Any

from wargame.scenarios.files import Steps

Problem = tuple[str, str, Steps, str, str]
"""(severity, code, path, what is wrong, what to do)."""

CONTROL = "control"
BRIEF_WORDS = 260
INTERCEPTOR = ("burnout_speed_km_s", "boost_s", "least_altitude_km", "reaction_s", "hits", "attempts")
RADAR = ("reference_range_km", "reference_rcs_m2")
THREAT = ("range_km", "boost_s", "burnout_altitude_km", "downrange_km", "rcs_m2")
EXISTENCE = "exists_from_year"
RANGES: dict[str, tuple[float, float]] = {
    "burnout_speed_km_s": (0.1, 20.0),
    "boost_s": (0.0, 600.0),
    "least_altitude_km": (0.0, 5000.0),
    "reaction_s": (0.0, 3600.0),
    "hits": (0.0, 1000.0),
    "attempts": (0.0, 1000.0),
    "reference_range_km": (0.0, 50_000.0),
    "reference_rcs_m2": (1e-6, 1e4),
    "range_km": (1.0, 20_000.0),
    "burnout_altitude_km": (0.0, 1000.0),
    "downrange_km": (0.0, 2000.0),
    "rcs_m2": (1e-6, 1e4),
    "satellite_report_s": (0.0, 3600.0),
    "cue_delay_s": (0.0, 3600.0),
    "track_s": (0.0, 3600.0),
    "decision_delay_s": (0.0, 3600.0),
    "track_failure": (0.0, 1.0),
    "common_failure": (0.0, 1.0),
}
"""What the engine's nouns take; outside of it a turn could not be adjudicated."""
DEFENCE = (
    "satellite_report_s",
    "cue_delay_s",
    "track_s",
    "decision_delay_s",
    "track_failure",
    "common_failure",
)


def known(name: Any, table: Any, steps: Steps, what: str) -> Iterator[Problem]:
    """A remark if `name` is not among the table's ids."""
    if name not in table:
        near = difflib.get_close_matches(str(name), [str(item) for item in table], n=1)
        listed = ", ".join(map(str, list(table)[:20])) or "none"
        remedy = f"Did you mean {near[0]}?" if near else f"Use one of: {listed}."
        yield "error", "unknown-name", steps, f"there is no {what} {name!r}.", remedy


def viewers(pack: dict[str, Any]) -> set[str]:
    return {"all", CONTROL, *pack["cells"], *pack["seats"]}


def check(pack: dict[str, Any]) -> Iterator[Problem]:
    """Everything about people and places."""
    yield from cells(pack)
    yield from seats(pack)
    yield from turns(pack)
    yield from sites(pack)
    yield from threats(pack)
    yield from assessments(pack)
    yield from injects(pack)


def cells(pack: dict[str, Any]) -> Iterator[Problem]:
    for name, cell in pack["cells"].items():
        at: Steps = ("cells", name)
        if name == CONTROL:
            yield "error", "control-cell", at, "control is no side.", "Put what it reads into [reference.control]."
        yield from known(cell["assessment"], pack["assessments"], (*at, "assessment"), "assessment")
        for row, goal in enumerate(cell["goals"]):
            yield from known(goal["indicator"], pack["indicators"], (*at, "goals", row, "indicator"), "indicator")
        total = sum(goal["weight"] for goal in cell["goals"])
        if abs(total - 100) > 1e-9:
            yield "error", "weights", (*at, "goals"), f"the weights sum to {total:g}.", "Make them sum to 100."
        words = len(cell["brief"].split())
        if words > BRIEF_WORDS:
            yield (
                "warning",
                "long-brief",
                (*at, "brief"),
                f"the brief has {words} words.",
                f"Two minutes of reading are {BRIEF_WORDS} words.",
            )


def seats(pack: dict[str, Any]) -> Iterator[Problem]:
    for name, seat in pack["seats"].items():
        at: Steps = ("seats", name)
        yield from known(seat["cell"], {**pack["cells"], CONTROL: 1}, (*at, "cell"), "cell")
        if not name.startswith(f"{seat['cell']}."):
            yield "error", "seat-name", at, f"{name} sits in {seat['cell']}.", f"Call it {seat['cell']}.<office>."
        for row, power in enumerate(seat["powers"]):
            if power not in {"speak", "draft", "order", "sign"} and not power.startswith("consent:"):
                yield (
                    "error",
                    "power",
                    (*at, "powers", row),
                    f"{power!r} is no power.",
                    "Use speak, draft, order, sign or consent:<host>.",
                )
    for cell in (*pack["cells"], CONTROL):
        heads = [name for name, seat in pack["seats"].items() if seat["cell"] == cell and seat["head"]]
        if len(heads) != 1:
            yield (
                "error",
                "one-head",
                ("seats",),
                f"{cell} has {len(heads)} heads.",
                "Give exactly one of its seats head = true.",
            )
    for name, room in pack["rooms"].items():
        for row, member in enumerate(room["members"]):
            yield from known(member, viewers(pack), ("rooms", name, "members", row), "cell or seat")


def turns(pack: dict[str, Any]) -> Iterator[Problem]:
    before = date.min
    for row, turn in enumerate(pack["turns"]):
        at: Steps = ("turns", row)
        if turn["number"] != row + 1:
            yield (
                "error",
                "turn-number",
                (*at, "number"),
                f"this is turn {row + 1}, not {turn['number']}.",
                "Number the turns 1, 2, 3, …",
            )
        first, last = _date(turn["from_date"]), _date(turn["to_date"])
        for key, value in (("from_date", first), ("to_date", last)):
            if value is None:
                yield from _bad_date((*at, key), turn[key])
        if first and last and not before < first <= last:
            yield (
                "error",
                "turn-dates",
                (*at, "from_date"),
                "the turn does not follow the one before it.",
                "Let dates run on, each turn after the last.",
            )
        before = last or before
    for row, length in enumerate(pack.get("lengths", [])):
        if not 1 <= length["turns"] <= len(pack["turns"]):
            said = f"there are not {length['turns']} turns."
            yield "error", "no-turn", ("lengths", row), said, f"The pack has turns 1 to {len(pack['turns'])}."


def sites(pack: dict[str, Any]) -> Iterator[Problem]:
    powers = {power for seat in pack["seats"].values() for power in seat["powers"]}
    for name, site in pack["sites"].items():
        at: Steps = ("sites", name)
        yield from known(site["owner"], {**pack["cells"], CONTROL: 1}, (*at, "owner"), "cell")
        yield from known(site["system"], pack["systems"], (*at, "system"), "system")
        if site["region"] is not None:
            yield from known(site["region"], pack["regions"], (*at, "region"), "region")
        if site["host"] and site["consent"] != "yes" and f"consent:{site['host']}" not in powers:
            yield (
                "error",
                "no-host",
                (*at, "host"),
                f"nobody can consent for {site['host']}.",
                f'Give a seat the power consent:{site["host"]}, or let the site have consent = "yes".',
            )
        if site["host"] and site["consent"] is None:
            yield "error", "consent", at, "the site has a host and no consent.", 'Write consent = "none" or "asked".'


def threats(pack: dict[str, Any]) -> Iterator[Problem]:
    yield from _engine(pack)
    for name, threat in pack["threats"].items():
        at: Steps = ("threats", name)
        yield from known(threat["aim"], pack["aims"], (*at, "aim"), "aim")
        if "grid" in threat:
            yield from known(threat["grid"], pack["grids"], (*at, "grid"), "grid")
        latitude, longitude = threat["launch_deg"]
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            yield "error", "place", (*at, "launch_deg"), "no such place.", "Write [latitude, longitude] in degrees."


def _engine(pack: dict[str, Any]) -> Iterator[Problem]:
    """What the engine's questions need beside threats and launch areas."""
    reference = pack["reference"]
    for row, cell in enumerate(reference.get("defenders", [])):
        yield from known(cell, pack["cells"], ("reference", "defenders", row), "cell")
    if pack["threats"] and not reference.get("defenders"):
        yield "warning", "no-defender", ("reference",), "nobody meets the raids.", 'Write defenders = ["<cell>"].'
    if pack["russian_areas"]:
        for key in ("retaliation_aim", "shield_regions"):
            if key not in reference:
                yield "error", "missing-key", ("reference",), f"{key} is missing.", f"Add {key}, or drop russian_areas."
        if "retaliation_aim" in reference:
            at: Steps = ("reference", "retaliation_aim")
            yield from known(reference["retaliation_aim"], pack["aims"], at, "aim")


def assessments(pack: dict[str, Any]) -> Iterator[Problem]:
    asks = bool(pack["threats"] or pack["russian_areas"])  # otherwise the engine has nothing to answer
    wanted = {f"defence.{what}" for what in DEFENCE}
    for name, system in pack["systems"].items():
        if system["kind"] == "interceptor":
            wanted |= {f"interceptor.{name}.{what}" for what in INTERCEPTOR}
        elif system["kind"] == "radar":
            wanted |= {f"radar.{name}.{what}" for what in RADAR}
    classes = {row["class_id"] for table in ("threats", "russian_areas") for row in pack[table].values()}
    wanted |= {f"threat.{name}.{what}" for name in classes for what in THREAT}
    wanted |= {f"threat.{row['class_id']}.{EXISTENCE}" for row in pack["threats"].values()}
    if not asks:
        wanted = {key for row in pack["assessments"].values() for key in row["parameters"]}
    for name, row in pack["assessments"].items():
        at: Steps = ("assessments", name)
        if row["cell"] is not None:
            yield from known(row["cell"], {**pack["cells"], CONTROL: 1}, (*at, "cell"), "cell")
        if row["published"] and row["cell"] is not None:
            yield "error", "published", at, "it is published and one cell's own.", "Choose one of the two."
        for missing in sorted(wanted - set(row["parameters"])) if asks else ():
            yield (
                "error",
                "missing-parameter",
                (*at, "parameters"),
                f"{missing} has no value.",
                "Give it one here or in the base.",
            )
        yield from _records(at, row["parameters"])
        for key, parameter in row["parameters"].items():
            yield from _parameter((*at, "parameters", key), key, parameter, wanted)
    for name, cell in pack["cells"].items():
        own = pack["assessments"].get(cell["assessment"])
        if own and not own["published"] and own["cell"] != name:
            yield (
                "error",
                "not-its-own",
                ("cells", name, "assessment"),
                f"{cell['assessment']} is not this cell's own.",
                f'Let the assessment say cell = "{name}", or published = true.',
            )
    for key, prior in pack["truth"].items():
        steps: Steps = ("truth", key)
        if key not in wanted:
            yield from known(key, sorted(wanted), steps, "parameter")
        if not prior["low"] <= prior["value"] <= prior["high"]:
            yield "error", "range", steps, "low ≤ value ≤ high fails.", "Put the three in order."


def _records(at: Steps, parameters: dict[str, Any]) -> Iterator[Problem]:
    for key, row in parameters.items():
        attempts = parameters.get(key.removesuffix(".hits") + ".attempts")
        if key.endswith(".hits") and attempts and row["value"] > attempts["value"]:
            yield "error", "record", (*at, "parameters", key), "more hits than attempts.", "Correct the record."


def _parameter(steps: Steps, key: str, parameter: dict[str, Any], wanted: set[str]) -> Iterator[Problem]:
    if key not in wanted:
        yield "warning", "unused-parameter", steps, f"nothing reads {key}.", "Correct the name, or take it out."
    if not parameter["low"] <= parameter["value"] <= parameter["high"]:
        yield "error", "range", steps, "low ≤ value ≤ high fails.", "Put the three in order."
    low, high = RANGES.get(key.rpartition(".")[2], (-math.inf, math.inf))
    if not low <= parameter["low"] <= parameter["high"] <= high:
        yield "error", "range", steps, f"it lies outside {low:g} to {high:g}.", "The engine takes no other numbers."
    if not parameter["source"].strip():
        yield "error", "no-source", steps, "it has no source.", "Say where it is from, or: notional, with mark N."


def injects(pack: dict[str, Any]) -> Iterator[Problem]:
    for name, inject in pack["injects"].items():
        at: Steps = ("injects", name)
        if not 1 <= inject["turn"] <= len(pack["turns"]):
            yield (
                "error",
                "no-turn",
                (*at, "turn"),
                f"there is no turn {inject['turn']}.",
                f"The pack has turns 1 to {len(pack['turns'])}.",
            )
            continue
        turn = pack["turns"][inject["turn"] - 1]
        when = _date(inject["date"])
        if when is None:
            yield from _bad_date((*at, "date"), inject["date"])
        elif not turn["from_date"] <= inject["date"] <= turn["to_date"]:
            yield (
                "error",
                "not-in-turn",
                (*at, "date"),
                f"{inject['date']} is not in turn {inject['turn']}.",
                f"That turn goes from {turn['from_date']} to {turn['to_date']}.",
            )
        for row, viewer in enumerate(inject["to"]):
            yield from known(viewer, viewers(pack), (*at, "to", row), "viewer")
        if not inject["source"].strip():
            yield "error", "no-source", (*at, "source"), "it has no source.", "Name one, or: notional, with mark N."
        draw = inject["draw"]
        if draw and len(draw["labels"]) != draw["shots"] + 1:
            yield (
                "error",
                "labels",
                (*at, "draw", "labels"),
                f"{draw['shots']} shots have {draw['shots'] + 1} outcomes.",
                "Name each outcome, from no hit to all hits.",
            )
        if draw:
            if not 0 <= draw["hits"] <= draw["attempts"]:
                yield "error", "record", (*at, "draw", "hits"), "more hits than attempts.", "Correct the record."
            for label in draw["effects"]:
                yield from known(label, draw["labels"], (*at, "draw", "effects", label), "outcome")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _bad_date(steps: Steps, text: str) -> Iterator[Problem]:
    yield "error", "date", steps, f"{text!r} is no date.", "Write it like 2007-04-23."
