"""What the engine answers: frozen values, from one window to the findings of a turn. No computation lives here.

Times are seconds after the threat's launch; nan where a value does not exist, with a reason code beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.nouns import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Window:
    """When one flight can be met from one site; nan where it cannot, with the reason. Times in seconds after launch."""

    covered: Bools
    earliest_s: Floats
    latest_s: Floats
    launch_s: Floats
    altitude_km: Floats
    reason: Ints


@dataclass(frozen=True)
class Event:
    """One step of an engagement: a stable `kind`, its time, and the sentence that says it."""

    kind: str
    time_s: float
    sentence: str


@dataclass(frozen=True)
class Path:
    """A sampled flight for the map: seconds after the threat's launch, degrees, kilometres. Plain rounded numbers."""

    time_s: tuple[float, ...]
    lat_deg: tuple[float, ...]
    lon_deg: tuple[float, ...]
    altitude_km: tuple[float, ...]


@dataclass(frozen=True)
class Playback:
    """The reference case of an axis for the map: the threat, the interceptor if there is a shot, and the events in
    order of time."""

    threat: Path
    interceptor: Path | None
    events: tuple[Event, ...]
    launch_deg: tuple[float, float]
    target_deg: tuple[float, float]
    site: str
    radar: str


@dataclass(frozen=True)
class Sensitivity:
    """What the answer becomes when one parameter moves to the ends of its range: P(no leak) `at_low` and `at_high`,
    shares of aim points covered; `swing` is the change in the expected share of warheads stopped."""

    parameter: str
    low: float
    high: float
    at_low: float
    at_high: float
    covered_at_low: float
    covered_at_high: float
    swing: float


@dataclass(frozen=True, eq=False)
class Finding:
    """The answer for one axis. Arrays have the axis' cases (launch row × aim point, row-major) on the last axis,
    sites before it."""

    axis: str
    detected_s: Floats
    committed_s: Floats
    windows: Window
    shots: Ints
    leakers_pmf: Floats
    covered_fraction: float
    population_fraction: float
    sensitivities: tuple[Sensitivity, ...]
    timeline: tuple[Event, ...]
    title: str = ""
    hypothetical: bool = False
    no_leak_probability: float = float("nan")
    expected_leakers: float = float("nan")
    no_leak_interval: tuple[float, float] = (float("nan"), float("nan"))
    aim_points_covered: float = float("nan")
    area_fraction: float = float("nan")
    population_defended: float = float("nan")
    interceptors: int = 0
    playback: Playback | None = None


@dataclass(frozen=True)
class AreaAnswer:
    """Russia's question for one launch area: can the site engage at all, from which targets' paths, and what that
    leaves."""

    area: str
    warheads: int
    engageable_paths: int
    paths: int
    sites: tuple[str, ...]
    least_speed_km_s: float
    earliest_s: float


@dataclass(frozen=True)
class RussiaFinding:
    """What remains of a stated retaliation, and by which areas' paths it could be touched."""

    areas: tuple[AreaAnswer, ...]
    interceptors: int
    warheads: int
    engageable_warheads: int
    expected_intercepted: float
    most_intercepted: int
    remaining_share: float
    least_remaining_share: float
    sentence: str


@dataclass(frozen=True)
class AmbiguityFinding:
    """Minutes during which the watcher's radars cannot exclude its own territory as the target of a conventional
    missile."""

    strike: str
    seen_s: float
    ambiguous_from_s: float
    ambiguous_until_s: float
    ambiguous_min: float
    flight_time_s: float
    sentence: str


@dataclass(frozen=True, eq=False)
class FootprintFinding:
    """The defended footprint of one axis on one grid: a bit mask (one bit a cell, most significant first),
    fractions, polygons as GeoJSON."""

    axis: str
    grid: str
    mask: bytes
    cells: int
    covered_cells: int
    threatened_cells: int
    area_fraction: float
    population_fraction: float
    population_defended: float
    geojson: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Findings:
    """Everything one adjudication answers, with the manifest that says by which constants and versions."""

    axes: tuple[Finding, ...]
    footprints: tuple[FootprintFinding, ...]
    manifest: Mapping[str, Any]
    assessment: str = ""
    russia: RussiaFinding | None = None
    ambiguity: tuple[AmbiguityFinding, ...] = ()

    def axis(self, name: str) -> Finding:
        """The finding of the axis of that name."""
        return next(finding for finding in self.axes if finding.axis == name)


def as_pair(place: Sequence[float]) -> tuple[float, float]:
    """Two plain floats out of a place."""
    return (float(place[0]), float(place[1]))
