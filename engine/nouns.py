"""What the engine talks about: frozen values, arrays with one row per thing. No computation lives here beyond
checks of shape and range.

A place is a pair (latitude, longitude) in degrees, pairs on the first axis: `(2, n)`. Columns are given as arrays
of n rows or as one number for all rows. Every array is copied, checked and made read-only. Times are seconds after
the threat's launch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.reasons import BadArgument

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Key = tuple[int, int, str]
"""(game seed, turn number, purpose)."""


def _freeze(array: NDArray[Any]) -> NDArray[Any]:
    array.setflags(write=False)
    return array


def _numbers(value: ArrayLike, name: str) -> Floats:
    try:
        array = np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadArgument(
            f"engine.{name}.type", name, f"{name} must be numbers, for example 1.5 or [1.5, 2.0]."
        ) from error
    return array


def places(value: ArrayLike, name: str) -> Floats:
    """Check pairs (latitude, longitude) in degrees, pairs on the first axis; returns a read-only array (2, n)."""
    array = _numbers(value, name)
    if array.ndim == 1 and array.shape == (2,):
        array = array.reshape(2, 1)
    if array.ndim != 2 or array.shape[0] != 2:
        raise BadArgument(
            f"engine.{name}.shape",
            name,
            f"{name} must be pairs (latitude, longitude) on the first axis, shape (2, n), not {array.shape}.",
        )
    if not np.isfinite(array).all():
        raise BadArgument(f"engine.{name}.nan", name, f"{name} holds a value that is not a finite number.")
    if array.size and (np.abs(array[0]).max() > 90.0 or np.abs(array[1]).max() > 360.0):
        raise BadArgument(
            f"engine.{name}.range", name, f"{name}: latitudes lie within ±90 degrees, longitudes within ±360 degrees."
        )
    return _freeze(array)


def column(
    value: ArrayLike, name: str, count: int, *, least: float = 0.0, most: float = np.inf, infinite: bool = False
) -> Floats:
    """Check one number per row (or one for all); returns a read-only array (n,)."""
    array = _numbers(value, name)
    if array.ndim > 1 or (array.ndim == 1 and array.shape[0] not in (1, count)):
        raise BadArgument(
            f"engine.{name}.shape", name, f"{name} must be one number or {count} numbers, not shape {array.shape}."
        )
    array = np.array(np.broadcast_to(array, (count,)))
    usable = ~np.isnan(array) if infinite else np.isfinite(array)
    if not usable.all():
        raise BadArgument(f"engine.{name}.nan", name, f"{name} holds a value that is not a finite number.")
    if array.size and (array.min() < least or array.max() > most):
        raise BadArgument(
            f"engine.{name}.range",
            name,
            f"{name} must lie between {least:g} and {most:g}; got {array.min():g} to {array.max():g}.",
        )
    return _freeze(array)


def _flags(value: ArrayLike, name: str, count: int) -> Bools:
    array = np.asarray(value)
    if array.dtype != np.bool_ and not (array.size and np.isin(array, (0, 1)).all()) and array.size:
        raise BadArgument(f"engine.{name}.type", name, f"{name} must be true or false for each row.")
    if array.ndim > 1 or (array.ndim == 1 and array.shape[0] not in (1, count)):
        raise BadArgument(
            f"engine.{name}.shape", name, f"{name} must be one flag or {count} flags, not shape {array.shape}."
        )
    return _freeze(np.array(np.broadcast_to(array.astype(np.bool_), (count,))))


def _names(value: Any, name: str, count: int) -> tuple[str, ...]:
    if isinstance(value, (str, int, np.integer)):
        return (str(value),) * count
    names = tuple(str(item) for item in value)
    if len(names) == 1:
        names = names * count
    if len(names) != count:
        raise BadArgument(f"engine.{name}.shape", name, f"{name} must be one name or {count} names, not {len(names)}.")
    return names


def _set(target: object, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(target, name, value)


@dataclass(frozen=True, eq=False)
class Threats:
    """Missiles by launch place, one row each.

    `loft` is the launch angle over the least-energy angle (1 least energy, above lofted, below depressed; 0.2 to
    1.8). `boost_s`, `burnout_altitude_km` and `downrange_km` are the three round numbers of the boost phase (all 0:
    the idealised oracle). `range_km` is the greatest range over the ground; places beyond it are not threatened by
    that row."""

    launch_deg: Floats
    class_id: tuple[str, ...]
    burnout_altitude_km: Floats
    boost_s: Floats
    downrange_km: Floats
    rcs_m2: Floats
    loft: Floats
    range_km: Floats = np.inf  # type: ignore[assignment]

    def __post_init__(self) -> None:
        launch = places(self.launch_deg, "launch_deg")
        n = launch.shape[1]
        _set(
            self,
            launch_deg=launch,
            class_id=_names(self.class_id, "class_id", n),
            burnout_altitude_km=column(self.burnout_altitude_km, "burnout_altitude_km", n, most=1000.0),
            boost_s=column(self.boost_s, "boost_s", n, most=600.0),
            downrange_km=column(self.downrange_km, "downrange_km", n, most=2000.0),
            rcs_m2=column(self.rcs_m2, "rcs_m2", n, least=1e-6, most=1e4),
            loft=column(self.loft, "loft", n, least=0.2, most=1.8),
            range_km=column(self.range_km, "range_km", n, infinite=True),
        )

    def __len__(self) -> int:
        return int(self.launch_deg.shape[1])


@dataclass(frozen=True, eq=False)
class Sites:
    """Interceptor sites, one row each.

    `hits` and `attempts` are the dated flight-test record of the family (or a notional prior counted as tests): the
    kill probability of one shot is Beta(hits + 1, attempts - hits + 1), common to a raid. `boost_s` costs half of
    itself in flight time (uniform acceleration); the idealised oracle has 0."""

    place_deg: Floats
    class_id: tuple[str, ...]
    stock: Ints
    burnout_speed_km_s: Floats
    least_altitude_km: Floats
    reaction_s: Floats
    boost_s: Floats = 0.0  # type: ignore[assignment]
    hits: Floats = 0.0  # type: ignore[assignment]
    attempts: Floats = 0.0  # type: ignore[assignment]
    name: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        place = places(self.place_deg, "place_deg")
        n = place.shape[1]
        stock = column(self.stock, "stock", n, most=10_000)
        if (stock != np.floor(stock)).any():
            raise BadArgument("engine.stock.integer", "stock", "stock counts interceptors and must be whole numbers.")
        hits = column(self.hits, "hits", n)
        attempts = column(self.attempts, "attempts", n)
        if (hits > attempts).any():
            raise BadArgument("engine.hits.range", "hits", "hits cannot exceed attempts.")
        _set(
            self,
            place_deg=place,
            class_id=_names(self.class_id, "class_id", n),
            stock=_freeze(stock.astype(np.int64)),
            burnout_speed_km_s=column(self.burnout_speed_km_s, "burnout_speed_km_s", n, least=0.1, most=20.0),
            least_altitude_km=column(self.least_altitude_km, "least_altitude_km", n, most=5000.0),
            reaction_s=column(self.reaction_s, "reaction_s", n, most=3600.0),
            boost_s=column(self.boost_s, "boost_s", n, most=600.0),
            hits=hits,
            attempts=attempts,
            name=_names(self.name, "name", n) if self.name else tuple(f"site {i + 1}" for i in range(n)),
        )

    def __len__(self) -> int:
        return int(self.place_deg.shape[1])


@dataclass(frozen=True, eq=False)
class Sensors:
    """Radars, one row each.

    `reference_range_km` is the range against `reference_rcs_m2`; range grows with the fourth root of the
    cross-section. `sector_deg` is (2, n): the bearing of the sector's middle and its full width (360 sees all
    round); one pair serves all rows. `needs_cue` marks narrow beams that find nothing by themselves. `gives_track`
    is false for early-warning radars that can cue but not guide a shot."""

    place_deg: Floats
    class_id: tuple[str, ...]
    reference_range_km: Floats
    reference_rcs_m2: Floats
    mask_deg: Floats
    sector_deg: Floats
    needs_cue: Bools
    gives_track: Bools = True  # type: ignore[assignment]
    antenna_km: Floats = 0.0  # type: ignore[assignment]
    name: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        place = places(self.place_deg, "place_deg")
        n = place.shape[1]
        sector = _numbers(self.sector_deg, "sector_deg")
        if sector.ndim == 0:
            sector = np.stack([np.zeros_like(sector), sector])
        if sector.shape == (2,):
            sector = sector.reshape(2, 1)
        if sector.ndim != 2 or sector.shape[0] != 2 or sector.shape[1] not in (1, n):
            raise BadArgument(
                "engine.sector_deg.shape",
                "sector_deg",
                f"sector_deg must be (bearing of the middle, full width), shape (2, {n}), not {sector.shape}.",
            )
        sector = np.array(np.broadcast_to(sector, (2, n)))
        if not np.isfinite(sector).all() or (n and (sector[1].min() <= 0.0 or sector[1].max() > 360.0)):
            raise BadArgument(
                "engine.sector_deg.range",
                "sector_deg",
                "the width of a sector lies above 0 and at most at 360 degrees.",
            )
        _set(
            self,
            place_deg=place,
            class_id=_names(self.class_id, "class_id", n),
            reference_range_km=column(self.reference_range_km, "reference_range_km", n, most=50_000.0),
            reference_rcs_m2=column(self.reference_rcs_m2, "reference_rcs_m2", n, least=1e-6, most=1e4),
            mask_deg=column(self.mask_deg, "mask_deg", n, least=-5.0, most=89.0),
            sector_deg=_freeze(sector),
            needs_cue=_flags(self.needs_cue, "needs_cue", n),
            gives_track=_flags(self.gives_track, "gives_track", n),
            antenna_km=column(self.antenna_km, "antenna_km", n, most=20.0),
            name=_names(self.name, "name", n) if self.name else tuple(f"radar {i + 1}" for i in range(n)),
        )

    def __len__(self) -> int:
        return int(self.place_deg.shape[1])


@dataclass(frozen=True)
class Doctrine:
    """How shots are spent: at each of `looks` looks `shots_per_look` per live threat; the last look may spread all
    that are left."""

    looks: int = 1
    shots_per_look: int = 1
    spend_all_at_last_look: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.looks <= 12:
            raise BadArgument("engine.looks.range", "looks", f"looks must lie between 1 and 12, not {self.looks}.")
        if not 1 <= self.shots_per_look <= 12:
            raise BadArgument(
                "engine.shots_per_look.range",
                "shots_per_look",
                f"shots_per_look must lie between 1 and 12, not {self.shots_per_look}.",
            )


@dataclass(frozen=True, eq=False)
class Defence:
    """Who defends, and the chain from report to release.

    `satellite_report_s`: the early-warning report after launch (inf: none). `cue_delay_s`: from a report or another
    radar's detection to a pointed beam. `track_s`: from detection to a track good enough for a shot.
    `decision_delay_s`: from track to release by people. `track_failure` is the chance per warhead that it is never
    tracked; `common_failure` the chance that the whole defence fails for a raid. `kill_assessment_s` lies between
    an intercept and the next look."""

    sites: Sites
    sensors: Sensors
    decision_delay_s: float
    doctrine: Doctrine
    satellite_report_s: float = 60.0
    cue_delay_s: float = 10.0
    track_s: float = 20.0
    track_failure: float = 0.0
    common_failure: float = 0.0
    kill_assessment_s: float = 30.0
    least_elevation_deg: float | None = 5.0

    def __post_init__(self) -> None:
        for name, most in (
            ("decision_delay_s", 3600.0),
            ("cue_delay_s", 3600.0),
            ("track_s", 3600.0),
            ("track_failure", 1.0),
            ("common_failure", 1.0),
            ("kill_assessment_s", 3600.0),
        ):
            value = float(getattr(self, name))
            if not 0.0 <= value <= most:
                raise BadArgument(
                    f"engine.{name}.range", name, f"{name} must lie between 0 and {most:g}, not {value:g}."
                )
        if not self.satellite_report_s >= 0.0:
            raise BadArgument(
                "engine.satellite_report_s.range",
                "satellite_report_s",
                "satellite_report_s must be 0 or more (inf: no satellites).",
            )
        if self.least_elevation_deg is not None and not -90.0 <= self.least_elevation_deg < 90.0:
            raise BadArgument(
                "engine.least_elevation_deg.range",
                "least_elevation_deg",
                "least_elevation_deg must lie between -90 and 90 degrees.",
            )


@dataclass(frozen=True, eq=False)
class Axis:
    """A stated hypothetical raid: `raid_size` warheads from the launch rows of `threats` against `aim_points` (2, m).

    `grid` names the grid of `World.grids` on which the footprint is drawn ("" for none); `exists_from_year` is the
    assessment's year of first existence (the axis is answered all the same and marked hypothetical before it)."""

    name: str
    threats: Threats
    aim_points: Floats
    raid_size: int
    grid: str = ""
    exists_from_year: float = 0.0
    title: str = ""

    def __post_init__(self) -> None:
        _set(self, aim_points=places(self.aim_points, "aim_points"))
        if not 1 <= self.raid_size <= 500:
            raise BadArgument(
                "engine.raid_size.range", "raid_size", f"raid_size must lie between 1 and 500, not {self.raid_size}."
            )
        if not len(self.threats) or not self.aim_points.shape[1]:
            raise BadArgument(
                "engine.axis.empty", "axes", f"axis {self.name!r} needs at least one launch place and one aim point."
            )


