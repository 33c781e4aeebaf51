"""A footprint as a small picture: cells, graticule and marks as an array of colours, and the bytes of a PNG of it.
Opens and writes nothing."""

import struct
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.footprint.cover import Footprint

Image = NDArray[np.uint8]

COVERED = (46, 134, 97)
LEAKING = (196, 84, 66)
UNTHREATENED = (205, 210, 214)
EMPTY = (244, 246, 247)
LINE = (160, 168, 174)
MARKS = {"site": (20, 40, 120), "radar": (122, 60, 140), "launch": (0, 0, 0)}


def picture(found: Footprint, marks: Iterable[tuple[str, float, float]] = (), *, scale: int = 6) -> Image:
    """Colours (rows, columns, 3), north up, plate carrée, `scale` pixels a cell; marks are (kind, latitude,
    longitude) with kinds of `MARKS`."""
    place, step = found.grid.place_deg, found.grid.step_deg
    south, west = float(place[0].min()), float(place[1].min())
    row = np.rint((place[0] - south) / step).astype(int)
    column = np.rint((place[1] - west) / step).astype(int)
    cells = np.empty((int(row.max()) + 1, int(column.max()) + 1, 3), dtype=np.uint8)
    cells[:] = EMPTY
    cells[row, column] = UNTHREATENED
    cells[row[found.threatened], column[found.threatened]] = LEAKING
    cells[row[found.covered], column[found.covered]] = COVERED
    image = np.repeat(np.repeat(cells[::-1], scale, axis=0), scale, axis=1)
    _graticule(image, south, west, step, scale)
    for kind, lat, lon in marks:
        y = int(image.shape[0] - ((lat - south) / step + 0.5) * scale)
        x = int(((lon - west) / step + 0.5) * scale)
        size = max(2, scale // 2)
        image[max(y - size, 0) : max(y + size, 0), max(x - size, 0) : max(x + size, 0)] = MARKS[kind]
    return image


def _graticule(image: Image, south: float, west: float, step: float, scale: int) -> None:
    height, width = image.shape[:2]
    for lat in range(-80, 90, 10):
        y = int(height - ((lat - south) / step + 0.5) * scale)
        if 0 <= y < height:
            image[y, ::4] = LINE
    for lon in range(-360, 370, 10):
        x = int(((lon - west) / step + 0.5) * scale)
        if 0 <= x < width:
            image[::4, x] = LINE


def png(image: Image) -> bytes:
    """A true-colour PNG (8 bits, no interlace)."""
    height, width = image.shape[:2]
    rows = np.zeros((height, 1 + 3 * width), dtype=np.uint8)
    rows[:, 1:] = image.reshape(height, 3 * width)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
