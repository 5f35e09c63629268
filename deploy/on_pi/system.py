"""What an installation asks of the system: the agent, apt, the clock. All of it can be replaced in tests."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.agent.full_disk import SENTENCE, TEXT
from deploy.errors import DeployError

AGENT = Path("/opt/handshape/agent.pyz")
OLDEST = datetime(2025, 1, 1, tzinfo=UTC)  # before this program existed: no certificate is valid with such a date
CLOCK_S = 60  # systemd-timesyncd needs some seconds once there is a network
APT_LOCK_S = 600  # unattended upgrades of a fresh system take minutes
OFFLINE = ("Temporary failure resolving", "Could not resolve", "Network is unreachable", "Failed to fetch")


def say(line: str) -> None:
    """Print one line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def agent(*arguments: str, wait_unit: str = "") -> dict[str, Any]:
    """Run a command of the agent and return its answer.

    Args:
        arguments: of the agent.
        wait_unit: name of a unit of its own that runs it, so that it ends without this terminal; "" for none.

    Raises:
        DeployError: the command failed; the message is the agent's.
    """
    command = [sys.executable, str(AGENT), *arguments]
    if wait_unit:
        command = ["systemd-run", "--quiet", "--wait", "--pipe", "--collect", f"--unit={wait_unit}", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise DeployError(done.stderr.strip() or f"the agent ended with {done.returncode}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return {**answer, "code": done.returncode}


def await_clock(
    now: Callable[[], datetime] = lambda: datetime.now(UTC), sleep: Callable[[float], None] = time.sleep
) -> None:
    """Wait until the date is possible: a Pi without a battery starts with an old one until a time server answers.

    Raises:
        DeployError: the date stays wrong.
    """
    if now() >= OLDEST:
        return
    say(f"The clock says {now():%Y-%m-%d}; waiting for a time server …")
    for _ in range(CLOCK_S):
        sleep(1)
        if now() >= OLDEST:
            return
    raise DeployError(
        f"The clock says {now():%Y-%m-%d}, and with a wrong date nothing can be downloaded. Connect the network, "
        "or set it: sudo date -s “2026-01-31 12:00”."
    )


def apt_install(packages: list[str], sleep: Callable[[float], None] = time.sleep) -> None:
    """Install packages of the system; waits for another apt, and repairs what a power cut has left half done.

    Args:
        packages: of the system.
        sleep: waits between two attempts to get a lock.

    Raises:
        DeployError: there is no network, the disk is full, or apt refuses.
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}

    def run(*command: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        return "" if done.returncode == 0 else done.stderr + done.stdout

    say(f"Installing {' '.join(packages)} (if another apt is at work, this waits for it) …")
    options = ("-q", "-o", f"DPkg::Lock::Timeout={APT_LOCK_S}")
    run("dpkg", "--configure", "-a")
    # Without this option apt reports success where no list could be fetched, and later names an unknown package.
    strict = ("-o", "APT::Update::Error-Mode=any")
    update = _when_unlocked(lambda: run("apt-get", "update", *options, *strict), sleep)
    error = _when_unlocked(
        lambda: run("apt-get", "install", "-y", "--no-install-recommends", *options, *packages), sleep
    )
    if not error:
        return
    text = f"{update}\n{error}"
    names = " ".join(packages)
    if TEXT in text:
        raise DeployError(f"{SENTENCE} apt could not install {names}.")
    if any(words in text for words in OFFLINE):
        raise DeployError(f"apt could not download {names}: is there a network? Install again when there is.")
    last = [line for line in error.splitlines() if line.startswith("E:")] or error.strip().splitlines()[-1:]
    raise DeployError(f"apt could not install {names}: {' '.join(last)[-300:]}")


def _when_unlocked(attempt: Callable[[], str], sleep: Callable[[float], None]) -> str:
    """Repeat while another apt holds a lock; `DPkg::Lock::Timeout` does not cover the lock of the lists."""
    until = time.monotonic() + APT_LOCK_S
    while True:
        error = attempt()
        if "Could not get lock" not in error or time.monotonic() > until:
            return error
        sleep(5)


def free_megabytes(path: Path) -> int:
    """Return the free space where `path` is or will be, MB."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free // 1_000_000
