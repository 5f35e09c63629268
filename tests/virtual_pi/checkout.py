"""A copy of this checkout that a test may break, deployed with the real `python -m deploy`."""

import re
import shutil
import subprocess
import time
from pathlib import Path

from tests.virtual_pi.remote import PATIENCE, Remote

ROOT = Path(__file__).parents[2]
COPIED = (
    "device",
    "systemd",
    "deploy",
    "docs",
    "requirements-device.txt",
    "requirements-tflite.txt",
    "requirements-health.txt",
    "LICENSE",
)
SHARED = (".venv-device", ".venv-deploy")  # never written by a deployment


def patient(folder: Path) -> None:
    """Let a copy of the checkout take a busy computer's frame rate for that of a station: its limit is for a Pi."""
    smoke = folder / "deploy/agent/smoke.py"
    smoke.write_text(
        re.sub(r"^MIN_FPS = (.+?)  #", rf"MIN_FPS = \1 / {PATIENCE}  #", smoke.read_text(), flags=re.MULTILINE)
    )


class Checkout:
    """What a person has on the workstation."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.part"))
            elif source.is_file():
                shutil.copy(source, folder / name)
        patient(folder)
        for name in SHARED:
            (folder / name).symlink_to(ROOT / name)
        cache.mkdir(parents=True, exist_ok=True)
        (folder / ".cache").mkdir()
        (folder / ".cache/wheelhouse").symlink_to(cache)  # so that the wheels are fetched once

    def break_it(self, path: str, old: str, new: str) -> None:
        """Replace text that must stand exactly once."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} has {text.count(old)} times {old!r}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def start(
        self, command: str, *pis: Remote, options: tuple[str, ...] = (), stdin: int | None = None
    ) -> "subprocess.Popen[str]":
        """Start `python -m deploy COMMAND` for these stations."""
        addresses = " ".join(f"{pi.user}@{pi.host}" for pi in pis)
        words = [
            str(self.folder / ".venv-deploy/bin/python"),
            "-m",
            "deploy",
            command,
            "--pi",
            addresses,
            f"--ssh-args= {pis[0].ssh_args}",
            *options,
        ]
        return subprocess.Popen(
            words,
            cwd=self.folder,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(
        self, command: str, *pis: Remote, options: tuple[str, ...] = (), seconds: float = 400, typed: str | None = None
    ) -> "Done":
        """As `start`, to its end; `typed` is what a person types."""
        started = time.monotonic()
        process = self.start(command, *pis, options=options, stdin=None if typed is None else subprocess.PIPE)
        try:
            said, _ = process.communicate(typed, timeout=seconds * PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return Done(process.returncode, said, time.monotonic() - started)


class Done:
    """A deployment that has ended: exit code, what it said, seconds it took."""

    def __init__(self, code: int, said: str, seconds: float) -> None:
        self.code, self.said, self.seconds = code, said, seconds

    def release(self) -> str:
        """The release that runs now, as it says."""
        found = re.search(r"(\d+\.\d+\.\d+-[0-9a-f]{12}) runs", self.said)
        assert found, self.said
        return found[1]
