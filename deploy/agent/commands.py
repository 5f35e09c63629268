"""The agent's commands: each takes its arguments, calls one part of the agent and prints the answer as JSON."""

import argparse
import json
import platform
import pwd
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .build import link_venv, make_venv, unpack
from .buses import switch_on
from .first_boot import first_boot
from .layout import Layout, read_json
from .mode import apply_mode, reload_units
from .packages import install_packages
from .probe import complaints, probe
from .service import SystemdService
from .smoke import smoke
from .status_text import status_lines
from .system_files import changed_files, target_files
from .trial import ProbationResult, activate, finish_trial, recover, rollback
from .unkillable import must_restart, restart_pi


def run_probe(layout: Layout, args: argparse.Namespace) -> int:
    """Print the facts about this machine, with the reasons against it."""
    found = probe(layout)
    return _answer({**found, "complaints": complaints(found)})


def run_packages(layout: Layout, args: argparse.Namespace) -> int:
    """Install packages of the system."""
    install_packages(args.names)
    return _answer({"changed": args.names})


def run_buses(layout: Layout, args: argparse.Namespace) -> int:
    """Switch on I²C and SPI."""
    return _answer({"changed": switch_on(layout)})


def run_unpack(layout: Layout, args: argparse.Namespace) -> int:
    """Unpack a release."""
    return _answer({"changed": unpack(layout, args.archive, args.name, args.sha256)})


def run_venv(layout: Layout, args: argparse.Namespace) -> int:
    """Build the environment of a release if an archive is named, and link it."""
    changed = False if args.archive is None else make_venv(layout, args.archive, args.key)
    link_venv(layout, args.name, args.key)
    return _answer({"changed": changed})


def run_smoke(layout: Layout, args: argparse.Namespace) -> int:
    """Test a release as the station's user."""
    return _answer({"told": smoke(layout, args.name)})


def run_diff(layout: Layout, args: argparse.Namespace) -> int:
    """Print the system files that a release would change."""
    options = set(args.options.split())
    return _answer({"files": changed_files(layout.root, target_files(layout.releases / args.name, options))})


def run_activate(layout: Layout, args: argparse.Namespace) -> int:
    """Switch to a release and watch it; return 3 if it was rolled back."""
    need = {"yes": True, "no": False, "auto": None}[args.need_frames]
    return _report(activate(layout, SystemdService(layout), args.name, set(args.options.split()), need))


def run_rollback(layout: Layout, args: argparse.Namespace) -> int:
    """Roll back to the previous release or a named one; return 3 if that does not run well."""
    return _report(rollback(layout, SystemdService(layout), args.name), as_text=args.text)


def run_finish_trial(layout: Layout, args: argparse.Namespace) -> int:
    """Finish a trial that a power cut has interrupted."""
    outcome = finish_trial(layout, SystemdService(layout))
    return 0 if outcome is None else _report(outcome)


def run_recover(layout: Layout, args: argparse.Namespace) -> int:
    """Roll back a release on trial that failed to start; return -1 if there is none."""
    outcome = recover(layout, SystemdService(layout))
    return -1 if outcome is None else _report(outcome) * 0


def run_unstick(layout: Layout, args: argparse.Namespace) -> int:
    """Restart the Pi if a process of the station hangs in the kernel."""
    if must_restart(Path("/proc"), pwd.getpwnam("handshape").pw_uid):
        sys.stderr.write("A process of the station hangs in the kernel; the Pi restarts.\n")
        restart_pi()
    return 0


def run_status(layout: Layout, args: argparse.Namespace) -> int:
    """Print the state of the station, as JSON or as text."""
    found = probe(layout)
    complaint = Path("/run/handshape/settings-error.txt")
    answer = {
        **{key: found[key] for key in ("release", "releases", "trial", "active", "free_mb")},
        "earlier": layout.history(),
        "settings": complaint.read_text(encoding="utf-8") if complaint.exists() else "",
        "station": read_json(layout.status),
        "tuning": read_json(layout.root / "var/lib/handshape/tuning.json"),
    }
    if not args.text:
        return _answer(answer)
    sys.stdout.write("\n".join(status_lines(platform.node(), answer)) + "\n")
    return 0


def run_apply_mode(layout: Layout, args: argparse.Namespace) -> int:
    """Let the chosen mode open or close the network."""
    if apply_mode(layout):
        reload_units()
    return 0


def run_first_boot(layout: Layout, args: argparse.Namespace) -> int:
    """Do what the first start of a card must do, and print it."""
    sys.stdout.write("".join(f"{sentence}\n" for sentence in first_boot(layout)))
    return 0


def _report(outcome: ProbationResult, *, as_text: bool = False) -> int:
    if as_text:
        sys.stdout.write(f"{outcome.running or 'Nothing'} runs: {outcome.why}\n")
    else:
        _answer(asdict(outcome))
    return 0 if outcome.passed else 3


def _answer(answer: dict[str, Any]) -> int:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0
