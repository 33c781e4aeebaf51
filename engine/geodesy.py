"""Places on the sphere: distances, bearings, positions. Only geometry of a sphere of 6,371.0 km lives here.

The sphere errs by at most 0.4 % of a distance against WGS 84 (`studies/sphere_or_ellipsoid.py`). Earth-fixed axes:
x through 0 N 0 E, y through 0 N 90 E, z through the north pole; xyz on the first axis."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine import arguments
from engine.arguments import Floats
from engine.circular import sincos
from engine.constants import EARTH_RADIUS_KM


def unit_vector(lat_deg: ArrayLike, lon_deg: ArrayLike) -> Floats:
    """Direction from the Earth's centre, (3, ...), no checks: for numbers that came through a door already."""
    lat, lon = np.broadcast_arrays(
        np.radians(np.asarray(lat_deg, dtype=np.float64)), np.radians(np.asarray(lon_deg, dtype=np.float64))
    )
    (sin_lat, cos_lat), (sin_lon, cos_lon) = sincos(lat), sincos(lon)
    return np.stack([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat])


def angle_between(first: Floats, second: Floats) -> Floats:
    """Angle in radians between vectors (3, ...), exact near 0 and near 180 degrees (Kahan)."""
    first, second = np.broadcast_arrays(first, second)
    n1 = np.sqrt((first * first).sum(axis=0))
    n2 = np.sqrt((second * second).sum(axis=0))
    difference = first * n2 - second * n1
    total = first * n2 + second * n1
    result: Floats = 2.0 * np.arctan2(
        np.sqrt((difference * difference).sum(axis=0)), np.sqrt((total * total).sum(axis=0))
    )
    return result


def _ends(lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike) -> tuple[list[Floats], Any]:
    values, codes = [], []
    for name, value, most in (
        ("lat1_deg", lat1, 90.0),
        ("lon1_deg", lon1, 360.0),
        ("lat2_deg", lat2, 90.0),
        ("lon2_deg", lon2, 360.0),
    ):
        array, code = arguments.numbers(value, name, least=-most, most=most, unit="degrees", example="54.5")
        values.append(array)
        codes.append(code)
    reason = arguments.join(*codes)
    return [np.broadcast_to(array, reason.shape) for array in values], reason


def ground_range_km(
    lat1_deg: ArrayLike, lon1_deg: ArrayLike, lat2_deg: ArrayLike, lon2_deg: ArrayLike, *, with_reason: bool = False
) -> Any:
    """Great-circle distance over the ground, km, 0 to 20,015.09; broadcasting. Latitudes ±90, longitudes ±360
    degrees."""
    (lat1, lon1, lat2, lon2), reason = _ends(lat1_deg, lon1_deg, lat2_deg, lon2_deg)
    distance = EARTH_RADIUS_KM * angle_between(unit_vector(lat1, lon1), unit_vector(lat2, lon2))
    return arguments.give(distance, reason, with_reason)


def initial_bearing_deg(
    lat1_deg: ArrayLike, lon1_deg: ArrayLike, lat2_deg: ArrayLike, lon2_deg: ArrayLike, *, with_reason: bool = False
) -> Any:
    """Bearing at the first place toward the second, degrees clockwise from north, 0 up to 360; 0 where the two
    coincide or face each other."""
    (lat1, lon1, lat2, lon2), reason = _ends(lat1_deg, lon1_deg, lat2_deg, lon2_deg)
    a1, a2, turn = np.radians(lat1), np.radians(lat2), np.radians(lon2 - lon1)
    east = np.sin(turn) * np.cos(a2)
    north = np.cos(a1) * np.sin(a2) - np.sin(a1) * np.cos(a2) * np.cos(turn)
    # An angle of -1e-15 must not come back as 360.0: the range is half open.
    bearing = np.degrees(np.arctan2(east, north)) % 360.0
    bearing = np.where(bearing >= 360.0, 0.0, bearing)
    return arguments.give(np.asarray(bearing), reason, with_reason)


def position_km(
    lat_deg: ArrayLike, lon_deg: ArrayLike, altitude_km: ArrayLike = 0.0, *, with_reason: bool = False
) -> Any:
    """Earth-fixed position, (3, ...) in km. Altitude from -6,371 km upward."""
    lat, code1 = arguments.numbers(lat_deg, "lat_deg", least=-90.0, most=90.0, unit="degrees", example="54.5")
    lon, code2 = arguments.numbers(lon_deg, "lon_deg", least=-360.0, most=360.0, unit="degrees", example="17.1")
    altitude, code3 = arguments.numbers(altitude_km, "altitude_km", least=-EARTH_RADIUS_KM, unit="km", example="100.0")
    reason = arguments.join(code1, code2, code3)
    lat, lon, altitude = (np.broadcast_to(array, reason.shape) for array in (lat, lon, altitude))
    return arguments.give((EARTH_RADIUS_KM + altitude) * unit_vector(lat, lon), reason, with_reason)


def place_deg(position_km: Floats) -> tuple[Floats, Floats, Floats]:
    """Latitude, longitude (-180 to 180) and altitude of Earth-fixed positions (3, ...)."""
    x, y, z = position_km
    radius = np.sqrt(x * x + y * y + z * z)
    lat: Floats = np.degrees(np.arctan2(z, np.hypot(x, y)))
    lon: Floats = np.degrees(np.arctan2(y, x))
    return lat, lon, radius - EARTH_RADIUS_KM


def turned(vector: Floats, angle_rad: ArrayLike) -> Floats:
    """Vectors (3, ...) turned eastward about the pole by an angle; broadcasting."""
    sin, cos = sincos(np.asarray(angle_rad, dtype=np.float64))
    x, y, z = vector
    first, second, third = np.broadcast_arrays(x * cos - y * sin, x * sin + y * cos, z)
    return np.stack([first, second, third])


def destination_deg(
    lat_deg: float, lon_deg: float, bearing_deg: ArrayLike, range_km: ArrayLike
) -> tuple[Floats, Floats]:
    """Where a great circle that starts with this bearing arrives; latitude and longitude, degrees."""
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    bearing, arc = (
        np.radians(np.asarray(bearing_deg, dtype=np.float64)),
        np.asarray(range_km, dtype=np.float64) / EARTH_RADIUS_KM,
    )
    sin_lat2 = np.sin(lat) * np.cos(arc) + np.cos(lat) * np.sin(arc) * np.cos(bearing)
    lat2 = np.arcsin(np.clip(sin_lat2, -1.0, 1.0))
    lon2 = lon + np.arctan2(np.sin(bearing) * np.sin(arc) * np.cos(lat), np.cos(arc) - np.sin(lat) * sin_lat2)
    return np.degrees(lat2), (np.degrees(lon2) + 180.0) % 360.0 - 180.0
