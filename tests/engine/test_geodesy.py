"""Places on the sphere at the edges: poles, date line, antipodes, coincidence, bad elements and bad arguments."""

import numpy as np
import pytest

from engine import BadArgument, geodesy, reasons

HALF_ROUND = np.pi * 6371.0


def test_distances_at_the_edges() -> None:
    lat1 = [0.0, 90.0, 10.0, 0.0, 45.0]
    lon1 = [0.0, 0.0, 179.5, 0.0, 7.0]
    lat2 = [0.0, 90.0, 12.0, 0.0, -45.0]
    lon2 = [0.0, 123.0, -179.5, 180.0, -173.0]
    found = geodesy.ground_range_km(lat1, lon1, lat2, lon2)
    np.testing.assert_allclose(found, [0.0, 0.0, 247.729772, HALF_ROUND, HALF_ROUND], atol=1e-6)
    # A metre apart is still a metre: no arccos of a number near one.
    assert abs(geodesy.ground_range_km(50.0, 10.0, 50.0 + np.degrees(1e-3 / 6371.0), 10.0) - 1e-3) < 1e-11


def test_scalars_and_arrays_broadcast() -> None:
    """A lone place against three (the case in which a shape (3,) could be taken for xyz)."""
    lat, lon = np.array([50.0, 10.0, -30.0]), np.array([20.0, 40.0, 60.0])
    found = geodesy.ground_range_km(35.0, 52.0, lat, lon)
    assert found.tolist() == [geodesy.ground_range_km(35.0, 52.0, a, b) for a, b in zip(lat, lon, strict=True)]
    high = geodesy.position_km(35.0, 52.0, np.array([0.0, 100.0, 200.0]))
    np.testing.assert_allclose(np.linalg.norm(high, axis=0), [6371.0, 6471.0, 6571.0])
    assert geodesy.ground_range_km(35.0, 52.0, lat[:, None], lon).shape == (3, 3)


def test_bearings() -> None:
    found = geodesy.initial_bearing_deg(0.0, 0.0, [10.0, 0.0, -10.0, 0.0, 0.0], [0.0, 10.0, 0.0, -10.0, 0.0])
    np.testing.assert_allclose(found, [0.0, 90.0, 180.0, 270.0, 0.0], atol=1e-12)
    bearings = geodesy.initial_bearing_deg(50.0, 10.0, np.linspace(-89, 89, 50), 10.0 - 1e-13)
    assert ((bearings >= 0.0) & (bearings < 360.0)).all()


def test_positions_and_back() -> None:
    np.testing.assert_allclose(
        geodesy.position_km([0, 0, 90, 0], [0, 90, 0, 180], 29.0),
        [[6400, 0, 0, -6400], [0, 6400, 0, 0], [0, 0, 6400, 0]],
        atol=1e-9,
    )
    lat, lon, altitude = geodesy.place_deg(geodesy.position_km(54.5, 17.1, 300.0))
    np.testing.assert_allclose([lat, lon, altitude], [54.5, 17.1, 300.0], rtol=1e-12)
    assert geodesy.position_km(np.zeros((2, 3)), np.zeros(3)).shape == (3, 2, 3)


def test_a_bad_element_becomes_nan_with_its_reason() -> None:
    distance, reason = geodesy.ground_range_km([0.0, np.nan, 91.0], 0.0, 10.0, 0.0, with_reason=True)
    assert np.isfinite(distance[0]) and np.isnan(distance[1:]).all()
    assert reason.tolist() == [reasons.OK, reasons.NOT_A_NUMBER, reasons.OUT_OF_DOMAIN]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((np.nan, 0.0, 0.0, 0.0), "engine.lat1_deg.nan"),
        ((0.0, 0.0, 91.0, 0.0), "engine.lat2_deg.range"),
        ((0.0, "east", 0.0, 0.0), "engine.lon1_deg.type"),
        (([0.0, 1.0], [0.0, 1.0, 2.0], 0.0, 0.0), "engine.arguments.shape"),
    ],
)
def test_a_bad_argument_teaches(arguments: tuple, code: str) -> None:
    with pytest.raises(BadArgument) as caught:
        geodesy.ground_range_km(*arguments)
    assert caught.value.code == code
    assert str(caught.value).endswith(".") and len(str(caught.value)) > 20
