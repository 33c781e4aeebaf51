"""The engine against the reference vectors, at the tolerances of the design: closed forms 1e-12, Kepler and Lambert
1e-9, times 1e-3 s."""

import numpy as np
import pytest

from engine import ballistics, doctrine, engagement, geodesy, reach, sensors
from engine.ballistics.arc import arc_between, least_energy_angle
from engine.nouns import Doctrine
from tests.reference.vectors import column, load

CLOSED = {"rtol": 1e-12, "atol": 0.0}
KEPLER = 1e-9
SECONDS = 1e-3
EARTH = 6371.0


def test_minimum_energy_arcs() -> None:
    rows = load("min_energy")["minimum_energy"]
    found = ballistics.minimum_energy(column(rows, "range_km"))
    np.testing.assert_allclose(found.speed_km_s, column(rows, "v_km_s"), **CLOSED)
    np.testing.assert_allclose(found.angle_deg, column(rows, "gamma_deg"), **CLOSED)
    np.testing.assert_allclose(found.apogee_km, column(rows, "apogee_km"), **CLOSED)
    np.testing.assert_allclose(found.flight_time_s, column(rows, "tof_s"), **CLOSED)
    assert len(rows) >= 20


def test_lofted_and_depressed_arcs() -> None:
    rows = load("min_energy")["lofted_depressed"]
    angle = column(rows, "range_km") / EARTH
    loft = column(rows, "gamma_deg") / np.degrees((np.pi - angle) / 4.0)
    radius = np.full(len(rows), EARTH)
    arc = arc_between(radius, radius, angle, loft)
    np.testing.assert_allclose(arc.a_km, column(rows, "a_km"), **CLOSED)
    np.testing.assert_allclose(arc.e, column(rows, "e"), **CLOSED)
    np.testing.assert_allclose(arc.a_km * (1 + arc.e) - EARTH, column(rows, "apogee_km"), **CLOSED)
    np.testing.assert_allclose(arc.flight_time_s, column(rows, "tof_s"), **CLOSED)


def test_free_flight_from_burnout() -> None:
    rows = load("kepler")["free_flight_from_altitude"]
    start = EARTH + column(rows, "h_bo_km")
    end = np.full(len(rows), EARTH)
    angle = column(rows, "range_km_from_burnout") / EARTH
    loft = np.radians(column(rows, "gamma_bo_deg")) / least_energy_angle(start, end, angle)
    arc = arc_between(start, end, angle, loft)
    np.testing.assert_allclose(arc.start_speed_km_s, column(rows, "v_bo_km_s"), **CLOSED)
    np.testing.assert_allclose(arc.flight_time_s, column(rows, "tof_s_from_burnout"), **CLOSED)
    np.testing.assert_allclose(arc.a_km * (1 + arc.e) - EARTH, column(rows, "apogee_alt_km"), **CLOSED)


@pytest.mark.parametrize("row", load("kepler")["propagation"], ids=lambda row: row["name"])
def test_propagation(row: dict) -> None:
    position, velocity = ballistics.propagate(row["r0_km"], row["v0_km_s"], row["dt_s"])
    assert np.abs(position - row["r_km"]).max() <= KEPLER * np.linalg.norm(row["r_km"])
    assert np.abs(velocity - row["v_km_s"]).max() <= KEPLER * np.linalg.norm(row["v_km_s"])


@pytest.mark.parametrize("row", load("lambert")["cases"], ids=lambda row: row["name"])
def test_lambert(row: dict) -> None:
    start, end, first = (np.array(row[key]) for key in ("r1", "r2", "v1"))
    # The vectors name the way round by prograde or not; short or long follows from the stated velocity.
    long_way = np.dot(np.cross(start, end), np.cross(start, first)) < 0.0
    v1, v2 = ballistics.lambert(start, end, row["tof"], long_way, mu_km3_s2=row["mu"])
    assert np.abs(v1 - first).max() <= KEPLER * row["v1_norm"]
    assert np.abs(v2 - row["v2"]).max() <= KEPLER * row["v2_norm"]


@pytest.mark.parametrize("row", load("rotating")["cases"], ids=lambda row: row["name"])
def test_aim_at_a_rotating_target(row: dict) -> None:
    given = row["tof_s"] if "fixed" in row["name"] else None
    shot = ballistics.aim(row["launch"], row["target"], given)
    np.testing.assert_allclose(shot.flight_time_s, row["tof_s"], rtol=1e-12)
    np.testing.assert_allclose(shot.speed_inertial_km_s, row["v_inertial_km_s"], rtol=1e-12)
    np.testing.assert_allclose(shot.speed_ground_km_s, row["v_rel_ground_km_s"], rtol=1e-12)
    np.testing.assert_allclose(shot.range_inertial_km, row["inertial_range_km"], rtol=1e-12)
    np.testing.assert_allclose(shot.velocity_km_s, row["v1_eci_km_s"], atol=1e-12)


