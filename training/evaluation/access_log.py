"""The only door to the strangers for measuring: each time it is opened is written down."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from training.datasets.data_folders import DataFolders
from training.datasets.sample import Sample
from training.datasets.table import load_table
from training.run_folder import write_bytes

LOG = "eval_touches.jsonl"


def open_eval(
    places: DataFolders, run: Path, readers: Sequence[str], why: str, sources: Sequence[str] = ("signers", "negatives")
) -> list[Sample]:
    """All `eval` samples of some sources, after a line in the run's eval_touches.jsonl.

    Args:
        readers: names of what is measured.
        why: the protocols, one sentence.
        sources: names of table.SOURCES.
    """
    touch(run, readers, why)
    return load_table(places, sources, ["eval"])


def touch(run: Path, readers: Sequence[str], why: str) -> None:
    """Write down that `eval` is looked at; whoever looks by another way than open_eval says so here first.

    Raises:
        RunError: it cannot be written, so nothing is to be looked at.
    """
    path = run / LOG
    line = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "readers": list(readers), "why": why}
    before = path.read_bytes() if path.is_file() else b""
    write_bytes(path, before + (json.dumps(line, ensure_ascii=False) + "\n").encode())


def touches(run: Path) -> int:
    """How often the strangers have been looked at from this run folder."""
    path = run / LOG
    return len(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else 0
