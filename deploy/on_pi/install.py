"""Install this checkout as the station of this Pi, with probation and rollback as in a deployment."""

import argparse
import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.agent.full_disk import SENTENCE, is_full
from deploy.agent.layout import Layout, remove
from deploy.bundle import build, build_agent
from deploy.errors import DeployError
from deploy.on_pi import system
from deploy.on_pi.environment import build_environment, environment_key

ROOT = Path(__file__).parents[2]
DESKTOP = (
    "A desktop runs on this Pi and hides the station's picture. For the whole screen: "
    "sudo systemctl set-default multi-user.target, then restart the Pi."
)


def install(args: argparse.Namespace, layout: Layout = Layout(), root: Path = ROOT) -> int:  # noqa: B008  frozen
    """Install, or report that nothing changed; return the exit code.

    Raises:
        DeployError: this machine cannot be a station, or a step failed; what ran before runs still.
    """
    with only_one(layout):
        return _install(args, layout, root)


def _install(args: argparse.Namespace, layout: Layout, root: Path) -> int:
    system.await_clock()
    build_agent(layout.home)
    found = system.agent("probe")
    reasons = [reason for reason in found["complaints"] if not _has_room(reason, found, layout, root)]
    if reasons:
        raise DeployError(" ".join(reasons))
    if found["missing_packages"]:
        names = found["missing_packages"]
        system.say(f"Installing {' '.join(names)} (if another apt is at work, this waits for it) …")
        system.agent("packages", *names)
    switched = system.agent("buses")["changed"]
    if switched:
        system.say(f"{' and '.join(switched)} switched on, for small displays.")
    key = environment_key(root, found["python"], found["machine"])
    if not (layout.venvs / key / ".complete").is_file():
        system.say("Downloading the packages (about 100 MB) and building the environment …")
    build_environment(layout, root, key)
    inbox = layout.home / "inbox" / "here"
    try:
        bundle = build(layout.venvs / key / "bin/python", key, inbox, root)
        options = options_of(found, args)
        up_to_date = found["release"] == bundle.name and found["active"] == "active" and not found["trial"]
        if up_to_date and sorted(found["options"]) == sorted(options):
            system.say(f"ok, nothing changed: {bundle.name} runs")
            return 0
        system.say(f"Installing {bundle.name} …")
        system.agent("unpack", bundle.name, str(bundle.archive), bundle.sha256)
        system.agent("venv", bundle.name, key)
    finally:
        remove(inbox)
    system.say("Testing it, before anything is switched …")
    system.say(system.agent("smoke", bundle.name)["told"])
    system.say("Starting it; it is watched for 30 s and rolled back if it does not run well …")
    words = ["activate", bundle.name, "--options", " ".join(options), "--need-frames", args.need_frames]
    outcome = system.agent(*words, wait_unit=f"handshape-activate-{bundle.name}")
    if outcome["code"]:
        raise DeployError(f"{bundle.name} was rolled back, {outcome['running'] or 'nothing'} runs: {outcome['why']}")
    system.say(f"{bundle.name} runs: {outcome['why']}")
    system.say("It starts at every boot. `handshape status` shows its state, `handshape doctor` looks for faults.")
    if found["desktop"] and "screen" in options:
        system.say(DESKTOP)
    return 0


def options_of(found: dict[str, Any], args: argparse.Namespace) -> list[str]:
    """Return the options of the station's units, as a deployment chooses them.

    Args:
        found: facts of the agent's probe.
        args: `console`, `screen`, `network`, `web` and `hardware_watchdog`.
    """
    wanted = {
        "backoff": found["systemd"] >= 254,
        "watchdog": found["hardware_watchdog"] and args.hardware_watchdog,
        "screen": found["console"] and args.screen,
        "console": found["console"] and args.console,
        "network": args.network,
        "web": args.web,
    }
    return [name for name, is_wanted in wanted.items() if is_wanted]


@contextmanager
def only_one(layout: Layout) -> Iterator[None]:
    """Hold the lock of installations on this Pi; the kernel releases it when the process ends.

    Raises:
        DeployError: another installation is running.
    """
    layout.home.mkdir(parents=True, exist_ok=True)
    handle = os.open(layout.home / ".install-lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DeployError("Another installation is running on this Pi; wait until it ends.") from None
        yield
    finally:
        os.close(handle)


def _has_room(reason: str, found: dict[str, Any], layout: Layout, root: Path) -> bool:
    """Return True for the complaint about space where no new environment is needed."""
    key = environment_key(root, found["python"], found["machine"])
    return "MB are free" in reason and (layout.venvs / key / ".complete").is_file()


def as_root(run: Callable[[], int]) -> int:
    """Run as root and return the exit code; errors are one sentence on standard error."""
    if os.geteuid() != 0:
        sys.stderr.write("handshape: this needs root: run it with sudo, or with `make`.\n")
        return 1
    try:
        return run()
    except DeployError as error:
        sys.stderr.write(f"handshape: {error}\n")
        return 1
    except OSError as error:
        if is_full(error):
            sys.stderr.write(f"handshape: {SENTENCE}\n")
            return 1
        sys.stderr.write(f"handshape: {error.filename or 'a file'} cannot be written or read: {error.strerror}.\n")
        return 1
