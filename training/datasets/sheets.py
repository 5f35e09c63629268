"""Contact sheets and class counts for checking a data set by eye.

The sheets show hands and faces of real people and must not be published.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from device.alphabet import NO_LETTER, STATIC_LETTERS
from device.recognition.preprocess import resize_exact
from device.system.messages import warn
from device.types import Pixels
from training.datasets.crops import crop_hand
from training.datasets.sample import Sample
from training.errors import DataError
from training.progress import progress
from training.run_folder import written_whole

TILE, NAME_HEIGHT, NAME_WIDTH = 72, 16, 150


def contact_sheet(samples: Sequence[Sample], path: Path) -> None:
    """Write a sheet with a row for each signer and a column for each letter (or kind of negative).

    Each cell shows the middle one of its pictures.

    A picture that cannot be read is a white cell and a warning.

    Raises:
        RunError: the sheet cannot be written.
    """
    cells: dict[tuple[str, str], list[Sample]] = defaultdict(list)
    for sample in samples:
        cells[sample.signer, column_of(sample)].append(sample)
    signers = sorted({signer for signer, _ in cells})
    columns = sorted({column for _, column in cells})
    sheet = np.full((NAME_HEIGHT + TILE * len(signers), NAME_WIDTH + TILE * len(columns)), 255, np.uint8)
    for x, column in enumerate(columns):
        _write(sheet, column[:11], NAME_WIDTH + x * TILE + 3, 12)
    for y, signer in enumerate(signers):
        _write(sheet, signer[:22], 3, NAME_HEIGHT + y * TILE + TILE // 2)
        for x, column in enumerate(columns):
            shown = cells.get((signer, column))
            if shown:
                top, left = NAME_HEIGHT + y * TILE, NAME_WIDTH + x * TILE
                sheet[top : top + TILE, left : left + TILE] = _tile(shown[len(shown) // 2])
    with written_whole(path) as part:
        part.write_bytes(cv2.imencode(path.suffix, sheet)[1].tobytes())


def sheets(samples: Sequence[Sample], folder: Path) -> list[Path]:
    """Write a contact sheet of every source and one chart of class counts; return the files.

    Raises:
        RunError: a file cannot be written.
    """
    sources: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        sources[_sheet(sample)].append(sample)
    paths = []
    for name, rows in progress(sorted(sources.items()), "Drawing sheets"):
        paths.append(folder / f"{name}.png")
        contact_sheet(rows, paths[-1])
    paths.append(folder / "class_balance.png")
    balance_chart(samples, paths[-1])
    return paths


def balance_chart(samples: Sequence[Sample], path: Path) -> None:
    """Write a bar chart of the pictures of each letter, one panel for each group of sources, coloured by split.

    Raises:
        RunError: the chart cannot be written.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    panels: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for sample in samples:
        panels[_panel(sample)][sample.split, column_of(sample)] += 1
    figure, axes = pyplot.subplots(len(panels), 1, figsize=(11, 2.1 * len(panels)), squeeze=False, layout="constrained")
    colours = {"train": "#3b6ea5", "test": "#9db9d6", "eval": "#d9822b"}
    for axis, (name, counts) in zip(axes[:, 0], sorted(panels.items()), strict=True):
        shown = {column for _, column in counts}
        still = shown & {*STATIC_LETTERS, *(f"{letter}*" for letter in STATIC_LETTERS)}
        # A missing letter is shown as a gap in sources of static letters.
        gaps = {letter for letter in STATIC_LETTERS if f"{letter}*" not in shown} if still else set()
        letters = sorted(shown | gaps, key=lambda column: (column == NO_LETTER, column))
        below = np.zeros(len(letters))
        for split, colour in colours.items():
            height = np.array([counts[split, letter] for letter in letters])
            if height.any():
                axis.bar(letters, height, bottom=below, color=colour, label=split)
                below += height
        stars = "; * not the ASL letter" if any("*" in letter for letter in letters) else ""
        axis.set_title(f"{name}: {int(below.sum()):,} pictures{stars}", loc="left", fontsize=10)
        if max(map(len, letters)) > len(NO_LETTER):
            axis.tick_params(axis="x", labelsize=7, rotation=20)
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(frameon=False, fontsize=8, loc="lower right", bbox_to_anchor=(1, 0.98), ncols=3)
    with written_whole(path) as part:
        figure.savefig(part, dpi=110)
    pyplot.close(figure)


def column_of(sample: Sample) -> str:
    """Return the letter, with * if the handshape is not the ASL one; the kind of a negative."""
    if sample.source == "negatives":
        return sample.what
    return sample.letter if sample.is_asl else f"{sample.letter}*"


def _panel(sample: Sample) -> str:
    if sample.pool != "signers":
        return sample.pool
    return "signers, whole frames" if sample.kind == "frame" else "signers, crops"


def _sheet(sample: Sample) -> str:
    """One sheet for all the webcam signers: a row each says enough."""
    panel = _panel(sample)
    return panel.replace(", ", "_").replace(" ", "_")


def _tile(sample: Sample) -> Pixels:
    """Return the picture of a cell; a white one, with a warning, if it cannot be read."""
    try:
        pixels = crop_hand(sample, TILE)
        return resize_exact(sample.load(), TILE) if pixels is None else pixels
    except DataError as error:
        warn(str(error))
        return np.full((TILE, TILE), 255, np.uint8)


def _write(sheet: Pixels, text: str, x: int, y: int) -> None:
    cv2.putText(sheet, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.35, (0.0,), 1, cv2.LINE_AA)
