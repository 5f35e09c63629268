"""Packages of apt that the base image lacks: the one step that runs programs of the image.

Raspberry Pi OS Lite has no picamera2. For another processor than this computer's the kernel needs qemu-user.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.errors import DeployError
from deploy.image.mounts import run
from deploy.image.target import Target

BOUND = ("proc", "sys", "dev")
NO_DAEMONS = "usr/sbin/policy-rc.d"  # of Debian: 101 forbids to start a service


def install_packages(root: Path, target: Target) -> None:
    """Install the missing packages into the image.

    Raises:
        DeployError: programs of the image cannot run here, or apt fails.
    """
    names = " ".join(target.missing_packages)
    with _prepared(root):
        if _chroot(root, "/bin/true").returncode:
            raise DeployError(
                f"The image lacks {names}, and this computer cannot run programs for {target.machine}; install "
                "qemu-user-static (Debian: sudo apt install qemu-user-static), then run it again."
            )
        options = ("-q", "-o", "Acquire::Retries=3")
        # Without this option apt reports success where no list could be fetched, and later names an unknown package.
        update = _chroot(root, "apt-get", "update", *options, "-o", "APT::Update::Error-Mode=any")
        done = _chroot(root, "apt-get", "install", "-y", "--no-install-recommends", *options, *target.missing_packages)
        if done.returncode:
            lines = [line for line in (done.stderr + update.stderr).splitlines() if line.startswith("E:")]
            raise DeployError(f"apt could not add {names} to the image: {' '.join(lines)[-300:] or 'no reason given'}")
        _chroot(root, "apt-get", "clean")


@contextmanager
def _prepared(root: Path) -> Iterator[None]:
    """Bind the kernel's file systems and the network's name servers, and forbid services to start."""
    resolver, policy = root / "etc/resolv.conf", root / NO_DAEMONS
    kept = resolver.readlink() if resolver.is_symlink() else resolver.read_bytes() if resolver.exists() else None
    bound: list[Path] = []
    try:
        for name in BOUND:
            run("mount", "--bind", f"/{name}", str(root / name))
            bound.append(root / name)
        resolver.unlink(missing_ok=True)
        shutil.copyfile("/etc/resolv.conf", resolver)
        policy.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
        policy.chmod(0o755)
        yield
    finally:
        policy.unlink(missing_ok=True)
        resolver.unlink(missing_ok=True)
        if isinstance(kept, Path):
            resolver.symlink_to(kept)
        elif kept is not None:
            resolver.write_bytes(kept)
        for path in reversed(bound):
            subprocess.run(["umount", "--lazy", str(path)], capture_output=True, check=False)


def _chroot(root: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin"}
    words = ["chroot", str(root), *command]
    return subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
