"""The root file system of a virtual Pi: Debian 12, as Raspberry Pi OS 12 is, built once and cached."""

import os
import platform
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(os.environ.get("VIRTUAL_PI_CACHE", Path.home() / ".cache/handshape/virtual-pi"))
MIRROR = os.environ.get("VIRTUAL_PI_MIRROR", "http://deb.debian.org/debian")
SUITE = "bookworm"
RECIPE = "4"  # raised when anything below changes: an older cache is built again
PACKAGES = ("systemd", "systemd-sysv", "udev", "dbus", "openssh-server", "python3", "python3-venv", "sudo", "iproute2")
HOST_ARCH = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")
ARCH = os.environ.get("VIRTUAL_PI_ARCH", HOST_ARCH)
EMULATED = ARCH != HOST_ARCH
QEMU_CPU = "cortex-a72"  # the default CPU emulates pointer authentication, four times slower
UNITS_WITHOUT_CREDENTIALS = (
    "systemd-sysusers",
    "systemd-tmpfiles-setup",
    "systemd-tmpfiles-setup-dev",
    "systemd-tmpfiles-clean",
)


@dataclass(frozen=True)
class Recipe:
    """What a root file system has beside the common part.

    Attributes:
        name: of its folder in the cache; changed when anything here changes.
        packages: of Debian.
        finish: changes the unpacked system.
    """

    name: str
    packages: tuple[str, ...]
    finish: Callable[[Path], None]


def missing() -> str:
    """Why no virtual Pi can run here; "" when one can."""
    if os.geteuid() != 0:
        return "a virtual Pi needs root (name spaces, mounts)"
    tools = {
        "systemd-nspawn": "systemd-container",
        "mmdebstrap": "mmdebstrap",
        "ip": "iproute2",
        "ssh": "openssh-client",
        "script": "bsdutils",
    }
    if EMULATED:
        tools |= {"qemu-aarch64-static": "qemu-user-static", "arch-test": "arch-test"}
    absent = sorted({package for tool, package in tools.items() if shutil.which(tool) is None})
    if absent:
        return f"a virtual Pi needs: apt install {' '.join(absent)}"
    allowed = ("unshare", "--mount", "--net", "mount", "-t", "tmpfs", "tmpfs", "/tmp")
    done = subprocess.run(allowed, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"a virtual Pi needs name spaces and mounts, and this machine refuses them: {done.stderr.strip()[-200:]}"
    return ""


class Unbuildable(RuntimeError):
    """Debian's packages do not come, or cannot be unpacked here."""


def base(say: Callable[[str], None], more: Recipe | None = None) -> tuple[Path, Path]:
    """The unpacked system (never booted itself: stations run on overlays of it) and the key that opens it.

    Args:
        say: called with a message when it has to be built.
        more: what another kind of station has beside it.
    """
    folder = CACHE / "-".join([SUITE, ARCH, RECIPE, *([more.name] if more else [])])
    key = folder / "id_ed25519"
    if (folder / "complete").is_file():
        return folder / "root", key
    # A build that was killed may have left /proc and /dev mounted in there: never delete through a mount.
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()[::-1]:
        if line.split()[1].startswith(f"{folder}/"):
            run("umount", "--lazy", line.split()[1])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    root = folder / "root"
    say(f"building the root file system ({ARCH}) once, in {folder}")
    bootstrap = (
        "mmdebstrap",
        "--quiet",
        f"--arch={ARCH}",
        "--variant=minbase",
        "--dpkgopt=force-unsafe-io",
        "--dpkgopt=path-exclude=/usr/share/man/*",
        "--dpkgopt=path-exclude=/usr/share/locale/*",
        "--dpkgopt=path-exclude=/usr/share/doc/*",
        '--aptopt=Acquire::Languages "none"',
        f"--include={','.join(PACKAGES + (more.packages if more else ()))}",
        SUITE,
        str(root),
        MIRROR,
    )
    try:
        run(*bootstrap)
    except RuntimeError as error:
        raise Unbuildable(f"a virtual Pi needs Debian's packages from {MIRROR}: {error}") from None
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key), "-C", "virtual-pi")
    _like_a_pi(root, key.with_suffix(".pub").read_text(encoding="utf-8"))
    if more:
        more.finish(root)
    (folder / "complete").touch()
    return root, key


def _like_a_pi(root: Path, public_key: str) -> None:
    """User pi with sudo and the groups of Raspberry Pi OS, sshd at boot, nothing that asks the network."""
    for group in ("gpio", "i2c", "spi"):
        run("chroot", str(root), "groupadd", "-f", "-r", group)
    run("chroot", str(root), "useradd", "-m", "-s", "/bin/bash", "-G", "sudo,video,render,gpio,i2c,spi", "pi")
    write(root / "etc/sudoers.d/010_pi-nopasswd", "pi ALL=(ALL) NOPASSWD: ALL\n", 0o440)
    write(root / "home/pi/.ssh/authorized_keys", public_key, 0o600)
    run("chroot", str(root), "chown", "-R", "pi:pi", "/home/pi/.ssh")
    write(root / "etc/machine-id", "")
    run("chroot", str(root), "systemctl", "enable", "--quiet", "ssh.service")
    run(
        "chroot",
        str(root),
        "systemctl",
        "mask",
        "--quiet",
        "apt-daily.timer",
        "apt-daily-upgrade.timer",
        "systemd-firstboot.service",
        "systemd-networkd-wait-online.service",
        "e2scrub_reap.service",
    )
    # A real Pi keeps its log over a restart; tests read it.
    (root / "var/log/journal").mkdir(parents=True, exist_ok=True)
    if EMULATED:  # qemu-user lacks the mount calls LoadCredential needs, and services do not inherit QEMU_CPU
        for unit in UNITS_WITHOUT_CREDENTIALS:
            write(root / f"etc/systemd/system/{unit}.service.d/emulated.conf", "[Service]\nLoadCredential=\n")
        write(root / "etc/systemd/system.conf.d/emulated.conf", f"[Manager]\nDefaultEnvironment=QEMU_CPU={QEMU_CPU}\n")
        run("chroot", str(root), "systemctl", "mask", "--quiet", "systemd-hwdb-update.service")


def emulate() -> None:
    """Register qemu once more with flag C: it honours setuid, without which sudo fails in the machine."""
    binfmt = Path("/proc/sys/fs/binfmt_misc")
    if not (binfmt / "register").exists():
        run("mount", "-t", "binfmt_misc", "none", str(binfmt))
    if not (binfmt / "virtual-pi").exists():
        magic = r"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00"
        mask = r"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff"
        interpreter = "/usr/libexec/qemu-binfmt/aarch64-binfmt-P"
        (binfmt / "register").write_text(f":virtual-pi:M::{magic}:{mask}:{interpreter}:PFC")


def run(*command: str) -> str:
    """Run a tool of the host; its own words when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} … failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file of the root file system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
