"""The end of a session in the terminal: the board of all letters with a mark each, and the sentences below it."""

from typing import Any

from device.assets.strings import load_strings
from device.display import view_text
from device.display.terminal_text import TerminalText
from device.view import BoardLetter, Standing, View

MARKS: dict[Standing, str] = {"unmet": " ", "learning": ".", "known": "*", "unseen": "?"}
CHANGED = "+"
CELL = 4  # columns of a letter
MAX_COLUMNS = 13  # letters in a row
MIN_LINES = 1  # of sentences below the board; with less room the board is left out


def board_lines(view: View, columns: int, rows: int, text: TerminalText) -> list[Any] | None:
    """Return `rows` lines, rich Text, with the board and the sentences; None before the end of a session.

    Args:
        view: to show.
        columns, rows: of the area.
        text: prepares what the terminal can show.
    """
    from rich.text import Text

    result = view.task.result if view.task is not None else None
    if result is None:
        return None
    across = max(1, min((columns - 2) // CELL, MAX_COLUMNS))
    board = [result.board[start : start + across] for start in range(0, len(result.board), across)]
    sentences = [text.truncate(line, columns - 2) for line in view_text.result_lines(view)]
    lines: list[Any] = []
    if len(board) + MIN_LINES <= rows:
        indent = " " * ((columns - CELL * across) // 2)
        lines = [Text.assemble(indent, *(_cell(each) for each in row)) for row in board]
        if len(lines) + len(sentences) + 2 <= rows:
            lines += [Text(text.truncate(_legend(view), columns - 2).center(columns).rstrip(), style="dim"), Text("")]
    lines += [Text(line.center(columns).rstrip()) for line in sentences]
    return (lines + [Text("")] * rows)[:rows]


def _cell(each: BoardLetter) -> tuple[str, str]:
    """Return a letter with its mark, and its style."""
    mark = MARKS[each.standing]
    style = "bold reverse" if each.standing == "known" else "dim" if each.standing == "unmet" else "bold"
    return f"{CHANGED if each.changed else ' '}{each.letter}{mark}".ljust(CELL), style


def _legend(view: View) -> str:
    strings = load_strings(view.language)
    marks = [f"{MARKS[standing]} {strings(f'board.{standing}')}" for standing in MARKS if MARKS[standing].strip()]
    return "   ".join([*marks, f"{CHANGED} {strings('board.changed')}"])
