"""Performances of J and Z: clips as folders of frames or .mp4 files, and their landmarks."""

from functools import lru_cache, partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from device.camera.listing import visible
from device.camera.video_file import VideoFile
from device.errors import CameraError
from device.names import shown
from device.recognition.preprocess import grey
from device.system.csv_table import decimal_number
from device.types import Pixels
from training.datasets.index_csv import SPLITS, letter_of, read_rows, split_of
from training.datasets.people import person
from training.datasets.pictures import read_picture
from training.datasets.sample import Sample
from training.errors import DataError


def samples(data: Path) -> list[Sample]:
    """Return one sample for each frame of `data`/motion/{train,eval}/<signer>/<letter>(.mp4), in time order.

    Frames of a clip share their `session` ("Mariia00/J"). The letter is what the whole clip shows, not what one frame
    shows, so these samples must not be mixed with stills.

    Raises:
        DataError: the folder is missing, or a clip is unreadable or empty.
    """
    folder = data / "motion"
    if not folder.is_dir():
        raise DataError(f"{shown(folder)} is missing; set DATA to the folder that holds it.")
    found: list[Sample] = []
    for clip in visible(path for split in SPLITS for path in folder.glob(f"{split}/*/*")):
        split, signer, letter = split_of(clip.parts[-3], str(clip)), person(clip.parts[-2]), clip.stem
        letter_of(letter, str(clip))
        if clip.suffix == ".mp4":
            loads = [(f"{index:03d}", partial(_frame, clip, index)) for index in range(_length(clip))]
        else:
            loads = [(path.name, partial(read_picture, path)) for path in visible(clip.glob("*.jpg"))]
        if not loads:
            raise DataError(f"{clip} holds no frames; copy it again or remove it.")
        name = str(clip.relative_to(folder))
        found += [
            Sample(
                "motion", f"{name}/{frame}", letter, signer, f"{signer}/{letter}", split, "frame", load, what="motion"
            )
            for frame, load in loads
        ]
    return found


def landmark_traces(data: Path) -> dict[tuple[str, str], NDArray[np.float32]]:
    """Return the landmarks of the clips: {(signer, letter): float32 (frames, 21, 3)}, NaN without a hand.

    Raises:
        DataError: the file is missing, damaged or has a wrong row.
    """
    points = [f"{axis}{index}" for index in range(21) for axis in "xyz"]
    clips: dict[tuple[str, str], list[list[float]]] = {}
    path = data / "motion" / "landmark_traces.csv.gz"
    for where, row in read_rows(path, ("source", "letter", "frame", "detected", *points)):
        read = [decimal_number(row[point]) if row[point].strip() else np.nan for point in points]
        values = [value for value in read if value is not None]
        if len(values) < len(points):
            raise DataError(f"{where}: a landmark is not a number.")
        if row["detected"] != "1":
            values = [np.nan] * 63
        clips.setdefault((person(row["source"]), letter_of(row["letter"], where)), []).append(values)
    return {clip: np.array(rows, np.float32).reshape(-1, 21, 3) for clip, rows in clips.items()}


def clip_frames(data: Path, source: str, letter: str) -> list[Pixels]:
    """Return the frames of `data`/motion/clips/<source>/<letter>_0.mp4, uint8 (h, w) each.

    Its times and landmarks are those of the performance of the same name in motion_people.traces.

    Raises:
        DataError: the clip is missing, damaged or empty.
    """
    frames = list(_frames(data / "motion" / "clips" / source / f"{letter}_0.mp4"))
    if not frames:
        raise DataError(f"{source}/{letter} holds no frames; copy it again or remove it.")
    return frames


def clip_samples(data: Path, source: str, letter: str) -> list[Sample]:
    """Return the frames of `clip_frames` as samples of training people, in time order.

    Raises:
        DataError: the clip is missing, damaged or empty.
    """
    frames = clip_frames(data, source, letter)
    name = f"{source}/{letter}"

    def load(index: int) -> Pixels:
        return frames[index]

    return [
        Sample(
            "motion",
            f"clips/{name}/{i:03d}",
            letter,
            person(source),
            name,
            "train",
            "frame",
            partial(load, i),
            what="motion",
        )
        for i in range(len(frames))
    ]


def _length(clip: Path) -> int:
    capture = _opened(clip)
    length = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
    capture.release()
    return max(length, 0)


def _opened(clip: Path) -> cv2.VideoCapture:
    try:
        video = VideoFile(clip)
    except CameraError as error:
        raise DataError(str(error)) from None
    if video.cut_short:
        raise DataError(f"{shown(clip)} is cut short: its end is missing; copy it again.")
    return video.capture


@lru_cache(maxsize=4)
def _frames(clip: Path) -> list[Pixels]:
    """Return all frames (at most 140 a clip): seeking in an .mp4 is neither exact nor fast."""
    capture, frames = _opened(clip), []
    while (read := capture.read())[0]:
        frames.append(grey(read[1].astype(np.uint8, copy=False)))
    capture.release()
    return frames


def _frame(clip: Path, index: int) -> Pixels:
    frames = _frames(clip)
    if index >= len(frames):
        raise DataError(f"{clip} ends at frame {len(frames)}, before frame {index}; copy it again.")
    return frames[index]
