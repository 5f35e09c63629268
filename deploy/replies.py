"""Merge pulled recordings safely."""

import tarfile
from pathlib import Path, PurePosixPath

from deploy.errors import DeployError
from device.system.files import write_atomic


def merge_recordings(archive: Path, into: Path) -> int:
    """Unpack a station's recordings (SIGNER/SESSION/FILE); what is here already is kept. Returns the new files.

    Raises:
        DeployError: the archive holds something that is no recording's file.
    """
    count = 0
    with tarfile.open(archive) as tar:
        for entry in tar:
            path = PurePosixPath(entry.name)
            if entry.isdir():
                continue
            if path.is_absolute() or ".." in path.parts or not entry.isfile():
                raise DeployError(f"{archive.name} holds “{entry.name}”, which is no recording; nothing more is taken.")
            target = into / path
            source = tar.extractfile(entry)
            if target.exists() or source is None:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(target, source.read())
            count += 1
    return count
