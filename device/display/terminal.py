"""A large letter in the terminal; in a pipe, one line a change."""

import sys
from typing import Any, TextIO

from ..view import Event, View
from .blocks import letter_blocks, picture_blocks
from .screen import COLOURS, WORDS

MIN_COLUMNS, MIN_ROWS = 24, 10  # smaller than this there is only room for one line
PREVIEW_COLUMNS = 60  # from here on the letter leaves half of them to the preview
PLAIN = str.maketrans({"…": "...", "·": ".", "●": "*", "–": "-", "’": "'", "“": '"', "”": '"'})


class Terminal:
    """Draws with rich: colour only where the terminal has it, plain lines where it is a pipe or a file."""

    name = "terminal"
    slow = True
    pause_s = 1 / 15  # redrawing costs CPU, and a terminal over ssh should not get more

    def __init__(self, stream: TextIO | None = None, console: Any = None, preview: bool = False) -> None:
        """Take over the terminal until closed.

        Args:
            stream: where to write, standard output by default.
            console: a rich Console instead, for tests.
            preview: show what the camera sees beside the letter, where there is room.
        """
        from rich.console import Console
        from rich.live import Live

        self._console = console or Console(file=stream or sys.stdout, highlight=False)
        self._preview = preview
        self._ascii = not self._console.encoding.startswith("utf")
        self._live: Any = None
        self._said: tuple[object, ...] | None = None
        if self._console.is_terminal and not self._console.is_dumb_terminal:
            self._live = Live(console=self._console, screen=True, auto_refresh=False)
            self._live.start()

    def show(self, view: View) -> None:
        """Draw the view, or in a pipe print what has changed."""
        try:
            if self._live is None:
                self._print_change(view)
            else:
                self._live.update(self.page(view), refresh=True)
        except SystemExit:
            raise BrokenPipeError from None  # rich's way of saying that nobody reads the pipe any more

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
            mark = "REC " if view.recording else ""
            word = f"{mark}{view.letter or '·'} {WORDS[view.status]} (terminal too small)"
            return Text(self._say(word)[: max(1, columns - 1)], style)
        lines = [Text(self._say("● REC ").rjust(columns - 1), "bold red") if view.recording else Text()]
        lines += self._picture(view, columns, rows - 7)
        width = min(columns - 4, 40)
        full, empty = ("#", ".") if self._ascii else ("█", "·")
        hold = (full * round(view.hold * width)).ljust(width, empty)
        lines.append(Text(hold.center(columns).rstrip(), style))
        lines.append(Text(self._fit(view.message or _status_line(view), columns).center(columns).rstrip(), style))
        lines.append(Text())
        lines.append(Text(f" {self._tail(view.text, columns - 3)}", style="bold"))
        lines.append(Text(self._fit(_figures_line(view), columns - 1), style="dim"))
        return Text("\n").join(lines)

    def _picture(self, view: View, columns: int, rows: int) -> list[Any]:
        """The letter as large as it goes, right of the preview if there is one."""
        from rich.text import Text

        left: list[Any] = []
        if self._preview and view.frame is not None and columns >= PREVIEW_COLUMNS:
            plain = self._ascii or self._console.no_color or self._console.color_system is None
            area = (columns // 2, rows)
            left = picture_blocks(view.frame.image, view.box, area, plain, COLOURS[view.status])
            columns -= columns // 2
        glyph = letter_blocks(view.letter, (columns - 2, rows), self._ascii) if view.letter else [""] * rows
        right = [Text(f" {line}".rstrip(), style="bold") for line in glyph]
        return [Text.assemble(*pair) for pair in zip(left, right, strict=True)] if left else right

    def _print_change(self, view: View) -> None:
        said = (view.status, view.letter, view.message, view.recording)
        if said == self._said:
            return
        self._said = said
        mark = "REC  " if view.recording else ""
        text = f"{view.letter or '·'}  {mark}{view.message or _status_line(view)}   {view.text}"
        self._console.out(self._say(text).rstrip(), highlight=False)

    def _say(self, text: str) -> str:
        """The text in what this terminal can write."""
        return text.translate(PLAIN).encode("ascii", "replace").decode() if self._ascii else text

    def _fit(self, text: str, columns: int) -> str:
        """The text cut to so many columns."""
        text = self._say(text)
        return text if len(text) <= columns else text[: columns - 1] + ("." if self._ascii else "…")

    def _tail(self, text: str, columns: int) -> str:
        """The end of the text, where the newest letters are."""
        return text if len(text) <= columns else ("." if self._ascii else "…") + text[len(text) - columns + 1 :]


def _status_line(view: View) -> str:
    word = WORDS[view.status]
    # The letter again, small: drawn with a handful of characters, Q looks like O.
    return word if view.letter is None else f"{word}  {view.letter} {view.confidence:.0%}"


def _figures_line(view: View) -> str:
    fps = "" if view.fps is None else f"{view.fps:.0f} FPS"
    age = "" if view.frame_age_ms is None else f"   frame {view.frame_age_ms:.0f} ms old"
    return f" {fps}{age}   Ctrl-C stops"
