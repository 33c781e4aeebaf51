"""What radars see, and the chain from report to commit."""

import numpy as np
import pytest

from engine import BadArgument, Sensors, sensors
from engine.footprint.cover import paths_to
from engine.geodesy import unit_vector
from engine.tracking import track
from tests.engine.worlds import defence, irbm, radars

TARGET = unit_vector(np.array([52.5, 48.9]), np.array([13.4, 2.35]))


def committed(**changes: object) -> np.ndarray:
    guard = defence(**changes)
    threats = irbm()
    return track(paths_to(threats, 0, TARGET), guard, threats.rcs_m2).committed_s


def test_edges_of_the_horizon() -> None:
    assert sensors.horizon_range_km(0.0) == 0.0
    assert sensors.horizon_range_km(0.0, 0.0, 5.0) == 0.0
    assert sensors.horizon_range_km(1e9) < np.pi / 2 * 6371.0
    assert sensors.horizon_range_km(300.0, 0.7) > sensors.horizon_range_km(300.0)
    assert sensors.horizon_range_km(300.0, 0.7, 3.0) < sensors.horizon_range_km(300.0, 0.7)
    # Mask and elevation are each other's inverse.
    for mask in (1.0, 3.0, 20.0):
        assert abs(sensors.elevation_deg(400.0, sensors.horizon_range_km(400.0, 0.0, mask)) - mask) < 1e-9
    assert np.isinf(sensors.least_visible_altitude_km(11000.0, 0.0))
    for call, code in (
        (lambda: sensors.horizon_range_km(-1.0), "engine.altitude_km.range"),
        (lambda: sensors.horizon_range_km(np.nan), "engine.altitude_km.nan"),
        (lambda: sensors.detection_range_km(1000.0, 0.0, 1.0), "engine.reference_rcs_m2.range"),
    ):
        with pytest.raises(BadArgument) as caught:
            call()
        assert caught.value.code == code


def test_sixteenth_of_the_cross_section_halves_the_range() -> None:
    assert sensors.detection_range_km(1500.0, 1.0, 1.0 / 16.0) == pytest.approx(750.0, rel=1e-14)


def test_the_chain_adds_up() -> None:
    guard = defence()
    threats = irbm()
    found = track(paths_to(threats, 0, TARGET), guard, threats.rcs_m2)
    assert (found.cue_s >= 150.0 + guard.cue_delay_s - 1e-9).all(), "a satellite knows the path when the motors stop"
    assert (found.seen_s[0] >= found.cue_s).all(), "a narrow beam waits for its cue"
    np.testing.assert_allclose(found.tracked_s, found.seen_s[0] + guard.track_s, rtol=1e-12)
    np.testing.assert_allclose(found.committed_s, found.tracked_s + guard.decision_delay_s, rtol=1e-12)
    assert (found.radar == 0).all(), "Gabala sees it first but may not guide"
    np.testing.assert_allclose(found.detected_s, found.seen_s.min(axis=0))


def test_without_any_cue_a_beam_sees_nothing() -> None:
    beam = Sensors([[49.7], [13.7]], "xband", 4500, 0.1, 3, (120, 180), True)
    assert np.isinf(committed(sensors=beam, satellite_report_s=np.inf)).all()
    assert np.isfinite(committed(sensors=beam)).all()
    searching = Sensors([[49.7], [13.7]], "xband", 4500, 0.1, 3, (120, 180), False)
    assert np.isfinite(committed(sensors=searching, satellite_report_s=np.inf)).all()


def test_a_searching_radar_cues_a_beam_earlier_than_a_late_satellite() -> None:
    late = committed(satellite_report_s=np.inf)
    none = committed(
        satellite_report_s=np.inf, sensors=Sensors([[49.7], [13.7]], "xband", 4500, 0.1, 3, (120, 180), True)
    )
    assert (late < none).all()


def test_no_radar_no_commit() -> None:
    nothing = Sensors(np.zeros((2, 0)), [], [], [], [], np.zeros((2, 0)), [])
    assert np.isinf(committed(sensors=nothing)).all()


def test_monotony() -> None:
    base = committed()
    assert (committed(decision_delay_s=120) == base + 60).all()
    for column, value in (("reference_range_km", [9000, 6000]), ("mask_deg", 0.0)):
        better = Sensors(**{**{n: getattr(radars(), n) for n in radars().__dataclass_fields__}, column: value})
        assert (committed(sensors=better) <= base + 1e-6).all()


def test_sector() -> None:
    """A radar that looks north never sees missiles that come from the south-east."""
    north = Sensors([[49.7], [13.7]], "xband", 4500, 10.0, 3, (330, 60), False)
    south = Sensors([[49.7], [13.7]], "xband", 4500, 10.0, 3, (120, 60), False)
    threats = irbm()
    paths = paths_to(threats, 0, unit_vector(np.array([47.0]), np.array([19.0])))
    assert np.isinf(track(paths, defence(sensors=north), threats.rcs_m2[:1]).seen_s).all()
    assert np.isfinite(track(paths, defence(sensors=south), threats.rcs_m2[:1]).seen_s).all()
