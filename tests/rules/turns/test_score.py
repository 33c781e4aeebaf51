"""Points on a score sheet: weighted, the right way round, and itemised."""

import pytest

from wargame.rules.mechanics.score import contributions, score

GOALS = [
    {"indicator": "a", "weight": 3, "direction": "up", "words": "A"},
    {"indicator": "b", "weight": 1, "direction": "down", "words": "B"},
]


def test_points_weigh_goals_and_turn_those_that_should_fall() -> None:
    assert score(GOALS, {"a": 40.0, "b": 20.0}) == pytest.approx((3 * 40 + 80) / 4)
    assert score(GOALS, {"a": 100.0, "b": 0.0}) == pytest.approx(100.0)
    assert score([], {"a": 40.0}) == 0.0


def test_what_is_not_known_is_left_out_and_not_taken_for_nothing() -> None:
    assert score(GOALS, {"a": 40.0}) == pytest.approx(40.0)
    assert score(GOALS, {}) == 0.0


def test_what_each_goal_adds_comes_to_the_score() -> None:
    rows = contributions(GOALS, {"a": 40.0, "b": 20.0})
    assert [(row.indicator, row.points, row.most) for row in rows] == [("a", 30.0, 75.0), ("b", 20.0, 25.0)]
    assert sum(row.points for row in rows) == pytest.approx(score(GOALS, {"a": 40.0, "b": 20.0}))
