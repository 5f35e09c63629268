"""Hands that sign no letter, placed by the tracker that placed the signers' hands: their index has no boxes."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from device.types import HandBox
from training.datasets.sample import Sample
from training.mediapipe.client import track_files
from training.run_folder import write_json


def placed(samples: Sequence[Sample], data: Path, cache: Path) -> list[Sample]:
    """The negatives in which MediaPipe finds a hand, with landmarks and box; kept in `cache` for the next time.

    Raises:
        RunError: MediaPipe's environment is missing and nothing is in the cache.
    """
    path = cache / "other_handshapes.json"
    known: dict[str, list[list[float]] | None] = json.loads(path.read_text()) if path.is_file() else {}
    new = [sample for sample in samples if sample.name not in known]
    if new:
        tracks = track_files([data / "negatives" / sample.name for sample in new])
        for sample, track in zip(new, tracks, strict=True):
            known[sample.name] = None if track.landmarks is None else track.landmarks.tolist()
        write_json(path, known)
    return [_with(sample, np.array(known[sample.name], np.float32)) for sample in samples if known[sample.name]]


def _with(sample: Sample, marks: np.ndarray) -> Sample:
    (x0, y0), (x1, y1) = marks[:, :2].min(0).tolist(), marks[:, :2].max(0).tolist()
    return replace(sample, landmarks=marks, box=HandBox(x0, y0, x1, y1))
