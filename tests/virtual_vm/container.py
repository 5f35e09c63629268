"""A card in a container: its system under a real systemd, on a loop device with partitions that can really grow.

The kernel is this computer's and no firmware runs; everything else is as on a card, and much faster than emulation.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.image.mounts import BOOT, BOOT_FILES
from tests.virtual_pi.rootfs import run
from tests.virtual_vm.card import START


@contextmanager
def card_reader(image: Path, folder: Path) -> Iterator[str]:
    """Connect the card as a disk and mount its system with its boot partition; yield the disk's name."""
    disk = run("losetup", "--find", "--show", "--partscan", str(image)).strip()
    try:
        # A kernel that reads no partition tables learns of this one here; another has it already.
        subprocess.run(["partx", "--add", disk], capture_output=True, check=False)
        folder.mkdir(exist_ok=True)
        run("mount", f"{disk}p2", str(folder))
        boot = folder / BOOT
        run("mount", "-t", "tmpfs", "tmpfs", str(boot))
        for name in BOOT_FILES:
            run("mcopy", "-n", "-i", f"{image}@@{START}", f"::{name}", str(boot / name))
        yield disk
    finally:
        for command in (["umount", str(folder / BOOT)], ["umount", str(folder)], ["partx", "--delete", disk]):
            subprocess.run(command, capture_output=True, check=False)
        run("losetup", "--detach", disk)


@contextmanager
def powered(folder: Path, disk: str, console: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Start the system in this folder; shut it down at the end."""
    command = [
        *("systemd-nspawn", "--quiet", f"--directory={folder}", "--register=no", "--keep-unit", "--private-network"),
        *(f"--machine=card{console.parent.name[-12:]}", f"--bind={disk}", f"--bind={disk}p2"),
        *("--boot", "systemd.journald.forward_to_console=1"),
    ]
    with console.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()  # as the power button
        try:
            process.wait(90)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
