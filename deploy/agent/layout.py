"""Paths of a station's releases, and file writes that survive a power cut.

/opt/handshape/
  releases/NAME/         one folder per release, with RELEASE.json
  venvs/KEY/             one environment per set of requirements, shared by releases; .complete marks a finished one
  current → releases/…   the running release
  history                names of the releases that passed their trial, newest last
  trial.json             the release on probation, and the one to roll back to
"""

import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STALE_AFTER_S = 3600.0  # older files were left by a deployment that was killed or rolled back
MAX_RELEASES = 3  # including the running one


class AgentError(Exception):
    """An error as one sentence for the person at the workstation."""


@dataclass(frozen=True)
class Layout:
    """Paths below `root`, which is "/" on a real station."""

    root: Path = Path("/")

    @property
    def home(self) -> Path:
        """Folder of everything that deployments install."""
        return self.root / "opt/handshape"

    @property
    def releases(self) -> Path:
        """Folder with one folder for each release."""
        return self.home / "releases"

    @property
    def venvs(self) -> Path:
        """Folder of the virtual environments, shared by releases with the same requirements."""
        return self.home / "venvs"

    @property
    def current(self) -> Path:
        """Symbolic link to the release that runs."""
        return self.home / "current"

    @property
    def trial(self) -> Path:
        """Record of the trial in progress; missing when there is none."""
        return self.home / "trial.json"

    @property
    def status(self) -> Path:
        """Status file that the running program writes."""
        return self.root / "run/handshape/status.json"

    def current_name(self) -> str:
        """Return the name of the release that `current` points to, "" if there is none."""
        try:
            name = self.current.readlink().name
        except OSError:
            return ""
        return name if (self.releases / name).is_dir() else ""

    def history(self) -> list[str]:
        """Return the releases that passed probation and still exist, newest last."""
        try:
            names = (self.home / "history").read_text(encoding="utf-8").split()
        except OSError:
            return []
        return [name for name in names if (self.releases / name / "RELEASE.json").is_file()]

    def record_passed(self, name: str) -> None:
        """Record that this release has passed its probation."""
        names = [other for other in self.history() if other != name]
        write_atomic(self.home / "history", "\n".join([*names, name]) + "\n")

    def previous(self, name: str) -> str:
        """Return the newest other release that passed, "" if there is none."""
        return next((other for other in reversed(self.history()) if other != name), "")

    def activate(self, name: str) -> None:
        """Point `current` to this release in one atomic step."""
        link = self.home / "current.next"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("releases") / name)
        link.replace(self.current)
        sync_folder(self.home)

    def remove_unproven(self, name: str) -> None:
        """Remove a release that has never passed and does not run, so that it takes no space on a full disk."""
        trial = read_json(self.trial)
        if name and name not in {self.current_name(), trial.get("release"), trial.get("previous"), *self.history()}:
            remove(self.releases / name)

    def prune(self) -> list[str]:
        """Remove old releases and unused environments; return the removed names.

        The MAX_RELEASES newest releases that passed are kept.

        A young release that has not passed is kept: another deployment may be about to switch to it.
        """
        history = self.history()
        trial = read_json(self.trial)
        keep = {*history[-MAX_RELEASES:], self.current_name(), trial.get("release"), trial.get("previous")}
        young = time.time() - STALE_AFTER_S
        gone = [
            path
            for path in self.releases.iterdir()
            if path.name not in keep and (path.name in history or path.stat().st_mtime < young)
        ]
        stay = [path for path in self.releases.iterdir() if path not in gone]
        used = {read_json(path / "RELEASE.json").get("venv", "") for path in stay}
        gone += [path for path in self.venvs.iterdir() if path.name not in used] if self.venvs.is_dir() else []
        gone += [path for path in (self.home / "inbox").glob("*") if path.stat().st_mtime < young]
        for path in gone:
            remove(path)
        return sorted(path.name for path in gone)


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; return an empty one if the file is missing or holds anything else."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def write_atomic(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file completely or not at all; return when it is on the disk.

    A copy of `device.system.files.write_atomic(durable=True)`, because the agent travels without `device`.

    Raises:
        OSError: the file cannot be written; the old one is unchanged and no other is left.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def sync_folder(path: Path) -> None:
    """Have a folder's entries (new, renamed, removed) on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Delete a file or folder; out of sight first, so that half of it is never mistaken for the whole."""
    hidden = path.with_name(f".gone-{path.name}") if not path.name.startswith(".gone-") else path
    if hidden != path:
        remove(hidden)
        try:
            path.rename(hidden)
        except FileNotFoundError:
            return
    if hidden.is_dir() and not hidden.is_symlink():
        shutil.rmtree(hidden, ignore_errors=True)
    else:
        hidden.unlink(missing_ok=True)
