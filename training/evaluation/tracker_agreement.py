"""Agreement of MediaPipe's landmarks with the true ones of a rendered set, letter by letter."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.alphabet import NO_LETTER
from training.mediapipe.client import PYTHON, track_files
from training.progress import progress
from training.rendering.dataset import index_rows


@dataclass(frozen=True)
class Agreement:
    """Tracked against true landmarks of one group of images.

    Attributes:
        pictures, found: number of images, and of those in which MediaPipe finds a hand.
        median, p90: of the mean distance of a hand's 21 landmarks, as a fraction of the diagonal of its box; NaN
            without a hand.
    """

    pictures: int
    found: int
    median: float
    p90: float


def agree(
    folder: Path, python: Path = PYTHON, least_side: float = 0.0
) -> tuple[dict[str, Agreement], dict[str, list[tuple[float, str]]]]:
    """Compare MediaPipe's landmarks with the true ones of a rendered set.

    Args:
        folder: a rendered set.
        python: interpreter that has MediaPipe.
        least_side: only hands wholly in the image whose box is at least so many pixels long; 0 = every hand.

    Returns:
        Agreement by letter ("all" over the letters), and by letter (distance, file), the largest distance first;
        infinity for a hand that was not found.

    Raises:
        RunError: MediaPipe's environment is missing or its process ends early.
    """
    index = [r for r in index_rows(folder) if r["landmarks"] and r["letter"] != NO_LETTER and _large(r, least_side)]
    tracks = progress(track_files([folder / r["file"] for r in index], python), "Tracking", total=len(index))
    distances: dict[str, list[tuple[float, str]]] = {}
    for r, track in zip(index, tracks, strict=True):
        truth = _pixels(r)
        distance = np.inf
        if track.landmarks is not None:
            diagonal = np.linalg.norm(truth.max(0) - truth.min(0))
            size = [float(r["width"]), float(r["height"])]
            distance = float(np.linalg.norm(track.landmarks[:, :2] * size - truth, axis=1).mean() / diagonal)
        distances.setdefault(r["letter"], []).append((distance, r["file"]))
    total = [each for group in distances.values() for each in group]
    table = {k: _summary([d for d, _ in v]) for k, v in sorted({**distances, "all": total}.items())}
    return table, {k: sorted(v, reverse=True) for k, v in distances.items()}


def _pixels(row: dict[str, str]) -> NDArray[np.float64]:
    landmarks = np.array(row["landmarks"].split(), float).reshape(21, 3)
    return landmarks[:, :2] * [float(row["width"]), float(row["height"])]


def _large(row: dict[str, str], side: float) -> bool:
    if side <= 0:
        return True
    return float(row["hand_score"]) == 1 and float(np.ptp(_pixels(row), axis=0).max()) >= side


def _summary(distances: list[float]) -> Agreement:
    known = [d for d in distances if np.isfinite(d)]
    median, p90 = (float(v) for v in np.quantile(known, [0.5, 0.9])) if known else (np.nan, np.nan)
    return Agreement(len(distances), len(known), median, p90)
