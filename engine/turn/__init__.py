"""One turn, all axes, one assessment: `adjudicate(world, key)`. Pure: same world, key and manifest, same findings
bit for bit.

Raids are hypothetical reference cases whose answers are distributions; nothing is drawn here. `draw` samples what
is really tried (a flight test), by key."""

import numpy as np

from engine.assessment import applied
from engine.doctrine import kill_quantile
from engine.findings import (
    Event,
    Finding,
    Findings,
    FootprintFinding,
)
from engine.footprint.cover import Footprint, footprint
from engine.nouns import (
    Axis,
    Ints,
    Key,
    World,
)
from engine.reasons import BadArgument
from engine.turn import draw, timeline
from engine.turn.ambiguity import ambiguity
from engine.turn.case import Answer, Ladders, answer, exact_windows, leaked
from engine.turn.compare import Comparison, compare
from engine.turn.manifest import manifest
from engine.turn.plain import plain
from engine.turn.russia import russia
from engine.turn.sensitivity import sensitivities

__all__ = ["Comparison", "adjudicate", "compare", "draw", "explain", "manifest", "plain", "stock_shares"]


def adjudicate(world: World, key: Key, *, with_sensitivities: bool = True) -> Findings:
    """Answer every question of `world` under its assessment: axes, footprints, Russia's question, ambiguity.

    `key` is (game seed, turn, purpose); it is recorded in the manifest, and every draw of the turn is made from it
    (`engine.draw`), none of them here."""
    checked = draw.check_key(key)
    world = applied(world)
    shares = stock_shares(world)
    ladders: Ladders = {}
    axes, footprints = [], []
    for axis in sorted(world.axes, key=lambda item: item.name):
        finding, area = _axis(world, axis, shares[axis.name], ladders, with_sensitivities)
        axes.append(finding)
        if area is not None:
            footprints.append(area)
    order = {axis.name: index for index, axis in enumerate(world.axes)}
    return Findings(
        axes=tuple(sorted(axes, key=lambda item: order[item.axis])),
        footprints=tuple(sorted(footprints, key=lambda item: order[item.axis])),
        manifest={**manifest(), "key": list(checked)},
        assessment=world.assessment.name,
        russia=russia(world.defence, world.retaliation) if world.retaliation is not None else None,
        ambiguity=tuple(ambiguity(strike) for strike in world.strikes),
    )


def explain(world: World, axis: str, *, launch: int = 0, aim: int = 0) -> tuple[Event, ...]:
    """One engagement in words and numbers: the missile of launch row `launch` of the named axis toward aim point `aim`.

    The finding's own timeline tells the first case in range; this tells any. BadArgument for a name or a number that
    the world does not have.
    """
    world = applied(world)
    chosen = next((item for item in world.axes if item.name == axis), None)
    if chosen is None:
        names = ", ".join(item.name for item in world.axes)
        raise BadArgument("engine.axis.unknown", "axis", f"{axis!r} is no axis of this world; there are: {names}.")
    rows, aims = len(chosen.threats), chosen.aim_points.shape[1]
    for name, value, most in (("launch", launch, rows), ("aim", aim, aims)):
        if not 0 <= value < most:
            raise BadArgument(f"engine.{name}.range", name, f"{name} must lie between 0 and {most - 1}, not {value}.")
    stock = stock_shares(world)[chosen.name]
    found = answer(world.defence, chosen, stock, {})
    case = launch * aims + aim
    if not found.cases.reached[case]:
        place = timeline.place(chosen.aim_points[:, aim])
        return (Event("out_of_range", 0.0, f"{place} lies beyond the range of the missile from this launch place."),)
    shots = exact_windows(world.defence, stock, found)
    return timeline.explain(world.defence, chosen, found, shots, stock, case)


