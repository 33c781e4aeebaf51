"""The case that the studies share: the Polish site and a second one, two radars, three launch places, a grid over
Europe."""

import numpy as np

from engine.footprint import grids
from engine.nouns import Defence, Doctrine, Grid, Sensors, Sites, Threats


def sites() -> Sites:
    """Poland (6.3 km/s) and Romania (3.5 km/s)."""
    numbers = (np.array([10, 24]), np.array([6.3, 3.5]), np.array([150.0, 100.0]), np.array([10.0, 5.0]))
    return Sites(np.array([[54.5, 44.1], [17.1, 24.4]]), ("gbi2", "sm3"), *numbers)


def defence() -> Defence:
    """A cued beam in Bohemia, a searching radar at Gabala."""
    sensors = Sensors(
        place_deg=np.array([[49.7, 40.9], [13.7, 47.8]]),
        class_id=("xband", "daryal"),
        reference_range_km=np.array([4500.0, 6000.0]),
        reference_rcs_m2=np.array([0.1, 0.1]),
        mask_deg=np.array([3.0, 3.0]),
        sector_deg=np.array([[120.0, 180.0], [180.0, 120.0]]),
        needs_cue=np.array([True, False]),
        gives_track=np.array([True, False]),
    )
    return Defence(sites(), sensors, 60.0, Doctrine(2, 1))


def threats(*, boost: bool = True, rows: int = 3) -> Threats:
    """An intermediate missile from three places in Iran, with its boost phase or idealised."""
    place = np.array([[35.0, 34.0, 30.0], [52.0, 48.0, 56.0]])[:, :rows]
    phase = (150.0, 150.0, 200.0) if boost else (0.0, 0.0, 0.0)
    return Threats(place, ("irbm",), *(np.asarray(x) for x in (*phase, 0.05, 1.0)))


def europe(step_deg: float = 1.0) -> Grid:
    """Every cell between Crete and the North Cape, sea included."""
    return grids.rectangle(grids.EUROPE, step_deg)
