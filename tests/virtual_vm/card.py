"""A stand-in for an image of Raspberry Pi OS: Debian with its own kernel, on a card with the same two partitions.

What a Pi's firmware does (reading config.txt, loading the kernel) is left to the emulator.
"""

import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

from deploy.image.partitions import ENTRY, FAT_TYPES, LINUX_TYPE, SECTOR, SIGNATURE, TABLE
from tests.virtual_pi.rootfs import Recipe, base, run, write
from tests.virtual_vm.image import INITRD, NETWORK

BOOT_MB, SYSTEM_MB = 128, 1400
START = 4 * 1024 * 1024  # of the first partition, as on cards of Raspberry Pi OS
FSTAB = "/dev/vda2 / ext4 defaults,noatime 0 1\n/dev/vda1 /boot/firmware vfat defaults 0 2\n"
CONFIG = "# as on a Pi\ndtparam=audio=on\n#dtparam=i2c_arm=on\n[pi4]\narm_boost=1\n[all]\n"
PASSWORD = "$6$salt$uTnVSR5VrCbFXzLEqOTg7XsSjOm3QGSvUeX9XsO6Ga9b1vJYB6hG2wJJ3Yq0bq0t5pJ0XfVbYVnAJ1"  # of no use


def _finish(root: Path) -> None:
    write(root / "etc/fstab", FSTAB)
    write(root / "etc/systemd/network/10-vm.network", NETWORK)
    run("chroot", str(root), "systemctl", "enable", "--quiet", "systemd-networkd.service")
    write(root / "etc/initramfs-tools/conf.d/vm", "MODULES=list\nCOMPRESS=gzip\n")
    write(root / "etc/initramfs-tools/modules", "\n".join(INITRD) + "\n")
    run("chroot", str(root), "update-initramfs", "-u")


RECIPE = Recipe("card1", ("linux-image-amd64", "initramfs-tools", "kmod", "fdisk", "dosfstools"), _finish)


def stand_in(folder: Path, say: Callable[[str], None]) -> Path:
    """Make the image with a user who has a password and with ssh on, as no card may be given away; return its path.

    Kernel and initrd are beside it, as vmlinuz and initrd.img.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root, key = base(say, RECIPE)
    for kind in ("vmlinuz", "initrd.img"):
        shutil.copy(sorted((root / "boot").glob(f"{kind}-*"))[-1], folder / kind)
    shutil.copy(key, folder / "key")
    image = folder / "raspios.img"
    sizes = (BOOT_MB * 1_048_576, SYSTEM_MB * 1_048_576)
    with image.open("wb") as file:
        file.truncate(START + sum(sizes))
        file.seek(TABLE)
        start = START
        for kind, size in zip((FAT_TYPES[1], LINUX_TYPE), sizes, strict=True):
            file.write(struct.pack("<B3xB3xII", 0, kind, start // SECTOR, size // SECTOR).ljust(ENTRY, b"\0"))
            start += size
        file.seek(510)
        file.write(SIGNATURE)
    boot, system = folder / "boot.part", folder / "system.part"
    for part, size in ((boot, sizes[0]), (system, sizes[1])):
        with part.open("wb") as file:
            file.truncate(size)
    run("mkfs.vfat", "-F", "32", "-n", "bootfs", str(boot))
    run("mke2fs", "-q", "-t", "ext4", "-L", "rootfs", "-d", str(root), str(system))
    for part, offset in ((boot, START), (system, START + sizes[0])):
        run("dd", f"if={part}", f"of={image}", "bs=4M", f"seek={offset}", "oflag=seek_bytes", "conv=notrunc,sparse")
        part.unlink()
    return image


def set_up(root: Path) -> None:
    """Give a mounted stand-in what the image must change: a password, lines in config.txt."""
    write(root / "boot/firmware/config.txt", CONFIG)
    shadow = root / "etc/shadow"
    lines = [
        f"pi:{PASSWORD}:{line.split(':', 2)[2]}" if line.startswith("pi:") else line
        for line in shadow.read_text(encoding="utf-8").splitlines()
    ]
    shadow.write_text("\n".join(lines) + "\n", encoding="utf-8")


def console_text(log: Path) -> str:
    """Return what the serial console has shown so far; the system's log is written there, too."""
    return log.read_text(errors="replace") if log.exists() else ""


def qemu_command(folder: Path, disk: Path, console: Path) -> list[str]:
    """Return the command that starts a card in the emulator.

    Its time follows its own instructions (2 ns each, as slow as a Pi), so that no limit in seconds is missed because
    this computer has other work. Its clock says 2020: a Pi without a battery has no better one.
    """
    drive = f"if=none,id=disk,format=raw,file={disk}"
    append = "root=/dev/vda2 ro loglevel=4 no_timer_check console=tty0 console=ttyS0"
    append += " systemd.journald.forward_to_console=1"
    return [
        *("qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=single", "-cpu", "max", "-smp", "1"),
        *("-icount", "shift=1,sleep=on", "-rtc", "base=2020-01-01T00:00:00,clock=vm"),
        *("-m", "1024", "-kernel", str(folder / "vmlinuz"), "-initrd", str(folder / "initrd.img"), "-append", append),
        *("-drive", drive, "-device", "virtio-blk-pci,drive=disk", "-device", "virtio-rng-pci", "-vga", "std"),
        *("-display", "none", "-nic", "none", "-serial", f"file:{console}", "-monitor", "none"),
    ]


def start(command: list[str]) -> "subprocess.Popen[bytes]":
    """Start the emulator in a session of its own."""
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
