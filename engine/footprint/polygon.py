"""The outline of a set of grid cells as GeoJSON (RFC 7946: longitude first, outer rings counterclockwise, holes
clockwise). Exact: no smoothing."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.arguments import Floats
from engine.nouns import Bools

Corner = tuple[int, int]


def outline(place_deg: Floats, step_deg: float, chosen: Bools) -> dict[str, Any]:
    """A MultiPolygon of the chosen cells (squares of `step_deg` about their centres); cells that touch only at a
    corner stay apart."""
    lat, lon = place_deg[0][chosen], (place_deg[1][chosen] + 180.0) % 360.0 - 180.0
    if not lat.size:
        return {"type": "MultiPolygon", "coordinates": []}
    lat0, lon0 = float(place_deg[0].min()), float(lon.min())
    rows = np.rint((lat - lat0) / step_deg).astype(int).tolist()
    columns = np.rint((lon - lon0) / step_deg).astype(int).tolist()
    cells = set(zip(rows, columns, strict=True))
    component = _components(cells)
    following = _edges(cells)
    polygons: dict[int, list[list[Corner]]] = {}
    for whole, owner in _rings(following):
        rings = polygons.setdefault(component[owner], [])
        for ring in _simple(whole):
            # The outer ring of a component runs counterclockwise and comes first.
            if _twice_area(ring) > 0:
                rings.insert(0, ring)
            else:
                rings.append(ring)

    def degrees(ring: list[Corner]) -> list[list[float]]:
        points = [
            [round(lon0 + (column - 0.5) * step_deg, 6), round(max(-90.0, min(90.0, lat0 + (row - 0.5) * step_deg)), 6)]
            for row, column in ring
        ]
        return [*points, points[0]]

    return {
        "type": "MultiPolygon",
        "coordinates": [[degrees(ring) for ring in polygons[key]] for key in sorted(polygons)],
    }


def _components(cells: set[Corner]) -> dict[Corner, int]:
    label: dict[Corner, int] = {}
    for start in sorted(cells):
        if start in label:
            continue
        number = len(label)
        label[start] = number
        stack = [start]
        while stack:
            row, column = stack.pop()
            for cell in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
                if cell in cells and cell not in label:
                    label[cell] = number
                    stack.append(cell)
    return label


def _edges(cells: set[Corner]) -> dict[Corner, list[tuple[Corner, Corner]]]:
    """Directed boundary edges by their start: (end, cell); the cell lies on the left."""
    edges: dict[Corner, list[tuple[Corner, Corner]]] = {}
    for row, column in sorted(cells):
        for neighbour, start, end in (
            ((row - 1, column), (row, column), (row, column + 1)),
            ((row, column + 1), (row, column + 1), (row + 1, column + 1)),
            ((row + 1, column), (row + 1, column + 1), (row + 1, column)),
            ((row, column - 1), (row + 1, column), (row, column)),
        ):
            if neighbour not in cells:
                edges.setdefault(start, []).append((end, (row, column)))
    return edges


def _rings(edges: dict[Corner, list[tuple[Corner, Corner]]]) -> Iterable[tuple[list[Corner], Corner]]:
    while edges:
        # Edges were laid in the order of the cells: the first one left is the same on every run.
        first = next(iter(edges))
        end, owner = edges[first][0]
        ring, before = [first], first
        _take(edges, first, 0)
        while end != first:
            turn = (end[0] - before[0], end[1] - before[1])
            choices = edges[end]
            # Where two cells meet at a corner, the left turn stays with the same cell.
            best = max(range(len(choices)), key=lambda k: _left(turn, end, choices[k][0]))
            following = choices[best][0]
            if (following[0] - end[0], following[1] - end[1]) != turn:
                ring.append(end)
            before, at = end, end
            _take(edges, at, best)
            end = following
        if len(ring) > 1 and (ring[1][0] - ring[0][0] == 0) == (ring[0][0] - before[0] == 0):
            ring = ring[1:]
        yield ring, owner


def _simple(ring: list[Corner]) -> Iterable[list[Corner]]:
    """A ring that touches itself at corners, cut there into rings that do not."""
    path: list[Corner] = []
    for corner in ring:
        if corner in path:
            at = path.index(corner)
            yield path[at:]
            path = path[:at]
        path.append(corner)
    yield path


def _left(turn: Corner, at: Corner, to: Corner) -> int:
    step = (to[0] - at[0], to[1] - at[1])
    # Corners are (row = north, column = east): east × north is a left turn.
    return turn[1] * step[0] - turn[0] * step[1]


def _take(edges: dict[Corner, list[tuple[Corner, Corner]]], start: Corner, index: int) -> None:
    edges[start].pop(index)
    if not edges[start]:
        del edges[start]


def _twice_area(ring: list[Corner]) -> int:
    return sum(a[1] * b[0] - b[1] * a[0] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))
