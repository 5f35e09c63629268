"""What the measuring programs share: the models' checksums, webcam bursts, the bundled clip, and options."""

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from device.camera.pictures import read_picture
from device.recognition.recognizer import Recognizer
from device.settings import DEMO, MODELS, PRESETS
from device.types import Frame, Pixels, Scores

BURST_FPS = 15.0
"""Frames a second at which the bursts were filmed."""


def parser_for(description: str | None) -> argparse.ArgumentParser:
    """Return a parser whose description is the first line of a module's docstring."""
    return argparse.ArgumentParser(description=(description or "").splitlines()[0])


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add --data."""
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data"), help="folder of the public sets (default: %(default)s)"
    )


def recognition_parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with --data, and --path for the recognizer."""
    parser = parser_for(description)
    add_data(parser)
    parser.add_argument("--path", default="landmark", choices=("landmark", "baseline"), help="recognition path")
    return parser


def add_preset(parser: argparse.ArgumentParser) -> None:
    """Add --preset."""
    names = tuple(PRESETS)
    parser.add_argument("--preset", default=names[0], choices=names, help="preset of networks (default: %(default)s)")


def model_identity() -> str:
    """Return all bundled models with the first 8 digits of their SHA-256, on one line: figures belong to models."""
    sums = {path: hashlib.sha256(path.read_bytes()).hexdigest()[:8] for path in sorted(MODELS.glob("*/*.tflite"))}
    return "models " + ", ".join(f"{path.parent.name}/{path.stem} {checksum}" for path, checksum in sums.items())


def letters_of(recognizer: Recognizer) -> list[str]:
    """Return the letters that a recognizer can name."""
    return [label for label in recognizer.labels if len(label) == 1 and label not in recognizer.excluded]


def burst_folders(data: Path, signers: Sequence[str], letters: Sequence[str]) -> list[Path]:
    """Return the bursts (SIGNER/LETTER) of some signers, sorted within each signer."""
    folders = [path for signer in signers for path in sorted((data / "bursts" / signer).iterdir())]
    return [path for path in folders if path.name in letters]


def read_burst(folder: Path) -> list[Pixels]:
    """Return the images of a burst in time order.

    Raises:
        CameraError: an image cannot be read.
    """
    return [read_picture(path) for path in sorted(folder.glob("*.jpg"))]


def recognize_burst(recognizer: Recognizer, burst: Sequence[Pixels]) -> list[Scores]:
    """Return the scores of each image, as those of consecutive webcam frames."""
    recognizer.reset()
    return [recognizer.recognize(Frame(image, i / BURST_FPS, i)) for i, image in enumerate(burst)]


def back_and_forth(items: list[Pixels]) -> list[Pixels]:
    """Return a loop of images that can be repeated without a jump."""
    return items + items[-2:0:-1]


def demo_clip() -> list[Pixels]:
    """Return the frames of the bundled clip, uint8 (h, w, 3) BGR."""
    video, frames = cv2.VideoCapture(str(DEMO)), []
    while (read := video.read())[0]:
        frames.append(read[1].astype(np.uint8, copy=False))
    return frames
