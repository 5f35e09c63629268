"""J and Z of training signers as the device's recognizer sees them: as recorded, mirrored, slower and smaller."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from device.types import Pixels
from training.datasets import motion, motion_people
from training.datasets.sample import Sample
from training.dynamic import recorded_clips
from training.dynamic.people_tracks import labelled_track
from training.dynamic.track import LabelledTrack
from training.dynamic.tracking import DEVICE, MEDIAPIPE, recognized_tracks

Array = NDArray[np.float64]


@dataclass(frozen=True)
class View:
    """One way to show a clip.

    Attributes:
        name: for people; part of the names in the cache.
        mirrored: the other hand.
        every: only each so many-th frame, as of a slower camera.
        scale: factor of the picture's width and height.
    """

    name: str
    mirrored: bool = False
    every: int = 1
    scale: float = 1.0

    def picture(self, sample: Sample) -> Pixels:
        """Load a frame, uint8 (h, w)."""
        image = sample.load()
        if self.scale != 1.0:
            size = (round(image.shape[1] * self.scale), round(image.shape[0] * self.scale))
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        return np.ascontiguousarray(image[:, ::-1] if self.mirrored else image, np.uint8)

    def points(self, landmarks: Array, width: int) -> Array:
        """Return landmarks (n, 21, 2) of all frames, in pixels of a picture of this width, as this view shows them."""
        seen = landmarks[:: self.every]
        if self.mirrored:
            seen = np.array([width - 1.0, 0.0]) + seen * np.array([-1.0, 1.0])
        return np.asarray(seen * self.scale, np.float64)


VIEWS = (
    View("as recorded"),
    View("mirrored", mirrored=True),
    View("half rate", every=2),
    View("smaller", scale=0.7),
)


@dataclass(frozen=True)
class RecognizedClip:
    """One clip in one view.

    Attributes:
        track: the device's landmarks, in pixels, with what is signed.
        right: (n,) 1 for a right hand, −1 for a left one, 0 if not known: the device's answer.
        reference: (n, 21, 2) MediaPipe's landmarks in the same pixels, NaN without a hand; None if it has none.
    """

    track: LabelledTrack
    right: NDArray[np.float32]
    reference: Array | None


def recognized_clips(data: Path, cache: Path, views: Sequence[View] = VIEWS) -> list[RecognizedClip]:
    """Return the clips of J and Z by training signers and by the training people of motion/clips, in each view.

    Args:
        data: folder that holds motion/.
        cache: folder for tracks.
        views: of every clip.

    Raises:
        DataError: the clips are missing or damaged.
        ModelError: the device's models are missing.
    """
    known = {clip.name: clip.landmarks for clip in recorded_clips.performances(data, MEDIAPIPE, cache)}
    clips = [(clip, frames, known.get(clip.name)) for clip, frames in recorded_clips.performance_films(data, "train")]
    for trace in motion_people.traces(data):
        if trace.timed and trace.split == "train" and trace.kind == "clean":
            frames = motion.clip_samples(data, trace.signer, trace.letter)
            height, width = frames[0].load().shape
            reference = trace.landmarks / motion_people.PICTURE * np.array([width, height])
            clips.append((labelled_track(trace), frames, reference))
    shown = {
        f"{clip.name}, {view.name}": [replace(each, load=partial(view.picture, each)) for each in frames[:: view.every]]
        for clip, frames, _ in clips
        for view in views
    }
    seen = recognized_tracks(shown, DEVICE, cache)
    found = []
    for clip, frames, reference in clips:
        width = frames[0].load().shape[1]
        for view in views:
            track = seen[f"{clip.name}, {view.name}"]
            count = len(track.landmarks)
            labelled = replace(
                clip,
                name=f"{clip.name}, {view.name}",
                t=clip.t[:: view.every][:count],
                landmarks=track.landmarks.astype(float),
                side=-clip.side if view.mirrored else clip.side,
            )
            points = None if reference is None else view.points(reference, width)
            found.append(RecognizedClip(labelled, track.right, points))
    return found
