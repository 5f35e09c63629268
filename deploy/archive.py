"""Archives of a release whose bytes depend on nothing but the names and contents of its files."""

import gzip
import hashlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

PARTS = (
    "device",
    "systemd",
    "docs",
    "requirements-device.txt",
    "requirements-tflite.txt",
    "requirements-health.txt",
    "LICENSE",
    "NOTICE",
)
"""Files and folders of the checkout that a release holds."""


def release_files(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (path below `root` with "/", content) of every file of a release, in a stable order."""
    for part in PARTS:
        path = root / part
        paths = [path] if path.is_file() else sorted(entry for entry in path.rglob("*") if entry.is_file())
        for entry in paths:
            name = entry.relative_to(root).as_posix()
            if "__pycache__" not in name and not name.endswith((".pyc", ".part")):
                yield name, entry.read_bytes()


def digest(files: dict[str, bytes]) -> str:
    """Return 12 hexadecimal digits of the SHA-256 of names, lengths and contents."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\0{len(files[name])}\0".encode())
        total.update(files[name])
    return total.hexdigest()[:12]


def tar_gz(files: dict[str, bytes]) -> bytes:
    """Return a .tar.gz whose bytes depend on names and contents only."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped, tarfile.open(fileobj=zipped, mode="w") as tar:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(files[name]), 0o644
            tar.addfile(entry, io.BytesIO(files[name]))
    return packed.getvalue()
