"""`python -m device run`: read letters until Ctrl-C, SIGTERM or the end of a clip."""

import argparse
import sys

from device.errors import SettingsError
from device.reading.activity import ReadingActivity
from device.runtime.assembly import Assembly
from device.settings import (
    DISPLAYS,
    Changes,
    Settings,
    add_config,
    add_recognition,
    effective_settings,
    recognition_changes,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `run`."""
    add_config(parser)
    parser.add_argument("--camera", metavar="URI", help="auto, picamera:, v4l2:DEVICE, clip:FILE, folder:DIR?fps=30")
    parser.add_argument("--display", action="append", metavar="NAME", help=f"{', '.join(DISPLAYS)}; may be repeated")
    parser.add_argument(
        "--record-to", metavar="DIR", help="folder of the display “recorder” (default: recordings/screens)"
    )
    parser.add_argument(
        "--view",
        choices=("usual", "debug"),
        default="usual",
        help="debug: terminal and recorder show box, crop, landmarks and the most likely letters",
    )
    add_recognition(parser)
    parser.add_argument(
        "--no-realtime",
        action="store_true",
        help="process every frame of a clip or folder on its own clock, as fast as possible",
    )


def changes_of(args: argparse.Namespace) -> Changes:
    """Return the settings given on the command line."""
    use = tuple(args.display) if args.display else None
    return {
        "camera": {"uri": args.camera},
        **recognition_changes(args),
        "display": {"use": use, "record_to": args.record_to},
    }


def refuse_unused(args: argparse.Namespace, settings: Settings) -> None:
    """Check that every option given has an effect.

    Raises:
        SettingsError: --record-to without the display that writes there.
    """
    if args.record_to and "recorder" not in settings.display.use:
        raise SettingsError("--record-to is the folder of the display “recorder”; add --display recorder.")


def main(args: argparse.Namespace) -> int:
    """Read until the end; return the exit code."""
    settings = effective_settings(args.config, changes_of(args))
    refuse_unused(args, settings)
    with Assembly(settings, realtime=not args.no_realtime, debug=args.view == "debug") as assembly:
        perception = assembly.open_perception()
        assembly.open_camera()
        print_summary(assembly.run(ReadingActivity(settings.practice.language), perception, self_test=True), settings)
    return 0


def print_summary(summary: str, settings: Settings) -> None:
    """Print the summary, unless standard output is for JSON lines."""
    if summary and "json" not in settings.display.use:
        sys.stdout.write(summary + "\n")
