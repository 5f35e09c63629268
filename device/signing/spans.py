"""A rasteriser in NumPy: quads → horizontal spans → pixels, the nearest quad last.

Small quads are sorted by their distance and painted from back to front, all at once. Values are interpolated along the
edges and then along each span (Gouraud 1971). Arrays hold one row for each value, because NumPy is fast on long rows.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
HALF = np.float32(0.5)
"""Pixels have their centres at half numbers."""


def paint_quads(points: Floats, values: Floats, quads: Ints, width: int, height: int) -> Floats:
    """Paint quads with values of their corners.

    Args:
        points: float32 (3, n): x and y in pixels, and depth (smaller = nearer).
        values: float32 (c, n) of the corners.
        quads: int32 (4, f); only those whose corners run counter-clockwise to the eye are painted.
        width, height: of the image, pixels.

    Returns:
        float32 (c, height, width) values, 0 where nothing is.
    """
    image = np.zeros((len(values), height * width), np.float32)
    x, y, depth = points
    a, b, c, d = quads
    front = np.flatnonzero((x[c] - x[a]) * (y[d] - y[b]) < (x[d] - x[b]) * (y[c] - y[a]))
    ys = y[quads[:, front]]
    top = np.ceil(np.minimum(np.minimum(ys[0], ys[1]), np.minimum(ys[2], ys[3])) - HALF)
    bottom = np.floor(np.maximum(np.maximum(ys[0], ys[1]), np.maximum(ys[2], ys[3])) - HALF)
    top, bottom = np.maximum(top, 0).astype(np.int32), np.minimum(bottom, height - 1).astype(np.int32)
    seen = np.flatnonzero(bottom >= top)
    seen = seen[np.argsort(-depth[quads[:, front[seen]]].sum(0))]
    top, rows_of_quad = top[seen], bottom[seen] - top[seen] + 1
    quad = np.repeat(front[seen], rows_of_quad)
    row = _counted(top, rows_of_quad)
    left, right = _ends(np.concatenate([points[:2], values]), quads[:, quad], row + HALF)
    first = np.maximum(np.ceil(left[0] - HALF), 0).astype(np.int32)
    last = np.minimum(np.ceil(right[0] - HALF) - 1, width - 1).astype(np.int32)
    filled = np.flatnonzero(last >= first)
    left, right, first, row = left[:, filled], right[:, filled], first[filled], row[filled]
    length = last[filled] - first + 1
    step = (right[2:] - left[2:]) / np.maximum(right[0] - left[0], np.float32(1e-3))
    begin = left[2:] + step * (first + HALF - left[0])
    span = np.repeat(np.arange(len(length)), length)
    along = _counted(np.zeros_like(length), length)
    pixel = (row * width + first)[span] + along
    offset = along.astype(np.float32)
    for plane, start, slope in zip(image, begin, step, strict=True):
        plane[pixel] = start[span] + slope[span] * offset
    return image.reshape(-1, height, width)


def _counted(starts: Ints, lengths: Ints) -> Ints:
    """Return start, start + 1, … of each run, one after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    out: Ints = np.arange(total, dtype=np.int32) + np.repeat(starts - (ends - lengths), lengths).astype(np.int32)
    return out


def _ends(values: Floats, corners: Ints, row: Floats) -> tuple[Floats, Floats]:
    """Return the values where quads begin and end in a row, (c, s) each; the first two are x and y.

    Args:
        values: (c, n).
        corners: (4, s) numbers of each quad's corners.
        row: (s,) height of the row.
    """
    above = values[1][corners] <= row
    crossed = above != above[[1, 2, 3, 0]]
    s = np.arange(len(row))
    ends = []
    for edge in (crossed.argmax(0), 3 - crossed[::-1].argmax(0)):
        start, end = values[:, corners[edge, s]], values[:, corners[(edge + 1) % 4, s]]
        rise = end[1] - start[1]
        share = np.clip((row - start[1]) / np.where(rise == 0, np.float32(1), rise), 0, 1)
        ends.append(start + share * (end - start))
    swap = ends[0][0] > ends[1][0]
    return np.where(swap, ends[1], ends[0]), np.where(swap, ends[0], ends[1])
