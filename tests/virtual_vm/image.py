"""The disk of a virtual machine: Debian with its own kernel and a station deployed to it, as one ext4 image.

The deployment goes to a container, minutes faster than to an emulated processor; its root file system becomes the disk.
"""

import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.virtual_pi.machine import VirtualPi
from tests.virtual_pi.rootfs import Recipe, run, write

DISK_MB = 4000
INITRD = ("virtio_pci", "virtio_blk", "crc32c_generic", "ext4", "i6300esb")
NETWORK = "[Match]\nName=en*\n[Network]\nAddress=10.0.2.15/24\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n"
# A Pi tells what it is in its device tree or here; gpiozero asks. A Pi 4, as its pins are those of /dev/gpiochip0.
CPUINFO = "processor\t: 0\nHardware\t: BCM2711\nRevision\t: c03112\nModel\t\t: Raspberry Pi 4 Model B Rev 1.2\n"

# An emulated processor is far slower than a Pi's and rests for seconds: what is too long elsewhere is usual here.
WATCHDOG = "[Manager]\nRuntimeWatchdogSec=60\n"
DROP_IN = "[Service]\nBindReadOnlyPaths=/etc/vm/cpuinfo:/proc/cpuinfo\nTimeoutStartSec=300\nWatchdogSec=60\n"


@dataclass(frozen=True)
class Parts:
    """What a virtual machine starts from.

    Attributes:
        disk: image of an ext4 file system; kernel, initrd: to load; key: opens ssh.
    """

    disk: Path
    kernel: Path
    initrd: Path
    key: Path

    @classmethod
    def of(cls, folder: Path, key: Path) -> "Parts":
        """As `make_disk` left them."""
        return cls(folder / "disk.img", folder / "vmlinuz", folder / "initrd.img", key)


def _finish(root: Path) -> None:
    """A root file system that boots on a disk: fsck and read-write from fstab, a static address, a small initrd."""
    write(root / "etc/fstab", "/dev/vda / ext4 defaults,noatime 0 1\n")
    write(root / "etc/systemd/network/10-vm.network", NETWORK)
    run("chroot", str(root), "systemctl", "enable", "--quiet", "systemd-networkd.service")
    write(root / "etc/initramfs-tools/conf.d/vm", "MODULES=list\nCOMPRESS=gzip\n")
    write(root / "etc/initramfs-tools/modules", "\n".join(INITRD) + "\n")
    run("chroot", str(root), "update-initramfs", "-u")
    _pin_library(root)


def _pin_library(root: Path) -> None:
    """lgpio where Raspberry Pi OS has it from apt: Debian 12 has no such package, its wheel has the same files."""
    folder = root / "var/tmp/lgpio"
    run(
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--python-version",
        "3.11",
        "--platform",
        "manylinux_2_34_x86_64",
        "--dest",
        str(folder),
        "lgpio",
    )
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(root / "usr/lib/python3/dist-packages")
        wheel.unlink()


RECIPE = Recipe("kernel1", ("linux-image-amd64", "initramfs-tools", "kmod", "v4l-utils"), _finish)


def make_disk(machine: VirtualPi, key: Path, folder: Path, say: Callable[[str], None]) -> Parts:
    """The disk of a station that was deployed to a container and is powered off now."""
    root, disk = machine.root, folder / "disk.part"
    write(root / "etc/vm/cpuinfo", CPUINFO)
    write(root / "etc/systemd/system/handshape.service.d/vm.conf", DROP_IN)
    write(root / "etc/systemd/system.conf.d/vm.conf", WATCHDOG)  # read after the station's own
    write(root / "etc/machine-id", "")
    say("making the disk image")
    disk.unlink(missing_ok=True)
    with disk.open("wb") as file:
        file.truncate(DISK_MB * 1_000_000)
    run("mke2fs", "-q", "-t", "ext4", "-L", "rootfs", "-d", str(root), str(disk))
    kernels = {kind: sorted((root / "boot").glob(f"{kind}-*"))[-1] for kind in ("vmlinuz", "initrd.img")}
    for kind, path in kernels.items():
        shutil.copy(path, folder / kind)
    disk.replace(folder / "disk.img")
    return Parts.of(folder, key)
