"""The second opinion starts as MediaPipe's hand landmark model: the same landmarks, presence and side."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from training.errors import RunError
from training.mediapipe import client
from training.networks import second_opinion
from training.networks.landmark import SIZE
from training.networks.mediapipe_weights import INPUT, find_file, load_mediapipe

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / client.PYTHON
needs_mediapipe = pytest.mark.skipif(not client.installed(PYTHON), reason="MediaPipe is not installed")


@needs_mediapipe
def test_it_computes_what_mediapipe_computes_on_the_enlarged_picture():
    from ai_edge_litert.interpreter import Interpreter

    model = second_opinion.build()
    load_mediapipe(model, find_file(PYTHON))
    # A black edge: enlarging repeats the last pixels, the network's convolution adds zeros.
    picture = np.pad(np.random.default_rng(1).random((SIZE - 8, SIZE - 8)).astype(np.float32), 4)
    enlarged = cv2.resize(picture, (2 * SIZE, 2 * SIZE), interpolation=cv2.INTER_LINEAR)
    theirs = Interpreter(str(find_file(PYTHON)))
    theirs.resize_tensor_input(0, (1, 2 * SIZE, 2 * SIZE, 3))
    theirs.allocate_tensors()
    theirs.set_tensor(0, np.repeat(enlarged[None, ..., None], 3, axis=3))
    theirs.invoke()
    outputs = sorted(theirs.get_output_details(), key=lambda detail: detail["name"])  # Identity, _1, _2, _3
    points, present, right, _ = (theirs.get_tensor(detail["index"]) for detail in outputs)
    _, ours, hand = model.predict([picture[None, ..., None], np.array([[1.0, 0.0]])], verbose=0)
    np.testing.assert_allclose(ours.reshape(21, 2), points.reshape(21, 3)[:, :2] / INPUT, atol=1e-4)
    np.testing.assert_allclose(hand[0], [present[0, 0], right[0, 0]], atol=1e-4)


@needs_mediapipe
def test_the_weights_of_another_network_are_refused():
    other = find_file(PYTHON).with_name("hand_landmark_lite.tflite")
    with pytest.raises(RunError, match=r"hand_landmark_lite\.tflite is not the network of mediapipe"):
        load_mediapipe(second_opinion.build(), other)


def test_without_mediapipe_the_command_that_installs_it_is_named(tmp_path):
    with pytest.raises(RunError, match=r"MediaPipe environment .* is missing"):
        find_file(tmp_path / "bin" / "python")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    with pytest.raises(RunError, match=r"has no mediapipe/modules.*; install requirements"):
        find_file(tmp_path / "bin" / "python")
