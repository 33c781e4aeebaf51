"""Two findings of one world compared: bit for bit under one manifest, within the stated tolerance under another,
with the borderline cases counted.

Takes the plain values that a journal keeps (`engine.turn.plain`), so that an old record can be compared with a new
answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.turn.manifest import TOLERANCE


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


def compare(first: Mapping[str, Any], second: Mapping[str, Any]) -> Comparison:
    """Compare two plain findings; the manifests themselves are not part of the answer."""
    same_manifest = _made_with(first) == _made_with(second)
    equal = {**first, "manifest": None} == {**second, "manifest": None}
    one, two = ({row["axis"]: row for row in side["axes"]} for side in (first, second))
    maps = ({(row["axis"], row["grid"]): row for row in side["footprints"]} for side in (first, second))
    areas_one, areas_two = maps
    shape_differs = one.keys() != two.keys() or areas_one.keys() != areas_two.keys()
    probability = time = 0.0
    cells = 0
    for name in one.keys() & two.keys():
        probability = max(probability, _apart(one[name]["leakers_pmf"], two[name]["leakers_pmf"]))
        for field in ("detected_s", "committed_s"):
            time = max(time, _apart(one[name][field], two[name][field]))
    for name in areas_one.keys() & areas_two.keys():
        a, b = (bytes.fromhex(side[name]["mask"]) for side in (areas_one, areas_two))
        shape_differs |= len(a) != len(b)
        cells += sum((x ^ y).bit_count() for x, y in zip(a, b, strict=False))
    limits = TOLERANCE
    # Cells count a map; several maps may each have their few.
    few = limits["cells"] * max(1, len(areas_one))
    # A borderline cell may carry an aim point with it: probabilities are then a case of their own, and said.
    agree = not shape_differs and probability <= limits["probability"] and time <= limits["time_s"] and cells <= few
    if equal:
        sentence = "The findings are the same, bit for bit."
    else:
        verdict = "agree within tolerance" if agree else "do not agree"
        made = "the same manifest" if same_manifest else "different manifests"
        sentence = (
            f"Under {made} the findings {verdict}: {cells} borderline cells changed sides, "
            f"probabilities differ by at most {probability:.2g}, times by at most {time:.2g} s."
        )
    return Comparison(equal, equal or agree, same_manifest, cells, probability, time, sentence)


def _made_with(findings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in findings["manifest"].items() if name != "key"}


def _apart(first: Any, second: Any) -> float:
    """The largest difference of two lists of numbers; infinite where one has a value and the other has none."""
    if len(first) != len(second):
        return float("inf")
    largest = 0.0
    for a, b in zip(first, second, strict=True):
        if (a is None) != (b is None):
            return float("inf")
        if a is not None:
            largest = max(largest, abs(a - b))
    return largest
