"""Which parameters move an axis' answer most: each one alone to the ends of its range, everything else as it stands."""

from dataclasses import replace

import numpy as np

from engine.assessment import in_play, with_values
from engine.doctrine import kill_quantile
from engine.findings import (
    Sensitivity,
)
from engine.nouns import (
    Axis,
    Defence,
    Floats,
    Ints,
    World,
)
from engine.tracking import Tracks
from engine.turn.case import Answer, Cases, Ladders, answer, leaked

SHOWN = 3


def sensitivities(world: World, axis: Axis, stock: Ints, found: Answer, ladders: Ladders) -> tuple[Sensitivity, ...]:
    """The three largest swings, in order. A swing is the change in the expected share of warheads stopped between
    the two ends."""
    if not found.cases.reached.any():
        return ()
    result = []
    for name, parameter in in_play(world, axis):
        ends = [with_values(_alone(world, axis), {name: value}) for value in (parameter.low, parameter.high)]
        low, high = (_moved(name, end.defence, end.axes[0], stock, found, ladders) for end in ends)
        result.append(_swing(name, parameter.low, parameter.high, low, high))
    for family in sorted(
        {world.defence.sites.class_id[site] for site in np.flatnonzero(found.covered.any(axis=1)).tolist()}
    ):
        site = world.defence.sites.class_id.index(family)
        hits, attempts = float(world.defence.sites.hits[site]), float(world.defence.sites.attempts[site])
        ends_of_p = [round(kill_quantile(hits, attempts, share), 9) for share in (0.05, 0.95)]
        low, high = (leaked(world.defence, axis, stock, found, ladders, {family: p}) for p in ends_of_p)
        result.append(_swing(f"interceptor.{family}.kill_probability", ends_of_p[0], ends_of_p[1], low, high))
    result.sort(key=lambda item: (-item.swing, item.parameter))
    return tuple(result[:SHOWN])


def _moved(name: str, defence: Defence, axis: Axis, stock: Ints, found: Answer, ladders: Ladders) -> Answer:
    """The answer under another value of one parameter. What the parameter cannot touch is not computed again."""
    if name in ("defence.track_failure", "defence.common_failure"):
        return leaked(defence, axis, stock, found, ladders)
    cases: Cases | None = found.cases
    tracks: Tracks | None = None
    if name.startswith("interceptor."):
        tracks = found.tracks
    elif name == "defence.decision_delay_s":
        tracks = replace(found.tracks, committed_s=found.tracks.tracked_s + defence.decision_delay_s)
    elif name.startswith("threat.") and name.endswith(".rcs_m2"):
        cases = replace(found.cases, rcs_m2=axis.threats.rcs_m2[found.cases.row])
    elif name.startswith("threat."):
        cases = None
    return answer(defence, axis, stock, ladders, cases=cases, tracks=tracks)


def _alone(world: World, axis: Axis) -> World:
    return replace(world, axes=(replace(axis, grid=""),), retaliation=None, grids=())


def _swing(name: str, low_value: float, high_value: float, low: Answer, high: Answer) -> Sensitivity:
    return Sensitivity(
        parameter=name,
        low=round(low_value, 6),
        high=round(high_value, 6),
        at_low=round(_no_leak(low.pmf), 4),
        at_high=round(_no_leak(high.pmf), 4),
        covered_at_low=round(_covered(low), 4),
        covered_at_high=round(_covered(high), 4),
        swing=round(abs(_stopped(high.pmf) - _stopped(low.pmf)), 4),
    )


def _no_leak(pmf: Floats) -> float:
    return float(pmf[0])


def _stopped(pmf: Floats) -> float:
    raid = pmf.size - 1
    return 1.0 - float((pmf * np.arange(raid + 1)).sum()) / raid if np.isfinite(pmf).all() else 0.0


def _covered(found: Answer) -> float:
    reached = found.cases.reached
    return float(found.covered.any(axis=0)[reached].mean()) if reached.any() else 0.0
