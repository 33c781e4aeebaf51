"""The engine's answers at the door: their shape is held here, once, so that nothing after has to doubt it.

    {"assessments": {id: view.FindingView},
     "draws": {inject: {outcome, percentile, distribution, labels, because?}},
     "manifest"?: {…}}

`assessments` may also hold "truth", which control alone reads. A draw that is missing stays due for the next turn.
"""

import math
from collections.abc import Mapping
from typing import Any

from wargame.rules.decide.publishing import draws_due
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.beliefs import TRUTH
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.view import AxisFinding, FindingView, RussiaFinding


class _Bad(Exception):
    """Why the answers have not the right shape: for this module's use alone."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(what)
        self.field, self.what = field, what


def checked(acts: Acts, turn: int, findings: Mapping[str, Any]) -> dict[str, Any] | Refusal:
    """The findings, or a refusal that names the first field that is wrong."""
    try:
        return _checked(acts, turn, findings)
    except _Bad as bad:
        return refuse("findings-shape", f"findings.{bad.field}", what=bad.what)


def _checked(acts: Acts, turn: int, findings: Mapping[str, Any]) -> dict[str, Any]:
    pack = acts.context.pack
    for name in findings:
        if name not in ("assessments", "draws", "manifest"):
            raise _Bad(name, "is not expected here.")
    assessments = _object(findings.get("assessments"), "assessments")
    for name, finding in assessments.items():
        if name not in pack["assessments"] and name != TRUTH:
            raise _Bad(f"assessments.{name}", "is no assessment of this scenario.")
        _finding(turn, name, _object(finding, f"assessments.{name}"))
    missing = [name for name in pack["assessments"] if name not in assessments]
    if missing:
        raise _Bad("assessments", f"lack {', '.join(missing)}.")
    draws = _object(findings.get("draws", {}), "draws")
    due = draws_due(acts.state, pack)
    for name, answer in draws.items():
        if name not in due:
            raise _Bad(f"draws.{name}", "was not tried in this game, or is drawn already.")
        _draw(f"draws.{name}", due[name], _object(answer, f"draws.{name}"))
    manifest = _object(findings.get("manifest", {}), "manifest")
    return {"assessments": dict(assessments), "draws": dict(draws), "manifest": dict(manifest)}


def _object(value: Any, at: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _Bad(at, "must be an object.")
    return value


def _finding(turn: int, name: str, finding: Mapping[str, Any]) -> None:
    at = f"assessments.{name}"
    _fields(at, finding, FindingView.__annotations__)
    if finding["turn"] != turn:
        raise _Bad(f"{at}.turn", f"must be {turn}.")
    if finding["assessment"] != name:
        raise _Bad(f"{at}.assessment", f"must be “{name}”.")
    for configuration in ("in_force", "planned"):
        for axis, row in _object(finding[configuration], f"{at}.{configuration}").items():
            _numbers(f"{at}.{configuration}.{axis}", _object(row, f"{at}.{configuration}.{axis}"), AxisFinding)
        russia = f"{at}.russia_{configuration}"
        _numbers(russia, _object(finding[f"russia_{configuration}"], russia), RussiaFinding)


def _fields(at: str, row: Mapping[str, Any], names: Any) -> None:
    missing = [name for name in names if name not in row]
    if missing:
        raise _Bad(at, f"lacks {', '.join(missing)}.")


def _numbers(at: str, row: Mapping[str, Any], kind: type) -> None:
    _fields(at, row, kind.__annotations__)
    for name, value in row.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise _Bad(f"{at}.{name}", "must be a finite number.")
        if kind.__annotations__.get(name) in (float, int) and (
            isinstance(value, bool) or not isinstance(value, int | float)
        ):
            raise _Bad(f"{at}.{name}", "must be a number.")


def _draw(at: str, spec: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    _fields(at, answer, ("outcome", "percentile", "distribution", "labels"))
    if answer["outcome"] not in spec["labels"] or list(answer["labels"]) != list(spec["labels"]):
        raise _Bad(f"{at}.outcome", f"must be one of {', '.join(spec['labels'])}, with these as its labels.")
    shares = answer["distribution"]
    if not isinstance(shares, list | tuple) or len(shares) != len(spec["labels"]):
        raise _Bad(f"{at}.distribution", f"must hold {len(spec['labels'])} probabilities.")
    for value in (*shares, answer["percentile"]):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
            raise _Bad(at, "holds a number that is negative or not finite.")
    if abs(sum(shares) - 1.0) > 1e-6:
        raise _Bad(f"{at}.distribution", "must sum to 1.")
