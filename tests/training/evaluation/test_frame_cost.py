"""CPU time of a frame: the device in its own process, beside MediaPipe."""

import json
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from device.recognition.recognizer import LANDMARK_MODEL
from device.recognition.runtimes import RUNTIMES
from tests.training.evaluation.made_up import sample
from training.errors import RunError
from training.evaluation.frame_cost import BURSTS, FRAMES, frame_cost, held_still
from training.evaluation.image_set import ImageSet
from training.mediapipe import client


def tracks(images, *, lite=False, video=False):
    for image in images:
        if image is not None:
            yield client.Track(None, None, 0.0, 10.0, 20.0 if video else 40.0)


def walls(count):
    """Bursts of two frames that show a wall."""
    samples = [replace(sample(), session=f"{i // 2}") for i in range(count)]
    return ImageSet.of(samples, [np.full((120, 160), 90, np.uint8)] * count)


def test_the_devices_cost_stands_beside_mediapipes(monkeypatch, tmp_path):
    monkeypatch.setattr(client, "track", tracks)
    row = frame_cost(LANDMARK_MODEL, walls(6), mediapipe=True, device=tmp_path / "none")
    assert row["mediapipe_lite"] == {"tracking": 20.0, "searching": 40.0}
    assert row["frames"] == {"tracking": 3, "searching": 6}
    ((runtime, ours),) = row["ours"].items()
    assert runtime in RUNTIMES
    assert ours["searching"] > 0
    assert row["ratio"][runtime]["searching"] == pytest.approx(ours["searching"] / 40)


def test_without_mediapipe_there_is_no_ratio_and_the_same_runtime_counts_once():
    row = frame_cost(LANDMARK_MODEL, walls(2), mediapipe=False, device=Path(sys.executable))
    assert row["ratio"] is None
    assert row["mediapipe_lite"] is None
    assert len(row["ours"]) == 1


def test_single_images_become_bursts_of_a_hand_that_is_held_still():
    held = held_still(walls(40))
    sessions = [each.session for each in held.samples]
    assert len(set(sessions)) == BURSTS
    assert all(sessions.count(session) == FRAMES for session in sessions)


def test_a_recognizer_that_does_not_start_is_one_sentence(tmp_path):
    with pytest.raises(RunError, match="make bench"):
        frame_cost(tmp_path / "none.tflite", walls(2), mediapipe=False)


def test_the_child_names_its_runtime_and_answers_every_frame():
    """By hand, as the parent writes to it: a frame, a break, a frame."""
    frame = struct.pack("<II", 120, 160) + bytes([90]) * 120 * 160
    done = subprocess.run(
        [sys.executable, "-m", "training.evaluation.device_cost", str(LANDMARK_MODEL)],
        input=frame + struct.pack("<II", 0, 0) + frame,
        capture_output=True,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert answers[0] in RUNTIMES
    assert len(answers) == 3
    assert min(answers[1:]) >= 0
