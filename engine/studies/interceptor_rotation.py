"""Verdict: the interceptor's own Coriolis deflection may be left out. Taken in inertial axes, with the motion of
its site added, the interceptor would need at most 11 m/s more or less of its 6.3 km/s (median 7 m/s less) to be
where the windows say: half a second of flight, a tenth of the honest uncertainty of its speed."""

import numpy as np

from engine.ballistics import lambert
from engine.ballistics.trajectory import fly
from engine.constants import EARTH_RADIUS_KM, EARTH_RATE_RAD_S
from engine.engagement import Shooter, windows
from engine.geodesy import turned, unit_vector


def measure() -> dict[str, float]:
    """The speed over the ground an interceptor would really need to be where the windows say, in inertial axes with
    the site's own motion."""
    lat, lon = (axis.reshape(-1) for axis in np.meshgrid(np.arange(38.0, 62.0, 2.0), np.arange(-8.0, 40.0, 2.0)))
    paths = fly(
        unit_vector(35.0, 52.0)[:, None], unit_vector(lat, lon), burnout_altitude_km=150, boost_s=150, downrange_km=200
    )
    place, speed = unit_vector(54.5, 17.1), 6.3
    found = windows(paths, Shooter(place, speed, np.full(len(paths), 450.0), 150.0, 5.0))
    hit = np.flatnonzero(found.covered)
    paths, start, meet = paths.take(hit), found.launch_s[hit], found.earliest_s[hit]
    there = paths.position_km(paths.anomaly(meet))
    here = EARTH_RADIUS_KM * turned(np.repeat(place[:, None], hit.size, axis=1), EARTH_RATE_RAD_S * start)
    ground = EARTH_RATE_RAD_S * np.stack([-here[1], here[0], np.zeros(hit.size)])
    velocity = np.asarray(lambert(here, there, meet - start)[0])
    needed = np.sqrt(((velocity - ground) ** 2).sum(axis=0))
    flight = meet - start
    return {
        "cases": float(hit.size),
        "median_error_m_s": float(1e3 * np.median(needed - speed)),
        "largest_error_m_s": float(1e3 * np.abs(needed - speed).max()),
        "as_seconds_of_flight": float(np.abs(flight * (needed / speed - 1.0)).max()),
    }


if __name__ == "__main__":
    print(measure())
