"""Two findings of one world compared: bit for bit under one manifest, within the stated tolerance under another,
with the borderline cases counted.

Takes the plain values that a journal keeps (`engine.turn.plain`), so that an old record can be compared with a new
answer. Everything that is published counts: distributions, windows, sensitivities, Russia's question and ambiguity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.turn.manifest import TOLERANCE

FOLLOWS = ("geojson", "sentence", "playback", "covered_cells", "area_fraction", "population_fraction",
           "population_defended", "covered_fraction")  # fmt: skip
"""What only restates cells, or rounds numbers that are compared themselves."""

ROUNDED = {"ambiguous_min": 0.02, "altitude_km": 1.0, "sensitivities": 5e-4}
"""Tolerances of what is published with few digits or follows from a time, beside those of the manifest."""


@dataclass(frozen=True)
class Comparison:
    """`equal`: the same bit for bit. `agree`: within tolerance. `borderline_cells`: cells of footprints that
    changed sides."""

    equal: bool
    agree: bool
    same_manifest: bool
    borderline_cells: int
    largest_probability: float
    largest_time_s: float
    sentence: str


@dataclass
class _Tally:
    """What a walk through both findings met: the largest differences, cells, and places that do not agree at all."""

    probability: float = 0.0
    time: float = 0.0
    cells: int = 0
    other: list[str] = field(default_factory=list)


def compare(first: Mapping[str, Any], second: Mapping[str, Any]) -> Comparison:
    """Compare two plain findings; the manifests themselves are not part of the answer."""
    same_manifest = _made_with(first) == _made_with(second)
    equal = {**first, "manifest": None} == {**second, "manifest": None}
    tally = _Tally()
    _walk(_named(first), _named(second), "", tally)
    limits = TOLERANCE
    # Cells count a map; several maps may each have their few.
    few = limits["cells"] * max(1, len(first["footprints"]))
    # A borderline cell may carry an aim point with it: probabilities are then a case of their own, and said.
    agree = (
        not tally.other
        and tally.probability <= limits["probability"]
        and tally.time <= limits["time_s"]
        and tally.cells <= few
    )
    if equal:
        sentence = "The findings are the same, bit for bit."
    else:
        verdict = "agree within tolerance" if agree else "do not agree"
        made = "the same manifest" if same_manifest else "different manifests"
        where = f" They part at {', '.join(tally.other[:3])}." if tally.other else ""
        sentence = (
            f"Under {made} the findings {verdict}: {tally.cells} borderline cells changed sides, "
            f"probabilities differ by at most {tally.probability:.2g}, times by at most {tally.time:.2g} s.{where}"
        )
    return Comparison(equal, equal or agree, same_manifest, tally.cells, tally.probability, tally.time, sentence)


def _named(findings: Mapping[str, Any]) -> dict[str, Any]:
    """The findings with their rows by name, so that their order does not matter."""
    return {
        "axes": {row["axis"]: row for row in findings["axes"]},
        "footprints": {f"{row['axis']} on {row['grid']}": row for row in findings["footprints"]},
        "russia": findings.get("russia"),
        "ambiguity": findings.get("ambiguity") or [],
    }


def _walk(one: Any, two: Any, at: str, tally: _Tally) -> None:
    name = at.rsplit(".", 1)[-1]
    if isinstance(one, Mapping) and isinstance(two, Mapping) and one.keys() == two.keys():
        for key in one:
            if key not in FOLLOWS:
                _walk(one[key], two[key], f"{at}.{key}".lstrip("."), tally)
    elif isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        for a, b in zip(one, two, strict=True):
            _walk(a, b, at, tally)
    elif name == "mask" and len(one) == len(two):
        sides = zip(bytes.fromhex(one), bytes.fromhex(two), strict=True)
        tally.cells += sum((a ^ b).bit_count() for a, b in sides)
    elif _number(one) and _number(two):
        _number_apart(abs(one - two), at, tally)
    elif one != two:
        tally.other.append(at)


def _number_apart(apart: float, at: str, tally: _Tally) -> None:
    parts = at.split(".")
    coarse = [tolerance for name, tolerance in ROUNDED.items() if name in parts]
    if coarse:
        tally.other.extend([at] if apart > coarse[0] else [])
    elif parts[-1].endswith("_s"):
        tally.time = max(tally.time, apart)
    else:
        tally.probability = max(tally.probability, apart)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _made_with(findings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in findings["manifest"].items() if name != "key"}
