"""Landmarks of recorded clips, by the device's recognizer or by MediaPipe; kept in a cache."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device import recognition
from device.recognition.landmark_recognizer import LandmarkRecognizer
from device.recognition.recognizer import DEFAULT
from device.settings import RecognitionSettings
from device.types import Frame
from training.datasets.sample import Sample
from training.dynamic.cache import cached_arrays
from training.mediapipe import client

DEVICE, MEDIAPIPE = "station", "mediapipe"
"""Names of the two recognizers, in --by and in cache files."""
MEDIAPIPE_VERSION = "0.10.21"
FPS = 30
CODE = sorted(Path(next(iter(recognition.__path__))).glob("*.py"))
"""Files that decide where the device sees landmarks."""


@dataclass(frozen=True)
class RecognizedTrack:
    """What a recognizer found in a clip.

    Attributes:
        landmarks: float32 (n, 21, 2) pixels, NaN without a hand.
        right: float32 (n,) 1 for a right hand, −1 for a left one, 0 if not known.
    """

    landmarks: NDArray[np.float32]
    right: NDArray[np.float32]


def recognized_tracks(clips: Mapping[str, Sequence[Sample]], by: str, cache: Path) -> dict[str, RecognizedTrack]:
    """Return the track of each clip.

    Args:
        clips: name → frames in order.
        by: DEVICE (the installed models) or MEDIAPIPE (in its own environment).
        cache: folder for the results.

    Raises:
        DataError: a frame cannot be read.
        ModelError: the device's models are missing.
        RunError: MediaPipe's environment is missing, or the cache cannot be written.
    """
    found: dict[str, RecognizedTrack] = {}
    recognize: Callable[[Sequence[Sample]], RecognizedTrack] | None = None

    def compute(frames: Sequence[Sample]) -> dict[str, NDArray[np.float32]]:
        nonlocal recognize
        recognize = recognize or (_by_device() if by == DEVICE else _by_mediapipe)
        track = recognize(frames)
        return {"points": track.landmarks, "right": track.right}

    for name, frames in tqdm(clips.items(), desc=f"Tracks by {by}", unit="clip", disable=len(clips) < 2):
        key = hashlib.sha256(f"{by} {version(by)} {name} {len(frames)}".encode()).hexdigest()[:12]
        path = cache / f"{name.replace('/', '-')}-{by}-{key}.npz"
        arrays = cached_arrays(path, partial(compute, frames))
        found[name] = RecognizedTrack(arrays["points"], arrays["right"])
    return found


def version(by: str) -> str:
    """Return a text that changes when the recognizer does: its models, or the code that uses them."""
    if by == MEDIAPIPE:
        return MEDIAPIPE_VERSION
    networks = [path for path in DEFAULT.files if path != DEFAULT.motion]
    parts = [*(path.with_suffix(".json") for path in networks), *CODE]
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()


def _by_device() -> Callable[[Sequence[Sample]], RecognizedTrack]:
    recognizer = LandmarkRecognizer(RecognitionSettings(path="landmark"))

    def recognize(frames: Sequence[Sample]) -> RecognizedTrack:
        recognizer.reset()
        points = np.full((len(frames), 21, 2), np.nan, np.float32)
        right = np.zeros(len(frames), np.float32)
        for i, sample in enumerate(frames):
            image = sample.load()
            scores = recognizer.recognize(Frame(image, i / FPS, i))
            if scores.landmarks is not None:
                points[i] = scores.landmarks * np.array(image.shape[::-1], np.float32)
                right[i] = 0 if scores.box is None or scores.box.hand is None else 2 * (scores.box.hand == "right") - 1
        return RecognizedTrack(points, right)

    return recognize


def _by_mediapipe(frames: Sequence[Sample]) -> RecognizedTrack:
    points = np.full((len(frames), 21, 2), np.nan, np.float32)
    images = [sample.load() for sample in frames]
    for i, track in enumerate(client.track(images)):
        if track.landmarks is not None:
            points[i] = track.landmarks[:, :2] * np.array(images[i].shape[::-1], np.float32)
    return RecognizedTrack(points, np.zeros(len(frames), np.float32))