def test_reach() -> None:
    rows = load("reach")["min_time_to_point"]
    time = reach.fastest_time_s(column(rows, "ground_range_km"), column(rows, "alt_km"), column(rows, "v_bo_km_s"))
    expected = column(rows, "T_min_s")
    assert (np.isinf(time) == np.isnan(expected)).all()
    np.testing.assert_allclose(time[np.isfinite(time)], expected[np.isfinite(time)], **CLOSED)
    found = reach.flights(
        column(rows, "ground_range_km") / EARTH, EARTH + column(rows, "alt_km"), column(rows, "v_bo_km_s")
    )
    slow = column(rows, "T_slow_s")
    np.testing.assert_allclose(found.slow_s[np.isfinite(slow)], slow[np.isfinite(slow)], **CLOSED)
    rows = load("reach")["min_speed_to_point"]
    speed = reach.least_speed_km_s(column(rows, "ground_range_km"), column(rows, "alt_km"))
    np.testing.assert_allclose(speed, column(rows, "v_min_km_s"), **CLOSED)


@pytest.mark.parametrize(
    "row",
    load("reach")["engagement_nonrotating_min_energy_threat"],
    ids=lambda row: f"{row['launch']}-{row['target']}-{row['v_bo_km_s']}",
)
def test_engagement(row: dict) -> None:
    found = engagement.window(
        row["launch"], row["target"], row["site"], row["v_bo_km_s"], row["t_commit_s"], row["h_min_km"], rotating=False
    )
    assert bool(found.covered) == row["covered"]
    if not row["covered"]:
        assert np.isnan(found.earliest_s) and np.isnan(found.latest_s) and found.reason != 0
        return
    assert abs(found.earliest_s - row["earliest_intercept_s"]) <= SECONDS
    assert abs(found.latest_s - row["latest_intercept_s"]) <= SECONDS
    assert abs(found.launch_s - row["interceptor_launch_s"]) <= SECONDS
    assert abs(found.altitude_km - row["alt_at_earliest_km"]) <= SECONDS


@pytest.mark.parametrize("row", load("reach")["planar_defended_set"])
def test_planar_defended_sets(row: dict) -> None:
    lon = np.array(row["target_lon_grid"], dtype=float)
    found = engagement.window(
        np.array(row["launch"], dtype=float)[:, None], np.stack([0 * lon, lon]), [[0.0], [row["site_lon"]]],
        row["v_bo_km_s"], row["t_commit_s"], row["h_min_km"], rotating=False,
    )  # fmt: skip
    assert lon[found.covered].tolist() == row["covered_target_lon"]


def test_radar_geometry() -> None:
    data = load("radar")
    for factor, name in ((1.0, "1"), (4.0 / 3.0, "4/3")):
        rows = [row for row in data["horizon"] if row["k"] == name]
        assert rows
        found = sensors.horizon_range_km(column(rows, "h_km"), column(rows, "h_antenna_km"), earth_factor=factor)
        np.testing.assert_allclose(found, column(rows, "horizon_ground_range_km"), **CLOSED)
    rows = data["elevation_slant"]
    elevation = sensors.elevation_deg(column(rows, "h_km"), column(rows, "ground_range_km"))
    np.testing.assert_allclose(elevation, column(rows, "elevation_deg"), rtol=1e-12, atol=1e-12)
    slant = sensors.slant_range_km(column(rows, "h_km"), column(rows, "ground_range_km"))
    np.testing.assert_allclose(slant, column(rows, "slant_km"), **CLOSED)
    rows = data["max_ground_range_at_min_elevation"]
    found = sensors.horizon_range_km(column(rows, "h_km"), 0.0, column(rows, "el_min_deg"))
    np.testing.assert_allclose(found, column(rows, "max_ground_range_km"), **CLOSED)
    rows = data["min_visible_altitude"]
    found = sensors.least_visible_altitude_km(column(rows, "ground_range_km"), column(rows, "el_min_deg"))
    np.testing.assert_allclose(found, column(rows, "min_altitude_km"), **CLOSED)
    rows = data["rcs_scaling"]
    found = sensors.detection_range_km(column(rows, "R0_km"), column(rows, "sigma0_m2"), column(rows, "sigma_m2"))
    np.testing.assert_allclose(found, column(rows, "R_km"), **CLOSED)


