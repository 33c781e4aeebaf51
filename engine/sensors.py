"""What a radar can see: horizon, elevation, sector, range by cross-section. Straight rays (k = 1): targets in space
need no refraction beyond the mask.

The four-thirds Earth of low-altitude radar is available as `earth_factor`. Vectors: `radar.json`.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine import arguments
from engine.arguments import Floats
from engine.constants import EARTH_RADIUS_KM


def horizon_range_km(
    altitude_km: ArrayLike,
    antenna_km: ArrayLike = 0.0,
    mask_deg: ArrayLike = 0.0,
    *,
    earth_factor: float = 1.0,
    with_reason: bool = False,
) -> Any:
    """Greatest ground range at which a target at `altitude_km` stands above the mask, km; broadcasting.

    Altitude and antenna 0 or more; mask -10 to below 90 degrees. Mask 0 from a raised antenna looks down to the sea
    horizon (both horizons add up); with a mask, the elevation at the antenna counts. `earth_factor` scales the
    Earth's radius (4/3 for low altitudes)."""
    altitude, code1 = arguments.numbers(altitude_km, "altitude_km", least=0.0, unit="km", example="300.0")
    antenna, code2 = arguments.numbers(antenna_km, "antenna_km", least=0.0, unit="km", example="0.7")
    mask, code3 = arguments.numbers(mask_deg, "mask_deg", least=-10.0, most=89.999, unit="degrees", example="3.0")
    earth_factor = arguments.one(earth_factor, "earth_factor", least=0.5, most=10.0)
    reason = arguments.join(code1, code2, code3)
    earth = EARTH_RADIUS_KM * earth_factor
    horizon = earth * (_dip(altitude, earth) + _dip(antenna, earth))
    elevation = np.radians(mask)
    sine = (earth + antenna) * np.cos(elevation) / (earth + altitude)
    masked = np.where(sine <= 1.0, earth * (np.arccos(np.minimum(sine, 1.0)) - elevation), 0.0)
    value = np.where(mask == 0.0, horizon, np.minimum(np.maximum(masked, 0.0), horizon))
    return arguments.give(np.where(np.isnan(altitude + antenna + mask), np.nan, value), reason, with_reason)


def _dip(altitude: Floats, earth: float) -> Floats:
    """acos(R / (R + h)) without losing the digits of a small h."""
    angle: Floats = 2.0 * np.arcsin(np.sqrt(0.5 * altitude / (earth + altitude)))
    return angle


def detection_range_km(
    reference_range_km: ArrayLike, reference_rcs_m2: ArrayLike, rcs_m2: ArrayLike, *, with_reason: bool = False
) -> Any:
    """Range against `rcs_m2` of a radar that reaches `reference_range_km` against `reference_rcs_m2`: the fourth
    root of the ratio. All above 0."""
    reference, code1 = arguments.numbers(reference_range_km, "reference_range_km", least=0.0, unit="km")
    sigma0, code2 = arguments.numbers(reference_rcs_m2, "reference_rcs_m2", least=1e-12, unit="m²", example="1.0")
    sigma, code3 = arguments.numbers(rcs_m2, "rcs_m2", least=0.0, unit="m²", example="0.05")
    reason = arguments.join(code1, code2, code3)
    return arguments.give(reference * (sigma / sigma0) ** 0.25, reason, with_reason)


def elevation_deg(altitude_km: ArrayLike, ground_range_km: ArrayLike, *, with_reason: bool = False) -> Any:
    """Elevation of a target seen from the ground, degrees, -90 to 90; broadcasting."""
    altitude, code1 = arguments.numbers(altitude_km, "altitude_km", least=0.0, unit="km", example="300.0")
    distance, code2 = arguments.numbers(
        ground_range_km, "ground_range_km", least=0.0, most=np.pi * EARTH_RADIUS_KM, unit="km"
    )
    angle, radius = distance / EARTH_RADIUS_KM, EARTH_RADIUS_KM + altitude
    value = np.degrees(np.arctan2(radius * np.cos(angle) - EARTH_RADIUS_KM, radius * np.sin(angle)))
    return arguments.give(value, arguments.join(code1, code2), with_reason)


def slant_range_km(altitude_km: ArrayLike, ground_range_km: ArrayLike, *, with_reason: bool = False) -> Any:
    """Straight distance from the ground to a target, km; broadcasting."""
    altitude, code1 = arguments.numbers(altitude_km, "altitude_km", least=0.0, unit="km", example="300.0")
    distance, code2 = arguments.numbers(
        ground_range_km, "ground_range_km", least=0.0, most=np.pi * EARTH_RADIUS_KM, unit="km"
    )
    half = np.sin(0.5 * distance / EARTH_RADIUS_KM)
    value = np.sqrt(altitude**2 + 4.0 * EARTH_RADIUS_KM * (EARTH_RADIUS_KM + altitude) * half**2)
    return arguments.give(value, arguments.join(code1, code2), with_reason)


def least_visible_altitude_km(
    ground_range_km: ArrayLike, mask_deg: ArrayLike = 0.0, *, with_reason: bool = False
) -> Any:
    """Altitude from which a target at `ground_range_km` stands above the mask, km; inf where the mask hides all of
    space there."""
    distance, code1 = arguments.numbers(
        ground_range_km, "ground_range_km", least=0.0, most=np.pi * EARTH_RADIUS_KM, unit="km"
    )
    mask, code2 = arguments.numbers(mask_deg, "mask_deg", least=-10.0, most=89.999, unit="degrees", example="3.0")
    reach = np.cos(distance / EARTH_RADIUS_KM + np.radians(mask))
    with np.errstate(divide="ignore"):
        value = np.where(reach > 0.0, EARTH_RADIUS_KM * np.cos(np.radians(mask)) / reach - EARTH_RADIUS_KM, np.inf)
    value = np.where(np.isnan(distance + mask), np.nan, np.maximum(value, 0.0))
    return arguments.give(value, arguments.join(code1, code2), with_reason)
