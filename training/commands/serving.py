"""python -m training serving: time of a frame in the device's baseline pipeline, and with Keras' `model.predict`.

The student report called `model.predict` for every frame. Both get the same frames of the bundled clip in turn, in one
process: cropping, grey, resizing and inference, on one thread each.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from device.alphabet import STATIC_LETTERS
from device.camera.clip import ClipCamera
from device.recognition.baseline import GuideBoxRecognizer, guide_box
from device.recognition.preprocess import crop_grey
from device.settings import RecognitionSettings
from device.system import machine
from device.system.option_types import Whole
from device.types import Frame
from training.networks.baseline_cnn import SIZE, build
from training.networks.pixels import to_input

CLIP = Path(__file__).parents[2] / "device" / "assets" / "demo" / "hello_jz.mp4"
WARM_UP = 5  # `predict` traces its graph in the first call


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training serving`."""
    parser.add_argument(
        "--frames", type=Whole(1, 10_000_000), default=150, help="number of frames (default: %(default)s)"
    )


def main(args: argparse.Namespace) -> int:
    """Measure and print the result."""
    keras_s, device_s = measure(_frames(args.frames + WARM_UP))
    ours, theirs = np.median(device_s) * 1000, np.median(keras_s) * 1000
    sys.stdout.write(
        f"{machine.model_name()}, {args.frames} frames of the bundled clip, median per frame\n"
        f"Keras model.predict   {theirs:8.2f} ms   (p95 {np.percentile(keras_s, 95) * 1000:.2f})\n"
        f"device, int8 TFLite   {ours:8.2f} ms   (p95 {np.percentile(device_s, 95) * 1000:.2f})\n"
        f"ratio                 {theirs / ours:8.1f}\n"
    )
    return 0


def measure(frames: list[Frame]) -> tuple[list[float], list[float]]:
    """Return the seconds of each frame with `model.predict` and in the device's pipeline.

    The CNN of the report is not trained here; that does not change its cost.
    """
    settings = RecognitionSettings(path="baseline")
    ours, theirs = GuideBoxRecognizer(settings), build(len(STATIC_LETTERS))
    keras_s, device_s = [], []
    for frame in frames:
        start = time.perf_counter()
        pixels = crop_grey(frame.image, guide_box(frame.image, settings), SIZE)
        theirs.predict(to_input(pixels[None]), verbose=0)
        middle = time.perf_counter()
        ours.recognize(frame)
        device_s.append(time.perf_counter() - middle)
        keras_s.append(middle - start)
    return keras_s[WARM_UP:], device_s[WARM_UP:]


def _frames(count: int) -> list[Frame]:
    frames: list[Frame] = []
    while len(frames) < count:
        camera = ClipCamera(CLIP)
        while len(frames) < count and (frame := camera.read()) is not None:
            frames.append(frame)
        camera.close()
    return frames