@dataclass(frozen=True, eq=False)
class Grid:
    """Aim points of a footprint: cells of `step_deg` centred on `place_deg` (2, n), with area and population of
    each cell."""

    place_deg: Floats
    area_km2: Floats
    population: Floats
    step_deg: float = 0.5
    name: str = "grid"

    def __post_init__(self) -> None:
        place = places(self.place_deg, "place_deg")
        n = place.shape[1]
        if not 0.0 < self.step_deg <= 30.0:
            raise BadArgument(
                "engine.step_deg.range",
                "step_deg",
                f"step_deg must lie above 0 and at most at 30 degrees, not {self.step_deg:g}.",
            )
        _set(
            self,
            place_deg=place,
            area_km2=column(self.area_km2, "area_km2", n),
            population=column(self.population, "population", n),
        )

    def __len__(self) -> int:
        return int(self.place_deg.shape[1])


@dataclass(frozen=True)
class Parameter:
    """One assessed number: value, honest range, source, mark (V claim, G general knowledge, C computed, N notional)."""

    value: float
    low: float
    high: float
    source: str = ""
    mark: str = "G"
    unit: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            span = f"{self.low:g} <= {self.value:g} <= {self.high:g}"
            sentence = f"a parameter must lie within its own range: {span} fails."
            raise BadArgument("engine.parameter.range", "parameters", sentence)


