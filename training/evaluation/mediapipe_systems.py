"""The peer's rows: MediaPipe Hands places the points, a landmark classifier names the letter.

MediaPipe's answers to a set of frames are kept in a cache: they are the same every time and take minutes.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.recognition.metadata import MIN_CONFIDENCE
from device.types import Pixels
from training.evaluation.picture_set import Pictures
from training.evaluation.predictions import POINTS, Seen
from training.mediapipe import client
from training.mediapipe.posed_classifier import PosedClassifier, in_pixels
from training.progress import progress
from training.run_folder import written_whole

VERSION = "mediapipe 0.10.21, static, threshold 0.3"


class PeerEyes:
    """MediaPipe Hands on the very grey frames everybody reads."""

    excluded: tuple[str, ...] = ()
    enter = MIN_CONFIDENCE
    places = True

    def __init__(self, classifier: PosedClassifier, cache: Path, *, lite: bool = False) -> None:
        """Read with this classifier; MediaPipe's answers are kept in `cache`."""
        self.name = f"MediaPipe Hands {'lite' if lite else 'full'}, live on the grey frames"
        self.how = "its own detector on the grey frame"
        self.labels = classifier.labels
        self._classifier = classifier
        self._cache = cache
        self._lite = lite

    def see(self, pictures: Pictures) -> Seen:
        """See seen.Reader.

        Raises:
            RunError: its environment is missing.
        """
        return read_points(self._classifier, tracked(pictures, self._cache, lite=self._lite), pictures.images)

    def follow(self, pictures: Pictures, period_s: float) -> Seen:
        """As `see`: its classifier remembers nothing, and every frame is searched at its best."""
        return self.see(pictures)


class RecordedPeerEyes:
    """The landmarks that lie beside the signers' frames: MediaPipe on the original colour recordings."""

    name = "MediaPipe Hands full, on the colour originals"
    how = "landmarks recorded from the colour original of the same frame"
    excluded: tuple[str, ...] = ()
    enter = MIN_CONFIDENCE
    places = True

    def __init__(self, classifier: PosedClassifier) -> None:
        self.labels = classifier.labels
        self._classifier = classifier

    def see(self, pictures: Pictures) -> Seen:
        """See seen.Reader; of signers' frames only."""
        points = np.full((len(pictures.images), POINTS, 2), np.nan, np.float32)
        for i, sample in enumerate(pictures.samples):
            if sample.landmarks is not None:
                points[i] = sample.landmarks[:, :2]
        return read_points(self._classifier, points, pictures.images)

    def follow(self, pictures: Pictures, period_s: float) -> Seen:
        """See seen.Reader."""
        return self.see(pictures)


def peer_bytes() -> str:
    """Sizes of MediaPipe's palm and landmark models, as printed."""
    root = client.PYTHON.parents[1] / "lib"
    sizes = {}
    for kind in ("lite", "full"):
        names = (f"palm_detection/palm_detection_{kind}", f"hand_landmark/hand_landmark_{kind}")
        files = [file for name in names for file in root.glob(f"*/site-packages/mediapipe/modules/{name}.tflite")]
        sizes[kind] = sum(file.stat().st_size for file in files)
    return ", ".join(f"{size / 1e6:.1f} MB {kind}" for kind, size in sizes.items() if size) or "–"


def read_points(classifier: PosedClassifier, points: NDArray[np.float32], images: Sequence[Pixels]) -> Seen:
    """Letters of points (n, 21, 2) in fractions of their frames; NaN for a hand that was not found."""
    found = ~np.isnan(points[:, 0, 0])
    scores = np.zeros((len(points), len(classifier.labels)), np.float32)
    if found.any():
        scores[found] = classifier.scores(
            np.array([in_pixels(points[i], images[i].shape) for i in np.flatnonzero(found)])
        )
    return Seen(scores, found, points)


def tracked(pictures: Pictures, cache: Path, *, lite: bool = False) -> NDArray[np.float32]:
    """MediaPipe's points of each frame by itself, float32 (n, 21, 2) in fractions, NaN where it finds none."""
    key = hashlib.sha256(f"{VERSION} {lite} {pictures.key}".encode()).hexdigest()[:16]
    path = cache / f"mediapipe-{key}.npy"
    if not path.is_file():
        points = np.full((len(pictures.images), POINTS, 2), np.nan, np.float32)
        marked = client.track(pictures.images, lite=lite)
        for i, track in enumerate(progress(marked, "MediaPipe Hands, once", total=len(points))):
            if track.landmarks is not None:
                points[i] = track.landmarks[:, :2]
        with written_whole(path) as part:
            np.save(part, points)
    return np.load(path)
