"""The finished file: compressed, with size and checksum, and an entry for Raspberry Pi Imager."""

import hashlib
import json
import lzma
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import DeployError
from deploy.image.base import CHUNK
from device.names import shown
from device.system.files import write_atomic

DEVICES = ("pi5-64bit", "pi4-64bit", "pi3-64bit")


@dataclass(frozen=True)
class FileFacts:
    """A file's size in bytes and its hexadecimal SHA-256."""

    size: int
    sha256: str


def facts_of(path: Path) -> FileFacts:
    """Read a file."""
    total, digest = 0, hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            total += len(block)
            digest.update(block)
    return FileFacts(total, digest.hexdigest())


def compress(image: Path, target: Path, level: int) -> None:
    """Write an image as .xz, with all processors where the tool `xz` is there.

    Raises:
        DeployError: the file cannot be written.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as out:
            if shutil.which("xz"):
                command = ["xz", f"-{level}", "--threads=0", "--stdout", str(image)]
                done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, check=False)
                if done.returncode:
                    reason = done.stderr.decode(errors="replace").strip()
                    raise DeployError(f"{shown(target)} cannot be written: {reason}")
            else:
                with image.open("rb") as source, lzma.open(out, "wb", preset=level) as packed:
                    shutil.copyfileobj(source, packed, CHUNK)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def imager_entry(name: str, image: FileFacts, file: Path, url: str, date: str, init_format: str) -> dict[str, object]:
    """Return the list that Raspberry Pi Imager reads (`rpi-imager --repo FILE`, or its “Content Repository”).

    The keys are those of Imager's own list, downloads.raspberrypi.com/os_list_imagingutility_v4.json.

    Args:
        name: of the release.
        image: size and checksum of the image itself.
        file: what is downloaded: the image, or the .xz with it.
        url: where it will be; "" for the file itself.
        date: of the release, "2026-01-31".
        init_format: how Imager passes user, Wi-Fi and host name on, see `Target.init_format`.
    """
    packed = facts_of(file)
    entry = {
        "name": "Handshape",
        "description": f"A practice station for the ASL manual alphabet (release {name})",
        "url": url or file.absolute().as_uri(),
        "icon": "",
        "release_date": date,
        "extract_size": image.size,
        "extract_sha256": image.sha256,
        "image_download_size": packed.size,
        "image_download_sha256": packed.sha256,
        "devices": list(DEVICES),
        "init_format": init_format,
    }
    return {"os_list": [entry]}


def write_entry(path: Path, entry: dict[str, object]) -> None:
    """Write the list for Imager."""
    write_atomic(path, json.dumps(entry, indent=1, ensure_ascii=False) + "\n")
