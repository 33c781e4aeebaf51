"""Draws by key: the same on every run, each outcome as often as it should be, and never two keys with one stream."""

import numpy as np
import pytest

from engine import BadArgument, draw


def test_words_are_pinned() -> None:
    """These integers were recorded once; another numpy or another machine must make the same ones."""
    assert draw.words((20070410, 1, "flight test"), 3) == PINNED
    assert all(0 <= word < 2**53 for word in PINNED)


def test_keys_differ_in_every_part() -> None:
    keys = [(1, 2, "a"), (2, 2, "a"), (1, 3, "a"), (1, 2, "b"), (12, 2, "a"), (1, 22, "a"), (-1, 2, "a")]
    assert len({draw.words(key)[0] for key in keys}) == len(keys)


def test_frequencies() -> None:
    pmf = [0.2, 0.5, 0.0, 0.3]
    counts = np.bincount([draw.sample(pmf, (k, 1, "count")).outcome for k in range(4000)], minlength=4) / 4000
    assert counts[2] == 0.0
    assert np.abs(counts - pmf).max() < 4.5 * np.sqrt(0.25 / 4000)


def test_percentiles() -> None:
    found = [draw.sample([0.1, 0.9], (k, 1, "p")) for k in range(50)]
    assert {round(one.percentile, 6) for one in found} == {5.0, 55.0}
    assert all(one.probability == pytest.approx(0.9 if one.outcome else 0.1) for one in found)
    assert draw.sample([1.0], (1, 1, "sure")).outcome == 0
    again = draw.sample([0.5, 0.5], (9, 9, "x"), index=3)
    assert again.word == draw.words((9, 9, "x"), 4)[3]


def test_flight_tests() -> None:
    tests = [draw.flight_test(6, 11, (seed, 3, "test")) for seed in range(2000)]
    assert tests[0].hit_probability == pytest.approx(7 / 13, abs=1e-6)
    assert abs(np.mean([one.hit for one in tests]) - 7 / 13) < 4.5 * np.sqrt(0.25 / 2000)
    assert all(one.hit == (one.percentile >= 100 * 6 / 13 - 0.06) for one in tests)
    assert tests[0].sentence.endswith("percentile.")


@pytest.mark.parametrize("key", [(1, 2), (1.5, 2, "a"), ("1", 2, "a"), (1, 2, 3), (True, 1, "a"), "key"])
def test_bad_keys(key: object) -> None:
    with pytest.raises(BadArgument):
        draw.words(key)  # type: ignore[arg-type]


@pytest.mark.parametrize("pmf", [[], [0.5, 0.4], [-0.1, 1.1], [np.nan, 1.0], [[1.0]]])
def test_bad_distributions(pmf: object) -> None:
    with pytest.raises(BadArgument):
        draw.sample(pmf, (1, 1, "a"))  # type: ignore[arg-type]


PINNED = [2434647210087086, 3535292283950164, 4997963990914196]
