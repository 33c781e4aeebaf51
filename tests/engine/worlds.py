"""The cast of the engine's tests: the Polish site, the Czech radar, Gabala, and three notional missiles. Round
numbers, no claim to truth."""

import numpy as np

from engine import Assessment, Axis, Defence, Doctrine, Grid, Parameter, Retaliation, Sensors, Sites, Threats, World
from engine.footprint import grids

CAPITALS = np.array(
    [[52.5, 13.4], [48.9, 2.35], [41.9, 12.5], [44.4, 26.1], [38.0, 23.7], [39.9, 32.9], [52.2, 21.0], [51.5, -0.1]]
).T
AMERICA = np.array([[38.9, -77.0], [40.7, -74.0], [41.9, -87.6], [47.6, -122.3], [34.0, -118.2]]).T
TOWNS = [(float(lat), float(lon), 1e6) for lat, lon in CAPITALS.T]


def redzikowo(speed: float = 6.3, stock: int = 10, **changes: object) -> Sites:
    """Two-stage interceptors at the Polish place."""
    values: dict[str, object] = {
        "place_deg": [[54.5], [17.1]],
        "class_id": "gbi2",
        "stock": stock,
        "burnout_speed_km_s": speed,
        "least_altitude_km": 150,
        "reaction_s": 10,
        "hits": 6,
        "attempts": 11,
        "name": "Redzikowo",
    }
    return Sites(**{**values, **changes})  # type: ignore[arg-type]


def two_sites() -> Sites:
    """Poland with fast interceptors, Romania with slow ones."""
    return Sites(
        place_deg=[[54.5, 44.1], [17.1, 24.4]],
        class_id=["gbi2", "sm3"],
        stock=[10, 24],
        burnout_speed_km_s=[6.3, 3.5],
        least_altitude_km=[150, 100],
        reaction_s=[10, 5],
        boost_s=[0, 40],
        hits=[6, 8],
        attempts=[11, 10],
        name=["Redzikowo", "Deveselu"],
    )


def radars() -> Sensors:
    """A narrow beam in Bohemia and a searching early-warning radar at Gabala that cannot guide."""
    return Sensors(
        place_deg=[[49.7, 40.9], [13.7, 47.8]],
        class_id=["xband", "daryal"],
        reference_range_km=[4500, 6000],
        reference_rcs_m2=0.1,
        mask_deg=3,
        sector_deg=[[120, 180], [180, 120]],
        needs_cue=[True, False],
        gives_track=[True, False],
        name=["Brdy", "Gabala"],
    )


def defence(sites: Sites | None = None, sensors: Sensors | None = None, **changes: object) -> Defence:
    """The site and radars with a minute to decide."""
    values: dict[str, object] = {"decision_delay_s": 60, "doctrine": Doctrine(2, 1)}
    return Defence(
        sites=redzikowo() if sites is None else sites,
        sensors=radars() if sensors is None else sensors,
        **{**values, **changes},
    )  # type: ignore[arg-type]


def irbm(range_km: float = 4000.0) -> Threats:
    """An intermediate missile from two places in Iran."""
    return Threats([[35.0, 34.0], [52.0, 48.0]], "irbm", 150, 150, 200, 0.05, 1, range_km)


def icbm() -> Threats:
    """An intercontinental missile from one place in Iran."""
    return Threats([[35.0], [52.0]], "icbm", 250, 240, 400, 0.05, 1, 12000)


def russian() -> Retaliation:
    """Six generic areas, 200 warheads each."""
    threats = Threats(
        [[54, 52, 51.7, 56, 60, 55], [36, 45.7, 59.6, 44, 47, 90]], "ricbm", 200, 180, 400, 0.05, 1, 12000
    )
    return Retaliation(threats, AMERICA, 200, ("west", "Saratov", "Orenburg", "Volga", "Komi", "Siberia"))


def europe(step_deg: float = 2.0) -> Grid:
    """All cells between Cyprus and Lapland, sea included, a million people in each."""
    whole = grids.rectangle(grids.EUROPE, step_deg, name="europe")
    return Grid(whole.place_deg, whole.area_km2, np.full(len(whole), 1e6), step_deg, "europe")


def world(**changes: object) -> World:
    """Two axes, one assessment, Russia's question."""
    values: dict[str, object] = {
        "defence": defence(track_failure=0.05, common_failure=0.05),
        "axes": (
            Axis("iran-europe", irbm(), CAPITALS, 5, "europe", exists_from_year=2015),
            Axis("iran-us", icbm(), AMERICA, 3),
        ),
        "assessment": Assessment(
            "mda", {"interceptor.gbi2.burnout_speed_km_s": Parameter(6.3, 6.0, 6.6, "AFP 2007", "V")}, "MDA"
        ),
        "year": 2007.5,
        "grids": (europe(),),
        "retaliation": russian(),
    }
    return World(**{**values, **changes})  # type: ignore[arg-type]
