"""The station's environment, built on the Pi with wheels of the package index."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

from deploy.agent.full_disk import SENTENCE, TEXT
from deploy.agent.layout import Layout, remove, write_atomic
from deploy.agent.packages import OFFLINE
from deploy.errors import DeployError

REQUIREMENTS = ("requirements-device.txt", "requirements-tflite.txt", "requirements-health.txt")
CONSTRAINTS = "deploy/constraints.txt"
NO_NETWORK = (
    *OFFLINE,
    "Failed to establish a new connection",
    "NameResolutionError",
    "ConnectionError",
    "Connection aborted",
    "Max retries exceeded",
    "Read timed out",
)
FOREIGN = "CERTIFICATE_VERIFY_FAILED"
RETRIES = 5  # of pip, for each download


def environment_key(root: Path, python: str, machine: str) -> str:
    """Return the name of the environment: it depends on the wanted packages, on Python and the processor.

    Args:
        root: of the checkout.
        python: version, such as "3.11".
        machine: such as "aarch64".
    """
    wanted = "\n".join((root / name).read_text(encoding="utf-8") for name in (*REQUIREMENTS, CONSTRAINTS))
    return hashlib.sha256(f"on the Pi {python} {machine}\n{wanted}".encode()).hexdigest()[:12]


def build_environment(layout: Layout, root: Path, key: str) -> bool:
    """Build the environment; return False if it is already here.

    An interrupted build leaves no `.complete` and is begun anew; downloads are kept until it succeeds, so that a
    second try goes on where the network failed.

    Raises:
        DeployError: there is no network, or a foreign one in between; the disk is full; or a package has no wheel for
            this machine.
    """
    target = layout.venvs / key
    if (target / ".complete").is_file():
        return False
    layout.venvs.mkdir(parents=True, exist_ok=True)
    remove(target)
    downloads = layout.home / "inbox" / f"pip-{key}"
    downloads.mkdir(parents=True, exist_ok=True)
    try:
        _run([sys.executable, "-m", "venv", "--system-site-packages", str(target)])
        command = [str(target / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--only-binary", ":all:", "--ignore-installed", "--no-compile", "--retries", str(RETRIES)]
        command += ["--cache-dir", str(downloads), "-c", str(root / CONSTRAINTS)]
        for name in REQUIREMENTS:
            command += ["-r", str(root / name)]
        _run(command)
    except BaseException:
        remove(target)
        raise
    os.sync()  # the marker may reach the disk only after the files it marks as complete
    write_atomic(target / ".complete", key + "\n")
    remove(downloads)
    return True


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    text = done.stderr + done.stdout
    if TEXT in text:
        raise DeployError(SENTENCE)
    if FOREIGN in text:
        raise DeployError(
            "Something else answers in place of the package index (with an unknown certificate): a filter or a login "
            "page of this network. Use another network, or name the filter's certificate: PIP_CERT=FILE ./install.sh. "
            "What was installed before still runs."
        )
    if any(words in text for words in NO_NETWORK):
        raise DeployError(
            "The packages could not be downloaded: the network is not there, or has failed. Install again when it is "
            "back; what has arrived is kept. What was installed before still runs."
        )
    errors = [line for line in text.splitlines() if line.startswith("ERROR:")] or text.strip().splitlines()[-1:]
    raise DeployError(re.sub(r"\s+", " ", f"The environment could not be built: {' '.join(errors)[-400:]}"))
