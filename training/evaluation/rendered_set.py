"""Rendered hands in front of patterned walls, with exact reference landmarks.

MediaPipe, which gave the landmarks of the real frames, fails most often there. The people are made for this set only;
the hand model is the one that the rendered training hands come from.
"""

import csv
import gzip
from pathlib import Path

import cv2
import numpy as np

from training.datasets import synthetic
from training.datasets.pictures import write_picture
from training.datasets.sample import Sample
from training.progress import progress
from training.rendering import dataset
from training.rendering.labelled_image import RenderPlan, render_image
from training.rendering.patterned_walls import PatternedWalls
from training.run_folder import written_whole

SEED = 550_055  # of no training set
COUNT = 480
PEOPLE = 60
WIDTH, HEIGHT = 320, 240
QUALITY = 90
INDEX = "index.csv.gz"


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
        picture = render_image(plan, SEED, number, PatternedWalls())
        name = f"{number:05d}.jpg"
        with written_whole(folder / name) as part:
            grey = cv2.cvtColor(picture.image, cv2.COLOR_BGR2GRAY)
            write_picture(part, np.asarray(grey, np.uint8), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        rows.append({**dataset.index_row(picture, order, number, name), "split": "eval"})
    with written_whole(folder / INDEX) as part, gzip.open(part, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, dataset.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
