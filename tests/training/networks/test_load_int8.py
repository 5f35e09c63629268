"""Training that starts from an installed int8 model."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from device.recognition.heatmaps import landmarks_from_heatmaps
from device.recognition.interpreter import Model
from device.recognition.preprocess import normalise_contrast
from training.datasets.hand_squares import LABELS
from training.errors import RunError
from training.networks import detector, landmark
from training.networks.grow import WEIGHTS, load_detector, load_version_2
from training.networks.load_int8 import load_converted
from training.networks.pixels import to_input
from training.networks.weights import load_weights

MODELS = Path(__file__).parents[3] / "device" / "models" / "station"
ANGLES = np.linspace(-1.5, 1.5, 24)
DIRECTIONS = np.stack([np.cos(ANGLES), np.sin(ANGLES)], 1).astype(np.float32)


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    """Squares with blurred shapes and normalised contrast, uint8 (n, size, size)."""
    rng, made = np.random.default_rng(6), []
    for _ in range(24):
        picture = rng.integers(40, 200, (landmark.SIZE, landmark.SIZE), dtype=np.uint8)
        cv2.circle(picture, tuple(map(int, rng.integers(20, 70, 2))), int(rng.integers(8, 30)), 230, -1)
        made.append(normalise_contrast(cv2.GaussianBlur(picture, (0, 0), 3)))
    return np.array(made)


def assert_same(model: object, path: Path, pictures: np.ndarray, *directions: np.ndarray) -> None:
    """Compare a Keras model with the int8 file that its weights come from."""
    letters, heatmaps, hand = model.predict([to_input(pictures), DIRECTIONS], verbose=0)
    installed = Model(path, "ai_edge_litert")
    for i, picture in enumerate(pictures[:6]):
        p, maps, presence = installed.read_all(picture, *(each[i] for each in directions))
        assert np.abs(p.reshape(-1) - letters[i]).max() < 0.15
        assert np.abs(presence.reshape(-1) - hand[i]).max() < 0.15
        shift = np.abs(landmarks_from_heatmaps(maps[0]) - landmarks_from_heatmaps(heatmaps[i]))
        assert np.median(shift) < 0.02


def test_the_restored_model_computes_what_the_installed_one_does(pictures: np.ndarray) -> None:
    model = landmark.build()
    load_converted(model, MODELS / "hand.tflite", [to_input(pictures), DIRECTIONS])
    assert_same(model, MODELS / "hand.tflite", pictures, DIRECTIONS)


def test_the_grown_model_computes_what_the_smaller_one_does(pictures: np.ndarray) -> None:
    model = landmark.build()
    load_version_2(model, WEIGHTS / "hand.tflite", to_input(pictures))
    letters, heatmaps, hand = model.predict([to_input(pictures), DIRECTIONS], verbose=0)
    installed = Model(WEIGHTS / "hand.tflite", "ai_edge_litert")
    old = [LABELS.index(label) for label in installed.metadata.labels]
    for i, picture in enumerate(pictures[:6]):
        p, maps, presence = installed.read_all(picture)
        assert np.abs(p.reshape(-1) - letters[i, old]).max() < 0.2
        assert np.abs(presence.reshape(-1) - hand[i]).max() < 0.15
        doubled = np.repeat(np.repeat(maps[0], 2, 0), 2, 1)
        assert np.median(np.abs(doubled - heatmaps[i])) < 0.5


def test_a_detector_restored_from_the_installed_one_computes_the_same() -> None:
    small = np.random.default_rng(7).integers(0, 255, (24, 6, 6), dtype=np.uint8)
    frames = np.array([cv2.resize(frame, (detector.SIZE, detector.SIZE)) for frame in small])
    model = detector.build()
    load_detector(model, MODELS / "finder.tflite", to_input(frames))
    hand, offsets, _ = model.predict(to_input(frames[:6]), verbose=0)
    installed = Model(MODELS / "finder.tflite", "ai_edge_litert")
    for i, frame in enumerate(frames[:6]):
        p, reach, _ = installed.read_all(frame)
        assert np.abs(p[0] - hand[i]).max() < 0.2
        assert np.median(np.abs(reach[0] - offsets[i])) < 0.03


def test_layers_that_an_earlier_detector_lacks_start_as_the_identity() -> None:
    frames = np.random.default_rng(7).integers(0, 255, (8, detector.SIZE, detector.SIZE), dtype=np.uint8)
    model = detector.build()
    load_detector(model, WEIGHTS / "finder.tflite", to_input(frames))
    scales = {layer.name: layer.gamma for layer in model.layers if hasattr(layer, "gamma")}
    for name in detector.DEEPER[1::2]:
        assert not np.any(scales[f"{name}_norm"])


def test_weights_of_another_network_are_refused(pictures: np.ndarray) -> None:
    with pytest.raises(RunError, match="another shape"):
        load_converted(landmark.build(), MODELS / "finder.tflite", [to_input(pictures), DIRECTIONS])


def test_a_larger_network_is_no_start_for_a_smaller_one(pictures: np.ndarray) -> None:
    with pytest.raises(RunError, match="another shape"):
        load_converted(landmark.build(landmark.VERSION_2), MODELS / "hand.tflite", to_input(pictures))


def test_saved_weights_of_another_network_are_refused_in_one_sentence(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    path = tmp_path / "final.weights.h5"
    with pytest.raises(RunError, match="no such file"):
        load_weights(detector.build(), path)
    landmark.build().save_weights(path)
    with pytest.raises(RunError, match="another shape") as refused:
        load_weights(detector.build(), path)
    assert "\n" not in str(refused.value)
    assert not [warning for warning in recwarn if issubclass(warning.category, UserWarning)]
    path.write_bytes(b"no HDF5")
    with pytest.raises(RunError, match="cannot be loaded"):
        load_weights(detector.build(), path)
