"""Verdict: three round numbers for the boost, and zeros for the oracles. Leaving the boost out moves the least
speed against Russian ICBMs from 6.29 to 6.48 km/s, half the width of the whole quarrel, and the European coverage
of the shared case from 81.7 to 79.8 %. Engines may only be compared under the same idealisation."""

import numpy as np

from engine.ballistics.trajectory import fly
from engine.engagement import Shooter, chances
from engine.footprint import footprint
from engine.geodesy import unit_vector
from engine.studies.cast import defence, europe, threats


def least_speed(boost: bool, commit_s: float = 300.0) -> float:
    """Least burnout speed of the Polish site against Urals to 39N 77W on a still Earth."""
    phase = {"burnout_altitude_km": 200.0, "boost_s": 180.0, "downrange_km": 400.0} if boost else {}
    speeds = np.arange(5.5, 8.0, 0.01)
    launch, target = unit_vector(55.0, 60.0)[:, None], unit_vector(39.0, -77.0)[:, None]
    paths = fly(launch, target, rotating=False, **phase)
    many = paths.take(np.zeros(speeds.size, dtype=int))
    covered, _ = chances(many, Shooter(unit_vector(54.5, 17.1), speeds, np.full(speeds.size, commit_s), 150.0, None))
    return float(speeds[np.argmax(covered)])


def measure() -> dict[str, float]:
    """Crossover speed and European coverage with the three round numbers of the boost, and with zeros."""
    grid = europe(2.0)
    with_boost, without = (footprint(defence(), threats(boost=boost), grid) for boost in (True, False))
    return {
        "least_speed_with_boost": least_speed(True),
        "least_speed_idealised": least_speed(False),
        "covered_with_boost": with_boost.fraction(),
        "covered_idealised": without.fraction(),
    }


if __name__ == "__main__":
    print(measure())
