"""Screens as PNG files: for documentation and for looking at what a station showed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image

from device.display.pixel.screen import draw
from device.errors import DisplayError
from device.system.files import atomic_path
from device.view import Task, View

Drawing = Callable[[View, tuple[int, int]], Image.Image]


class Recorder:
    """Writes a numbered PNG whenever the status, the letter or the task changes. Never more than MOST files."""

    name = "recorder"
    slow = True
    pause_s = 0.0
    MOST = 2000  # at about 40 kB each: a forgotten recorder must not fill a small SD card

    def __init__(self, folder: Path, size: tuple[int, int] = (800, 480), drawing: Drawing = draw) -> None:
        """Record into a folder, made when missing; existing pictures are kept and numbered on.

        Args:
            drawing: makes the picture of a view.

        Raises:
            DisplayError: the folder cannot be written.
        """
        self._folder = folder
        self._size = size
        self._drawing = drawing
        self._shown: tuple[object, ...] | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._next = 1 + max((int(p.stem) for p in folder.glob("*.png") if p.stem.isdigit()), default=-1)
        except OSError as error:
            raise DisplayError(f"Screens cannot be recorded in {folder}: {error.strerror}.") from None

    def show(self, view: View) -> None:
        """Save the view when it differs from the last one saved in more than its figures."""
        state = (view.status, view.letter, view.text, view.message, _without_clock(view.task), view.pairing)
        if state == self._shown or self._next >= self.MOST:
            return
        self._shown = state
        path = self._folder / f"{self._next:05d}.png"
        try:
            with atomic_path(path) as part:
                self._drawing(view, self._size).save(part, format="PNG")
        except OSError as error:
            raise DisplayError(f"Screens cannot be recorded in {self._folder}: {error.strerror or error}.") from None
        self._next += 1

    def close(self) -> None:
        """Every file is already whole."""


def _without_clock(task: Task | None) -> Task | None:
    """The task, apart from the clock of a round, which changes with every frame."""
    return task if task is None else replace(task, left_s=None)
