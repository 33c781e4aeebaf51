"""The cells of a grid as a lattice of points, coarse to fine, for answers that need not be worked out at every cell.

A level's squares have points of the level before at their corners; the points new at a level lie inside or on the
rim of one. Where the 4 × 4 corners about a square all say the same, so does what lies in it. Only places and indices
live here."""

from dataclasses import dataclass

import numpy as np

from engine.arguments import Floats
from engine.nouns import Bools, Grid, Ints

COARSEST_DEG = 2.0
"""Spacing of the first level, at most."""


@dataclass(frozen=True, eq=False)
class Level:
    """Squares of `spacing_deg` with the flights at their `corners` (launch rows, rows, columns; -1 for none), and the
    flights new inside them: their squares (flat), their own corners (4, n) and the corners' weights (4, n)."""

    spacing_deg: float
    corners: Ints
    new: Ints
    square: Ints
    corner: Ints
    weight: Floats

    @property
    def squares(self) -> int:
        """How many squares there are."""
        rows, down, across = self.corners.shape
        return int(rows * (down - 1) * (across - 1))

    def mixed(self, codes: Ints) -> Bools:
        """Which squares (flat) are not surrounded by one answer: `codes` (flights,) are 0 or more, or -1 for what is
        not sure; a corner that does not exist is not sure."""
        known = np.where(self.corners >= 0, codes[self.corners], -1)
        padded = np.pad(known, ((0, 0), (1, 1), (1, 1)), mode="edge")
        low = high = padded[:, : padded.shape[1] - 3]
        for shift in (1, 2, 3):
            rows = padded[:, shift : padded.shape[1] - 3 + shift]
            low, high = np.minimum(low, rows), np.maximum(high, rows)
        least, most = low[:, :, : low.shape[2] - 3], high[:, :, : high.shape[2] - 3]
        for shift in (1, 2, 3):
            end = low.shape[2] - 3 + shift
            least, most = np.minimum(least, low[:, :, shift:end]), np.maximum(most, high[:, :, shift:end])
        result: Bools = ((least != most) | (least < 0)).reshape(-1)
        return result


@dataclass(frozen=True, eq=False)
class Lattice:
    """Points (2, m): the grid's cells first, then corners that the coarse levels need where the grid has none.
    `at` (rows, columns) names the point at each place of the lattice, -1 where there is none; `spacings` of the
    levels, coarse first, the last one 1; empty where the grid is no lattice."""

    place_deg: Floats
    at: Ints
    spacings: tuple[int, ...]
    step_deg: float

    @classmethod
    def of(cls, grid: Grid) -> "Lattice":
        """The lattice of a grid; without levels where its cells do not lie on one, or are coarse themselves."""
        place, step = grid.place_deg, grid.step_deg
        most = 1
        while 2 * most * step <= COARSEST_DEG:
            most *= 2
        alone = cls(place, np.zeros((0, 0), dtype=np.int64), (), step)
        if most == 1 or not len(grid):
            return alone
        south, west = place.min(axis=1)
        index = np.rint((place - [[south], [west]]) / step).astype(np.int64)
        if np.abs(place - [[south], [west]] - index * step).max() > 1e-6 * step:
            return alone
        # A whole number of the largest squares in both directions.
        rows, columns = (int(-(-extent // most)) * most + 1 for extent in np.maximum(index.max(axis=1), most))
        at = np.full((rows, columns), -1, dtype=np.int64)
        at[index[0], index[1]] = np.arange(len(grid))
        if (at >= 0).sum() != len(grid):
            return alone
        lat, lon = south + step * np.arange(rows), west + step * np.arange(columns)
        shared = np.zeros(at.shape, dtype=bool)
        shared[::2, ::2] = True
        extra = np.nonzero(shared & (at < 0) & (lat[:, None] <= 90.0) & (lon <= 360.0))
        at[extra] = len(grid) + np.arange(extra[0].size)
        points = np.concatenate([place, np.stack([lat[extra[0]], lon[extra[1]]])], axis=1)
        spacings = [most]
        while spacings[-1] > 1:
            spacings.append(spacings[-1] // 2)
        return cls(points, at, tuple(spacings), step)

    def levels(self, flight: Ints) -> tuple[Ints, tuple[Level, ...]]:
        """The flights of the first level, and the levels after it, for `flight` (launch rows, points): the number of
        each flight, -1 where there is none."""
        if not self.spacings:
            return flight[flight >= 0], ()
        at = np.where(self.at >= 0, flight[:, self.at], -1)
        first = at[:, :: self.spacings[0], :: self.spacings[0]]
        levels = []
        for spacing in self.spacings[:-1]:
            corners = at[:, ::spacing, ::spacing]
            half = spacing // 2
            row, i, j = np.nonzero(at[:, ::half, ::half] >= 0)
            fresh = (i % 2 == 1) | (j % 2 == 1)
            row, i, j = row[fresh], i[fresh], j[fresh]
            # A point on the far rim belongs to the last square.
            down, across = np.minimum(i // 2, corners.shape[1] - 2), np.minimum(j // 2, corners.shape[2] - 2)
            y, x = 0.5 * i - down, 0.5 * j - across
            levels.append(
                Level(
                    spacing_deg=spacing * self.step_deg,
                    corners=corners,
                    new=at[row, i * half, j * half],
                    square=(row * (corners.shape[1] - 1) + down) * (corners.shape[2] - 1) + across,
                    corner=np.stack([corners[row, down + a, across + b] for a in (0, 1) for b in (0, 1)]),
                    weight=np.stack([(1 - y) * (1 - x), (1 - y) * x, y * (1 - x), y * x]),
                )
            )
        return first[first >= 0], tuple(levels)
