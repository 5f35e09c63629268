"""`python -m deploy deploy|rollback|status|logs|pull`: parse, run one Ansible playbook, print the replies."""

import argparse
import fcntl
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from deploy.agent.status_text import status_lines
from deploy.bundle import ROOT, build_agent
from deploy.errors import DeployError
from deploy.inventory import inventory_of
from deploy.replies import merge_recordings
from device.system.command_line import exit_code_of
from device.system.option_types import Whole

PLAYBOOKS = Path(__file__).parent / "ansible"
REQUIREMENTS = ("requirements-device.txt", "requirements-health.txt")
DEVICE_PYTHON = ROOT / ".venv-device/bin/python"


def main(argv: list[str] | None = None) -> int:
    """Run one command on one or many Pis; return Ansible's exit code (0: no error)."""
    return exit_code_of(lambda: _main(argv))


def _main(argv: list[str] | None) -> int:
    args = make_parser().parse_args(argv)
    cache = ROOT / ".cache" / "deploy"
    cache.mkdir(parents=True, exist_ok=True)
    try:
        with (cache / "lock").open("w") as lock:
            if args.command in ("deploy", "rollback"):
                _take(lock.fileno())
            return _run(args, cache)
    except DeployError as error:
        sys.stderr.write(f"handshape: {error}\n")
        return 1


def _run(args: argparse.Namespace, cache: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="handshape-") as folder:
        answers = Path(folder)
        inventory = answers / "inventory.json"
        inventory.write_text(json.dumps(inventory_of(args.pi.split(), args.ssh_args)), encoding="utf-8")
        inventories = ["-i", str(inventory)] if args.pi else ["-i", str(args.inventory)]
        variables = {
            "agent": "/opt/handshape/agent.pyz",
            "agent_here": str(build_agent(cache)),
            "root": str(ROOT),
            "device_python": str(args.device_python),
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
        command = [
            str(Path(sys.executable).parent / "ansible-playbook"),
            *inventories,
            "-e",
            json.dumps(variables),
            *(["--check"] if args.check else []),
            str(PLAYBOOKS / f"{args.command}.yml"),
        ]
        quiet = args.command in ("status", "logs", "pull")
        started = time.monotonic()
        done = subprocess.run(command, env=_environment(), check=False, capture_output=quiet, text=True)
        code = _print_replies(args, answers, done) if quiet else done.returncode
        if not quiet:
            sys.stdout.write(f"{args.command}: {time.monotonic() - started:.1f} s\n")
        return code


def _print_replies(args: argparse.Namespace, answers: Path, done: "subprocess.CompletedProcess[str]") -> int:
    """Print the replies of the stations; Ansible's own output names those that did not reply."""
    if args.command == "status":
        for path in sorted(answers.glob("*.json")):
            if path.name != "inventory.json":
                answer = json.loads(path.read_text(encoding="utf-8"))
                text = json.dumps(answer) if args.json else "\n".join(status_lines(path.stem, answer))
                sys.stdout.write(text + "\n")
    elif args.command == "logs":
        for path in sorted(answers.glob("*.txt")):
            sys.stdout.write(f"── {path.stem}\n{path.read_text(encoding='utf-8')}")
    else:
        for path in sorted(answers.glob("*.tar")):
            count = merge_recordings(path, args.recordings)
            sys.stdout.write(f"{path.stem}: {count} new files in {args.recordings}/\n")
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
    return done.returncode


def _take(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DeployError("Another deployment is running from this folder; wait until it ends.") from None


def _environment() -> dict[str, str]:
    # PYTHONPATH: the playbook runs modules of this package from any folder.
    return {
        **os.environ,
        "ANSIBLE_CONFIG": str(PLAYBOOKS / "ansible.cfg"),
        "PYTHONPATH": str(ROOT),
        "ANSIBLE_NOCOWS": "1",
        "LC_ALL": "C.UTF-8",
    }


def make_parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    parser = argparse.ArgumentParser(prog="python -m deploy", description="Deploy to Handshape stations over SSH.")
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
    parser.add_argument("--ssh-args", default="", help="options for ssh, such as “-i key -p 2222”")
    parser.add_argument("--device-python", type=Path, default=DEVICE_PYTHON, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
