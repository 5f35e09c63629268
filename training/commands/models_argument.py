"""The argument MODELS of commands that measure a folder of models."""

import argparse
from pathlib import Path

from device.recognition.recognizer import LANDMARK_MODEL


def add_models_argument(parser: argparse.ArgumentParser) -> None:
    """Add MODELS: a folder, by default that of the installed models."""
    parser.add_argument(
        "models",
        type=Path,
        nargs="?",
        default=LANDMARK_MODEL.parent,
        metavar="MODELS",
        help=f"folder with {LANDMARK_MODEL.name} and the models it needs (default: the installed one)",
    )
