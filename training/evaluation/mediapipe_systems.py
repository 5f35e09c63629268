"""MediaPipe Hands as systems: live on the same grey frames, and as recorded from the colour originals.

MediaPipe's landmarks for a set of images are kept in a cache: they are the same every time and take minutes.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.recognition.metadata import MIN_CONFIDENCE
from device.types import HandBox
from training.evaluation.image_set import ImageSet
from training.evaluation.mediapipe_classifier import MediaPipeClassifier
from training.evaluation.predictions import LANDMARKS, Predictions
from training.mediapipe import client
from training.progress import progress
from training.run_folder import written_whole


class MediaPipeSystem:
    """MediaPipe Hands on the same grey frames that every system gets; attributes as of systems.System."""

    how = "MediaPipe's own detector on this grey frame; a hand not found counts as wrong"
    excluded: tuple[str, ...] = ()
    enter = MIN_CONFIDENCE
    places_landmarks = live = True
    takes_boxes = False

    def __init__(self, classifier: MediaPipeClassifier, cache: Path, *, lite: bool = False) -> None:
        """Classify with `classifier`; keep MediaPipe's landmarks in the folder `cache`; `lite`: the small model."""
        self.name = f"MediaPipe Hands {'lite' if lite else 'full'}, live on the grey frames"
        self.labels = classifier.labels
        self._classifier = classifier
        self._cache = cache
        self._lite = lite

    def predict(self, images: ImageSet, boxes: Sequence[HandBox] | None = None) -> Predictions:
        """Read every image on its own; see systems.System.

        Raises:
            RunError: MediaPipe's environment is missing or its process ends early.
        """
        landmarks, cpu_ms = tracked(images, self._cache, lite=self._lite)
        return classified(self._classifier, images, landmarks, cpu_ms)

    def follow(self, images: ImageSet, period_s: float) -> Predictions:
        """Read every image on its own: MediaPipe finds most hands that way, and the classifier has no memory."""
        return self.predict(images)


class RecordedMediaPipeSystem:
    """Landmarks that are stored with the signers' frames; attributes as of systems.System.

    MediaPipe gave them for the original colour recordings. It finds more hands there than on the small grey frames.
    """

    name = "MediaPipe Hands full, on the colour originals"
    how = "landmarks recorded from the colour original of the same frame; a hand not found counts as wrong"
    excluded: tuple[str, ...] = ()
    enter = MIN_CONFIDENCE
    places_landmarks = True
    takes_boxes = live = False

    def __init__(self, classifier: MediaPipeClassifier) -> None:
        self.labels = classifier.labels
        self._classifier = classifier

    def predict(self, images: ImageSet, boxes: Sequence[HandBox] | None = None) -> Predictions:
        """Classify the landmarks of the samples; see systems.System."""
        landmarks = np.full((len(images), LANDMARKS, 2), np.nan, np.float32)
        for i, sample in enumerate(images.samples):
            if sample.landmarks is not None:
                landmarks[i] = sample.landmarks[:, :2]
        return classified(self._classifier, images, landmarks)

    def follow(self, images: ImageSet, period_s: float) -> Predictions:
        """Classify each frame on its own."""
        return self.predict(images)


def model_bytes() -> str:
    """Return the sizes of MediaPipe's palm and landmark models, as printed; "–" if it is not installed."""
    root = client.PYTHON.parents[1] / "lib"
    sizes = {}
    for kind in ("lite", "full"):
        names = (f"palm_detection/palm_detection_{kind}", f"hand_landmark/hand_landmark_{kind}")
        files = [file for name in names for file in root.glob(f"*/site-packages/mediapipe/modules/{name}.tflite")]
        sizes[kind] = sum(file.stat().st_size for file in files)
    return ", ".join(f"{size / 1e6:.1f} MB {kind}" for kind, size in sizes.items() if size) or "–"


def classified(
    classifier: MediaPipeClassifier,
    images: ImageSet,
    landmarks: NDArray[np.float32],
    cpu_ms: NDArray[np.float64] | None = None,
) -> Predictions:
    """Classify landmarks, float32 (n, 21, 2) in fractions of their images; NaN for a hand that was not found."""
    found = ~np.isnan(landmarks[:, 0, 0])
    scores = np.zeros((len(landmarks), len(classifier.labels)), np.float32)
    size = np.array([image.shape[::-1] for image in images.images], np.float32).reshape(-1, 2)
    scores[found] = classifier.scores(landmarks[found], size[found])
    return Predictions(classifier.labels, (), scores, found, landmarks, cpu_ms)


def tracked(
    images: ImageSet, cache: Path, *, lite: bool = False
) -> tuple[NDArray[np.float32], NDArray[np.float64] | None]:
    """Run MediaPipe on each image on its own, or take its results from the cache.

    Returns:
        Landmarks, float32 (n, 21, 2) in fractions, NaN without a hand; CPU milliseconds of each image, (n,).

    Raises:
        RunError: MediaPipe's environment is missing or its process ends early.
    """
    key = hashlib.sha256(f"{client.VERSION} {lite} {images.key}".encode()).hexdigest()[:16]
    path = cache / f"mediapipe-{key}.npz"
    if not path.is_file():
        landmarks = np.full((len(images), LANDMARKS, 2), np.nan, np.float32)
        cpu_ms = np.zeros(len(images))
        tracks = progress(client.track(images.images, lite=lite), "MediaPipe Hands, once", total=len(images))
        for i, track in enumerate(tracks):
            cpu_ms[i] = track.cpu_ms
            if track.landmarks is not None:
                landmarks[i] = track.landmarks[:, :2]
        with written_whole(path) as part:
            np.savez_compressed(part, landmarks=landmarks, cpu_ms=cpu_ms)
    with np.load(path) as kept:
        return kept["landmarks"], kept["cpu_ms"]
