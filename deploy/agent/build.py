"""Unpack a release and build its environment from the archives the workstation sent; nothing is downloaded here."""

import errno
import hashlib
import os
import subprocess
import sys
import tarfile
from pathlib import Path

from .full_disk import TEXT, is_full
from .layout import AgentError, Layout, read_json, remove, sync_folder, write_atomic


def unpack(layout: Layout, archive: Path, name: str, sha256: str) -> bool:
    """Unpack a release; return False if it is already here.

    A release that could not be unpacked takes no space.

    Raises:
        AgentError: the checksum differs, the archive is unreadable, or it holds no release.
        OSError: the disk is full, or cannot be written.
    """
    target = layout.releases / name
    if target.is_dir():
        return False
    if hashlib.sha256(archive.read_bytes()).hexdigest() != sha256:
        raise AgentError("The release arrived damaged; deploy again.")
    part = layout.releases / f".part-{name}"
    remove(part)
    layout.releases.mkdir(parents=True, exist_ok=True)
    try:
        _extract(archive, part)
        if not read_json(part / "RELEASE.json"):
            raise AgentError("The archive holds no release; deploy again.")
        os.sync()
        part.rename(target)
    except BaseException:
        remove(part)
        raise
    sync_folder(layout.releases)
    return True


def make_venv(layout: Layout, archive: Path, key: str) -> bool:
    """Build the environment from an archive of wheels; return False if it is already here.

    The environment sees the system's packages, because picamera2 and lgpio come from apt. One that could not be built
    takes no space.

    Raises:
        AgentError: an installation step failed.
        OSError: the disk is full, or cannot be written.
    """
    target = layout.venvs / key
    if (target / ".complete").is_file():
        return False
    remove(target)
    wheels = layout.venvs / f".wheels-{key}"
    remove(wheels)
    try:
        _extract(archive, wheels)
        _run(sys.executable, "-m", "venv", "--system-site-packages", str(target))
        _run(
            str(target / "bin/python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-index",
            "--find-links",
            str(wheels),
            "--no-deps",
            "--require-hashes",
            "--ignore-installed",
            "-r",
            str(wheels / "lock.txt"),
        )
    except BaseException:
        remove(target)
        raise
    finally:
        remove(wheels)
    os.sync()  # the marker may reach the disk only after the files it marks as complete
    write_atomic(target / ".complete", key + "\n")
    return True


def link_venv(layout: Layout, name: str, key: str) -> None:
    """Link the release to its environment and compile its modules, because the station may not write here.

    Raises:
        AgentError: the environment is incomplete, belongs to another release, or compiling failed.
        OSError: the disk is full.
    """
    release = layout.releases / name
    if not (layout.venvs / key / ".complete").is_file():
        raise AgentError(f"The environment {key} is incomplete; deploy again.")
    link = release / ".venv"
    if not link.is_symlink():
        link.symlink_to(Path("../../venvs") / key)
    manifest = read_json(release / "RELEASE.json")
    if manifest.get("venv") != key:
        raise AgentError("The release and its environment do not belong together; deploy again.")
    _run(str(link / "bin/python"), "-m", "compileall", "-q", str(release / "device"))


def _extract(archive: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    try:
        with tarfile.open(archive) as tar:
            # Debian 12's Python 3.11.2 has no extraction filters. The archive is ours and its checksum was compared.
            if hasattr(tarfile, "data_filter"):
                tar.extractall(folder, filter="data")
            else:
                tar.extractall(folder)
    except (tarfile.TarError, OSError, EOFError) as error:
        if is_full(error):
            raise
        raise AgentError(f"{archive.name} cannot be unpacked: {error}.") from None


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        if TEXT in done.stderr + done.stdout:
            raise OSError(errno.ENOSPC, TEXT)
        tail = " | ".join((done.stderr or done.stdout).strip().splitlines()[-3:])
        raise AgentError(f"{' '.join(command[:4])} … failed: {tail}")