def test_geodesy_on_the_sphere() -> None:
    data = load("geodesy")
    for row in data["inverse"]:
        distance = geodesy.ground_range_km(*row["p1"], *row["p2"])
        assert abs(distance - row["sphere_km"]) <= 1e-12 * row["sphere_km"]
        turn = geodesy.initial_bearing_deg(*row["p1"], *row["p2"]) - row["sphere_azimuth_deg"]
        assert abs((turn + 180.0) % 360.0 - 180.0) <= 1e-9
        # The ellipsoid is out of scope; its rows say how large the sphere's error is.
        assert abs(distance / row["wgs84_km"] - 1.0) <= 0.0041
    for row in data["direct_sphere"]:
        lat, lon = geodesy.destination_deg(row["lat"], row["lon"], row["azimuth_deg"], row["range_km"])
        assert geodesy.ground_range_km(lat, lon, row["lat2"], row["lon2"]) <= 1e-6
    for row in data["look_angles"]:
        (lat, lon, height), (lat2, lon2, altitude) = row["site"], row["target"]
        here, there = geodesy.position_km(lat, lon, height / 1e3), geodesy.position_km(lat2, lon2, altitude / 1e3)
        assert abs(np.linalg.norm(there - here) - row["sphere_slant_km"]) <= 1e-6
        up = here / np.linalg.norm(here)
        elevation = np.degrees(np.arcsin(np.dot(there - here, up) / np.linalg.norm(there - here)))
        assert abs(elevation - row["sphere_el_deg"]) <= 1e-9


def test_doctrines() -> None:
    data = load("doctrine")
    for row in data["sls_finite_inventory_exact"]:
        pmf = doctrine.leakers(row["W"], row["inventory"], row["looks"], row["sspk"], row["final_dump"])
        np.testing.assert_allclose(pmf, row["pmf_leakers"], rtol=1e-9, atol=1e-10)
        assert abs(np.dot(pmf, np.arange(row["W"] + 1)) - row["E_leakers"]) < 1e-9
    for row in data["barrage"]:
        # Wilkening gives every warhead its own n shots, tracked or not: what an untracked one saves is not spent on
        # others.
        plan = Doctrine(looks=1, shots_per_look=row["shots_per_threat"], spend_all_at_last_look=False)
        stock = row["W"] * row["shots_per_threat"]
        pmf = doctrine.raid(row["W"], stock, plan, row["sspk"], track_failure=1.0 - row["P_track"])
        np.testing.assert_allclose(pmf[0], row["P0_no_leak"], rtol=1e-9)
        np.testing.assert_allclose(np.dot(pmf, np.arange(row["W"] + 1)), row["E_leakers"], rtol=1e-9)
        np.testing.assert_allclose(pmf[:2].sum(), row["P_leak_le_1"], rtol=1e-9)
    for row in data["interceptors_required_barrage"]:
        shots, stock = doctrine.interceptors_needed(row["W"], row["P0"], row["sspk"], row["P_track"])
        if row["n_continuous"] is None:
            assert np.isinf(shots)
        else:
            np.testing.assert_allclose(shots, row["n_continuous"], rtol=1e-12)
            assert stock == row["interceptors_barrage_integer"]


def test_kill_probability_is_uncertain() -> None:
    rows = load("doctrine")["uncertain_sspk"]
    found = doctrine.no_leak_probability(*(column(rows, key) for key in ("k", "n", "shots", "W")))
    np.testing.assert_allclose(found, column(rows, "E_P0_common_p"), **CLOSED)


def test_inventory_for_confidence() -> None:
    """The stock that a series of single shots needs in 95 of 100 raids, by the distribution of shots: tries until W
    kills, at most `looks` each."""
    for row in load("doctrine")["sls_inventory_for_confidence"]:
        chance, looks, threats = row["sspk"], row["looks"], row["W"]
        one = np.array([chance * (1 - chance) ** k for k in range(looks - 1)] + [(1 - chance) ** (looks - 1)])
        total = np.array([1.0])
        for _ in range(threats):
            total = np.convolve(total, one)
        sums = np.cumsum(total)
        for level, stock in row["inventory_for_confidence"].items():
            assert threats + int(np.argmax(sums >= float(level) - 1e-12)) == stock
            # With that stock the doctrine without spending the rest at the last look loses at most what the
            # confidence allows.
            full = doctrine.leakers(threats, looks * threats, looks, chance, False)[0]
            short = doctrine.leakers(threats, stock, looks, chance, False)[0]
            assert full - short <= 1.0 - float(level) + 1e-12
