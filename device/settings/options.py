"""Command-line options for settings that several commands share."""

import argparse
from pathlib import Path

from device.errors import SettingsError
from device.settings.layers import Changes
from device.settings.presets import PRESETS
from device.settings.values import OLD_PATHS, PATHS
from device.system.messages import warn


def add_config(parser: argparse.ArgumentParser) -> None:
    """Add --config, the settings file."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="station.toml (default: built-in values)")


def add_recognition(parser: argparse.ArgumentParser) -> None:
    """Add --preset or --model, and --path."""
    networks = parser.add_mutually_exclusive_group()
    networks.add_argument("--preset", metavar="NAME", help=f"networks: {', '.join(PRESETS)} (default: of the settings)")
    networks.add_argument("--model", metavar="FILE", help="letters .tflite with its .json beside it")
    parser.add_argument(
        "--path", choices=PATHS[1:], type=recognition_path, help="default: the path that the model belongs to"
    )


def recognition_path(word: str) -> str:
    """Return the name of a recognition path; a former name is translated, with one line of advice."""
    if word in OLD_PATHS:
        warn(f"--path {word} is now called --path {OLD_PATHS[word]}; the former name still works.")
    return OLD_PATHS.get(word, word)


def recognition_changes(args: argparse.Namespace) -> Changes:
    """Return what `add_recognition`'s options change. A preset is stronger than model and path of the settings file.

    Raises:
        SettingsError: a preset is asked for the path of the baseline CNN.
    """
    if args.preset is None:
        return {"recognition": {"model": args.model, "path": args.path}}
    if args.path == "baseline":
        raise SettingsError("--preset names networks of the landmark path; leave out either --preset or --path.")
    return {"recognition": {"preset": args.preset, "model": "", "path": "landmark"}}
