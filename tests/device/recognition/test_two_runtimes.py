"""The committed models give the same bytes in both TFLite runtimes, so that a station may use either."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from device.recognition.interpreter import Model
from device.recognition.landmark_classifier import landmark_features
from device.recognition.runtimes import RUNTIMES, installed_runtimes

ROOT = Path(__file__).parents[3]
MODELS = [
    ROOT / "device" / "models" / "report" / "letters.tflite",
    ROOT / "device" / "models" / "station" / "hand.tflite",
    ROOT / "device" / "models" / "station" / "finder.tflite",
    ROOT / "device" / "models" / "station" / "second.tflite",
    ROOT / "tests" / "fakes" / "tiny_letters.tflite",
]

pytestmark = pytest.mark.skipif(
    len(installed_runtimes()) < len(RUNTIMES),
    reason=f"needs {' and '.join(RUNTIMES)} side by side (requirements-dev.txt on Python 3.11)",
)


def pictures(size: int) -> list[np.ndarray]:
    """Seeded noise, gradients, flat greys and drawn shapes: the whole range of an input, without a hand."""
    rng = np.random.default_rng(2024)
    ramp = np.linspace(0, 255, size).astype(np.uint8)
    made = [rng.integers(0, 256, (size, size), dtype=np.uint8) for _ in range(40)]
    made += [np.full((size, size), value, np.uint8) for value in (0, 1, 127, 128, 254, 255)]
    made += [np.tile(ramp, (size, 1)), np.tile(ramp[:, None], (1, size)), np.tile(ramp[::-1], (size, 1))]
    for _ in range(60):
        picture = np.full((size, size), int(rng.integers(0, 256)), np.uint8)
        for _ in range(int(rng.integers(1, 6))):
            start, end = (tuple(int(n) for n in rng.integers(0, size, 2)) for _ in range(2))
            shade = int(rng.integers(0, 256))
            cv2.line(picture, start, end, shade, int(rng.integers(1, 5)))
            cv2.circle(picture, end, int(rng.integers(1, size // 3)), 255 - shade, int(rng.integers(1, 4)))
        made.append(cv2.GaussianBlur(picture, (3, 3), 0))
    return made


def others(model: Model) -> list[np.ndarray]:
    """The landmark model's second input: the direction of an upright square."""
    return [np.array([1.0, 0.0])] if len(model.metadata.inputs) > 1 else []


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_both_runtimes_give_the_same_bytes(path):
    models = [Model(path, runtime=runtime, exact=True) for runtime in RUNTIMES]
    inputs = pictures(models[0].metadata.size)
    for number, picture in enumerate(inputs):
        first, second = (model.raw(picture, *others(model)) for model in models)
        assert first.dtype == np.int8
        assert first.tobytes() == second.tobytes(), f"picture {number} differs"


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_the_compared_images_give_different_results(path):
    """Otherwise equality above would prove little."""
    model = Model(path, exact=True)
    answers = {model.raw(picture, *others(model)).tobytes() for picture in pictures(model.metadata.size)}
    assert len(answers) > 50


def test_both_runtimes_give_the_same_letters_for_landmarks():
    path = ROOT / "device" / "models" / "station" / "letters.tflite"
    first, second = (Model(path, runtime=runtime, exact=True) for runtime in RUNTIMES)
    for x in landmark_features(np.random.default_rng(1).normal(size=(40, 21, 2))):
        np.testing.assert_array_equal(first.run(x[None])[0], second.run(x[None])[0])
