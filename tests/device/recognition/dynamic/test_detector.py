"""Landmarks of each frame to strokes, with scripted networks and with the bundled one."""

import json

import numpy as np
import pytest

from device.recognition.dynamic.detector import MIN_STEP_S, DynamicLetterDetector
from device.recognition.presence import STROKE_GAP_S
from device.recognition.recognizer import DYNAMIC_MODEL
from device.recognition.runtimes import installed_runtimes
from device.settings import MODELS
from tests.device.recognition.dynamic.hands import SHAPE, says

DEMO = MODELS.parent / "assets" / "demo" / "hello_jz_labels.json"


class Always:
    """A network with constant output that counts its steps and resets."""

    def __init__(self, p):
        self.p, self.steps, self.resets = p, 0, 0

    def step(self, x):
        self.steps += 1
        return self.p

    def reset(self):
        self.resets += 1


def test_frames_too_soon_or_without_a_hand_are_no_steps():
    network = Always(says())
    detector = DynamicLetterDetector(network)
    for i in range(30):
        detector.update(i * MIN_STEP_S / 2, SHAPE, 1.0)
    assert network.steps == 15
    detector.update(0.5, None, 0)
    assert network.steps == 15


def test_a_long_gap_resets_the_detector():
    network = Always(says(J_done=1.0))
    detector = DynamicLetterDetector(network)
    for i in range(5):
        last = detector.update(i / 10, SHAPE, 1.0)
    assert last.letter == "J"
    resets = network.resets
    detector.update(0.4 + STROKE_GAP_S / 2, None, 0)
    assert network.resets == resets
    assert detector.update(0.4 + STROKE_GAP_S + 0.01, None, 0).letter is None
    assert network.resets == resets + 1


def demo() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Times, landmarks and truth of the bundled clip: HELLO, J and Z by our own synthetic hand."""
    rows = json.loads(DEMO.read_text())
    return np.array([r["t"] for r in rows]), np.array([r["kp"] for r in rows], float), [r["letter"] for r in rows]


def read(runtime: str | None, t, points, right=1.0) -> list[tuple[float, str]]:
    detector = DynamicLetterDetector.load(DYNAMIC_MODEL, runtime)
    said = [(now, detector.update(now, frame, right)) for now, frame in zip(t, points, strict=True)]
    return [(now, motion.letter) for now, motion in said if motion.done]


@pytest.mark.parametrize("runtime", installed_runtimes())
def test_j_and_z_of_the_bundled_clip_are_detected_and_nothing_else(runtime):
    t, points, truth = demo()
    said = read(runtime, t, points)
    assert [letter for _, letter in said] == ["J", "Z"]
    for when, letter in said:
        last = max(now for now, true in zip(t, truth, strict=True) if true == letter)
        assert when <= last + 0.4


def test_a_left_hand_is_detected_like_a_right_one():
    t, points, _ = demo()
    assert [letter for _, letter in read(None, t, points * np.array([-1, 1]) + np.array([640, 0]), -1.0)] == ["J", "Z"]


@pytest.mark.parametrize("fps", [10, 15, 24, 30, 60])
def test_the_bundled_clip_is_detected_at_every_frame_rate(fps):
    t, points, _ = demo()
    times = np.arange(0, t[-1], 1 / fps)
    between = np.stack([np.interp(times, t, column) for column in points.reshape(len(t), -1).T], 1).reshape(-1, 21, 2)
    assert [letter for _, letter in read(None, times, between)] == ["J", "Z"]


def test_a_hand_that_trembles_is_no_stroke():
    _, points, truth = demo()
    rng = np.random.default_rng(5)
    for letter in "HELOJZ":
        still = points[truth.index(letter) + 3]  # J and Z before they begin to move
        times = np.arange(0, 30, 1 / 30)
        assert read(None, times, still + rng.normal(0, 2, (len(times), 21, 2))) == []
