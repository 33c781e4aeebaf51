"""Findings as rounded, JSON-ready values: what a journal keeps and a page shows. nan and infinities become None;
arrays become lists."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

DIGITS = 6
"""Published numbers carry six decimals: far more than the model deserves, few enough to agree between processors."""


def plain(value: Any, digits: int = DIGITS) -> Any:
    """Dataclasses to dictionaries, arrays and tuples to lists, floats rounded; bytes to hexadecimal."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name), digits) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item, digits) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist(), digits)
    if isinstance(value, (list, tuple)):
        return [plain(item, digits) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        number = float(value)
        # Adding 0.0 turns -0.0 into 0.0, which would otherwise differ as text.
        return round(number, digits) + 0.0 if np.isfinite(number) else None
    if isinstance(value, bytes):
        return value.hex()
    return value
