"""The peer as a row of the scoreboard: MediaPipe's landmarks, a support vector machine's letters."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from device.types import HandBox, Handedness, Pixels
from training.datasets.geometry import normalise_landmarks
from training.datasets.sample import Sample
from training.errors import RunError
from training.evaluation.frame_systems import Answer, answer
from training.mediapipe.client import track
from training.mediapipe.svm import LandmarkSvm
from training.progress import progress


def train_peer(samples: Sequence[Sample]) -> LandmarkSvm:
    """The SVM on all training hands with landmarks; those came from the original colour recordings."""
    marked = [
        s for s in samples if s.landmarks is not None and s.letter in STATIC_LETTERS and s.is_asl and s.split == "train"
    ]
    features = [feature(s.landmarks, s.hand, s.load()) for s in progress(marked, "Landmarks of training hands")]
    svm = LandmarkSvm()
    svm.fit(np.stack(features), [s.letter for s in marked])
    return svm


def feature(landmarks: NDArray[np.float32], hand: Handedness | None, image: Pixels) -> NDArray[np.float32]:
    """Landmarks of a frame → float32 (63,)."""
    return normalise_landmarks(landmarks, hand, image.shape[0] / image.shape[1])


class PeerReader:
    """MediaPipe Hands on the very frames everybody reads, then the SVM."""

    whole_frames, given_boxes = True, False

    def __init__(self, svm: LandmarkSvm, *, lite: bool = False) -> None:
        self.name = f"MediaPipe Hands {'lite' if lite else 'full'} + SVM"
        self.how = "MediaPipe's own detector on this grey frame; a hand not found counts as wrong"
        self.labels = svm.labels
        self._svm = svm
        self._lite = lite

    def read(self, images: Sequence[Pixels], boxes: Sequence[HandBox] | None = None) -> list[Answer]:
        """See FrameReader; cpu_ms is MediaPipe's own, the SVM's milliseconds are not in it."""
        answers = []
        for image, found in zip(images, track(images, lite=self._lite), strict=True):
            answers.append(peer_answer(self._svm, image, found.landmarks, found.hand, found.cpu_ms))
        return answers


class RecordedPeerReader:
    """The same SVM on the landmarks that lie beside the frames: MediaPipe on the original colour recordings.

    The stored frames are small grey JPEGs, on which MediaPipe finds fewer hands; this is the peer at its best.
    It reads samples, not images: nothing is tracked now, so it has no time and no curves.
    """

    name = "MediaPipe Hands on the colour originals + SVM"
    how = "landmarks MediaPipe gave for the original colour recording; a hand not found counts as wrong"
    whole_frames, given_boxes = True, False

    def __init__(self, svm: LandmarkSvm) -> None:
        self.labels = svm.labels
        self._svm = svm

    def read_samples(self, samples: Sequence[Sample], images: Sequence[Pixels]) -> list[Answer]:
        """One answer a sample."""
        return [
            peer_answer(self._svm, image, sample.landmarks, sample.hand)
            for sample, image in zip(samples, images, strict=True)
        ]

    def read(self, images: Sequence[Pixels], boxes: Sequence[HandBox] | None = None) -> list[Answer]:
        """Not from pictures alone."""
        raise RunError("Recorded landmarks belong to their frames; other pictures need a live peer.")


def peer_answer(
    svm: LandmarkSvm,
    image: Pixels,
    landmarks: NDArray[np.float32] | None,
    hand: Handedness | None,
    cpu_ms: float | None = None,
) -> Answer:
    """The SVM's answer to landmarks, "not found" without them."""
    if landmarks is None:
        return Answer(None, 0.0, np.zeros(len(svm.labels), np.float32), found=False, cpu_ms=cpu_ms)
    said = answer(svm.labels, svm.scores(feature(landmarks, hand, image)[None])[0])
    return Answer(said.letter, said.confidence, said.scores, cpu_ms=cpu_ms)
