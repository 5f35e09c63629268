"""`read --view debug`: box, crop, landmarks and the most likely letters of a picture, as a file and as text."""

import os
import sys
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from device.display.debug_terminal import debug_blocks
from device.display.pixel.debug import draw_debug
from device.errors import DisplayError
from device.names import shown
from device.recognition.metadata import Metadata
from device.system.files import atomic_path
from device.types import Frame, Scores
from device.view import Status, View

SIZE = (800, 480)
MARK = ("Software", "Handshape debug view")  # in each page, so that a later run replaces pages only
MIN_COLUMNS, MAX_COLUMNS = 60, 120
MIN_ROWS, MAX_ROWS = 16, 30


class DebugPages:
    """Pages of the debug view, one for each picture.

    Attributes:
        written: the .png files written so far, in order.
    """

    def __init__(self, model: Metadata, out: Path | None, printing: bool) -> None:
        """Prepare the folder.

        Args:
            model: metadata of the model that the pages are about.
            out: folder for .png files, made if it is missing; None writes none.
            printing: draw on standard output, if it is a terminal of MIN_COLUMNS × MIN_ROWS or more.

        Raises:
            DisplayError: the folder cannot be made.
        """
        self._model = model
        self._out = out
        self._printing = printing
        self.written: list[Path] = []
        if out is None:
            return
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DisplayError(
                f"Pages cannot be written to {shown(out)}: {error.strerror}; choose another --out."
            ) from None

    def show(self, name: str, frame: Frame, scores: Scores, letter: str | None, confidence: float) -> None:
        """Write and print the page of one picture.

        Args:
            name: of the file without suffix; a second one of the same name, or one where another file already has
                that name, gets a number.
            frame: the picture.
            scores: of the picture.
            letter: that was recognised, or None.
            confidence: of the letter, 0–1.

        Raises:
            DisplayError: the file cannot be written.
        """
        status: Status = "searching" if scores.box is None else "hand"
        view = View(status, letter, confidence, frame=frame, box=scores.box, scores=scores)
        if self._out is not None:
            self._write(view, name)
        if self._printing:
            self._print(view)

    def _write(self, view: View, name: str) -> None:
        assert self._out is not None
        path, number = self._out / f"{name}.png", 1
        while path in self.written or not _is_page(path):
            number += 1
            path = self._out / f"{name}-{number}.png"
        try:
            mark = PngInfo()
            mark.add_text(*MARK)
            with atomic_path(path, keep_name=True) as part:
                draw_debug(view, SIZE, self._model).save(part, pnginfo=mark)
        except OSError as error:
            raise DisplayError(f"{shown(path)} cannot be written: {error.strerror or error}.") from None
        self.written.append(path)

    def _print(self, view: View) -> None:
        from rich.console import Console

        console = Console(file=sys.stdout, highlight=False)
        columns, rows = min(console.size.width - 1, MAX_COLUMNS), min(console.size.height - 4, MAX_ROWS)
        if console.is_terminal and columns >= MIN_COLUMNS and rows >= MIN_ROWS:
            ascii_only = not console.encoding.startswith("utf")
            plain = ascii_only or console.color_system is None
            for line in debug_blocks(view, self._model, (columns, rows), plain, "#" if ascii_only else "█"):
                console.print(line)


def _is_page(path: Path) -> bool:
    """Return whether the name is free, or is that of a page of an earlier run."""
    if not os.path.lexists(path):
        return True
    if not path.is_file() or path.is_symlink():
        return False
    try:
        with Image.open(path) as picture:
            return bool(picture.info.get(MARK[0]) == MARK[1])
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError):
        return False
