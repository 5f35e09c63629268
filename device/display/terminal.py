"""A large letter in the terminal; in a pipe, one line a change."""

import os
import sys
import unicodedata
from typing import Any, TextIO

import numpy as np

from device.display import view_text
from device.display.block_graphics import letter_blocks, mirror_blocks, picture_blocks
from device.display.palette import HIGH, NORMAL, Colour, display_state
from device.view import View

MIN_COLUMNS, MIN_ROWS = 24, 10  # smaller than this there is only room for one line
PREVIEW_COLUMNS = 60  # from here on the letter leaves half of them to the preview
PICTURE_SIDE = 120  # pixels of a handshape before it is made of blocks
MARKS = str.maketrans({"✓": "+", "✗": "x", "↻": "~", "●": "*"})  # the Linux console's font has none of them
PLAIN = str.maketrans({"…": "...", "·": ".", "–": "-", "’": "'", "“": '"', "”": '"', "đ": "d", "Đ": "D"})


class Terminal:
    """Draws with rich: colour only where the terminal has it, plain lines where it is a pipe or a file."""

    name = "terminal"
    slow = True
    pause_s = 1 / 15  # redrawing costs CPU, and a terminal over ssh should not get more

    def __init__(
        self, stream: TextIO | None = None, console: Any = None, preview: bool = False, high_contrast: bool = False
    ) -> None:
        """Take over the terminal until closed.

        Args:
            stream: where to write, standard output by default.
            console: a rich Console instead, for tests.
            preview: show what the camera sees beside the letter, where there is room.
            high_contrast: see settings.DisplaySettings.
        """
        from rich.console import Console
        from rich.live import Live

        self._console = console or Console(file=stream or sys.stdout, highlight=False)
        self._preview = preview
        self._palette = HIGH if high_contrast else NORMAL
        self._ascii = not self._console.encoding.startswith("utf")
        self._no_marks = self._ascii or os.environ.get("TERM") == "linux"
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

    def close(self) -> None:
        """Give the terminal back."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def page(self, view: View) -> Any:
        """The whole screen as a rich renderable of the console's size."""
        from rich.text import Text

        columns, rows = self._console.size
        style = _style(self._palette.moods[display_state(view)])
        if columns < MIN_COLUMNS or rows < MIN_ROWS:
            # One line, and it says why there is no more.
            mark = "REC " if view.recording else ""
            word = f"{mark}{view_text.letter(view) or '·'} {view_text.sentence(view)} (terminal too small)"
            return Text(self._say(word)[: max(1, columns - 1)], style)
        lines = [self._heading(view, columns), *self._picture(view, columns, rows - 7)]
        width = min(columns - 4, 40)
        full, empty = ("#", ".") if self._ascii else ("█", "·")
        hold = (full * round(min(view.hold, 1.0) * width)).ljust(width, empty)
        lines.append(Text(hold.center(columns).rstrip(), style))
        lines += [Text(line.center(columns).rstrip(), style) for line in self._sentence(view, columns - 2)]
        lines.append(Text(f" {self._below(view, columns - 3)}", style="bold"))
        lines.append(Text(self._fit(self._figures(view, columns), columns - 1), style=_style(self._palette.dim)))
        return Text("\n").join(lines)

    def _heading(self, view: View, columns: int) -> Any:
        """What is practised and how it goes; that pictures are kept, last and in red."""
        from rich.text import Text

        mark = self._say("● REC") if view.recording else ""
        right = self._say("  ".join(part for part in (view_text.standing(view), mark) if part))
        left = self._fit(f" {view_text.heading(view)}", max(0, columns - len(right) - 2))
        line = Text(left.ljust(columns - len(right) - 1), style=_style(self._palette.dim))
        line.append(right.removesuffix(mark))
        line.append(mark, "bold red")
        line.rstrip()
        return line

    def _sentence(self, view: View, columns: int) -> list[str]:
        """Two lines, the second one empty where the first is enough."""
        words, lines = self._say(view_text.sentence(view)).split(), [""]
        for word in words:
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and len(longer) > columns:
                lines.append(word)
            else:
                lines[-1] = longer
        return [self._fit(lines[0], columns), self._fit(" ".join(lines[1:]), columns)]

    def _below(self, view: View, columns: int) -> str:
        """The word, what it is about, or the text read so far."""
        task = view.task
        if task is None:
            return self._tail(view.text or view_text.small_print(view), columns)
        if task.word:
            done, rest = task.word[: task.position], task.word[task.position + 1 :]
            return self._fit(f"{' '.join(done)} [{task.word[task.position]}] {' '.join(rest)}".strip(), columns)
        return self._fit(task.hint or task.caption or view_text.small_print(view), columns)

    def _picture(self, view: View, columns: int, rows: int) -> list[Any]:
        """From left to right: the preview, the letter as large as it goes, the handshape; what there is of them."""
        from rich.text import Text

        plain = self._ascii or self._console.no_color or self._console.color_system is None
        shape = _shape(view)
        previewed = self._preview and view.frame is not None and columns >= PREVIEW_COLUMNS
        shared = 1 + previewed + (shape is not None and columns >= PREVIEW_COLUMNS // 2)
        area = (columns // shared, rows)
        parts = []
        if previewed and view.frame is not None:
            frame = self._palette.moods[display_state(view)]
            parts.append(mirror_blocks(view.frame.image, view.box, area, plain, frame))
        wide = columns - (shared - 1) * area[0]
        letter = view_text.letter(view)
        glyph = letter_blocks(letter, (wide - 2, rows), self._ascii) if letter else [""] * rows
        parts.append([Text(f" {line}".ljust(wide), style="bold") for line in glyph])
        if shape is not None and shared > 1 + previewed:
            parts.append(picture_blocks(shape, area, plain))
        lines = [Text.assemble(*row) for row in zip(*parts, strict=True)]
        for line in lines:
            line.rstrip()
        return lines

    def _print_change(self, view: View) -> None:
        pairing = view.pairing and (view.pairing.address, view.pairing.code)
        state = view.status if view.task is None else view.task.outcome  # in a lesson the sentence tells the rest
        said = (state, view_text.letter(view), view.message, view.recording, pairing)
        if said == self._said:
            return
        self._said = said
        mark = "REC  " if view.recording else ""
        text = f"{view_text.letter(view) or '·'}  {mark}{view_text.sentence(view)}   {view.text}"
        self._console.out(self._say(text).rstrip(), highlight=False)

    def _say(self, text: str) -> str:
        """The text in what this terminal can write."""
        if self._no_marks:
            text = text.translate(MARKS)
        if not self._ascii:
            return text
        return unicodedata.normalize("NFD", text.translate(PLAIN)).encode("ascii", "ignore").decode()

    def _fit(self, text: str, columns: int) -> str:
        """The text cut to so many columns."""
        text = self._say(text)
        return text if len(text) <= columns else text[: max(0, columns - 1)] + ("." if self._ascii else "…")

    def _tail(self, text: str, columns: int) -> str:
        """The end of the text, where the newest letters are."""
        text = self._say(text)
        return text if len(text) <= columns else ("." if self._ascii else "…") + text[len(text) - columns + 1 :]

    def _figures(self, view: View, columns: int) -> str:
        fps = "" if view.fps is None else f"{view.fps:.0f} FPS   "
        age = "" if view.frame_age_ms is None else f"frame {view.frame_age_ms:.0f} ms old   "
        return f" {fps}{age}Ctrl-C stops"


def _shape(view: View) -> "np.ndarray | None":
    """The task's handshape, grey uint8, None where none is to be shown."""
    if view.task is None or view.task.picture is None:
        return None
    try:
        from device.assets import handshapes as reference
    except ImportError:  # an installation without the reference handshapes
        return None
    from PIL import Image

    shape = reference.picture(view.task.picture, PICTURE_SIDE, hand=view.task.picture_hand)
    ground = Image.new("RGBA", shape.size, (0, 0, 0, 255))
    ground.alpha_composite(shape)
    return np.asarray(ground.convert("L"))


def _style(colour: Colour) -> str:
    return "rgb({},{},{})".format(*colour)
