"""What tests do with `./install.sh` on a virtual Pi: run it to its end or begin it, and look at what runs."""

import subprocess
import time

from tests.virtual_pi.machine import VirtualPi
from tests.virtual_pi.package_index import Index
from tests.virtual_pi.test_deploy import current, reads

HOME = "/home/pi/handshape"
RUNNING: "list[subprocess.Popen[str]]" = []  # installations that a test has begun


def command(index: Index | None, *options: str, before: str = "") -> str:
    """Return the command line, with the packages' index if there is one."""
    environment = f"{index.environment} " if index else ""
    return f"{before}{environment}{HOME}/install.sh {' '.join(options)}"


def install(pi: VirtualPi, index: Index | None, *options: str, before: str = "") -> tuple[int, str, float]:
    """Run it; return exit code, output and seconds."""
    started = time.monotonic()
    done = pi.ssh(command(index, *options, before=before), check=False, timeout=400)
    return done.returncode, done.stdout + done.stderr, time.monotonic() - started


def begin(pi: VirtualPi, index: Index | None, before: str = "") -> "subprocess.Popen[str]":
    """Start it and do not wait."""
    words = ["ssh", *pi.ssh_args.split(), f"pi@{pi.host}", command(index, before=before)]
    RUNNING.append(subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
    return RUNNING[-1]


def still(pi: VirtualPi, release: str) -> None:
    """The release runs and reads, and nothing is on trial."""
    pi.until(lambda pi: current(pi) == release, 60, f"{release} to run")
    pi.until(reads, 60, "letters")
    assert pi.sudo("ls /opt/handshape/trial.json", check=False) == ""


def roll_back(pi: VirtualPi) -> None:
    """Return to the release before."""
    pi.ssh("handshape rollback", timeout=200)
