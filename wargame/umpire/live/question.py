"""The question that a page may ask: a site elsewhere, or of another number. Made of what the seat sees, and of nothing
else: its view, and the part of the pack that it may read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wargame.rules.catalogue import catalogue
from wargame.umpire.inquiry import muster

Row = dict[str, Any]

MOST_NUMBER = 1000
MARGIN_DEG = 10.0
"""A site may be tried this far outside the grid on which the footprint is drawn: ships stand at its rim."""


class CannotTry(Exception):
    """Why this cannot be asked: a stable code, a sentence, and the field if there is one."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Whose figures, which configuration and raid; which site, where, how many; with the outline, or the mask alone."""

    assessment: str
    configuration: str
    axis: str
    site: str
    lat_deg: float
    lon_deg: float
    number: int
    outline: bool = False


@dataclass(frozen=True)
class Trial:
    """What stays while one site is dragged: the question's name and its unmoving part. `of` is what it was made for."""

    of: tuple[str, ...]
    name: str
    base: Row
    gun: bool

    def ask(self, wanted: Wanted) -> Row:
        """The whole question, JSON."""
        south, north, west, east = bounds(self.base["grid"])
        if not (south - MARGIN_DEG <= wanted.lat_deg <= north + MARGIN_DEG and abs(wanted.lat_deg) <= 89):
            words = f"A site can be tried from {south - MARGIN_DEG:g} to {north + MARGIN_DEG:g} degrees north."
            raise CannotTry("too-far", words, "lat_deg")
        if not west - MARGIN_DEG <= wanted.lon_deg <= east + MARGIN_DEG:
            words = f"A site can be tried from {west - MARGIN_DEG:g} to {east + MARGIN_DEG:g} degrees east."
            raise CannotTry("too-far", words, "lon_deg")
        if not 0 <= wanted.number <= MOST_NUMBER:
            raise CannotTry("bad-number", f"The number lies between 0 and {MOST_NUMBER}.", "number")
        place = {"lat_deg": wanted.lat_deg, "lon_deg": wanted.lon_deg, "number": wanted.number}
        return {"name": self.name, "base": self.base, **place, "outline": wanted.outline}


def made_for(wanted: Wanted, etag: str) -> tuple[str, ...]:
    """What a trial is made for: as long as this stays the same, only place and number have changed."""
    return etag, wanted.assessment, wanted.configuration, wanted.axis, wanted.site


def trial(view: Mapping[str, Any], etag: str, pack: Mapping[str, Any], seat: str, wanted: Wanted) -> Trial:
    """The unmoving part of a question of `seat`, whose view this is. CannotTry where it may not or cannot be asked.

    What the seat does not see and what does not exist get the same words.
    """
    if wanted.assessment not in catalogue(pack, seat)["assessments"]:  # type: ignore[arg-type]
        raise CannotTry(
            "unknown-assessment", f"There is no assessment “{wanted.assessment}” that you can read.", "assessment"
        )
    if wanted.configuration not in muster.STANDING:
        raise CannotTry(
            "unknown-configuration", f"There is no configuration “{wanted.configuration}”.", "configuration"
        )
    threat = pack["threats"].get(wanted.axis)
    if threat is None or not threat.get("grid"):
        drawn = ", ".join(name for name, row in pack["threats"].items() if row.get("grid"))
        raise CannotTry("unknown-axis", f"No footprint is drawn of “{wanted.axis}”; there are: {drawn}.", "axis")
    site = view["sites"].get(wanted.site)
    if site is None:
        raise CannotTry("unknown-site", f"There is no site “{wanted.site}” on your map.", "site")
    kind = pack["systems"].get(site["system"], {}).get("kind")
    if kind not in ("interceptor", "radar") or (
        kind == "interceptor" and site["owner"] not in pack["reference"].get("defenders", [])
    ):
        words = f"{site['name']} defends nobody: interceptors, ships and radars can be tried elsewhere."
        raise CannotTry("no-defence", words, "site")
    asked = muster.recipe(seen(view), pack, wanted.assessment, wanted.configuration)
    entry = muster.place_of if kind == "interceptor" else muster.radar_of
    base = {
        **{part: asked[part] for part in ("assessment", "source", "parameters", "guns", "radars", "doctrine")},
        "axes": [axis for axis in asked["axes"] if axis["id"] == wanted.axis],
        "grid": asked["grids"][threat["grid"]],
        "tried": {"kind": kind, **entry(wanted.site, site, pack)},
    }
    return Trial(made_for(wanted, etag), muster.digest(base), base, kind == "interceptor")


def seen(view: Mapping[str, Any]) -> Row:
    """What of the world a view tells, in the shape of a state: no table of the true state is opened here."""
    return {
        "sites": {name: [{"site": site}] for name, site in view["sites"].items()},
        "draws": {name: {"view": row} for name, row in view["draws"].items()},
        "beliefs": {name: {"parameters": rows} for name, rows in view["assessments"].items()},
        "fate": {},
    }


def bounds(grid: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """South, north, west, east of a grid, degrees."""
    south, north, west, east = (float(grid[f"{side}_deg"]) for side in ("south", "north", "west", "east"))
    return south, north, west, east


def grid_question(pack: Mapping[str, Any], name: str) -> Row | None:
    """The question for a grid's cells; None where the pack has no such grid."""
    row = pack.get("grids", {}).get(name)
    return None if row is None else {"grid": muster.grid_row(row)}
