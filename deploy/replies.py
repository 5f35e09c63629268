"""Format the replies of stations, and merge pulled recordings safely."""

import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from deploy.errors import DeployError
from device.system.files import write_atomic


def status_lines(host: str, answer: dict[str, Any]) -> Iterator[str]:
    """Yield a few lines about one station; the first is a summary."""
    station = answer["station"]
    trial = f", {answer['trial']} ON TRIAL" if answer["trial"] else ""
    yield f"{host}: {answer['active']}, {answer['release'] or 'no release'}{trial}"
    if station:
        parts = [str(station["state"]), f"{station['frames']} frames in {station['up_s'] / 3600:.1f} h"]
        parts += [f"{station['fps']} FPS"] if station["fps"] is not None else []
        parts += [f"frame {station['frame_age_ms']} ms old"] if station["frame_age_ms"] is not None else []
        parts += [f"{station['temperature_c']:.0f} °C"] if station["temperature_c"] is not None else []
        parts += [f"{station['rss_mb']:.0f} MB"] if station["rss_mb"] else []
        yield f"    {', '.join(parts)}; model {station['model']}"
        if station["throttled"]:
            yield f"    power or heat: {', '.join(station['throttled'])}"
        if station["camera_restarts"]:
            yield f"    camera opened again {station['camera_restarts']} times"
        if station["last_error"]:
            yield f"    last error: {station['last_error']}"
    if answer["settings"]:
        yield f"    settings: {answer['settings']}"
    yield f"    {answer['free_mb']} MB free; can go back to {', '.join(answer['earlier'][:-1]) or 'nothing'}"


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
