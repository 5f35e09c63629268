"""The image that a person has downloaded: unpack it, with room for it checked first."""

import lzma
import shutil
import zipfile
from pathlib import Path
from typing import IO

from deploy.errors import DeployError
from device.names import shown

MAGIC = {"xz": b"\xfd7zXZ\x00", "zip": b"PK\x03\x04", "gz": b"\x1f\x8b"}
CHUNK = 1 << 22
SMALLEST = 64_000_000  # a card image is larger; anything smaller is a page with an error message, or a torrent file


def unpack(base: Path, target: Path, extra: int) -> None:
    """Write the image itself to `target`.

    Args:
        base: .img, .img.xz or .zip with one image.
        target: sparse file to write.
        extra: bytes that are added later; room for them is checked, too.

    Raises:
        DeployError: this is no image, it is damaged, or there is no room.
    """
    try:
        with base.open("rb") as file:
            first = file.read(8)
            kind = next((name for name, magic in MAGIC.items() if first.startswith(magic)), "img")
            if base.stat().st_size < (SMALLEST if kind == "img" else SMALLEST // 64):
                raise DeployError(f"{shown(base)} is too small for an image of Raspberry Pi OS; download it again.")
            file.seek(0)
            if kind == "gz":
                raise DeployError(f"{shown(base)} is a gzip file; give the .img.xz that Raspberry Pi offers.")
            _check_room(target.parent, _unpacked_size(base, kind) + extra)
            if kind == "img":
                _copy(file, target)
            elif kind == "xz":
                with lzma.open(file) as stream:
                    _copy(stream, target)
            else:
                _from_zip(base, target)
    except (lzma.LZMAError, EOFError, zipfile.BadZipFile):
        raise DeployError(f"{shown(base)} is damaged or cut short; download it again.") from None
    except IsADirectoryError:
        raise DeployError(f"{shown(base)} is a folder; give the .img.xz in it.") from None
    except FileNotFoundError:
        raise DeployError(f"There is no file {shown(base)}; download “Raspberry Pi OS Lite (64-bit)”.") from None


def _from_zip(base: Path, target: Path) -> None:
    with zipfile.ZipFile(base) as archive:
        names = [name for name in archive.namelist() if name.endswith(".img")]
        if len(names) != 1:
            raise DeployError(f"{shown(base)} holds {len(names)} images; give a file with one.")
        with archive.open(names[0]) as stream:
            _copy(stream, target)


def _copy(source: "IO[bytes] | lzma.LZMAFile", target: Path) -> None:
    """Copy, leaving holes where the source has zeros."""
    with target.open("wb") as out:
        while block := source.read(CHUNK):
            if block.count(0) == len(block):
                out.seek(len(block), 1)
            else:
                out.write(block)
        out.truncate(out.tell())


def _unpacked_size(base: Path, kind: str) -> int:
    """Return an upper estimate; an xz file of a card has about a fifth of its size."""
    size = base.stat().st_size
    if kind == "zip":
        with zipfile.ZipFile(base) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    return size * 5 if kind == "xz" else size


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DeployError(
            f"{free // 1_000_000} MB are free in {shown(folder)}, and about {needed // 1_000_000} MB are needed; make "
            "room, or give another place with --to."
        )
