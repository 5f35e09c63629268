"""Pictures of mistakes, embedded in the page. They show real people, so the page must not be published."""

import base64
import zipfile
import zlib
from collections.abc import Sequence
from html import escape
from pathlib import Path

import cv2
import numpy as np

from device.names import shown
from device.types import Pixels
from training.errors import RunError
from training.evaluation.figures import worst_pairs
from training.run_folder import written_whole

EACH = 6  # pictures of a pair
SIDE = 72  # of a picture on the page, pixels
FILE = "pictures.npz"


def keep(pictures: Pixels, run: Path) -> None:
    """Write pictures, uint8 (n, side, side), into a run folder, so that the page needs no data set.

    Raises:
        RunError: the file cannot be written.
    """
    with written_whole(run / FILE) as part:
        np.savez_compressed(part, pictures=pictures)


def kept(run: Path) -> Pixels | None:
    """Return what `keep` wrote, None if there is nothing.

    Raises:
        RunError: the file is damaged.
    """
    path = run / FILE
    if not path.is_file():
        return None
    try:
        with np.load(path) as packed:
            return np.asarray(packed["pictures"], np.uint8)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        raise RunError(f"{shown(path)} is damaged; delete it, the page is then made without pictures.") from None


def worst(
    rows: dict[str, dict[str, int]],
    truth: Sequence[str],
    read: Sequence[str | None],
    pictures: Pixels,
    names: Sequence[str],
    count: int = 5,
) -> str:
    """Return the most frequent mistakes as HTML, a line each, with up to six pictures.

    Args:
        rows: confusion counts, see figures.confusion.
        truth, read: n letters; None where none was read.
        pictures: uint8 (n, side, side).
        names: n texts that are shown on hover.
        count: number of lines.
    """
    lines = []
    for true, seen, number in worst_pairs(rows, count):
        wrong = [i for i in range(len(truth)) if truth[i] == true and read[i] == seen]
        shown = wrong[:: max(1, len(wrong) // EACH)][:EACH]
        images = "".join(f'<img src="{png(pictures[i])}" title="{escape(names[i])}" alt="{true}">' for i in shown)
        lines.append(
            f'<div class="pair"><span class="letters">{true} → {escape(seen)}</span>'
            f'<span class="count">{number}×</span>{images}</div>'
        )
    return "\n".join(lines)


def png(picture: Pixels) -> str:
    """Return a picture, uint8 (h, w), as a data URL."""
    if picture.shape[0] < SIDE:
        picture = np.asarray(cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST), np.uint8)
    data = cv2.imencode(".png", np.ascontiguousarray(picture))[1].tobytes()
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"
