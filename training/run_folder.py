"""Run folders: configuration, environment, and files that are written atomically."""

import contextlib
import errno
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from device import names
from device.names import shown
from device.system import json_text
from device.system.files import atomic_path
from device.system.replaceable import check_beside
from training.errors import RunError

PACKAGES = ("tensorflow", "keras", "numpy", "opencv-python-headless", "ai-edge-litert", "scikit-learn")
"""Packages whose versions are recorded, because they can change a result; missing ones are left out."""


@contextlib.contextmanager
def written_whole(path: Path, *, beside: Path | None = None) -> Iterator[Path]:
    """Yield a path to write to; it replaces `path` when the block ends, and is removed if the block raises.

    Args:
        path: the file to replace.
        beside: the file that a person named, where `path` follows from its name; see `check_beside`.

    Raises:
        RunError: the disk is full, the folder cannot be written, or `path` is nothing that may be replaced.
    """
    try:
        if beside is not None:
            check_beside(path, beside)
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_path(path, keep_name=True) as part:  # Keras goes by the suffix
            yield part
    except OSError as error:
        raise unwritable(path, error) from None


def make_output_folder(folder: Path) -> None:
    """Make a folder for what a command writes, and those above it.

    Raises:
        RunError: it cannot be made, or its place is taken.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"{shown(folder)} cannot be used as a folder: {error.strerror}; name another one.") from None


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file atomically.

    Raises:
        RunError: as `written_whole`.
    """
    with written_whole(path) as part:
        part.write_bytes(content)


def write_json(path: Path, content: Any) -> None:
    """Write JSON atomically.

    Raises:
        RunError: the disk is full, or the folder cannot be written.
    """
    write_bytes(path, (names.json_text(content, indent=1) + "\n").encode())


def read_json(path: Path) -> Any:
    """Read JSON of a run.

    Raises:
        RunError: the file is missing or is not JSON.
    """
    try:
        return json_text.read_json(path, allow_nan=True)  # of figures without data
    except OSError as error:
        raise RunError(f"{shown(path)} cannot be read ({error.strerror}); is that a finished run?") from None
    except ValueError:
        raise RunError(f"{shown(path)} is not JSON; delete the run's folder and start it again.") from None


def read_object(path: Path, *keys: str) -> dict[str, Any]:
    """Read a JSON object of a run.

    Args:
        path: of the file.
        keys: that it must have.

    Raises:
        RunError: the file is missing, holds anything else, or lacks a key.
    """
    value = read_json(path)
    if not isinstance(value, dict) or not value.keys() >= set(keys):
        raise RunError(f"{shown(path)} is not the file of a run; delete the run's folder and start it again.")
    return value


def open_run(run: Path, config: dict[str, Any]) -> bool:
    """Start a run, or resume the one in this folder.

    Args:
        run: folder; gets config.json and environment.json.
        config: what the run does; must be the same to resume it.

    Returns:
        True if the folder already holds this run.

    Raises:
        RunError: the folder holds a run with another configuration, or cannot be written.
    """
    config = json.loads(json.dumps(config))  # as it will be read back: tuples become lists
    path = run / "config.json"
    if path.is_file():
        earlier = read_object(path)
        differing = sorted(key for key in {*earlier, *config} if earlier.get(key) != config.get(key))
        if differing:
            key = differing[0]
            raise RunError(
                f"{shown(run)} holds a run with {key} = {earlier.get(key)}, not {config.get(key)}: "
                "name another folder with --run, or delete that one."
            )
        return True
    write_json(run / "environment.json", environment())
    write_json(path, config)
    return False


def environment() -> dict[str, Any]:
    """Return where and with what a run is made: versions, commit, platform, command, time."""
    versions = {}
    for package in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions[package] = importlib.metadata.version(package)
    return {
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": " ".join(["python", "-m", *_command()]),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
        "packages": versions,
        "commit": _git("rev-parse", "HEAD"),
        "commit_clean": _git("status", "--porcelain", "--untracked-files=no") == "",
    }


def _command() -> list[str]:
    name = Path(sys.argv[0])
    return [name.parent.name if name.name == "__main__.py" else name.name, *sys.argv[1:]]


def _git(*arguments: str) -> str | None:
    """Return the output of a git command in the project's folder; None outside a clone."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=Path(__file__).parent, capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def unwritable(path: Path, error: OSError) -> RunError:
    """Return the RunError for a file or folder that cannot be written: what happened, where, and what to do."""
    if error.errno == errno.ENOSPC:
        return RunError(
            f"The disk is full: {shown(path)} was not written; free some space and start the same command "
            "again (training resumes from the last checkpoint)."
        )
    return RunError(
        f"{shown(path)} cannot be written ({error.strerror or error}); start the same command again once it "
        "can be (training resumes from the last checkpoint)."
    )
