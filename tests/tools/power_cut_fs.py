"""A simulated disk whose power can be cut: a process's writes and syncs are recorded and replayed up to any instant.

On the disk at that instant are: everything that was synced; of what was written since, any subset of the 512-byte
sectors; of the names created, removed and changed since the folder was last synced, the first few, in order (a
journalling file system keeps their order).
"""

import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SECTOR = 512
CALLS = "openat,close,write,pwrite64,ftruncate,fsync,fdatasync,unlink,rename,link,linkat"
ON_NAMES = ("openat", "unlink", "rename", "link", "linkat")
LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
Call = tuple[str, tuple[Any, ...]]


@dataclass
class Inode:
    """One file's content.

    Attributes:
        synced: what is on the disk.
        since: later writes (offset, data) and truncations (size, None).
    """

    synced: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        """Move all writes to the disk."""
        for place, data in self.since:
            put(self.synced, place, data)
        self.since = []

    def torn(self, rng: random.Random) -> bytes:
        """Return the content after a power cut."""
        content, share = bytearray(self.synced), rng.choice([0.0, 1.0, rng.random()])
        for place, data in self.since:
            if data is None:
                if rng.random() < share:
                    put(content, place, None)
                continue
            for start in range(0, len(data), SECTOR):
                if rng.random() < share:
                    put(content, place + start, data[start : start + SECTOR])
        return bytes(content)


def put(content: bytearray, place: int, data: bytes | None) -> None:
    """Write at an offset; with None, truncate or extend to a size."""
    if data is None:
        content[:] = content[:place] + bytes(max(0, place - len(content)))
    else:
        content.extend(bytes(max(0, place - len(content))))
        content[place : place + len(data)] = data


class Recording:
    """System calls of a run on one folder.

    Attributes:
        name: of the progress file in it.
    """

    def __init__(self, calls: list[Call], name: str, before: dict[str, bytes], acknowledged: int) -> None:
        """Keep a recording.

        Args:
            calls: in order.
            name: of the progress file.
            before: files that were there before, all of them on the disk.
            acknowledged: reviews in them.
        """
        self._calls = calls
        self._before = before
        self._acknowledged = acknowledged
        self.name = name

    def describe(self) -> str:
        """Return how many calls of each kind were recorded."""
        counts = Counter(name for name, _ in self._calls)
        return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))

    def syncs_per_review(self) -> float:
        """Return how often the disk was waited for between two acknowledgements, median."""
        waits, since = [], 0
        for call, _ in self._calls:
            if call == "acknowledged":
                waits.append(since)
                since = 0
            since += call.startswith("sync")
        return statistics.median(waits)

    def cut(self, folder: Path, rng: random.Random) -> int:
        """Write to `folder` what a power cut at a random instant leaves; return the reviews acknowledged by then."""
        inodes: dict[int, Inode] = {}
        kept = {name: Inode(bytearray(content)) for name, content in self._before.items()}
        names = dict(kept)
        since: list[tuple[str, str | None, Inode | None]] = []
        acknowledged = self._acknowledged
        for call, arguments in self._calls[: rng.randrange(1, len(self._calls) + 1)]:
            if call == "open":
                number, name, emptied = arguments
                if name not in names:
                    names[name] = Inode()
                    since.append((name, None, names[name]))
                elif emptied:
                    names[name].since.append((0, None))
                inodes[number] = names[name]
            elif call == "write":
                number, place, data = arguments
                inodes[number].since.append((place, data))
            elif call == "sync":
                inodes[arguments[0]].sync()
            elif call == "unlink":
                names.pop(arguments[0])
                since.append((arguments[0], None, None))
            elif call == "rename":
                before, after = arguments
                names[after] = names.pop(before)
                since.append((after, before, names[after]))
            elif call == "link":
                before, after = arguments
                names[after] = names[before]
                since.append((after, None, names[after]))
            elif call == "sync folder":
                apply(kept, since)
                since = []
            else:
                acknowledged = max(acknowledged, arguments[0])
        apply(kept, since[: rng.randint(0, len(since))])
        for name, inode in kept.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(rng.randbytes(64) if name.endswith("-shm") else inode.torn(rng))
        return acknowledged


