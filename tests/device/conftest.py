"""Shared by the device's tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import settings

import device.camera  # noqa: F401  silences FFmpeg, which looks only once: before a test writes its first clip
from device.__main__ import main
from device.recognition.preprocess import grey
from tests.fakes.clips import TINY, truth_of, write_clip

ROOT = Path(__file__).parents[2]

# One slow example on a busy machine is no failure; the same examples every time make a failure repeatable.
settings.register_profile("handshape", deadline=None, derandomize=True, max_examples=40)
settings.load_profile("handshape")


@pytest.fixture(scope="session")
def clip_cab(tmp_path_factory) -> Path:
    """A clip in which C, A and B are signed, with its truth."""
    return write_clip(tmp_path_factory.mktemp("clip") / "cab.mp4", truth_of("CAB", 30))


@pytest.fixture(scope="session")
def hand_picture() -> np.ndarray:
    """A grey frame of the bundled clip in which an L is held."""
    clip = ROOT / "device" / "assets" / "demo" / "hello_jz.mp4"
    frames = json.loads(clip.with_name("hello_jz_labels.json").read_text())
    held = [i for i, frame in enumerate(frames) if (frame["letter"], frame["phase"]) == ("L", "hold")]
    video = cv2.VideoCapture(str(clip))
    pictures = [video.read()[1] for _ in range(held[len(held) // 4] + 1)]
    return grey(pictures[-1])


@pytest.fixture
def station(capfd):
    """Run `python -m device …` in this process: exit code, standard output, standard error.

    capfd also catches what C libraries write past Python.
    """

    def run(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as leaving:  # argparse
            code = leaving.code
        out, err = capfd.readouterr()
        return code, out, err

    return run


@pytest.fixture
def process():
    """Start `python -m device …` as a process of its own; killed at the end of the test if it still runs."""
    started: list[subprocess.Popen] = []

    def start(*arguments: object, **options) -> subprocess.Popen:
        environment = {**os.environ, **options.pop("env", {})}
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": ROOT, **options}
        command = [sys.executable, "-m", "device", *map(str, arguments)]
        started.append(subprocess.Popen(command, env=environment, **options))
        return started[-1]

    yield start
    for each in started:
        if each.poll() is None:
            each.kill()
        each.communicate()


@pytest.fixture
def fault(station):
    """Run and expect one sentence on standard error, no traceback, this exit code; returns the sentence."""

    def run(code: int, *arguments: object) -> str:
        got, _, err = station(*arguments)
        assert got == code, err
        lines = err.splitlines()
        assert len(lines) == 1, err
        assert lines[0].startswith("handshape: ")
        assert lines[0].endswith((".", ")")), lines[0]
        return lines[0]

    return run


@pytest.fixture
def tiny() -> tuple[str, str]:
    return ("--model", str(TINY))
