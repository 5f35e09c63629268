"""`read --view debug`: every picture as the recogniser sees it, as a file and in the terminal."""

import sys
from pathlib import Path

from device.display.debug_terminal import debug_blocks
from device.display.pixel.debug import draw_debug
from device.errors import DisplayError
from device.recognition.metadata import Metadata
from device.types import Frame, Scores
from device.view import Status, View

SIZE = (800, 480)
LEAST_COLUMNS, MOST_COLUMNS = 60, 120
LEAST_ROWS, MOST_ROWS = 16, 30


class DebugPages:
    """Writes and prints pages.

    Attributes:
        written: the files, in order.
    """

    def __init__(self, model: Metadata, out: Path | None, printing: bool) -> None:
        """Show what this model reads.

        Args:
            out: folder for .png files, made when missing; None writes none.
            printing: to standard output, drawn where it is a terminal wide enough.

        Raises:
            DisplayError: the folder cannot be made.
        """
        self._model = model
        self._out = out
        self._printing = printing
        self.written: list[Path] = []
        try:
            if out is not None:
                out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DisplayError(f"Pages cannot be written to {out}: {error.strerror}; name another --out.") from None

    def show(self, name: str, frame: Frame, scores: Scores, letter: str | None, confidence: float) -> None:
        """One picture; a second one of the same name gets a number.

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
        while path in self.written:
            number += 1
            path = self._out / f"{name}-{number}.png"
        try:
            draw_debug(view, SIZE, self._model).save(path)
        except OSError as error:
            raise DisplayError(f"{path} cannot be written: {error.strerror or error}.") from None
        self.written.append(path)

    def _print(self, view: View) -> None:
        from rich.console import Console

        console = Console(file=sys.stdout, highlight=False)
        columns, rows = min(console.size.width - 1, MOST_COLUMNS), min(console.size.height - 4, MOST_ROWS)
        if console.is_terminal and columns >= LEAST_COLUMNS and rows >= LEAST_ROWS:
            ascii_only = not console.encoding.startswith("utf")
            plain = ascii_only or console.color_system is None
            for line in debug_blocks(view, self._model, (columns, rows), plain, "#" if ascii_only else "█"):
                console.print(line)
