"""The self-test in a terminal: the checks, name and address beside the camera's picture, and the page's QR code."""

from typing import Any

from device.display import self_test_text
from device.display.palette import Palette
from device.display.qr import qr_blocks, qr_modules
from device.display.terminal_text import TerminalText
from device.display.text_wrap import wrap
from device.view import View


def self_test_blocks(
    view: View, area: tuple[int, int], text: TerminalText, palette: Palette, blocks: bool
) -> list[Any]:
    """Return the lines of an area.

    Args:
        view: with a self-test.
        area: (columns, rows) of characters.
        text: what the terminal can show.
        palette: colours.
        blocks: the terminal can show block characters, of which a QR code is made.

    Returns:
        One rich Text for each row.
    """
    from rich.text import Text

    test = view.self_test
    assert test is not None
    columns, rows = area
    colours = {"ok": palette.states["right"], "failed": palette.states["wrong"], "waiting": palette.dim}
    lines: list[Any] = [Text()]
    for check, name in self_test_text.rows(test, view.language):
        style = "bold rgb({},{},{})".format(*colours[check])
        lines.append(Text(text.truncate(f" {self_test_text.MARKS[check]} {name}", columns), style))
    lines.append(Text())
    below = [test.advice] if test.advice else self_test_text.about(test, view.language)
    for sentence in below:
        for line in wrap(text.encodable(sentence), lambda part: len(part) < columns - 1):
            lines.append(Text(text.truncate(f" {line}", columns)))
    code = qr_modules(test.address) if test.address and blocks else None
    if code is not None and len(code) < columns and len(code) // 2 + 1 + len(lines) <= rows:
        lines += [Text(f" {line}", "rgb(255,255,255) on rgb(0,0,0)") for line in qr_blocks(code)]
    return [*lines[:rows], *[Text()] * (rows - len(lines))]
