"""The only way to the test signers (split `eval`): every use is appended to a log in the run folder."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from device.names import json_text
from training.datasets.data_folders import DataFolders
from training.datasets.sample import Sample
from training.datasets.table import load_table
from training.run_folder import write_bytes

LOG = "eval_touches.jsonl"


def open_eval(
    folders: DataFolders,
    run: Path,
    systems: Sequence[str],
    purpose: str,
    sources: Sequence[str] = ("signers", "negatives"),
) -> list[Sample]:
    """Return the `eval` samples of some sources, after one line is appended to the run's log.

    Args:
        folders: where the data are.
        run: folder of the run; holds LOG.
        systems: names of what is measured.
        purpose: the protocols or the command.
        sources: names of table.SOURCES.

    Raises:
        DataError: a source is missing or damaged.
        RunError: the log cannot be written; then nothing is opened.
    """
    touch(run, systems, purpose)
    return load_table(folders, sources, ["eval"])


def touch(run: Path, systems: Sequence[str], purpose: str) -> None:
    """Append one line to the log; for code that reads `eval` data in another way than open_eval, before it does.

    Raises:
        RunError: the log cannot be written.
    """
    path = run / LOG
    line = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "readers": list(systems), "why": purpose}
    before = path.read_bytes() if path.is_file() else b""
    write_bytes(path, before + (json_text(line) + "\n").encode())


def touches(run: Path) -> int:
    """Return how often this run folder has used the test signers."""
    path = run / LOG
    return len(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else 0
