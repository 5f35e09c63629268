"""`python3 agent.pyz COMMAND`: argument parsing only. Answers are JSON on standard output."""

import argparse
import json
import platform
import pwd
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .build import link_venv, make_venv, unpack
from .first_boot import first_boot
from .full_disk import SENTENCE, is_full
from .layout import AgentError, Layout, read_json
from .lock import exclusive
from .mode import apply_mode, reload_units
from .probe import complaints, is_root, probe
from .service import SystemdService
from .smoke import smoke
from .status_text import status_lines
from .system_files import changed_files, target_files
from .trial import ProbationResult, activate, finish_trial, recover, rollback, start_again
from .unkillable import must_restart, restart_pi


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code; errors are one sentence on standard error."""
    args = _parser().parse_args(argv)
    layout = Layout()
    try:
        if not is_root() and args.changes:
            raise AgentError("This needs root; the playbook uses sudo.")
        if not args.changes:
            return _act(layout, args)
        with exclusive(layout, args.wait) as ours:
            if not ours:
                if args.command == "recover":
                    return 0  # a running deployment watches the station itself
                raise AgentError("Another deployment is changing this station; try again when it is done.")
            code = _act(layout, args)
        if args.command == "recover" and code < 0 and layout.current_name():
            # There is no trial to end. Wait without the lock, so that a deployment can start meanwhile.
            start_again(SystemdService(layout))
            return 0
        return max(code, 0)
    except AgentError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _act(layout: Layout, args: argparse.Namespace) -> int:
    """Run the command; on a full disk a release that has not passed is removed, and the learners have its space."""
    try:
        return int(args.act(layout, args))
    except (AgentError, OSError) as error:
        if is_full(error):
            layout.remove_unproven(getattr(args, "name", ""))
            raise AgentError(SENTENCE) from None
        if isinstance(error, AgentError):
            raise
        raise AgentError(f"{error.filename or 'A file'} cannot be written or read: {error.strerror}.") from None


def _probe(layout: Layout, args: argparse.Namespace) -> int:
    found = probe(layout)
    return _answer({**found, "complaints": complaints(found)})


def _unpack(layout: Layout, args: argparse.Namespace) -> int:
    return _answer({"changed": unpack(layout, args.archive, args.name, args.sha256)})


def _venv(layout: Layout, args: argparse.Namespace) -> int:
    changed = False if args.archive is None else make_venv(layout, args.archive, args.key)
    link_venv(layout, args.name, args.key)
    return _answer({"changed": changed})


def _smoke(layout: Layout, args: argparse.Namespace) -> int:
    return _answer({"told": smoke(layout, args.name)})


def _diff(layout: Layout, args: argparse.Namespace) -> int:
    options = set(args.options.split())
    return _answer({"files": changed_files(layout.root, target_files(layout.releases / args.name, options))})


def _activate(layout: Layout, args: argparse.Namespace) -> int:
    need = {"yes": True, "no": False, "auto": None}[args.need_frames]
    return _report(activate(layout, SystemdService(layout), args.name, set(args.options.split()), need))


def _rollback(layout: Layout, args: argparse.Namespace) -> int:
    return _report(rollback(layout, SystemdService(layout), args.name))


def _finish_trial(layout: Layout, args: argparse.Namespace) -> int:
    outcome = finish_trial(layout, SystemdService(layout))
    return 0 if outcome is None else _report(outcome)


def _recover(layout: Layout, args: argparse.Namespace) -> int:
    outcome = recover(layout, SystemdService(layout))
    return -1 if outcome is None else _report(outcome) * 0


def _unstick(layout: Layout, args: argparse.Namespace) -> int:
    if must_restart(Path("/proc"), pwd.getpwnam("handshape").pw_uid):
        sys.stderr.write("A process of the station hangs in the kernel; the Pi restarts.\n")
        restart_pi()
    return 0


def _status(layout: Layout, args: argparse.Namespace) -> int:
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


def _apply_mode(layout: Layout, args: argparse.Namespace) -> int:
    if apply_mode(layout):
        reload_units()
    return 0


def _first_boot(layout: Layout, args: argparse.Namespace) -> int:
    sys.stdout.write("".join(f"{sentence}\n" for sentence in first_boot(layout)))
    return 0


def _report(outcome: ProbationResult) -> int:
    _answer(asdict(outcome))
    return 0 if outcome.passed else 3


def _answer(answer: dict[str, Any]) -> int:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="agent.pyz", description="Changes a Handshape station safely.")
    parser.add_argument("--wait", type=float, default=180.0, help="seconds to wait for another deployment")
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name: str, act: Callable[[Layout, argparse.Namespace], int], changes: bool = True) -> Any:
        command = commands.add_parser(name)
        command.set_defaults(act=act, changes=changes)
        return command

    add("probe", _probe, changes=False)
    add("status", _status, changes=False).add_argument("--text", action="store_true")
    add("apply-mode", _apply_mode, changes=False)
    command = add("unpack", _unpack)
    command.add_argument("name")
    command.add_argument("archive", type=Path)
    command.add_argument("sha256")
    command = add("venv", _venv)
    command.add_argument("name")
    command.add_argument("key")
    command.add_argument("archive", type=Path, nargs="?")
    add("smoke", _smoke).add_argument("name")
    command = add("diff", _diff, changes=False)
    command.add_argument("name")
    command.add_argument("--options", default="")
    command = add("activate", _activate)
    command.add_argument("name")
    command.add_argument("--options", default="")
    command.add_argument("--need-frames", choices=("yes", "no", "auto"), default="auto")
    add("rollback", _rollback).add_argument("name", nargs="?", default="")
    add("unstick", _unstick, changes=False)
    add("finish-trial", _finish_trial)
    add("recover", _recover)
    add("first-boot", _first_boot)
    return parser


if __name__ == "__main__":
    sys.exit(main())
