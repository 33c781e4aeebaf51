"""The verdicts are still true: each study says "Verdict:" first, and what it rests on is measured again (costs only
roughly, or not at all)."""

import importlib
import pkgutil

import pytest

from engine import studies

NAMES = sorted(module.name for module in pkgutil.iter_modules(studies.__path__) if module.name != "cast")


def measured(name: str) -> dict[str, float]:
    result: dict[str, float] = importlib.import_module(f"engine.studies.{name}").measure()
    return result


@pytest.mark.parametrize("name", NAMES)
def test_each_begins_with_its_verdict(name: str) -> None:
    text = importlib.import_module(f"engine.studies.{name}").__doc__
    assert text is not None and text.startswith("Verdict: ") and len(text.split()) > 25


def test_there_are_at_least_six() -> None:
    assert len(NAMES) >= 6


def test_sphere() -> None:
    found = measured("sphere_or_ellipsoid")
    assert found["largest_share"] < 0.0041 and found["largest_km_below_5000"] < 0.6 * found["cell_km_at_50n"]


def test_rotation() -> None:
    found = measured("rotation")
    assert found["cells_that_change"] >= 20 and 150 < found["median_range_shift_km"] < 350


def test_interceptor_rotation() -> None:
    found = measured("interceptor_rotation")
    assert found["cases"] > 100 and found["largest_error_m_s"] < 20 and found["as_seconds_of_flight"] < 1.0


def test_boost() -> None:
    found = measured("boost_idealisation")
    assert 0.1 < found["least_speed_idealised"] - found["least_speed_with_boost"] < 0.3


@pytest.mark.slow
def test_nodes() -> None:
    found = measured("node_counts")
    assert found["8 and 6 nodes"] == 0 and found["4 and 3 nodes"] >= 1


def test_precision() -> None:
    found = measured("single_precision")
    assert found["flips"] <= 1 and found["largest_error_s"] < 0.01 and found["kept_float32"] == 1.0


def test_exact() -> None:
    found = measured("exact_or_drawn")
    assert abs(found["drawn"] - found["exact"]) < 4.5 * found["standard_error"]
    assert found["drawn_ms"] > 20 * found["exact_ms"]
