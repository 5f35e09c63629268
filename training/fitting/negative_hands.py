"""Other handshapes with landmarks and box from MediaPipe: the index of the negatives has none."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.system.json_text import read_json
from device.types import HandBox
from training.datasets.sample import Sample
from training.mediapipe.client import track_files
from training.run_folder import write_json


def locate_hands(samples: Sequence[Sample], data: Path, cache: Path) -> list[Sample]:
    """Return the negatives in which MediaPipe finds a hand, with landmarks and box.

    Args:
        samples: of training.datasets.negatives.
        data: folder with negatives/.
        cache: folder in which the landmarks are kept for the next call.

    Raises:
        RunError: MediaPipe's environment is missing and a sample is not in the cache.
    """
    path = cache / "other_handshapes.json"
    known: dict[str, list[list[float]] | None] = read_json(path) if path.is_file() else {}
    new = [sample for sample in samples if sample.name not in known]
    if new:
        tracks = track_files([data / "negatives" / sample.name for sample in new])
        for sample, track in zip(new, tracks, strict=True):
            known[sample.name] = None if track.landmarks is None else track.landmarks.tolist()
        write_json(path, known)
    return [_with(sample, np.array(known[sample.name], np.float32)) for sample in samples if known[sample.name]]


def _with(sample: Sample, landmarks: NDArray[np.float32]) -> Sample:
    (x0, y0), (x1, y1) = landmarks[:, :2].min(0).tolist(), landmarks[:, :2].max(0).tolist()
    return replace(sample, landmarks=landmarks, box=HandBox(x0, y0, x1, y1))
