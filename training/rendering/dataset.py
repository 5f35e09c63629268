"""Pictures in numbers: rendered in parallel, in shards that are whole or not there, resumable and seeded.

A set is a folder: `set.json` says how it was made; `00012/` holds one shard's JPEGs, masks (PNG: 0
background, 128 arm, 255 hand) and rows; `index.csv.gz` appears when every shard is there.
"""

import csv
import gzip
import json
import multiprocessing
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import cv2
from tqdm import tqdm

from device.system.files import PART, atomic_path, part_path
from training.errors import RunError
from training.rendering.picture import LabelledImage, RenderPlan, render_image, synthetic_signer
from training.rendering.scene import PhotoBackgrounds

SHARD = 200
"""Pictures a shard: about six seconds of work, what an interruption may cost."""
COLUMNS = (
    "file",
    "source",
    "signer",
    "letter",
    "split",
    "kind",
    "width",
    "height",
    "hand",
    "hand_score",
    "box",
    "landmarks",
    "shape",
    "skin",
    "seed",
    "variant",
    "what",
)
"""The real data's columns, then ours. hand_score: share of the landmarks inside the picture."""


@dataclass(frozen=True)
class RenderJob:
    """What to render.

    Attributes:
        count: pictures. seed: of everything.
        frame_share: share of "frame" pictures; the rest are "crop".
        crop: side of a crop in pixels; frame: width and height of a frame.
        backgrounds: folder of pictures for a part of the backgrounds, or "" for invented ones only.
        clean: see picture.Plan.
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

    def plan(self, number: int) -> RenderPlan:
        """The plan of one picture; frames are spread evenly among the crops."""
        common = {"people": self.people, "nothing": self.nothing, "clean": self.clean}
        is_frame = int((number + 1) * self.frame_share) > int(number * self.frame_share)
        if is_frame:
            return RenderPlan("frame", *self.frame, **common)
        return RenderPlan("crop", self.crop, self.crop, **common)


def render_set(order: RenderJob, out: Path, workers: int = 1) -> Path:
    """Render what is still missing of a set; returns its index.

    Raises:
        RunError: the folder holds another set.
    """
    _claim(order, out)
    for left in out.glob(f"*{PART}"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    shards = range((order.count + SHARD - 1) // SHARD)
    missing = [s for s in shards if not (out / f"{s:05d}").exists()]
    done = order.count - sum(_size(order, s) for s in missing)
    _rooms(order.backgrounds)  # so that a wrong folder is said here, once
    render_image(order.plan(0), order.seed, 0)  # compiles the kernels once, into numba's cache
    jobs = [(order, out, s) for s in missing]
    with tqdm(total=order.count, initial=done, unit="picture") as bar:
        if workers == 1:
            for size in map(_shard, jobs):
                bar.update(size)
        else:
            with multiprocessing.get_context("spawn").Pool(workers) as pool:
                for size in pool.imap_unordered(_shard, jobs):
                    bar.update(size)
    return _index(out, len(shards))


def _claim(order: RenderJob, out: Path) -> None:
    said = json.dumps(asdict(order), indent=1)
    path = out / "set.json"
    if path.exists() and path.read_text() != said:
        raise RunError(
            f"{out} holds a set made with other settings (see {path}); give the same settings or another folder."
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_text(said)
    except OSError as e:
        raise RunError(f"Cannot write to {out}: {e.strerror}; choose a folder you may write to.") from e


def _size(order: RenderJob, shard: int) -> int:
    return min(SHARD, order.count - shard * SHARD)


@cache
def _rooms(folder: str) -> PhotoBackgrounds | None:
    return PhotoBackgrounds.of(Path(folder)) if folder else None


def _shard(job: tuple[RenderJob, Path, int]) -> int:
    order, out, shard = job
    cv2.setNumThreads(1)
    final = out / f"{shard:05d}"
    part = part_path(final)
    part.mkdir(exist_ok=True)
    rows = []
    for number in range(shard * SHARD, shard * SHARD + _size(order, shard)):
        picture = render_image(order.plan(number), order.seed, number, _rooms(order.backgrounds))
        image = cv2.cvtColor(picture.image, cv2.COLOR_BGR2GRAY) if order.grey else picture.image
        cv2.imwrite(str(part / f"{number:07d}.jpg"), image, [cv2.IMWRITE_JPEG_QUALITY, picture.quality])
        cv2.imwrite(str(part / f"{number:07d}_mask.png"), picture.mask)
        rows.append(index_row(picture, order, number, f"{shard:05d}/{number:07d}.jpg"))
    with (part / "index.csv").open("w", newline="") as f:
        csv.DictWriter(f, COLUMNS).writerows(rows)
    part.rename(final)
    return len(rows)


def index_row(picture: LabelledImage, order: RenderJob, number: int, file: str) -> dict[str, str | int]:
    """One line of the index."""
    height, width = picture.mask.shape
    box, landmarks = "", ""
    if picture.landmarks is not None:
        low, high = picture.landmarks[:, :2].min(0), picture.landmarks[:, :2].max(0)
        box = " ".join(f"{v:.4f}" for v in (*low, *high))
        landmarks = " ".join(f"{v:.4f}" for v in picture.landmarks.ravel())
    build = synthetic_signer(order.seed, picture.person).arm.build
    return {
        "file": file,
        "source": "synthetic",
        "signer": f"synthetic-{picture.person:04d}",
        "letter": picture.letter,
        "split": "train",
        "kind": order.plan(number).mode,
        "width": width,
        "height": height,
        "hand": picture.hand or "",
        "hand_score": f"{picture.visible:.3f}",
        "box": box,
        "landmarks": landmarks,
        "shape": f"gender {build.gender:.2f} age {build.age:.2f} diameter {build.diameter:.2f} "
        f"length {build.length:.2f}",
        "skin": f"{picture.tone:.3f}",
        "seed": order.seed,
        "variant": picture.variant,
        "what": picture.what,
    }


def _index(out: Path, shards: int) -> Path:
    final = out / "index.csv.gz"
    with atomic_path(final) as part, part.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
        packed.write((",".join(COLUMNS) + "\r\n").encode())
        for shard in range(shards):
            packed.write((out / f"{shard:05d}" / "index.csv").read_bytes())
    return final


def index_rows(folder: Path) -> Iterator[dict[str, str]]:
    """The index of a set, or as much of it as is rendered."""
    whole = folder / "index.csv.gz"
    if whole.exists():
        with gzip.open(whole, "rt", newline="") as f:
            yield from csv.DictReader(f)
        return
    for part in sorted(folder.glob("[0-9]*/index.csv")):
        with part.open(newline="") as f:
            yield from csv.DictReader(f, COLUMNS)
