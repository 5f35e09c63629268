"""Smoke test: run a new release as the station's own user before it is activated."""

import json
import subprocess
import tempfile
from itertools import groupby
from pathlib import Path
from typing import Any

from .layout import AgentError, Layout, read_json

VITAL = ("D10", "D20", "D21")  # codes of `doctor` that must not fail: system, TFLite runtime, models
MAX_CONFIDENCE_DIFFERENCE = 0.05  # two processors may differ in the last bits of an int8 model with delegates
MIN_FPS = 5.0  # below this the station cannot follow a hand; a Pi 3 should be several times faster
NOT_EXECUTABLE = 126  # exit code of `env` for a program that its user may not run
TIMEOUT_S = 300
STATE = "var/lib/handshape"


class Crashed(AgentError):
    """A command of the release was ended by a signal."""


def smoke(layout: Layout, name: str, user: str = "handshape") -> str:
    """Run doctor, the smoke pictures and a short benchmark; return one sentence with the figures.

    Raises:
        AgentError: a check failed; the message names the first one.
    """
    release = layout.releases / name
    # The user must be there before the unit is; the command does nothing when it is.
    users = ["systemd-sysusers", str(release / "systemd/handshape.sysusers")]
    subprocess.run(users, capture_output=True, check=False)  # what it prints would come before the message of a failure
    try:
        output = _python(release, user, "doctor", "--json", ok_codes=(0, 1))
    except Crashed:
        # A TFLite runtime may need instructions that this processor lacks: look for one that works.
        state = layout.root / STATE
        subprocess.run(["install", "-d", "-o", user, "-g", user, "-m", "0750", str(state)], check=False)
        _python(release, user, "doctor", "--tune")
        output = _python(release, user, "doctor", "--json", ok_codes=(0, 1))
    try:
        findings = json.loads(output)
    except ValueError:
        raise AgentError("`doctor` of the new release does not answer here.") from None
    for finding in findings:
        if finding["code"] in VITAL and finding["state"] == "fail":
            raise AgentError(f"The new release does not work here ({finding['code']}): {finding['what']}")
    answers = release / "smoke/answers.json"
    known = json.loads(answers.read_text(encoding="utf-8"))
    for preset, expected in groupby(known, lambda answer: answer["preset"]):
        answers_of = list(expected)
        pictures = [str(release / "smoke" / answer["file"]) for answer in answers_of]
        read = _python(release, user, "read", "--json", "--preset", preset, *pictures)
        compare(answers_of, [json.loads(line) for line in read.splitlines()])
    with tempfile.TemporaryDirectory(prefix="handshape-smoke-") as folder:
        Path(folder).chmod(0o777)  # the station's user writes, root reads
        figures = Path(folder) / "bench.json"
        _python(release, user, "bench", "--quick", "--frames", "50", "--json", str(figures))
        fps = float(json.loads(figures.read_text(encoding="utf-8"))["fps"])
    if fps < MIN_FPS:
        raise AgentError(f"The new release reads only {fps:.1f} frames a second here; a station needs {MIN_FPS:.0f}.")
    model = read_json(release / "RELEASE.json").get("models", "")
    return f"{len(known)} known pictures read as on the workstation, {fps:.0f} frames a second, models {model}"


def compare(known: list[dict[str, Any]], read: list[dict[str, Any]]) -> None:
    """Compare letters and confidences with those of the workstation.

    Raises:
        AgentError: a picture is missing, has another letter, or its confidence differs by more than 0.05.
    """
    if len(known) != len(read):
        raise AgentError(f"Only {len(read)} of {len(known)} known pictures could be read here.")
    for expected, found in zip(known, read, strict=True):
        if (
            expected["letter"] != found["letter"]
            or abs(expected["confidence"] - found["confidence"]) > MAX_CONFIDENCE_DIFFERENCE
        ):
            raise AgentError(
                f"The known picture {expected['file']} is {expected['letter']} ({expected['confidence']:.2f}) on the "
                f"workstation and {found['letter']} ({found['confidence']:.2f}) here; try the other TFLite runtime."
            )


def _python(release: Path, user: str, command: str, *arguments: str, ok_codes: tuple[int, ...] = (0,)) -> str:
    words = [
        "runuser",
        "-u",
        user,
        "--",
        "env",
        f"PYTHONPATH={release}",
        f"STATE_DIRECTORY=/{STATE}",
        "PYTHONDONTWRITEBYTECODE=1",
        str(release / ".venv/bin/python"),
        "-m",
        "device",
        command,
        *arguments,
    ]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=TIMEOUT_S, check=False, cwd="/tmp")
    except subprocess.TimeoutExpired:
        raise AgentError(f"`{command}` of the new release did not end within {TIMEOUT_S} s.") from None
    if done.returncode == NOT_EXECUTABLE:
        python = (release / ".venv/bin/python").resolve()
        raise AgentError(
            f"The user {user} may not run {python}. Install with the system's own Python: /usr/bin/python3."
        )
    if done.returncode not in ok_codes:
        last = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()[-1]
        crashed = done.returncode < 0 or done.returncode > 128  # runuser reports a signal as 128 + its number
        raise (Crashed if crashed else AgentError)(f"`{command}` of the new release fails here: {last}")
    return done.stdout