@dataclass(frozen=True, eq=False)
class Assessment:
    """One side's view of the facts: parameters that replace the catalogue's numbers (names:
    `engine.assessment.PARAMETERS`)."""

    name: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    source: str = ""

    def __post_init__(self) -> None:
        checked = {
            str(key): value if isinstance(value, Parameter) else Parameter(float(value), float(value), float(value))
            for key, value in self.parameters.items()
        }
        _set(self, parameters=MappingProxyType(checked))


@dataclass(frozen=True, eq=False)
class Retaliation:
    """Russia's question: warheads of a stated retaliation by launch row of `threats` against `aim_points`;
    `warheads` (n,) per launch row."""

    threats: Threats
    aim_points: Floats
    warheads: Ints
    area_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.threats)
        _set(
            self,
            aim_points=places(self.aim_points, "aim_points"),
            warheads=_freeze(column(self.warheads, "warheads", n, most=100_000).astype(np.int64)),
            area_names=_names(self.area_names, "area_names", n)
            if self.area_names
            else tuple(f"area {i + 1}" for i in range(n)),
        )


@dataclass(frozen=True, eq=False)
class ConventionalStrike:
    """A conventional ICBM from `launch_deg` to `target_deg` (2, 1) as seen by the watcher's `sensors`;
    `protected_deg` (2, m) are the watcher's places.

    `impact_error_km` is the error of the foretold impact after one minute of tracking (notional); the boost numbers
    are round ones of the class."""

    name: str
    launch_deg: Floats
    target_deg: Floats
    sensors: Sensors
    protected_deg: Floats
    rcs_m2: float = 0.1
    boost_s: float = 180.0
    burnout_altitude_km: float = 200.0
    downrange_km: float = 400.0
    satellite_report_s: float = 60.0
    impact_error_km: float = 1500.0

    def __post_init__(self) -> None:
        _set(
            self,
            launch_deg=places(self.launch_deg, "launch_deg"),
            target_deg=places(self.target_deg, "target_deg"),
            protected_deg=places(self.protected_deg, "protected_deg"),
        )


