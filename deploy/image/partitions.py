"""The partition table (MBR) of a card: a FAT partition that the Pi starts from, an ext4 partition with the system."""

import struct
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import DeployError
from device.names import shown

SECTOR = 512
TABLE, ENTRY, SIGNATURE = 446, 16, b"\x55\xaa"
FAT_TYPES, LINUX_TYPE = (0x0B, 0x0C, 0x0E), 0x83


@dataclass(frozen=True)
class Partition:
    """A partition of an image.

    Attributes:
        number: 1 to 4.
        start, size: bytes.
    """

    number: int
    start: int
    size: int


@dataclass(frozen=True)
class Card:
    """The two partitions of an image of Raspberry Pi OS."""

    boot: Partition
    system: Partition


def read_card(image: Path) -> Card:
    """Read the partition table.

    Raises:
        DeployError: this is no image of a card, or not one of Raspberry Pi OS.
    """
    with image.open("rb") as file:
        table = file.read(SECTOR)
    size = image.stat().st_size
    if len(table) < SECTOR or table[510:] != SIGNATURE:
        raise DeployError(f"{shown(image)} is not the image of a card: it has no partition table.")
    found: list[tuple[int, Partition]] = []
    for number in range(4):
        entry = table[TABLE + number * ENTRY :][:ENTRY]
        kind, (start, sectors) = entry[4], struct.unpack("<II", entry[8:])
        if kind:
            found.append((kind, Partition(number + 1, start * SECTOR, sectors * SECTOR)))
    kinds = [kind for kind, _ in found]
    if len(found) != 2 or kinds[0] not in FAT_TYPES or kinds[1] != LINUX_TYPE:
        raise DeployError(
            f"{shown(image)} has not the two partitions of Raspberry Pi OS (FAT, then Linux); download "
            "“Raspberry Pi OS Lite (64-bit)”."
        )
    card = Card(found[0][1], found[1][1])
    if card.system.start + card.system.size > size:
        raise DeployError(f"{shown(image)} is cut short: its partitions end behind its end; download it again.")
    return card


def grow(image: Path, card: Card, size: int) -> Card:
    """Make the last partition `size` bytes longer, and the image with it; the file system is not changed.

    Returns:
        The card with its new partition.
    """
    system = card.system
    whole = (system.size + size) // SECTOR
    with image.open("r+b") as file:
        file.seek(TABLE + (system.number - 1) * ENTRY + 12)
        file.write(struct.pack("<I", whole))
        file.truncate(system.start + whole * SECTOR)
    return Card(card.boot, Partition(system.number, system.start, whole * SECTOR))
