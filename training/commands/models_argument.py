"""The argument MODELS of commands that measure networks: a folder, or a preset."""

import argparse
from pathlib import Path

from device.recognition.recognizer import LANDMARK_MODEL
from device.settings import PRESETS


def add_models_argument(parser: argparse.ArgumentParser) -> None:
    """Add MODELS: the folder of a landmark model, by default that of the default preset."""
    parser.add_argument(
        "models",
        type=models_folder,
        nargs="?",
        default=LANDMARK_MODEL.parent,
        metavar="MODELS",
        help=f"folder with {LANDMARK_MODEL.name} and the models it needs, or a preset: {', '.join(PRESETS)} "
        f"(default: {next(iter(PRESETS))})",
    )


def models_folder(text: str) -> Path:
    """Return the folder of the landmark model that a preset names, else the folder of this name."""
    preset = PRESETS.get(text)
    return Path(text) if preset is None or Path(text).exists() else preset.landmark.parent
