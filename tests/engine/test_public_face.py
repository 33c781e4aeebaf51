"""Every call of the public table alike: one number in gives one number out, arrays broadcast, a bad element is nan with
its reason, a bad argument is a sentence; and each again at poles, date line, antipodes, backwards and straight up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import engine
from engine import BadArgument, ballistics, doctrine, engagement, geodesy, reach, reasons, sensors

EARTH, MU = 6371.0, 398600.4418
HALF_ROUND = np.pi * EARTH
IRAN, BERLIN, POLAND = [35.0, 52.0], [52.5, 13.4], [54.5, 17.1]


@dataclass(frozen=True)
class Call:
    """A call with good arguments, what to read of its answer, and for each argument a number outside its domain."""

    name: str
    run: Callable[..., Any]
    good: tuple[Any, ...]
    read: Callable[[Any], np.ndarray]
    outside: tuple[float | None, ...]
    has_reason: bool = True


def bare(answer: Any) -> np.ndarray:
    return np.asarray(answer[0] if isinstance(answer, tuple) else answer)


def first_of_three(answer: Any) -> np.ndarray:
    return np.asarray(answer[0])[0]


def reason_of(answer: Any) -> np.ndarray:
    return np.asarray(answer[-1] if isinstance(answer, tuple) else answer.reason)


X = (None, None, None)
CALLS = [
    Call("ground_range_km", geodesy.ground_range_km, (35.0, 52.0, 50.0, 15.0), bare, (91.0, 361.0, -91.0, -361.0)),
    Call("initial_bearing_deg", geodesy.initial_bearing_deg, (35.0, 52.0, 50.0, 15.0), bare, (91.0, 361.0, -91.0, 400)),
    Call("position_km", geodesy.position_km, (35.0, 52.0, 100.0), lambda a: bare(a)[0], (91.0, 361.0, -6372.0)),
    Call("minimum_energy", ballistics.minimum_energy, (3000.0,), lambda a: np.asarray(a.flight_time_s), (20016.0,)),
    Call("propagate", ballistics.propagate, ([7000.0, 0, 0], [0, 7.5, 0], 600.0), first_of_three, X),
    Call("lambert", ballistics.lambert, ([EARTH, 0, 0], [0, EARTH, 0], 900.0), first_of_three, (None, None, -5.0)),
    Call("aim", ballistics.aim, (IRAN, BERLIN, 1200.0), lambda a: np.asarray(a.speed_ground_km_s), (95.0, 95.0, -1.0)),
    Call("fastest_time_s", reach.fastest_time_s, (1000.0, 300.0, 6.3), bare, (20016.0, -1.0, -6.0)),
    Call("least_speed_km_s", reach.least_speed_km_s, (1000.0, 300.0), bare, (-1.0, -1.0)),
    Call("horizon_range_km", sensors.horizon_range_km, (300.0, 0.7, 3.0), bare, (-1.0, -1.0, 90.0)),
    Call("detection_range_km", sensors.detection_range_km, (1000.0, 1.0, 0.1), bare, (-1.0, 0.0, -1.0)),
    Call("window", engagement.window, (IRAN, BERLIN, POLAND, 6.3, 300.0, 150.0), lambda a: np.asarray(a.earliest_s),
         (95.0, 95.0, 95.0, -1.0, -1.0, -1.0)),
    Call("leakers", lambda p: doctrine.leakers(3, 6, 2, p), (0.6,), lambda a: np.asarray(a)[..., 0], (1.5,), False),
    Call("no_leak_probability", doctrine.no_leak_probability, (6.0, 11.0, 2.0, 5.0), bare, (-1.0,) * 4, False),
]  # fmt: skip
EACH = pytest.mark.parametrize("call", CALLS, ids=[call.name for call in CALLS])


def ask(call: Call, arguments: list[Any]) -> Any:
    takes = call.has_reason and call.name not in ("minimum_energy", "aim", "window")
    return call.run(*arguments, **({"with_reason": True} if takes else {}))


def widened(value: Any, elements: list[float | None]) -> np.ndarray:
    """The argument with one column an element: the good value where there is None, else that number."""
    columns = []
    for element in elements:
        column = np.array(value, dtype=np.float64)
        if element is not None:
            column.reshape(-1)[:1] = element
        columns.append(column)
    return np.stack(columns, axis=-1)


@EACH
def test_one_number_in_one_number_out(call: Call) -> None:
    value = call.read(ask(call, list(call.good)))
    assert value.shape == () and np.isfinite(value)
    assert call.run.__doc__ or call.name == "leakers"


@EACH
def test_every_argument_may_be_an_array(call: Call) -> None:
    """Each in turn, and all of them against one another: (4,) with (2, 1) gives (2, 4)."""
    expected = call.read(ask(call, list(call.good)))
    for index in range(len(call.good)):
        arguments = list(call.good)
        if np.ndim(arguments[index]) == 0:
            arguments[index] = np.full((2, 1), arguments[index])
        else:
            arguments[index] = np.broadcast_to(
                np.asarray(arguments[index])[:, None, None], (len(arguments[index]), 2, 1)
            )
        others = [i for i in range(len(call.good)) if i != index]
        for other in others[:1]:
            arguments[other] = widened(arguments[other], [None] * 4)
            if np.ndim(call.good[other]):
                arguments[other] = arguments[other].reshape(-1, 1, 4)
        found = call.read(ask(call, arguments))
        assert found.shape == ((2, 4) if others else (2, 1))
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-9)


@EACH
def test_a_bad_element_is_nan_and_says_why(call: Call) -> None:
    """Among good ones; the neighbours are untouched."""
    expected = call.read(ask(call, list(call.good)))
    for index, outside in enumerate(call.outside):
        for bad, code in (
            (np.nan, reasons.NOT_A_NUMBER),
            (np.inf, reasons.NOT_A_NUMBER),
            (outside, reasons.OUT_OF_DOMAIN),
        ):
            if bad is None or (call.name == "leakers" and bad is np.inf):
                continue
            arguments = list(call.good)
            arguments[index] = widened(arguments[index], [None, bad, None])
            answer = ask(call, arguments)
            found = call.read(answer)
            assert np.isnan(found[1]), (index, bad)
            np.testing.assert_allclose(found[[0, 2]], expected, rtol=1e-12, atol=1e-9)
            if call.has_reason:
                assert reason_of(answer).tolist() == [reasons.OK, code, reasons.OK], (index, bad)
                assert reasons.SENTENCES[code].endswith(".")


@EACH
def test_a_bad_argument_is_a_sentence(call: Call) -> None:
    """Nothing but nan, a number outside, a word, a shape that does not fit."""
    for index, outside in enumerate(call.outside):
        for bad in (np.nan, outside, "far", np.full((2, 2, 2), 1.0) if np.ndim(call.good[index]) == 1 else None):
            if bad is None:
                continue
            arguments = list(call.good)
            vector = np.ndim(arguments[index]) == 1 and isinstance(bad, float)
            arguments[index] = [bad, *arguments[index][1:]] if vector else bad
            if isinstance(bad, np.ndarray) and bad.shape[0] == len(call.good[index]):
                continue
            with pytest.raises(BadArgument) as caught:
                ask(call, arguments)
            assert caught.value.code.startswith("engine.") and str(caught.value).endswith("."), (index, bad)
            assert caught.value.field


@EACH
def test_nothing_that_was_handed_in_is_changed(call: Call) -> None:
    kept = [widened(value, [None, None]) for value in call.good]
    given = [value.copy() for value in kept]
    for value in given:
        value.setflags(write=False)
    ask(call, given)
    for one, two in zip(kept, given, strict=True):
        np.testing.assert_array_equal(one, two)


def test_the_table_is_whole() -> None:
    """What the design names is there, under `import engine` alone."""
    for path in (
        *(f"geodesy.{name}" for name in ("ground_range_km", "initial_bearing_deg", "position_km")),
        *(f"ballistics.{name}" for name in ("minimum_energy", "propagate", "lambert", "aim")),
        *(f"reach.{name}" for name in ("fastest_time_s", "least_speed_km_s")),
        *(f"sensors.{name}" for name in ("horizon_range_km", "detection_range_km")),
        *(f"doctrine.{name}" for name in ("leakers", "no_leak_probability", "raid")),
        *(f"footprint.{name}" for name in ("footprint", "Live", "difference")),
        *("engagement.window", "adjudicate", "explain", "draw.sample", "turn.compare", "reasons.SENTENCES"),
    ):  # fmt: skip
        found: Any = engine
        for part in path.split("."):
            found = getattr(found, part)
        assert found is not None


def test_flights_over_poles_and_the_date_line() -> None:
    """The same flight, turned about the axis or told with other longitudes, is the same flight."""
    base = ballistics.aim([60.0, 170.0], [50.0, -150.0])
    for shift in (-170.0, 10.0, 180.0, -360.0):
        again = ballistics.aim([60.0, (170.0 + shift)], [50.0, (-150.0 + shift + 180.0) % 360.0 - 180.0])
        np.testing.assert_allclose(again.flight_time_s, base.flight_time_s, rtol=1e-12)
        np.testing.assert_allclose(again.speed_ground_km_s, base.speed_ground_km_s, rtol=1e-12)
    for pole in (90.0, -90.0):
        out, back = ballistics.aim([pole, 0.0], [0.0, 40.0]), ballistics.aim([0.0, 40.0], [pole, 77.0])
        assert np.isfinite(out.flight_time_s) and np.isfinite(back.flight_time_s)
        assert abs(out.speed_ground_km_s - out.speed_inertial_km_s) < 1e-12, "the ground of a pole stands still"
    over = engagement.window([60.0, 100.0], [50.0, -90.0], [89.0, 20.0], 6.3, 300.0, 150.0)
    shifted = engagement.window([60.0, 280.0], [50.0, 90.0], [89.0, 200.0], 6.3, 300.0, 150.0)
    assert over.covered and over.earliest_s == pytest.approx(shifted.earliest_s, abs=1e-6)
    across = engagement.window([50.0, 150.0], [48.0, -122.0], [58.0, 179.9], 6.3, 300.0, 150.0)
    same = engagement.window([50.0, 150.0], [48.0, 238.0], [58.0, -180.1], 6.3, 300.0, 150.0)
    assert across.covered and across.earliest_s == pytest.approx(same.earliest_s, abs=1e-6)


def test_flights_against_the_turn_of_the_earth() -> None:
    """Westward needs more of the launch than eastward over the same ground; both are flown by the same calls."""
    east, west = ballistics.aim([40.0, 0.0], [40.0, 60.0]), ballistics.aim([40.0, 60.0], [40.0, 0.0])
    assert west.speed_ground_km_s > east.speed_ground_km_s
    assert west.range_inertial_km < geodesy.ground_range_km(40.0, 0.0, 40.0, 60.0) < east.range_inertial_km
    position, velocity = np.array([7000.0, 0, 0]), np.array([0, -7.5, 0.5])
    forward = ballistics.propagate(position, velocity * [1, -1, 1], 900.0)
    backward = ballistics.propagate(position, velocity, 900.0)
    np.testing.assert_allclose(np.asarray(backward[0]) * [1, -1, 1], forward[0], rtol=1e-12)
    start, end = [EARTH, 0.0, 0.0], [0.0, -EARTH, 100.0]
    v1, _ = ballistics.lambert(start, end, 1500.0)
    long1, _ = ballistics.lambert(start, end, 9000.0, long_way=True)
    assert v1[1] < 0.0 < long1[1], "the short way goes west, the long way east"
    np.testing.assert_allclose(ballistics.propagate(start, long1, 9000.0)[0], end, atol=1e-5)


def test_antipodes_and_places_that_coincide() -> None:
    assert geodesy.ground_range_km(30.0, 40.0, -30.0, -140.0) == pytest.approx(HALF_ROUND, rel=1e-14)
    assert geodesy.initial_bearing_deg(10.0, 20.0, 10.0, 20.0) == 0.0
    far = ballistics.aim([30.0, 40.0], [-30.0, -140.0])
    assert np.isfinite(far.flight_time_s) and far.speed_inertial_km_s > 7.0
    nothing = engagement.window(IRAN, IRAN, POLAND, 6.3, 0.0, 100.0)
    assert not nothing.covered and nothing.reason != reasons.OK and np.isnan(nothing.earliest_s)
    above = engagement.window(IRAN, BERLIN, IRAN, 6.3, 0.0, 100.0)
    assert above.covered, "a site at the launch place chases what it sees"


def test_straight_up_and_down() -> None:
    """Radial flight: the fall of a body at rest, and a climb that comes back to where it began."""
    rise, speed = ballistics.propagate([EARTH, 0, 0], [2.0, 0, 0], 200.0)
    assert np.abs(rise[1:]).max() == 0.0 and rise[0] > EARTH
    energy = 0.5 * 2.0**2 - MU / EARTH
    np.testing.assert_allclose(0.5 * speed[0] ** 2 - MU / rise[0], energy, rtol=1e-12)
    fall, _ = ballistics.propagate([EARTH + 500.0, 0, 0], [0.0, 0, 0], 60.0)
    assert fall[0] == pytest.approx(EARTH + 500.0 - 0.5 * MU / (EARTH + 500.0) ** 2 * 3600.0, abs=0.1)
    assert reach.least_speed_km_s(0.0, 300.0) == pytest.approx(np.sqrt(2.0 * MU * (1 / EARTH - 1 / (EARTH + 300.0))))


def test_out_of_reach_is_infinite_and_not_nan() -> None:
    time, reason = reach.fastest_time_s(5000.0, 300.0, 2.0, with_reason=True)
    assert np.isinf(time) and reason == reasons.UNREACHABLE
    assert sensors.horizon_range_km(0.0) == 0.0 and sensors.detection_range_km(0.0, 1.0, 1.0) == 0.0
    assert np.isnan(engagement.window(IRAN, BERLIN, POLAND, 1.0, 300.0, 150.0).launch_s)
