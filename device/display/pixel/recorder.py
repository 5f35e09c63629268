"""Screens as PNG files, for documents and to check what a station showed."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PIL import Image

from device.display.base import Display
from device.display.making import DisplayOptions
from device.display.pixel.screen import draw
from device.errors import DisplayError
from device.names import file_number, shown
from device.system.files import atomic_path
from device.view import Task, View

Drawing = Callable[[View, tuple[int, int]], Image.Image]
MAX_FILES = 2000  # at about 40 kB each: 80 MB, so that a small SD card does not fill up


class Recorder:
    """Writes a numbered PNG when the view changes in more than its figures."""

    name = "recorder"
    slow = True
    pause_s = 0.0

    def __init__(
        self, folder: Path, size: tuple[int, int] = (800, 480), drawing: Drawing = draw, max_files: int = MAX_FILES
    ) -> None:
        """Record into a folder.

        Args:
            folder: created if missing; existing files are kept, and the numbers continue.
            size: (width, height) in pixels.
            drawing: draws a view.
            max_files: after this number in the folder nothing more is written.

        Raises:
            DisplayError: the folder cannot be written.
        """
        self._folder, self._size, self._drawing, self._max_files = folder, size, drawing, max_files
        self._recorded: tuple[object, ...] | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            numbers = (file_number(path) for path in folder.glob("*.png"))
            self._next = 1 + max((number for number in numbers if number is not None), default=-1)
        except OSError as error:
            raise DisplayError(f"Screens cannot be recorded in {shown(folder)}: {error.strerror}.") from None

    def show(self, view: View) -> None:
        """Save the view if it differs from the last one saved.

        Raises:
            DisplayError: the file cannot be written.
        """
        state = (view.status, view.letter, view.text, view.message, _without_clock(view.task), view.pairing)
        if state == self._recorded or self._next >= self._max_files:
            return
        self._recorded = state
        path = self._folder / f"{self._next:05d}.png"
        try:
            with atomic_path(path) as part:
                self._drawing(view, self._size).save(part, format="PNG")
        except OSError as error:
            raise DisplayError(
                f"Screens cannot be recorded in {shown(self._folder)}: {error.strerror or error}."
            ) from None
        self._next += 1

    def close(self) -> None:
        """Do nothing: every file is complete."""


def _without_clock(task: Task | None) -> Task | None:
    """Return the task without the time left, which changes with every frame."""
    return task if task is None else replace(task, left_s=None)


def make_recorder(options: DisplayOptions) -> Display:
    """Open the display “recorder”.

    Raises:
        DisplayError: see Recorder.
    """
    return Recorder(Path(options.settings.record_to), drawing=partial(draw, palette=options.palette))
