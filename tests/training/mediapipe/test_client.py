"""The MediaPipe child process: a missing environment, a process that ends early, and real answers."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from training.errors import DataError, RunError
from training.mediapipe import client

ROOT = Path(__file__).parents[3]


def test_a_missing_environment_says_how_to_make_it(tmp_path):
    with pytest.raises(RunError, match=r"requirements-peer\.txt"):
        next(client.track([], python=tmp_path / "python"))


def test_a_process_that_ends_early_is_reported_with_its_last_line():
    """This environment has no mediapipe, so that the child fails."""
    with pytest.raises(RunError, match=r"MediaPipe stopped .*mediapipe"):
        list(client.track([np.zeros((40, 40), np.uint8)], python=Path(sys.executable)))


def test_a_file_that_is_no_image_is_named(tmp_path):
    (tmp_path / "broken.jpg").write_bytes(b"no image")
    with pytest.raises(DataError, match=r"broken\.jpg"):
        list(client.track_files([tmp_path / "broken.jpg"], python=Path(sys.executable)))


@pytest.mark.skipif(not client.installed(ROOT / client.PYTHON), reason="MediaPipe is not installed")
def test_every_image_is_answered_and_no_break_between_them(tmp_path):
    wall = np.full((120, 160), 90, np.uint8)
    for video in (False, True):
        answers = list(client.track([wall, None, wall, wall], lite=True, video=video, python=ROOT / client.PYTHON))
        assert [answer.landmarks for answer in answers] == [None] * 3
        assert all(answer.cpu_ms > 0 for answer in answers)
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((120, 160, 3), (10, 90, 200), np.uint8))
    (colour,) = client.track_files([tmp_path / "wall.png"], python=ROOT / client.PYTHON)
    assert (colour.landmarks, colour.hand) == (None, None)
