"""Print the replies of stations, and merge pulled recordings safely. A station's reply is input from outside."""

import json
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from deploy.agent.status_text import status_lines
from deploy.errors import DeployError
from device.names import printable, shown
from device.system.files import write_atomic
from device.system.input_files import read_input
from device.system.json_text import parse_json
from device.system.text_file import TextError

MAX_REPLY = 64 << 20  # bytes of a log or status
MAX_RECORDING = 64 << 20  # bytes of one file; pictures have 1 MB
ENDS = {"status": "*.json", "logs": "*.txt", "pull": "*.tar"}


def print_replies(command: str, answers: Path, recordings: Path, *, as_json: bool) -> bool:
    """Print the replies to `status`, `logs` or `pull`; return whether all could be used.

    Args:
        command: one of the three.
        answers: folder with a file for each station.
        recordings: where pulled recordings go.
        as_json: print the status as JSON, one line for each station.
    """
    take: dict[str, Callable[[Path], str]] = {
        "status": lambda path: _status(path, as_json),
        "logs": _log,
        "pull": lambda path: _pulled(path, recordings),
    }
    good = True
    for path in sorted(answers.glob(ENDS[command])):
        try:
            text = take[command](path)
        except DeployError as error:  # the other stations' replies are fine
            good = False
            sys.stderr.write(f"handshape: {error}\n")
        else:
            sys.stdout.write(text)
    return good


def _status(path: Path, as_json: bool) -> str:
    try:
        answer = parse_json(read_input(path, MAX_REPLY))
        lines = list(status_lines(path.stem, answer))
    except (OSError, TextError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise DeployError(
            f"The reply of {shown(path.stem)} is no status ({error}); deploy this version there."
        ) from None
    return f"{json.dumps(answer)}\n" if as_json else "".join(f"{printable(line)}\n" for line in lines)


def _log(path: Path) -> str:
    try:
        text = read_input(path, MAX_REPLY).decode("utf-8", "surrogateescape")
    except OSError as error:
        raise DeployError(f"The log of {shown(path.stem)} cannot be read: {error.strerror}.") from None
    lines = text.removesuffix("\n").split("\n")
    return "".join(f"{line}\n" for line in (f"── {shown(path.stem)}", *map(printable, lines)))


def _pulled(path: Path, recordings: Path) -> str:
    try:
        count = merge_recordings(path, recordings)
    except (tarfile.TarError, EOFError) as error:
        raise DeployError(f"The recordings of {shown(path.stem)} are damaged ({error}); pull them again.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DeployError(
            f"The recordings of {shown(path.stem)} cannot be kept in {shown(recordings)}: {reason}; "
            "choose another --recordings."
        ) from None
    return f"{shown(path.stem)}: {count} new files in {shown(recordings)}/\n"


def merge_recordings(archive: Path, into: Path) -> int:
    """Unpack a station's recordings (SIGNER/SESSION/FILE); what is here already is kept. Returns the new files.

    Raises:
        DeployError: the archive holds something that is no recording's file.
        TarError: it is no archive, or is damaged.
        OSError: a file cannot be written.
    """
    count = 0
    with tarfile.open(archive) as tar:
        for entry in tar:
            path = PurePosixPath(entry.name)
            if entry.isdir():
                continue
            if path.is_absolute() or ".." in path.parts or not entry.isfile() or entry.size > MAX_RECORDING:
                raise DeployError(
                    f"{shown(archive.name)} holds “{shown(entry.name)}”, which is no recording; nothing more is taken."
                )
            target = into / path
            source = tar.extractfile(entry)
            if target.exists() or source is None:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(target, source.read())
            count += 1
    return count
