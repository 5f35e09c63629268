"""Pictures of a clip → the hand's track, by the station's own recogniser or by MediaPipe; kept in a cache."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.recognition import detector, geometry, landmarks, tracking
from device.recognition import recognizer as recognizers
from device.settings import MODELS, RecognitionSettings
from device.types import Frame
from training.datasets.sample import Sample
from training.mediapipe import client
from training.run_folder import written_whole

DEVICE, MEDIAPIPE = "station", "mediapipe"


@dataclass(frozen=True)
class RecognizedTrack:
    """Attributes: points float32 (n, 21, 2) pixels, NaN where no hand was found; right float32 (n,) 1, −1 or 0."""

    points: NDArray[np.float32]
    right: NDArray[np.float32]


def recognized_tracks(clips: dict[str, Sequence[Sample]], by: str, cache: Path) -> dict[str, RecognizedTrack]:
    """The track of each clip, its frames in order.

    Args:
        clips: name → frames.
        by: STATION (the installed models) or PEER (MediaPipe in its own environment; only JPEG frames).

    Raises:
        RunError: MediaPipe's environment is missing.
        ModelError: the station's models are.
    """
    make: Callable[[Sequence[Sample], Path], RecognizedTrack] | None = None
    known: dict[str, RecognizedTrack] = {}
    for name, frames in tqdm(clips.items(), desc=f"Tracks by {by}", unit="clip", disable=len(clips) < 2):
        make = make or (_station() if by == DEVICE else _mediapipe)
        key = hashlib.sha256(f"{by} {version(by)} {name} {len(frames)}".encode()).hexdigest()[:12]
        path = cache / f"{name.replace('/', '-')}-{by}-{key}.npz"
        if not path.exists():
            track = make(frames, cache)
            with written_whole(path) as part:
                np.savez_compressed(part, points=track.points, right=track.right)
        with np.load(path) as held:
            known[name] = RecognizedTrack(held["points"], held["right"])
    return known


def version(by: str) -> str:
    """Changes when the recogniser does: its networks, or how they are used."""
    if by == MEDIAPIPE:
        return "0.10.21"
    code = [Path(module.__file__) for module in (detector, geometry, landmarks, tracking, recognizers)]
    made_of = [*sorted((MODELS / "station").glob("*.json")), *code]
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_of)).hexdigest()


def _station() -> Callable[[Sequence[Sample], Path], RecognizedTrack]:
    recognizer = recognizers.LandmarkRecognizer(RecognitionSettings(path="landmark"))

    def make(frames: Sequence[Sample], cache: Path) -> RecognizedTrack:
        recognizer.reset()
        points = np.full((len(frames), 21, 2), np.nan, np.float32)
        right = np.zeros(len(frames), np.float32)
        for i, sample in enumerate(frames):
            image = sample.load()
            scores = recognizer.recognize(Frame(image, i / 30, i))
            if scores.landmarks is not None:
                points[i] = scores.landmarks * np.array(image.shape[::-1], np.float32)
                right[i] = 0 if scores.box is None or scores.box.hand is None else 2 * (scores.box.hand == "right") - 1
        return RecognizedTrack(points, right)

    return make


def _mediapipe(frames: Sequence[Sample], cache: Path) -> RecognizedTrack:
    points = np.full((len(frames), 21, 2), np.nan, np.float32)
    images = [sample.load() for sample in frames]
    for i, track in enumerate(client.track(images)):
        if track.landmarks is not None:
            points[i] = track.landmarks[:, :2] * np.array(images[i].shape[::-1], np.float32)
    return RecognizedTrack(points, np.zeros(len(frames), np.float32))