def apply(kept: dict[str, Inode], changes: list[tuple[str, str | None, Inode | None]]) -> None:
    """Apply changes of names: (name, name before, file); file None for a removed name."""
    for name, before, inode in changes:
        if before is not None:
            kept.pop(before, None)
        if inode is None:
            kept.pop(name, None)
        else:
            kept[name] = inode


def record(folder: Path, reviews: int, mode: str = "", acknowledged: int = 0) -> Recording:
    """Run the writer on `folder`/progress.db under strace.

    Args:
        mode: as in writer.write.
        acknowledged: reviews that must be there before the first new one.
    """
    path = folder / "progress.db"
    return record_program(folder, ["tests.tools.writer", str(path), str(reviews), mode], acknowledged)


def record_program(folder: Path, module: list[str], acknowledged: int = 0) -> Recording:
    """Run `python -m MODULE ARGUMENTS` under strace and record what it does in a folder and those below it.

    Args:
        folder: made if it is missing.
        module: name and arguments. What the program writes to standard output is the number it acknowledges.
        acknowledged: number before the first.
    """
    folder.mkdir(exist_ok=True)
    before = {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    with tempfile.TemporaryDirectory() as traces:
        trace = Path(traces) / "trace"
        subprocess.run(
            [
                "strace",
                "-e",
                f"trace={CALLS}",
                "-e",
                "signal=none",
                "-xx",
                "-s",
                "2000000",
                "-o",
                str(trace),
                sys.executable,
                "-m",
                *module,
            ],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        calls = list(parse(trace.read_text(encoding="ascii"), folder.resolve()))
    return Recording(calls, "progress.db", before, acknowledged)


def available() -> bool:
    """Return whether strace is installed and may trace processes."""
    return shutil.which("strace") is not None and (
        subprocess.run(["strace", "-e", "trace=none", "true"], capture_output=True, check=False).returncode == 0
    )


def parse(trace: str, folder: Path) -> Iterator[Call]:
    """Yield the calls on files in a folder, and what was acknowledged on standard output."""
    inside: dict[int, str] = {}
    places: dict[int, int] = {}
    for line in trace.splitlines():
        found = LINE.match(line)
        if found is None or int(found[3]) < 0:
            continue
        call, arguments, result = found[1], found[2], int(found[3])
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in TEXT.findall(arguments)]
        paths = [Path(os.fsdecode(text)) for text in texts] if call in ON_NAMES else []
        number = -1 if paths else int(arguments.split(",")[0])
        if call == "openat":
            (path,) = paths
            if path == folder or (folder in path.parents and path.is_dir()):
                inside[result] = ""
            elif folder in path.parents:
                name = str(path.relative_to(folder))
                inside[result], places[result] = name, 0
                yield "open", (result, name, "O_TRUNC" in arguments)
        elif call == "close":
            inside.pop(number, None)
        elif call == "write" and number == 1:
            yield "acknowledged", (int(texts[0]),)
        elif paths and folder in paths[0].parents:
            yield call.removesuffix("at"), tuple(str(path.relative_to(folder)) for path in paths)
        elif paths:
            continue
        elif inside.get(number):
            if call == "pwrite64":
                yield "write", (number, int(arguments.rsplit(",", 1)[1]), texts[0][:result])
            elif call == "write":
                yield "write", (number, places[number], texts[0][:result])
                places[number] += result
            elif call == "ftruncate":
                yield "write", (number, int(arguments.split(",")[1]), None)
            else:
                yield "sync", (number,)
        elif number in inside and call in ("fsync", "fdatasync"):
            yield "sync folder", ()
