"""`python -m device bench`: measure frames per second and latency by stage, on this machine, with this model."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from device.commands.bench_live import live, start_up
from device.commands.bench_measure import compare, throughput
from device.commands.bench_profile import profile, profile_table
from device.commands.bench_report import table
from device.errors import HandshapeError
from device.names import shown
from device.recognition.runtimes import RUNTIMES
from device.settings import DEMO, PRESETS, add_config, add_recognition, effective_settings, recognition_changes
from device.system import machine
from device.system.files import write_atomic
from device.system.option_types import SIGNED_COUNT
from device.system.replaceable import check_replaceable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `bench`."""
    add_config(parser)
    parser.add_argument("--camera", metavar="URI", default=f"clip:{DEMO}", help="default: the bundled clip")
    parser.add_argument(
        "--frames", type=SIGNED_COUNT, default=600, metavar="N", help="frames to measure (default: 600)"
    )
    add_recognition(parser)
    parser.add_argument(
        "--against",
        metavar="MODEL|RUNTIME",
        help=f"compare with another .tflite, a preset ({', '.join(PRESETS)}), or {' or '.join(RUNTIMES)}, alternating "
        "by frame",
    )
    parser.add_argument("--profile", action="store_true", help="CPU time of a frame by step and network, allocations")
    parser.add_argument(
        "--bursts",
        type=Path,
        metavar="FOLDER",
        help="with --profile: play bursts of pictures, SIGNER/LETTER/NN.jpg, as a video (default: the camera)",
    )
    parser.add_argument("--quick", action="store_true", help="throughput only: no real-time part, no start-up time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")


def main(args: argparse.Namespace) -> int:
    """Measure and print; return the exit code.

    Raises:
        HandshapeError: --frames is below 1, or the file for --json cannot be written.
    """
    if args.frames < 1:
        raise HandshapeError("--frames must be at least 1.")
    if args.json:
        with _writing(args.json):
            check_replaceable(args.json)  # before the measurement, which takes minutes
    settings = effective_settings(args.config, {"camera": {"uri": args.camera}, **recognition_changes(args)})
    result: dict[str, Any] = {"on": machine.describe(), "camera": settings.camera.uri}
    if args.profile:
        result |= profile(settings, args.frames, args.bursts)
    elif args.against:
        result |= compare(settings, args.against, args.frames)
    else:
        result |= throughput(settings, args.frames)
        if not args.quick:
            result |= live(settings)
            result["start_up_s"] = start_up(settings, args.config)
        result["peak_rss_mb"] = round(machine.peak_rss_megabytes(), 1)
    result["temperature_c"], result["throttled"] = machine.temperature(), machine.throttled()
    sys.stdout.write(profile_table(result) if args.profile else table(result))
    if args.json:
        with _writing(args.json):
            write_atomic(args.json, json.dumps(result, indent=1) + "\n")
    return 0


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turn an OSError into a sentence."""
    try:
        yield
    except OSError as error:
        raise HandshapeError(f"The figures cannot be written to {shown(path)}: {error.strerror}.") from None
