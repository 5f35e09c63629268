"""Loop devices and mounts of an image, released whatever happens."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.errors import DeployError
from deploy.image.partitions import Card, Partition

TOOLS = ("losetup", "mount", "umount", "e2fsck", "resize2fs")
BOOT = "boot/firmware"
BOOT_FILES = ("config.txt", "handshape.toml")  # what an image changes there


def run(*command: str, ok_codes: tuple[int, ...] = (0,)) -> str:
    """Run a tool of this computer and return its output.

    Raises:
        DeployError: it failed; the message has its last line.
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in ok_codes:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise DeployError(f"{command[0]} failed: {lines[-1][-300:]}")
    return done.stdout.strip()


@contextmanager
def loop_device(image: Path, partition: Partition) -> Iterator[str]:
    """Connect a partition to a loop device; yield its path.

    Raises:
        DeployError: this computer, or this container, has no loop devices.
    """
    try:
        where = ("--offset", str(partition.start), "--sizelimit", str(partition.size))
        device = run("losetup", "--find", "--show", *where, str(image))
    except DeployError as error:
        raise DeployError(f"{error} A container needs --privileged for the loop devices that this uses.") from None
    try:
        yield device
    finally:
        run("losetup", "--detach", device)


def resize(image: Path, partition: Partition) -> None:
    """Let the file system fill its partition."""
    with loop_device(image, partition) as device:
        run("e2fsck", "-f", "-y", device, ok_codes=(0, 1, 2))
        run("resize2fs", device)


@contextmanager
def mounted(image: Path, card: Card, folder: Path) -> Iterator[Path]:
    """Mount the system with its boot partition; yield its root.

    Raises:
        DeployError: a partition cannot be mounted.
    """
    folder.mkdir()
    with loop_device(image, card.system) as system:
        run("mount", "-t", "ext4", system, str(folder))
        try:
            if not (folder / "boot").is_dir():
                raise DeployError("The second partition of the image holds no Linux system.")
            (folder / BOOT).mkdir(exist_ok=True)
            with _boot_mounted(image, card, folder / BOOT):
                yield folder
        finally:
            subprocess.run(["umount", str(folder)], capture_output=True, check=False)
    folder.rmdir()


@contextmanager
def _boot_mounted(image: Path, card: Card, folder: Path) -> Iterator[None]:
    """Mount the boot partition, or with a kernel without FAT copy its files that change there and back."""
    with loop_device(image, card.boot) as boot:
        options = ["mount", "-t", "vfat", "-o", "umask=0022", boot, str(folder)]
        if subprocess.run(options, capture_output=True, check=False).returncode == 0:
            try:
                yield
            finally:
                subprocess.run(["umount", str(folder)], capture_output=True, check=False)
            return
    if shutil.which("mcopy") is None:
        raise DeployError("This computer's kernel cannot mount FAT; install mtools, with which it is not needed.")
    drive = f"{image}@@{card.boot.start}"
    run("mount", "-t", "tmpfs", "tmpfs", str(folder))
    try:
        for name in BOOT_FILES:
            command = ["mcopy", "-n", "-i", drive, f"::{name}", str(folder / name)]
            subprocess.run(command, capture_output=True, check=False)  # a file that is not there yet
        yield
        for name in BOOT_FILES:
            if (folder / name).exists():
                run("mcopy", "-o", "-i", drive, str(folder / name), f"::{name}")
    finally:
        subprocess.run(["umount", str(folder)], capture_output=True, check=False)
