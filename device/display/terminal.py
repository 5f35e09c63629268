"""A large letter in the terminal; in a pipe, one line for each change."""

import os
import sys
from typing import Any, TextIO

from device.assets.strings import load_strings
from device.display import view_text
from device.display.base import Display
from device.display.block_graphics import letter_blocks, mirrored_blocks, picture_blocks
from device.display.making import DisplayOptions
from device.display.palette import HIGH_CONTRAST, NORMAL, Colour, display_state
from device.display.self_test_blocks import self_test_blocks
from device.display.terminal_board import board_lines
from device.display.terminal_lines import ChangeLines
from device.display.terminal_pictures import camera_picture, handshape_picture
from device.display.terminal_text import TerminalText
from device.display.text_wrap import wrap
from device.system.streams import OutputClosed
from device.view import View

MIN_COLUMNS, MIN_ROWS = 24, 10  # in a smaller terminal there is only one line
PREVIEW_COLUMNS = 60  # from this width on, the preview takes half of it
HOLD_COLUMNS = 40  # maximum width of the hold bar
FIGURES_S = 0.5  # between two updates of the figures, if nothing else changes


class Terminal:
    """Draws with rich: colour only where the terminal has it, plain lines where the output is a pipe or a file."""

    name = "terminal"
    slow = True
    pause_s = 1 / 15  # redrawing costs CPU time, and bandwidth over ssh

    def __init__(
        self, stream: TextIO | None = None, console: Any = None, preview: bool = False, high_contrast: bool = False
    ) -> None:
        """Take over the terminal until `close`.

        Args:
            stream: output, by default standard output.
            console: a rich Console to use in its place, for tests.
            preview: show the camera image beside the letter where there is room.
            high_contrast: see DisplaySettings.
        """
        from rich.console import Console
        from rich.live import Live

        self._console = console or Console(file=stream or sys.stdout, highlight=False)
        self._preview = preview
        self._palette = HIGH_CONTRAST if high_contrast else NORMAL
        self._ascii = not self._console.encoding.startswith("utf")
        self._text = TerminalText(self._ascii, linux_console=os.environ.get("TERM") == "linux")
        self._shown: object = None
        self._shown_t = 0.0
        self._live: Any = None
        self._lines = ChangeLines(self._console, self._text)
        if self._console.is_terminal and not self._console.is_dumb_terminal:
            self._live = Live(console=self._console, screen=True, auto_refresh=False)
            self._live.start()

    def show(self, view: View) -> None:
        """Draw the view, or in a pipe print what has changed.

        Raises:
            BrokenPipeError: the program that reads the output has ended.
        """
        try:
            if self._live is None:
                self._print_change(view)
            elif self._has_changed(view):
                self._live.update(self.page(view), refresh=True)
        except SystemExit:
            raise OutputClosed from None  # rich exits when the pipe is closed

    def _print_change(self, view: View) -> None:
        self._lines.show(view)

    def _has_changed(self, view: View) -> bool:
        """Return whether the page would differ from the last one; the figures may be FIGURES_S old."""
        t = 0.0 if view.frame is None else view.frame.t
        moving = self._preview or view.self_test is not None or view.task is not None  # their pictures move with time
        content = (view_text.content(view), t if moving else None, tuple(self._console.size))
        if content == self._shown and 0 <= t - self._shown_t < FIGURES_S:
            return False
        self._shown, self._shown_t = content, t
        return True

    def draw(self, view: View) -> None:
        """Draw one page regardless of the last one; the benchmark measures this."""
        self._console.print(self.page(view))

    def close(self) -> None:
        """Restore the terminal; safe to call twice."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def page(self, view: View) -> Any:
        """Return the whole screen as a rich renderable of the console's size."""
        from rich.text import Text

        columns, rows = self._console.size
        style = _style(self._palette.states[display_state(view)])
        if columns < MIN_COLUMNS or rows < MIN_ROWS:
            mark = "REC " if view.recording else ""
            too_small = load_strings(view.language)("terminal.too_small")
            line = f"{mark}{view_text.large_letter(view) or '·'} {view_text.sentence(view)} {too_small}"
            return Text(self._text.encodable(line)[: max(1, columns - 1)], style)
        board = board_lines(view, columns, rows - 7, self._text)
        lines = [self._heading(view, columns), *(board or self._picture(view, columns, rows - 7))]
        width = min(columns - 4, HOLD_COLUMNS)
        full, empty = ("#", ".") if self._ascii else ("█", "·")
        hold = (full * round(min(view.hold, 1.0) * width)).ljust(width, empty)
        lines.append(Text(hold.center(columns).rstrip(), style))
        lines += [Text(line.center(columns).rstrip(), style) for line in self._sentence(view, columns - 2)]
        lines.append(Text(f" {self._below(view, columns - 3)}", style="bold"))
        lines.append(Text(self._text.truncate(self._figures(view), columns - 1), style=_style(self._palette.dim)))
        return Text("\n").join(lines)

    def _heading(self, view: View, columns: int) -> Any:
        """Return mode, learner and score, and in red that images are being saved."""
        from rich.text import Text

        mark = self._text.encodable("● REC") if view.recording else ""
        right = self._text.encodable("  ".join(part for part in (view_text.score_line(view), mark) if part))
        left = self._text.truncate(f" {view_text.heading(view)}", max(0, columns - len(right) - 2))
        line = Text(left.ljust(columns - len(right) - 1), style=_style(self._palette.dim))
        line.append(right.removesuffix(mark))
        line.append(mark, "bold red")
        line.rstrip()
        return line

    def _sentence(self, view: View, columns: int) -> list[str]:
        """Return the sentence on two lines; the second is empty if one is enough."""
        lines = wrap(self._text.encodable(view_text.sentence(view)), lambda line: len(line) <= columns)
        return [self._text.truncate(lines[0], columns), self._text.truncate(" ".join(lines[1:]), columns)]

    def _below(self, view: View, columns: int) -> str:
        """Return the word, the hint, the caption, or the text read so far."""
        task = view.task
        if task is None:
            return self._text.truncate_start(view.text or view_text.about_line(view), columns)
        if task.word:
            done, rest = task.word[: task.position], task.word[task.position + 1 :]
            return self._text.truncate(
                f"{' '.join(done)} [{task.word[task.position]}] {' '.join(rest)}".strip(), columns
            )
        return self._text.truncate(task.hint or task.caption or view_text.about_line(view), columns)

    def _picture(self, view: View, columns: int, rows: int) -> list[Any]:
        """Return, from left to right, the preview, the large letter and the handshape, as far as there are any."""
        from rich.text import Text

        shape = handshape_picture(view)
        test = view.self_test if view.pairing is None else None
        has_preview = (self._preview or test is not None) and view.frame is not None and columns >= PREVIEW_COLUMNS
        parts_count = 1 + has_preview + (shape is not None and columns >= PREVIEW_COLUMNS // 2)
        area = (columns // parts_count, rows)
        parts = []
        if has_preview and view.frame is not None:
            frame = self._palette.states[display_state(view)]
            parts.append(mirrored_blocks(camera_picture(view), view.box, area, self._plain, frame))
        width = columns - (parts_count - 1) * area[0]
        letter = view_text.large_letter(view)
        if test is not None:
            parts.append(self_test_blocks(view, (width, rows), self._text, self._palette, not self._ascii))
            return self._side_by_side(parts)
        glyph = letter_blocks(letter, (width - 2, rows), self._ascii) if letter else [""] * rows
        parts.append([Text(f" {line}".ljust(width), style="bold") for line in glyph])
        if shape is not None and parts_count > 1 + has_preview:
            parts.append(picture_blocks(shape, area, self._plain))
        return self._side_by_side(parts)

    def _side_by_side(self, parts: list[list[Any]]) -> list[Any]:
        from rich.text import Text

        lines = [Text.assemble(*row) for row in zip(*parts, strict=True)]
        for line in lines:
            line.rstrip()
        return lines

    @property
    def _plain(self) -> bool:
        """Whether the terminal has no colours."""
        return bool(self._ascii or self._console.no_color or self._console.color_system is None)

    def _figures(self, view: View) -> str:
        strings = load_strings(view.language)
        fps = "" if view.fps is None else f"{view.fps:.0f} FPS   "
        age = ""
        if view.frame_age_ms is not None:
            age = f"{strings('terminal.frame_age', ms=f'{view.frame_age_ms:.0f}')}   "
        return f" {fps}{age}{strings('terminal.stop')}"


def _style(colour: Colour) -> str:
    return "rgb({},{},{})".format(*colour)


def make_terminal(options: DisplayOptions) -> Display:
    """Open the display “terminal”."""
    return Terminal(preview=options.preview, high_contrast=options.settings.high_contrast)
