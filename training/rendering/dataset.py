"""Sets of labelled images: rendered in parallel, seeded, and resumable after an interruption.

A set is a folder. `set.json` records the settings. `00012/` holds the JPEGs, masks (PNG: 0 background, 128 arm, 255
hand) and index rows of one shard; it appears when the shard is complete. `index.csv.gz` appears after the last shard.
"""

import csv
import gzip
import json
import multiprocessing
from collections.abc import Iterator
from dataclasses import MISSING, asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from tqdm import tqdm

from device.names import shown
from device.system.files import atomic_path, write_atomic
from device.system.unfinished_files import part_path, remove_abandoned
from training.datasets import signers
from training.datasets.index_csv import read_rows
from training.datasets.pictures import write_picture
from training.errors import RunError
from training.rendering.labelled_image import LabelledImage, Mode, RenderPlan, render_image, synthetic_signer
from training.rendering.photo_backgrounds import PhotoBackgrounds

SHARD = 200
"""Images of a shard: about six seconds of work, which an interruption may lose."""
COLUMNS = (*signers.COLUMNS, "shape", "skin", "seed", "variant", "what")
"""The columns of the real data, then those of rendered images. hand_score: fraction of the landmarks inside."""


@dataclass(frozen=True)
class RenderJob:
    """What to render; the field names are the keys of `set.json`.

    Attributes:
        count: number of images.
        seed: of all random choices.
        frame_share: fraction of images in mode "frame"; the rest are "crop".
        crop: side of a crop, pixels.
        frame: width and height of a frame, pixels.
        people: number of synthetic signers.
        nothing: fraction of images that show no letter.
        grey: write grey JPEGs.
        backgrounds: folder of pictures for a part of the backgrounds, "" for invented ones only.
        clean, turned: see labelled_image.RenderPlan.
    """

    count: int
    seed: int = 1
    frame_share: float = 0.0
    crop: int = 128
    frame: tuple[int, int] = (320, 240)
    people: int = 400
    nothing: float = 0.12
    grey: bool = False
    backgrounds: str = ""
    clean: bool = False
    turned: float = 0.0

    def plan(self, number: int) -> RenderPlan:
        """Return the plan of one image; frames are spread evenly among the crops."""
        is_frame = int((number + 1) * self.frame_share) > int(number * self.frame_share)
        mode: Mode = "frame" if is_frame else "crop"
        width, height = self.frame if is_frame else (self.crop, self.crop)
        return RenderPlan(
            mode, width, height, people=self.people, nothing=self.nothing, clean=self.clean, turned=self.turned
        )


