"""The door of every public call: numbers in, checked arrays out. No physics lives here.

A scalar, or a whole array, out of its domain raises `BadArgument` with a sentence that teaches; one bad element
among good ones becomes nan and keeps its reason code (`engine.reasons`)."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import reasons
from engine.reasons import BadArgument

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def numbers(
    value: ArrayLike,
    name: str,
    *,
    least: float = -np.inf,
    most: float = np.inf,
    unit: str = "",
    example: str = "1000.0",
    infinite: bool = False,
) -> tuple[Floats, Ints]:
    """The value as float64 with bad elements set to nan, and the reason code of each element. `infinite` lets +inf
    through."""
    try:
        array = np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadArgument(
            f"engine.{name}.type",
            name,
            f"{name} must be a number or an array of numbers{_unit(unit)}, for example {example}.",
        ) from error
    known = ~np.isnan(array) if infinite else np.isfinite(array)
    inside = known & (array >= least) & (array <= most)
    if array.size and not inside.any():
        if not known.any():
            raise BadArgument(
                f"engine.{name}.nan",
                name,
                f"{name} must be a finite number{_unit(unit)}, for example {example}; got {_show(array)}.",
            )
        raise BadArgument(
            f"engine.{name}.range",
            name,
            f"{name} must lie {_span(least, most)}{' ' + unit if unit else ''}; got {_show(array)}.",
        )
    reason = np.where(inside, reasons.OK, np.where(known, reasons.OUT_OF_DOMAIN, reasons.NOT_A_NUMBER))
    array[~inside] = np.nan
    return array, reason


def vectors(value: ArrayLike, name: str, *, rows: int, unit: str = "") -> tuple[Floats, Ints]:
    """Rows on the first axis (3 for xyz, 2 for latitude and longitude); the reason code has the remaining shape."""
    try:
        array = np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadArgument(
            f"engine.{name}.type", name, f"{name} must be numbers{_unit(unit)} with shape ({rows}, ...)."
        ) from error
    if array.ndim == 0 or array.shape[0] != rows:
        what = "x, y, z" if rows == 3 else "latitude, longitude"
        raise BadArgument(
            f"engine.{name}.shape",
            name,
            f"{name} must hold {what} on its first axis, shape ({rows}, ...), not {array.shape}.",
        )
    known = np.isfinite(array).all(axis=0)
    if known.size and not known.any():
        raise BadArgument(f"engine.{name}.nan", name, f"{name} must hold finite numbers{_unit(unit)}; got none.")
    array[:, ~known] = np.nan
    return array, np.where(known, reasons.OK, reasons.NOT_A_NUMBER)


def place(value: ArrayLike, name: str) -> tuple[Floats, Ints]:
    """Pairs (latitude, longitude) in degrees on the first axis, latitudes within ±90."""
    array, reason = vectors(value, name, rows=2, unit="degrees")
    with np.errstate(invalid="ignore"):
        outside = (np.abs(array[0]) > 90.0) | (np.abs(array[1]) > 360.0)
    if outside.size and outside.all():
        raise BadArgument(
            f"engine.{name}.range",
            name,
            f"{name}: latitudes lie within ±90 degrees and longitudes within ±360; got {_show(array)}.",
        )
    reason = np.where(outside, reasons.OUT_OF_DOMAIN, reason)
    array[:, outside] = np.nan
    return array, reason


def one(
    value: float, name: str, *, least: float = -np.inf, most: float = np.inf, unit: str = "", example: str = "5.0"
) -> float:
    """One number, not an array."""
    array, _ = numbers(value, name, least=least, most=most, unit=unit, example=example)
    if array.ndim:
        raise BadArgument(
            f"engine.{name}.shape",
            name,
            f"{name} must be one number{_unit(unit)}, not an array of shape {array.shape}.",
        )
    return float(array)


def join(*codes: NDArray[Any]) -> Ints:
    """The first reason that is not OK, element by element, broadcasting."""
    try:
        shaped = np.broadcast_arrays(*codes)
    except ValueError as error:
        shapes = ", ".join(str(np.shape(code)) for code in codes)
        raise BadArgument(
            "engine.arguments.shape", "arguments", f"the arguments do not broadcast together: shapes {shapes}."
        ) from error
    result = np.zeros(shaped[0].shape, dtype=np.int64)
    for code in shaped:
        result = np.where(result == reasons.OK, code, result)
    return result.astype(np.int64)


def spread(vector: Floats, shape: tuple[int, ...]) -> Floats:
    """Vectors (rows, ...) broadcast over elements of `shape` and flattened: (rows, n). The first axis is never
    mistaken for elements."""
    rows = vector.shape[0]
    aligned = vector.reshape(rows, *([1] * (len(shape) - vector.ndim + 1)), *vector.shape[1:])
    return np.broadcast_to(aligned, (rows, *shape)).reshape(rows, -1)


def give(value: Floats, reason: Ints, with_reason: bool) -> Any:
    """A bare result: the array (or the scalar), with its reasons when they are asked for."""
    return (value[()], reason[()]) if with_reason else value[()]


def _unit(unit: str) -> str:
    return f" in {unit}" if unit else ""


def _span(least: float, most: float) -> str:
    if np.isinf(most):
        return f"at or above {least:g}"
    if np.isinf(least):
        return f"at or below {most:g}"
    return f"between {least:g} and {most:g}"


def _show(array: Floats) -> str:
    flat = array.reshape(-1)
    return (
        f"{flat[0]:g}"
        if flat.size == 1
        else "[" + ", ".join(f"{item:g}" for item in flat[:4]) + (", ...]" if flat.size > 4 else "]")
    )
