"""Rendered hands in front of patterned walls, with exact reference landmarks.

MediaPipe, which gave the landmarks of the real frames, fails most often there. The people are made for this set only;
the hand model is the one that the rendered training hands come from.
"""

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.datasets import synthetic
from training.datasets.sample import Sample
from training.progress import progress
from training.rendering import dataset
from training.rendering.picture import RenderPlan, render_image
from training.rendering.skin import hsv
from training.run_folder import written_whole

SEED = 550_055  # of no training set
COUNT = 480
PEOPLE = 60
WIDTH, HEIGHT = 320, 240
QUALITY = 90
INDEX = "index.csv.gz"


@dataclass(frozen=True)
class PatternedWalls:
    """Backgrounds of stripes, checks, dots, bricks and leaves, in place of scene.PhotoBackgrounds."""

    def window(self, rng: np.random.Generator, width: int, height: int) -> NDArray[np.float32]:
        """Return a wall, float32 (height, width, 3) sRGB 0–1, whose pattern repeats 4 to 24 times over its width."""
        first, second = (hsv(rng.random(), rng.uniform(0, 0.5), value) for value in _apart(rng))
        pitch = width / rng.uniform(4, 24)
        angle = rng.uniform(0, np.pi)
        x, y = np.meshgrid(np.arange(width) - width / 2, np.arange(height) - height / 2)
        u = (np.cos(angle) * x + np.sin(angle) * y) / pitch
        v = (np.cos(angle) * y - np.sin(angle) * x) / pitch
        ink = _PATTERNS[rng.integers(len(_PATTERNS))](u, v)[..., None]
        wall = np.where(ink, second, first).astype(np.float32)
        return np.clip(cv2.GaussianBlur(wall, (0, 0), rng.uniform(0.3, 1.2)), 0, 1)


_PATTERNS = (
    lambda u, v: np.sin(2 * np.pi * u) > 0,
    lambda u, v: (np.sin(2 * np.pi * u) > 0) ^ (np.sin(2 * np.pi * v) > 0),
    lambda u, v: (u % 1 - 0.5) ** 2 + (v % 1 - 0.5) ** 2 < 0.09,
    lambda u, v: (v % 1 < 0.12) | ((u / 2 + 0.5 * (np.floor(v) % 2)) % 1 < 0.06),
    lambda u, v: np.sin(2 * np.pi * (u + 0.35 * np.sin(2 * np.pi * v))) * np.cos(np.pi * v) > 0.15,
)


def _apart(rng: np.random.Generator) -> tuple[float, float]:
    """Return two brightness values (0–1) that are clearly different."""
    low = rng.uniform(0.1, 0.6)
    return low, rng.uniform(low + 0.2, 1.0)


def samples(cache: Path, count: int = COUNT) -> list[Sample]:
    """Return `count` whole frames of letters, with the split `eval`; rendered the first time, then kept in `cache`.

    Raises:
        RunError: the cache cannot be written.
    """
    folder = cache / f"patterned-{SEED}-{count}"
    if not (folder / INDEX).is_file():
        _render(folder, count)
    return [sample for sample in synthetic.samples(folder) if _whole(sample)]


def _whole(sample: Sample) -> bool:
    """Return whether all landmarks lie in the frame."""
    points = None if sample.landmarks is None else sample.landmarks[:, :2]
    return points is not None and bool(((points >= 0) & (points <= 1)).all())


def _render(folder: Path, count: int) -> None:
    order = dataset.RenderJob(count, SEED, 1.0, frame=(WIDTH, HEIGHT), people=PEOPLE, nothing=0.0, grey=True)
    plan = RenderPlan("frame", WIDTH, HEIGHT, people=PEOPLE, nothing=0.0, real=1.0)
    rows = []
    for number in progress(range(count), "Rendering hands before patterned walls, once"):
        picture = render_image(plan, SEED, number, PatternedWalls())  # type: ignore[arg-type]  # only `window` is used
        name = f"{number:05d}.jpg"
        with written_whole(folder / name) as part:
            grey = cv2.cvtColor(picture.image, cv2.COLOR_BGR2GRAY)
            cv2.imwrite(str(part), grey, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        rows.append({**dataset.index_row(picture, order, number, name), "split": "eval"})
    with written_whole(folder / INDEX) as part, gzip.open(part, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, dataset.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
