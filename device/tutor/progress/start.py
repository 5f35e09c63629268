"""Open the progress file at the start of a program, or a copy of one that cannot be written."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from device.names import shown
from device.tutor.progress.backup import LEFTOVERS, copies_of
from device.tutor.progress.errors import NotProgress, ProgressBusy, ProgressError
from device.tutor.progress.opening import alone
from device.tutor.progress.store import ProgressStore
from device.tutor.progress.transfer import import_csv
from device.tutor.progress.unwritten import unwritten_files


def open_progress(path: Path, warn: Callable[[str], None]) -> ProgressStore:
    """Open or create a progress file, and add what an earlier program could not write.

    Args:
        path: of the file.
        warn: receives one sentence about each problem that was repaired.

    Raises:
        ProgressBusy: another program has locked it.
        ProgressError: it cannot be used, see opening.open_database.
    """
    store = ProgressStore.open(path, warn)
    with contextlib.suppress(OSError, ProgressBusy):
        if unwritten_files(path):
            with alone(path):  # else one program removes the name of a table under which another keeps new answers
                _add_unwritten(store, path, warn)
    return store


def _add_unwritten(store: ProgressStore, path: Path, warn: Callable[[str], None]) -> None:
    """Add the tables of answers that could not be written, and remove them."""
    for table in unwritten_files(path):
        try:
            count = import_csv(store, table, unwritten=True)
        except ProgressBusy:
            warn(f"{shown(table.name)} waits beside the progress file, which is in use; the next start adds it.")
        except ProgressError as error:
            warn(f"Answers that could not be written before are not added: {error}")
        else:
            table.unlink(missing_ok=True)
            warn(f"{count} answers that could not be written before are now in the progress file.")


@contextlib.contextmanager
def readable_progress(path: Path, warn: Callable[[str], None]) -> Iterator[ProgressStore]:
    """Open a progress file to read it; on a read-only or full disk, a copy of it in the folder for temporary files.

    Args:
        path: of the file.
        warn: as for `open_progress`.

    Raises:
        ProgressBusy: another program has locked it.
        ProgressError: it cannot be read.
    """
    with contextlib.ExitStack() as stack:
        try:
            store = open_progress(path, warn)
        except (NotProgress, ProgressBusy):
            raise
        except ProgressError:
            if not path.is_file():
                raise
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="handshape-")))
            store = open_progress(_copied(path, folder), warn)
        yield stack.enter_context(contextlib.closing(store))


def _copied(path: Path, folder: Path) -> Path:
    """Copy a progress file with all that belongs to it; return the path of the copy."""
    try:
        for file in (path, *(path.with_name(path.name + end) for end in LEFTOVERS), *copies_of(path)):
            if file.is_file() and not file.name.endswith("-shm"):
                shutil.copyfile(file, folder / file.name)
        for table in unwritten_files(path):
            shutil.copyfile(table, folder / table.name)
    except OSError as error:
        raise ProgressError(f"The progress file {shown(path)} cannot be read: {error.strerror}.") from None
    return folder / path.name
