"""Where two pictures differ: only these areas are sent to a screen."""

import numpy as np
from numpy.typing import NDArray


def changed_areas(before: NDArray[np.uint8] | None, now: NDArray[np.uint8]) -> list[tuple[int, int, int, int]]:
    """Return the areas in which two pictures differ, as (top, bottom, left, right); one for each band of rows.

    Args:
        before: uint8 (height, width, 3); None for a screen of unknown content.
        now: uint8 (height, width, 3).
    """
    height, width = now.shape[:2]
    if before is None:
        return [(0, height, 0, width)]
    differ = (before != now).reshape(height, -1)
    rows = np.flatnonzero(np.diff(differ.any(axis=1), prepend=False, append=False))
    bands = []
    for top, bottom in zip(rows[::2].tolist(), rows[1::2].tolist(), strict=True):
        values = np.flatnonzero(differ[top:bottom].any(axis=0))  # three a pixel
        bands.append((top, bottom, int(values[0]) // 3, int(values[-1]) // 3 + 1))
    return bands
