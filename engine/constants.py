"""The few numbers of nature the engine uses. Nothing else may live here: game numbers come from the scenario's
catalogue."""

MU_KM3_S2 = 398600.4418
"""Gravitational parameter of the Earth, km³/s² (WGS 84 / EGM96 value)."""

EARTH_RADIUS_KM = 6371.0
"""Mean radius of the spherical Earth, km. Great circles differ from the ellipsoid by at most 0.4 %."""

EARTH_RATE_RAD_S = 7.292115e-5
"""Rotation rate of the Earth, rad/s."""
