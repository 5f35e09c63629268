"""A large letter in the terminal; in a pipe, one line a change."""

import sys
from typing import Any, TextIO

import numpy as np

from ..view import Event, View
from .screen import COLOURS, WORDS, letter_mask

MIN_COLUMNS, MIN_ROWS = 24, 10  # smaller than this there is only room for one line


class Terminal:
    """Draws with rich: colour only where the terminal has it, plain lines where it is a pipe or a file."""

    name = "terminal"
    slow = True
    pause_s = 1 / 15  # redrawing costs CPU, and a terminal over ssh should not get more

    def __init__(self, stream: TextIO | None = None, console: Any = None) -> None:
        """Take over the terminal until closed.

        Args:
            stream: where to write, standard output by default.
            console: a rich Console instead, for tests.
        """
        from rich.console import Console
        from rich.live import Live

        self._console = console or Console(file=stream or sys.stdout, highlight=False)
        self._live: Any = None
        self._said: tuple[object, ...] | None = None
        if self._console.is_terminal and not self._console.is_dumb_terminal:
            self._live = Live(console=self._console, screen=True, auto_refresh=False)
            self._live.start()

    def show(self, view: View) -> None:
        """Draw the view, or in a pipe print what has changed."""
        if self._live is None:
            self._print_change(view)
        else:
            self._live.update(self.page(view), refresh=True)

    def draw(self, view: View) -> None:
        """Lay out and render one page without regard to what was shown before; what the benchmark times."""
        self._console.print(self.page(view))

    def tell(self, event: Event) -> None:
        """Views are enough."""

    def close(self) -> None:
        """Give the terminal back."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def page(self, view: View) -> Any:
        """The whole screen as a rich renderable of the console's size."""
        from rich.text import Text

        columns, rows = self._console.size
        style = "rgb({},{},{})".format(*COLOURS[view.status])
        if columns < MIN_COLUMNS or rows < MIN_ROWS:
            # One line, and it says why there is no more.
            return Text(f"{view.letter or '·'} {WORDS[view.status]} (terminal too small)"[: columns - 1], style)
        lines = []
        area = (columns - 2, rows - 6)
        glyph = _blocks(view.letter, area, self._console.encoding) if view.letter else [""] * area[1]
        lines += [Text(line.center(columns).rstrip(), style="bold") for line in glyph]
        width = min(columns - 4, 40)
        bar = "█" if self._console.encoding.startswith("utf") else "#"
        hold = (bar * round(view.hold * width)).ljust(width, "·" if bar == "█" else ".")
        lines.append(Text(hold.center(columns).rstrip(), style))
        lines.append(Text((view.message or _status_line(view)).center(columns).rstrip(), style))
        lines.append(Text())
        lines.append(Text(f" {view.text}"[: columns - 1], style="bold"))
        lines.append(Text(_figures_line(view)[: columns - 1], style="dim"))
        return Text("\n").join(lines)

    def _print_change(self, view: View) -> None:
        said = (view.status, view.letter, view.message)
        if said == self._said:
            return
        self._said = said
        text = view.message or _status_line(view)
        self._console.out(f"{view.letter or '·'}  {text}   {view.text}".rstrip(), highlight=False)


def _status_line(view: View) -> str:
    word = WORDS[view.status]
    return word if view.letter is None else f"{word}  {view.confidence:.0%}"


def _figures_line(view: View) -> str:
    fps = "" if view.fps is None else f"{view.fps:.0f} FPS"
    age = "" if view.frame_age_ms is None else f"   frame {view.frame_age_ms:.0f} ms old"
    return f" {fps}{age}   Ctrl-C stops"


def _blocks(letter: str, area: tuple[int, int], encoding: str) -> list[str]:
    """The letter in half-block characters (two pixels a character cell), or in # where there are none."""
    columns, rows = area
    mask = letter_mask(letter, (columns, rows * 2))
    ink = np.asarray(mask) >= 128
    upper_lower = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
    plain = {(0, 0): " ", (1, 0): "#", (0, 1): "#", (1, 1): "#"}
    cells = upper_lower if encoding.startswith("utf") else plain
    return [
        "".join(cells[int(ink[2 * y, x]), int(ink[2 * y + 1, x])] for x in range(columns)).rstrip()
        for y in range(rows)
    ]
