"""What an installation asks of the system: the agent and the clock. All of it can be replaced in tests."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.errors import DeployError

AGENT = Path("/opt/handshape/agent.pyz")
OLDEST = datetime(2025, 1, 1, tzinfo=UTC)  # before this program existed: no certificate is valid with such a date
CLOCK_S = 60  # systemd-timesyncd needs some seconds once there is a network


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
