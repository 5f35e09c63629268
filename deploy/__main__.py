"""`python -m deploy deploy|rollback|status|logs|pull`: parse, run one Ansible playbook, print the replies."""

import argparse
import fcntl
import getpass
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from deploy.ansible_programs import PLAYBOOKS, run_ansible
from deploy.bundle import ROOT, build_agent
from deploy.errors import DeployError
from deploy.inventory import inventory_of
from deploy.inventory_file import checked_inventory
from deploy.replies import print_replies
from device.names import printable, shown
from device.system.command_line import CommandParser, exit_code_of
from device.system.option_types import Whole

REQUIREMENTS = ("requirements-device.txt", "requirements-tflite.txt", "requirements-health.txt")
DEVICE_PYTHON = ROOT / ".venv-device/bin/python"


def main(argv: list[str] | None = None) -> int:
    """Run one command on one or many Pis; return Ansible's exit code (0: no error)."""
    return exit_code_of(lambda: _main(argv))


def _main(argv: list[str] | None) -> int:
    args = make_parser().parse_args(argv)
    cache = ROOT / ".cache" / "deploy"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        if args.command in ("deploy", "rollback"):
            _take(lock.fileno())
        return _run(args, cache)


def _run(args: argparse.Namespace, cache: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="handshape-") as folder:
        answers = Path(folder) / "replies"
        answers.mkdir()
        playbook = _playbook(args, answers, _variables(args, answers, cache))
        if args.ask_sudo:
            playbook = ["--become-password-file", str(ask_password(Path(folder))), *playbook]
        quiet = args.command in ("status", "logs", "pull")
        started = time.monotonic()
        done = run_ansible("ansible-playbook", playbook, capture=quiet)
        if not quiet:
            sys.stdout.write(f"{args.command}: {time.monotonic() - started:.1f} s\n")
            return done.returncode
        good = print_replies(args.command, answers, args.recordings, as_json=args.json)
        if done.returncode:  # Ansible's own output names those that did not reply
            sys.stderr.writelines(f"{printable(line)}\n" for line in (done.stdout + done.stderr).splitlines())
        return done.returncode or int(not good)


def _playbook(args: argparse.Namespace, answers: Path, variables: dict[str, object]) -> list[str]:
    """Return the command line of ansible-playbook."""
    if args.inventory is None:
        inventory = answers.with_name("inventory.json")
        inventory.write_text(json.dumps(inventory_of(args.pi.split(), args.ssh_args)), encoding="utf-8")
    else:
        inventory = checked_inventory(args.inventory)
    check = ["--check"] if args.check else []
    return ["-i", str(inventory), "-e", json.dumps(variables), *check, str(PLAYBOOKS / f"{args.command}.yml")]


def _variables(args: argparse.Namespace, answers: Path, cache: Path) -> dict[str, object]:
    """Return what the playbooks need to know."""
    if args.command == "deploy" and not (args.device_python.is_file() and os.access(args.device_python, os.X_OK)):
        raise DeployError(f"There is no Python at {shown(args.device_python)}; run `make deploy`, which prepares it.")
    return {
        "agent": "/opt/handshape/agent.pyz",
        "agent_here": str(build_agent(cache)),
        "root": str(ROOT),
        "device_python": str(args.device_python.absolute()),
        "answers": str(answers),
        "lines": args.lines,
        "requirements": [word for name in REQUIREMENTS for word in ("--requirements", name)],
        "need_frames": args.need_frames,
        "console": args.console,
        "screen": args.screen,
        "network": args.network,
        "web": args.web,
        "hardware_watchdog": args.hardware_watchdog,
    }


def ask_password(folder: Path) -> Path:
    """Ask for the password of sudo on the Pis; return the file that holds it, which only this user can read.

    Raises:
        DeployError: no terminal to ask in, or the answer is empty.
    """
    if sys.stdin is not None and sys.stdin.isatty():
        password = getpass.getpass("Password for sudo on the Pi: ")
    else:
        password = "" if sys.stdin is None else sys.stdin.readline().rstrip("\n")
    if not password:
        raise DeployError("--ask-sudo needs the password of sudo on the Pi.")
    path = folder / "sudo"
    path.touch(0o600)
    path.write_text(password, encoding="utf-8")
    return path


def _take(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DeployError("Another deployment is running from this folder; wait until it ends.") from None


def make_parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    parser = CommandParser(prog="python -m deploy", description="Deploy to Handshape stations over SSH.")
    parser.add_argument("command", choices=("deploy", "rollback", "status", "logs", "pull"))
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--pi", default="", metavar="USER@HOST …", help="one or more, separated by spaces")
    where.add_argument("--inventory", type=Path, metavar="FILE", help="see deploy/inventory.example.yml")
    parser.add_argument("--check", action="store_true", help="print what would change and change nothing")
    parser.add_argument("--json", action="store_true", help="status as JSON, one line a station")
    parser.add_argument("--lines", type=Whole(0, 1_000_000), default=50, help="number of log lines")
    parser.add_argument("--recordings", type=Path, default=ROOT / "recordings", help="where `pull` puts them")
    parser.add_argument(
        "--need-frames",
        choices=("yes", "no", "auto"),
        default="auto",
        help="whether a release passes only with camera frames (auto: if the camera works now)",
    )
    parser.add_argument("--console", action="store_true", help="show the terminal display on the Pi's screen")
    parser.add_argument(
        "--no-screen",
        dest="screen",
        action="store_false",
        help="keep the login on the Pi's screen; without this the station's picture takes its place",
    )
    parser.add_argument("--network", action="store_true", help="open the station's network (metrics, MQTT)")
    parser.add_argument("--web", action="store_true", help="serve the station's page to browsers in the same network")
    parser.add_argument(
        "--no-hardware-watchdog",
        dest="hardware_watchdog",
        action="store_false",
        help="do not enable the Pi's hardware watchdog",
    )
    parser.add_argument("--ask-sudo", action="store_true", help="ask for the password of sudo on the Pis")
    parser.add_argument("--ssh-args", default="", help="options for ssh, such as “-i key -p 2222”")
    parser.add_argument("--device-python", type=Path, default=DEVICE_PYTHON, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
