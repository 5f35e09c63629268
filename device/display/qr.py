"""QR codes as arrays, through segno."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

QUIET = 4  # light modules around the code, as ISO/IEC 18004 wants
NARROW_QUIET = 2  # on a small display with dark pixels around it; telephones read that, too


@lru_cache(maxsize=8)
def qr_modules(address: str, quiet: int = QUIET) -> NDArray[np.bool_] | None:
    """Return the QR code of a web address, True for dark; None without segno, or for a long text.

    Scheme and host are written in capitals, which are the same address and make the code smaller.

    Args:
        address: with a host, without a path.
        quiet: modules of the quiet zone.
    """
    try:
        import segno
    except ImportError:  # an environment of an older release
        return None
    try:
        code = segno.make_qr(address.upper() if address.count("/") <= 2 else address, error="l")
    except ValueError:  # segno.DataOverflowError
        return None
    return np.array([list(row) for row in code.matrix_iter(border=quiet)], bool)


def qr_blocks(modules: NDArray[np.bool_]) -> list[str]:
    """Draw a code with half blocks, two modules a character; light modules are the blocks, for a dark terminal."""
    light = ~modules
    if light.shape[0] % 2:
        light = np.vstack([light, np.zeros((1, light.shape[1]), bool)])
    cells = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
    return [
        "".join(cells[bool(upper), bool(lower)] for upper, lower in zip(*pair, strict=True))
        for pair in zip(light[::2], light[1::2], strict=True)
    ]
