"""`python3 agent.pyz COMMAND`: argument parsing only. Answers are JSON on standard output."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import commands
from .full_disk import SENTENCE, is_full
from .layout import AgentError, Layout
from .lock import exclusive
from .probe import is_root
from .service import SystemdService
from .trial import start_again


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="agent.pyz", description="Changes a Handshape station safely.")
    parser.add_argument("--wait", type=float, default=180.0, help="seconds to wait for another deployment")
    kinds = parser.add_subparsers(dest="command", required=True)

    def add(name: str, act: Callable[[Layout, argparse.Namespace], int], changes: bool = True) -> Any:
        command = kinds.add_parser(name)
        command.set_defaults(act=act, changes=changes)
        return command

    add("probe", commands.run_probe, changes=False)
    add("status", commands.run_status, changes=False).add_argument("--text", action="store_true")
    add("apply-mode", commands.run_apply_mode, changes=False)
    add("packages", commands.run_packages).add_argument("names", nargs="+")
    add("buses", commands.run_buses)
    command = add("unpack", commands.run_unpack)
    command.add_argument("name")
    command.add_argument("archive", type=Path)
    command.add_argument("sha256")
    command = add("venv", commands.run_venv)
    command.add_argument("name")
    command.add_argument("key")
    command.add_argument("archive", type=Path, nargs="?")
    add("smoke", commands.run_smoke).add_argument("name")
    command = add("diff", commands.run_diff, changes=False)
    command.add_argument("name")
    command.add_argument("--options", default="")
    command = add("activate", commands.run_activate)
    command.add_argument("name")
    command.add_argument("--options", default="")
    command.add_argument("--need-frames", choices=("yes", "no", "auto"), default="auto")
    command = add("rollback", commands.run_rollback)
    command.add_argument("name", nargs="?", default="")
    command.add_argument("--text", action="store_true")
    add("unstick", commands.run_unstick, changes=False)
    add("finish-trial", commands.run_finish_trial)
    add("recover", commands.run_recover)
    add("first-boot", commands.run_first_boot)
    return parser


if __name__ == "__main__":
    sys.exit(main())
