"""The grid of a pack: land without holes, sea left out, and the old grid for a game that was begun on it."""

import numpy as np
import pytest

from wargame.umpire.inquiry import grids, land, muster

BOUNDS = (35.0, 71.0, -11.0, 45.0)


def cells(kind: str) -> set[tuple[float, float]]:
    return set(zip(*grids.populated("europe", *BOUNDS, 0.5, kind).place_deg.tolist(), strict=True))


def test_northern_scandinavia_has_no_holes() -> None:
    """All of Lapland between 66 and 69 N, 18 and 28 E is land, though few people live there."""
    box = {(lat, lon) for lat in np.arange(66.25, 69, 0.5).tolist() for lon in np.arange(18.25, 28, 0.5).tolist()}
    assert len(box) == 120
    assert box <= cells("land")
    assert len(box - cells("towns")) > 60, "else the test would not ask what it says"


@pytest.mark.parametrize(
    ("place", "there"),
    [
        ((56.25, 3.25), False),
        ((52.25, 13.25), True),
        ((43.25, 34.25), False),
        ((35.75, 14.25), True),
        ((60.25, 5.25), True),
    ],
    ids=["North Sea", "Berlin", "Black Sea", "Malta", "Bergen"],
)
def test_sea_is_left_out_and_islands_are_kept(place: tuple[float, float], there: bool) -> None:
    assert (place in cells("land")) == there


def test_a_pack_says_which_cells_it_means() -> None:
    """[P6] A question that was asked before packs could say it keeps its words, and so its name and its answer."""
    row = {"south_deg": 35, "north_deg": 71, "west_deg": -11, "east_deg": 45, "step_deg": 0.5, "name": "Europe"}
    old, new = muster.grid_row(row), muster.grid_row({**row, "cells": "land"})
    assert "cells" not in old and new == {**old, "cells": "land"}
    assert len(muster.grid_of("europe", old)) == 5534
    grid = muster.grid_of("europe", new)
    assert 5400 < len(grid) < 5500, "the map keeps its size"
    assert grid.population.sum() == muster.grid_of("europe", old).population.sum()


def test_other_steps_and_the_date_line() -> None:
    whole = grids.populated("far", 60.0, 72.0, 170.0, 200.0, 1.0, "land")
    lon = whole.place_deg[1]
    assert ((lon > 170) & (lon < 180)).any() and (lon > 185).any(), "Chukotka and Alaska, on both sides"
    fine = grids.populated("fine", 47.0, 49.0, 7.0, 9.0, 0.25, "land")
    assert len(fine) == 64
    assert 0.3 < land.mask().mean() < 0.4


def test_the_file_says_what_the_mask_holds() -> None:
    assert land.text_of(land.mask()) == land.FILE.read_text(encoding="utf-8")
