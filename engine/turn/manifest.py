"""What an adjudication was made with: constants, node counts and versions. Two findings under one manifest are
equal bit for bit."""

import platform
import sys
from typing import Any

import numpy as np

from engine import engagement, tracking
from engine.constants import EARTH_RADIUS_KM, EARTH_RATE_RAD_S, MU_KM3_S2

ENGINE_VERSION = "2"
"""Raised by hand whenever an answer may change in more than rounding, its sentences included."""

TOLERANCE = {"probability": 1e-6, "time_s": 0.1, "cells": 3}
"""What findings under different manifests may differ by: published probabilities, times, and cells of a footprint
(borderline cases)."""


def manifest() -> dict[str, Any]:
    """Plain values, JSON-ready, without any path or clock."""
    return {
        "engine": ENGINE_VERSION,
        "numpy": np.__version__,
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "machine": platform.machine(),
        "simd": sorted(_features()),
        "mu_km3_s2": MU_KM3_S2,
        "earth_radius_km": EARTH_RADIUS_KM,
        "earth_rate_rad_s": EARTH_RATE_RAD_S,
        "nodes": {"track": tracking.NODES, "footprint": engagement.COARSE_NODES, "window": engagement.NODES},
        "tolerance": dict(TOLERANCE),
    }


def _features() -> list[str]:
    """The processor's instruction sets that numpy's loops choose among: they decide the last bits."""
    config: Any = np.show_config(mode="dicts")
    found = config.get("SIMD Extensions", {}) if isinstance(config, dict) else {}
    return [str(name) for name in found.get("found", [])]
