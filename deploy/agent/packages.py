"""Packages of the system: the only part of a station that comes from apt, with an apt that others may use too."""

import os
import subprocess
import time
from collections.abc import Callable

from .full_disk import SENTENCE, TEXT
from .layout import AgentError

LOCK_S = 600  # unattended upgrades of a fresh system take minutes
OFFLINE = ("Temporary failure resolving", "Could not resolve", "Network is unreachable", "Failed to fetch")


def install_packages(packages: list[str], sleep: Callable[[float], None] = time.sleep) -> None:
    """Install packages of the system; waits for another apt, and repairs what a power cut has left half done.

    Args:
        packages: of the system.
        sleep: waits between two attempts to get a lock.

    Raises:
        AgentError: there is no network, the disk is full, or apt refuses.
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}

    def run(*command: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        return "" if done.returncode == 0 else done.stderr + done.stdout

    options = ("-q", "-o", f"DPkg::Lock::Timeout={LOCK_S}")
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
        raise AgentError(f"{SENTENCE} apt could not install {names}.")
    if any(words in text for words in OFFLINE):
        raise AgentError(f"apt could not download {names}: is there a network? Install again when there is.")
    last = [line for line in error.splitlines() if line.startswith("E:")] or error.strip().splitlines()[-1:]
    raise AgentError(f"apt could not install {names}: {' '.join(last)[-300:]}")


def _when_unlocked(attempt: Callable[[], str], sleep: Callable[[float], None]) -> str:
    """Repeat while another apt holds a lock; `DPkg::Lock::Timeout` does not cover the lock of the lists."""
    until = time.monotonic() + LOCK_S
    while True:
        error = attempt()
        if "Could not get lock" not in error or time.monotonic() > until:
            return error
        sleep(5)
