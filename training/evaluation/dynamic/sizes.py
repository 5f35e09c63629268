"""Sizes of the networks, and the time of a step of each on this machine."""

from pathlib import Path

import numpy as np

from device.recognition.dynamic.detector import DynamicLetterDetector
from device.recognition.dynamic.features import FEATURE_NAMES
from device.recognition.dynamic.network import RecurrentModel
from device.recognition.interpreter import Model
from training.dynamic.rendered_tracks import TEST_PEOPLE, render_track
from training.dynamic.track import LabelledTrack
from training.evaluation.cost import milliseconds
from training.tensorflow_quiet import silenced

STEPS = 2000


def size_table(paths: dict[str, Path]) -> str:
    """Return a Markdown table: bytes of each .tflite, wall time of a step of the network and of a whole frame.

    Args:
        paths: {name: .tflite}.

    Raises:
        ModelError: a model is missing or damaged.
    """
    clip = render_track(1, 1, people=TEST_PEOPLE)
    rows = [
        "| | bytes | step of the network ms, median (95 %) | with features and decisions |",
        "| --- | --: | --: | --: |",
    ]
    for name, path in paths.items():
        with silenced():
            model = Model(path)
        step, frame = _step_ms(model), _frame_ms(path, clip)
        rows.append(
            f"| {name} | {path.stat().st_size} | {step['median_ms']} ({step['p95_ms']}) "
            f"| {frame['median_ms']} ({frame['p95_ms']}) |"
        )
    return "\n".join(rows) + "\n"


def _step_ms(model: Model) -> dict[str, float]:
    network = RecurrentModel(model)
    x = np.random.default_rng(1).uniform(-1, 1, (STEPS, len(FEATURE_NAMES))).astype(np.float32)
    return milliseconds(lambda i: network.step(x[i]), STEPS)


def _frame_ms(path: Path, clip: LabelledTrack) -> dict[str, float]:
    with silenced():
        detector = DynamicLetterDetector.load(path)
    points = clip.landmarks * 100
    return milliseconds(lambda i: detector.update(i / 30, points[i % len(points)], 1.0), STEPS)
