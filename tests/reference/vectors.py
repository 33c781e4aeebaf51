"""The vendored reference vectors as arrays: one loader, so that no test reads JSON by itself."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "vectors"


@cache
def load(name: str) -> dict[str, Any]:
    """One vector file by its name without ending."""
    data: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return data


def column(rows: list[dict[str, Any]], key: str) -> NDArray[np.float64]:
    """One key of all rows; missing values (null) become nan."""
    return np.array([np.nan if row[key] is None else row[key] for row in rows], dtype=np.float64)