def render_set(job: RenderJob, out: Path, workers: int = 1) -> Path:
    """Render the missing shards of a set.

    Args:
        job: what to render.
        out: folder of the set.
        workers: processes.

    Returns:
        The index.

    Raises:
        DataError: `job.backgrounds` holds no pictures.
        RunError: the folder holds another set or cannot be written.
    """
    _claim(job, out)
    remove_abandoned(out)
    shards = range((job.count + SHARD - 1) // SHARD)
    missing = [s for s in shards if not (out / f"{s:05d}").exists()]
    done = job.count - sum(_size(job, s) for s in missing)
    _backgrounds(job.backgrounds)  # report a wrong folder before the workers start
    render_image(job.plan(0), job.seed, 0)  # compile once, into numba's cache
    shard_jobs = [(job, out, s) for s in missing]
    with tqdm(total=job.count, initial=done, unit="image") as bar:
        if workers == 1:
            for size in map(_shard, shard_jobs):
                bar.update(size)
        else:
            with multiprocessing.get_context("spawn").Pool(workers) as pool:
                for size in pool.imap_unordered(_shard, shard_jobs):
                    bar.update(size)
    return _index(out, len(shards))


def _claim(job: RenderJob, out: Path) -> None:
    settings = json.dumps(asdict(job), indent=1)
    path = out / "set.json"
    if path.exists() and _settings_of(path) != json.loads(settings):
        raise RunError(
            f"{shown(out)} holds a set made with other settings (see {shown(path)}); give the same settings or "
            "another folder."
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_atomic(path, settings)
    except OSError as e:
        raise RunError(f"Cannot write to {shown(out)}: {e.strerror}; choose a folder you may write to.") from e


def _settings_of(path: Path) -> dict[str, Any] | None:
    """Return the settings of a set, defaults for those that an earlier version did not know; None if unreadable."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(known, dict):
        return None
    defaults = {f.name: f.default for f in fields(RenderJob) if f.default is not MISSING}
    return {**json.loads(json.dumps(defaults)), **known}


def _size(job: RenderJob, shard: int) -> int:
    return min(SHARD, job.count - shard * SHARD)


@cache
def _backgrounds(folder: str) -> PhotoBackgrounds | None:
    return PhotoBackgrounds.of(Path(folder)) if folder else None


def _shard(shard_job: tuple[RenderJob, Path, int]) -> int:
    """Render one shard; return the number of its images."""
    job, out, shard = shard_job
    cv2.setNumThreads(1)
    final = out / f"{shard:05d}"
    part = part_path(final)
    part.mkdir(exist_ok=True)
    rows = []
    for number in range(shard * SHARD, shard * SHARD + _size(job, shard)):
        labelled = render_image(job.plan(number), job.seed, number, _backgrounds(job.backgrounds))
        image = cv2.cvtColor(labelled.image, cv2.COLOR_BGR2GRAY) if job.grey else labelled.image
        write_picture(
            part / f"{number:07d}.jpg", np.asarray(image, np.uint8), [cv2.IMWRITE_JPEG_QUALITY, labelled.quality]
        )
        write_picture(part / f"{number:07d}_mask.png", labelled.mask)
        rows.append(index_row(labelled, job, number, f"{shard:05d}/{number:07d}.jpg"))
    with (part / "index.csv").open("w", newline="") as f:
        csv.DictWriter(f, COLUMNS).writerows(rows)
    part.rename(final)
    return len(rows)


def index_row(image: LabelledImage, job: RenderJob, number: int, file: str) -> dict[str, str | int]:
    """Return the index row of image `number`, stored as `file`."""
    height, width = image.mask.shape
    box, landmarks = "", ""
    if image.box is not None and image.landmarks is not None:
        box = " ".join(f"{v:.4f}" for v in (image.box.x0, image.box.y0, image.box.x1, image.box.y1))
        landmarks = " ".join(f"{v:.4f}" for v in image.landmarks.ravel())
    build = synthetic_signer(job.seed, image.person).arm.build
    return {
        "file": file,
        "source": "synthetic",
        "signer": f"synthetic-{image.person:04d}",
        "letter": image.letter,
        "split": "train",
        "kind": job.plan(number).mode,
        "width": width,
        "height": height,
        "hand": image.hand or "",
        "hand_score": f"{image.visible:.3f}",
        "box": box,
        "landmarks": landmarks,
        "shape": f"gender {build.gender:.2f} age {build.age:.2f} diameter {build.diameter:.2f} "
        f"length {build.length:.2f}",
        "skin": f"{image.tone:.3f}",
        "seed": job.seed,
        "variant": image.variant,
        "what": image.what,
    }


def _index(out: Path, shards: int) -> Path:
    final = out / "index.csv.gz"
    with atomic_path(final) as part, part.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
        packed.write((",".join(COLUMNS) + "\r\n").encode())
        for shard in range(shards):
            packed.write((out / f"{shard:05d}" / "index.csv").read_bytes())
    return final


def index_rows(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a set's index, or of the shards rendered so far."""
    index = folder / "index.csv.gz"
    if index.exists():
        for _, row in read_rows(index, COLUMNS):
            yield row
        return
    for part in sorted(folder.glob("[0-9]*/index.csv")):
        with part.open(newline="", encoding="utf-8") as f:
            yield from csv.DictReader(f, COLUMNS)