def stock_shares(world: World) -> dict[str, Ints]:
    """Interceptors of each site (sites,) for each axis: all of them, or, when the raids are simultaneous, shares in
    proportion to raid size.

    Largest remainders, ties by the axis' name: the order of the axes does not matter, and no interceptor is counted
    twice."""
    stock = world.defence.sites.stock
    if not world.simultaneous or not world.axes:
        return {axis.name: stock for axis in world.axes}
    ordered = sorted(world.axes, key=lambda axis: axis.name)
    sizes = [axis.raid_size for axis in ordered]
    whole = sum(sizes)
    result = {axis.name: np.zeros(stock.shape, dtype=np.int64) for axis in ordered}
    for site, held in enumerate(stock.tolist()):
        shares = [held * size // whole for size in sizes]
        rests = sorted(range(len(sizes)), key=lambda i: (-(held * sizes[i] % whole), ordered[i].name))
        for index in rests[: held - sum(shares)]:
            shares[index] += 1
        for axis, share in zip(ordered, shares, strict=True):
            result[axis.name][site] = share
    return result


def _axis(
    world: World, axis: Axis, stock: Ints, ladders: Ladders, with_sensitivities: bool
) -> tuple[Finding, FootprintFinding | None]:
    defence = world.defence
    found = answer(defence, axis, stock, ladders)
    shots = exact_windows(defence, stock, found)
    events = timeline.explain(defence, axis, found, shots, stock)
    area = footprint(defence, axis.threats, world.grid(axis.grid)) if axis.grid else None
    reached = found.cases.reached
    aims = float(found.covered.any(axis=0)[reached].mean()) if reached.any() else float("nan")
    covered = area.fraction() if area is not None else aims
    people = area.fraction(area.grid.population) if area is not None else float("nan")
    defended = float(area.grid.population[area.covered & area.threatened].sum()) if area is not None else float("nan")
    raid = axis.raid_size
    finding = Finding(
        axis=axis.name,
        detected_s=np.round(found.tracks.detected_s, 3),
        committed_s=np.round(found.tracks.committed_s, 3),
        windows=shots,
        shots=found.looks,
        leakers_pmf=np.round(found.pmf, 9),
        covered_fraction=round(covered, 6),
        population_fraction=round(people, 6),
        sensitivities=sensitivities(world, axis, stock, found, ladders) if with_sensitivities else (),
        timeline=events,
        title=axis.title or axis.name,
        hypothetical=world.year < axis.exists_from_year,
        no_leak_probability=round(float(found.pmf[0]), 6),
        expected_leakers=round(float((found.pmf * np.arange(raid + 1)).sum()), 6),
        no_leak_interval=_interval(world, axis, stock, found, ladders),
        aim_points_covered=round(aims, 6),
        area_fraction=round(area.fraction(), 6) if area is not None else float("nan"),
        population_defended=round(defended, 0),
        interceptors=int(sum(int(stock[site]) for site in np.flatnonzero(found.covered.any(axis=1)).tolist())),
        # What leaks is no place on the map.
        playback=timeline.playback(defence, axis, found, shots, tuple(e for e in events if e.kind != "leakers")),
    )
    return finding, _published(axis, area) if area is not None else None


def _interval(world: World, axis: Axis, stock: Ints, found: Answer, ladders: Ladders) -> tuple[float, float]:
    """P(no leak) with every family's kill probability at the 5 % and 95 % points of its posterior: the honest width
    of the number."""
    if not found.covered.any():
        value = round(float(found.pmf[0]), 6)
        return value, value
    ends = []
    sites = world.defence.sites
    for share in (0.05, 0.95):
        kill = {
            family: round(kill_quantile(float(sites.hits[i]), float(sites.attempts[i]), share), 9)
            for i, family in enumerate(sites.class_id)
        }
        ends.append(round(float(leaked(world.defence, axis, stock, found, ladders, kill).pmf[0]), 6))
    return ends[0], ends[1]


def _published(axis: Axis, area: Footprint) -> FootprintFinding:
    people = area.grid.population
    return FootprintFinding(
        axis=axis.name,
        grid=area.grid.name,
        mask=area.mask(),
        cells=len(area.grid),
        covered_cells=int((area.covered & area.threatened).sum()),
        threatened_cells=int(area.threatened.sum()),
        area_fraction=round(area.fraction(), 6),
        population_fraction=round(area.fraction(people), 6),
        population_defended=round(float(people[area.covered & area.threatened].sum()), 0),
        geojson=area.geojson({"axis": axis.name, "grid": area.grid.name}),
    )
