"""The argument MODELS of commands that measure networks: a preset, or a folder."""

import argparse
from pathlib import Path

from device.recognition.recognizer import LANDMARK_MODEL
from device.settings import PRESETS


def add_models_argument(parser: argparse.ArgumentParser) -> None:
    """Add MODELS, which networks.settings_of takes: a preset, or the landmark model in a folder."""
    parser.add_argument(
        "models",
        type=models_name,
        nargs="?",
        default=next(iter(PRESETS)),
        metavar="MODELS",
        help=f"folder with {LANDMARK_MODEL.name} and the models it needs, or a preset: {', '.join(PRESETS)} "
        f"(default: {next(iter(PRESETS))})",
    )


def models_name(text: str) -> str:
    """Return the name of a preset as it is, else the path of the landmark model in the folder of this name."""
    return text if text in PRESETS and not Path(text).exists() else str(Path(text) / LANDMARK_MODEL.name)