@dataclass(frozen=True, eq=False)
class World:
    """Everything one adjudication reads. `simultaneous` makes the axes share the stock; otherwise each raid is a
    case of its own."""

    defence: Defence
    axes: tuple[Axis, ...]
    assessment: Assessment
    year: float
    grids: tuple[Grid, ...] = ()
    retaliation: Retaliation | None = None
    strikes: tuple[ConventionalStrike, ...] = ()
    simultaneous: bool = False

    def __post_init__(self) -> None:
        _set(self, axes=tuple(self.axes), grids=tuple(self.grids), strikes=tuple(self.strikes))
        for what, names in (("axes", [axis.name for axis in self.axes]), ("grids", [grid.name for grid in self.grids])):
            if len(set(names)) != len(names):
                raise BadArgument(
                    f"engine.{what}.twice",
                    what,
                    f"the names of {what} must differ from one another: {', '.join(names)}.",
                )
        for axis in self.axes:
            if axis.grid and axis.grid not in {grid.name for grid in self.grids}:
                raise BadArgument(
                    "engine.axes.grid",
                    "axes",
                    f"axis {axis.name!r} names grid {axis.grid!r}, which the world does not have.",
                )

    def grid(self, name: str) -> Grid:
        """The grid of that name."""
        return next(grid for grid in self.grids if grid.name == name)
