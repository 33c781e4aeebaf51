"""Small pictures: 48 colours chosen for each, written as PNG. Pixels come decoded; nothing here reads files."""

import struct
import zlib

import numpy as np

COLOURS = 48
REFINEMENTS = 3
CHUNK = 4096
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def quantise(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Height × width × 3 bytes → a table of at most 48 colours (n × 3) and each pixel's place in it (height × width).

    A picture of few colours keeps them exactly. Else boxes of colours are split where they differ most (median cut) and
    the middles are moved to the pixels that are nearest to them. No dithering: flat areas stay flat, and pack well.
    """
    height, width, _ = pixels.shape
    whole = pixels.astype(np.uint32)
    packed = whole[..., 0] << 16 | whole[..., 1] << 8 | whole[..., 2]
    codes, place, counts = np.unique(packed.ravel(), return_inverse=True, return_counts=True)
    colours = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1).astype(np.float32)
    if len(colours) <= COLOURS:
        return colours.astype(np.uint8), place.reshape(height, width).astype(np.uint8)
    table = median_cut(colours, counts)
    for _ in range(REFINEMENTS):
        near = nearest(colours, table)
        weight = np.bincount(near, counts, len(table))
        moved = np.stack([np.bincount(near, counts * colours[:, axis], len(table)) for axis in range(3)], axis=1)
        table = np.where(weight[:, None] > 0, moved / np.maximum(weight, 1)[:, None], table).astype(np.float32)
    table = np.rint(table).astype(np.float32)
    return table.astype(np.uint8), nearest(colours, table)[place].reshape(height, width).astype(np.uint8)


def median_cut(colours: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """48 middles of boxes that hold all colours; the box with the widest spread, by pixels, is split first."""
    boxes = [np.arange(len(colours))]
    spreads = [spread(colours[boxes[0]], counts[boxes[0]])]
    while len(boxes) < COLOURS:
        worst = int(np.argmax([size for size, _ in spreads]))
        size, axis = spreads[worst]
        if size <= 0:
            break
        box = boxes[worst][np.argsort(colours[boxes[worst], axis], kind="stable")]
        half = np.cumsum(counts[box])
        cut = min(max(1, int(np.searchsorted(half, half[-1] / 2))), len(box) - 1)
        boxes[worst], spreads[worst] = box[:cut], spread(colours[box[:cut]], counts[box[:cut]])
        boxes.append(box[cut:])
        spreads.append(spread(colours[box[cut:]], counts[box[cut:]]))
    return np.array([np.average(colours[box], axis=0, weights=counts[box]) for box in boxes], dtype=np.float32)


def spread(colours: np.ndarray, counts: np.ndarray) -> tuple[float, int]:
    """How much a box's colours differ along the axis on which they differ most, and that axis."""
    if len(colours) == 1:
        return 0.0, 0
    middle = np.average(colours, axis=0, weights=counts)
    variance = np.average((colours - middle) ** 2, axis=0, weights=counts)
    axis = int(np.argmax(variance))
    # The root: otherwise the many pixels of the ground take all places, and small bright signs none.
    return float(variance[axis] * np.sqrt(counts.sum())), axis


def nearest(colours: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Each colour's nearest place in the table."""
    square = (table**2).sum(axis=1)
    parts = [colours[at : at + CHUNK] for at in range(0, len(colours), CHUNK)]
    return np.concatenate([np.argmin(square - 2 * part @ table.T, axis=1) for part in parts])


def png(table: np.ndarray, indices: np.ndarray) -> bytes:
    """A PNG of a table of colours and places in it."""
    height, width = indices.shape
    rows = np.zeros((height, width + 1), dtype=np.uint8)  # each row begins with its filter, none
    rows[:, 1:] = indices
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", table.tobytes()), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, from its header; ValueError if it is none."""
    if data[:8] != SIGNATURE:
        raise ValueError("not a PNG")
    return struct.unpack(">II", data[16:24])
