"""`python -m device doctor`: what is installed, what is missing, and the command that fixes it."""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from device.commands.doctor_camera import check_cameras, check_picture
from device.commands.doctor_checks import (
    Finding,
    check_disk,
    check_displays,
    check_gpio,
    check_heat,
    check_pins,
    check_power,
    check_settings,
    check_system,
)
from device.commands.doctor_models import check_models
from device.errors import SettingsError
from device.names import json_text, printable
from device.settings import load_settings, read_tuning, with_tuning
from device.system import machine

MARKS = {"ok": "✓", "warn": "!", "fail": "✗"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `doctor`."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="station.toml to check")
    parser.add_argument("--json", action="store_true", help="findings as a JSON list")
    parser.add_argument(
        "--tune",
        action="store_true",
        help="measure runtimes, threads, networks and camera sizes here, and remember the best",
    )


def main(args: argparse.Namespace) -> int:
    """Check and print; return 1 if something is missing without which the program cannot run.

    Raises:
        SettingsError: --json with --tune, or a wrong settings file with --tune.
    """
    if args.tune:
        if args.json:
            raise SettingsError("--tune prints lines, not JSON; leave one of the two out.")
        from device.commands.tune import main as tune  # needs NumPy, whose absence is a finding

        return tune(load_settings(args.config), os.cpu_count() or 1)
    findings = list(examine(args.config))
    if args.json:
        # `mend` is the name of "fix" in version 0.1; it goes in version 0.3.
        rows = [{**asdict(finding), "mend": finding.fix} for finding in findings]
        sys.stdout.write(json_text(rows, encoding=sys.stdout.encoding, indent=1) + "\n")
    else:
        for finding in findings:
            sys.stdout.write(f"{MARKS[finding.state]} {finding.code}  {printable(finding.what)}\n")
            if finding.fix:
                sys.stdout.write(f"        → {printable(finding.fix)}\n")
    return int(any(finding.state == "fail" for finding in findings))


def examine(config: Path | None, root: Path = machine.ROOT) -> Iterator[Finding]:
    """Run all checks, the most basic first.

    Args:
        config: settings file; None for the built-in values.
        root: root of the file system to look at.
    """
    yield check_system(root)
    settings, finding = check_settings(config)
    yield finding
    yield from check_models(with_tuning(settings, read_tuning()).recognition)
    yield from check_cameras(root)
    yield from check_picture(settings.camera, root)
    yield check_gpio(root)
    settings, finding = check_displays(settings, root)
    yield finding
    yield check_pins(settings, root)
    yield check_heat(root)
    yield check_power()
    yield check_disk()
