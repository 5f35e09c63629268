"""Pictures out of characters."""

import numpy as np

from .screen import letter_mask


def letter_blocks(letter: str, area: tuple[int, int], ascii_only: bool) -> list[str]:
    """A letter as large as it goes in (columns, rows): half blocks, two pixels a character cell, or # alone."""
    columns, rows = area
    ink = np.asarray(letter_mask(letter, (columns, rows * 2))) >= 128
    cells = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
    if ascii_only:
        cells = {pair: "#" if any(pair) else " " for pair in cells}
    return [
        "".join(cells[int(ink[2 * y, x]), int(ink[2 * y + 1, x])] for x in range(columns))
        for y in range(rows)
    ]
