"""Reviews that could not be written before the program ended: kept as tables beside the progress file.

The next start adds them, see start.open_progress.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from device.system.files import create_atomic
from device.tutor.progress.table import csv_text


def unwritten_files(path: Path) -> list[Path]:
    """Return the tables beside a progress file, oldest first.

    Raises:
        OSError: the folder cannot be read.
    """
    name = re.compile(re.escape(path.name) + r"\.unwritten([0-9]+)\.csv")
    found = [(int(match[1]), file) for file in path.parent.iterdir() if (match := name.fullmatch(file.name))]
    return [file for _, file in sorted(found)]


def save_unwritten(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Keep reviews beside a progress file, synced to the disk.

    Args:
        path: of the progress file.
        rows: values of table.COLUMNS.

    Returns:
        The path of the table.

    Raises:
        OSError: the disk cannot be written.
    """
    number = 1
    while True:
        table = path.with_name(f"{path.name}.unwritten{number}.csv")
        try:
            create_atomic(table, csv_text(rows), durable=True)
            return table
        except FileExistsError:
            number += 1
