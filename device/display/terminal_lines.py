"""The terminal display in a pipe or a file: one line for each change."""

from typing import Any

from device.display import self_test_text, view_text
from device.display.terminal_text import TerminalText
from device.view import View


class ChangeLines:
    """Prints a line for each view that differs from the one before."""

    def __init__(self, console: Any, text: TerminalText) -> None:
        """Print to a rich Console what `text` can encode."""
        self._console, self._text = console, text
        self._printed: tuple[object, ...] | None = None

    def show(self, view: View) -> None:
        """Print a line if the view has changed. Rich exits (SystemExit) when the pipe is closed."""
        pairing = view.pairing and (view.pairing.address, view.pairing.code)
        state = view.status if view.task is None else view.task.outcome  # in a lesson the sentence has the rest
        if view.self_test is not None and view.pairing is None:
            checks = self_test_text.summary(view.self_test, view.language)
            about = "" if view.self_test.advice else "  ".join(self_test_text.about(view.self_test, view.language))
            self.print((checks, view.message), f"{checks}   {view.message}   {about}")
            return
        content = (state, view_text.large_letter(view), view.message, view.recording, pairing)
        mark = "REC  " if view.recording else ""
        line = f"{view_text.large_letter(view) or '·'}  {mark}{view_text.sentence(view)}   {view.text}"
        self.print(content, line)

    def print(self, content: tuple[object, ...], line: str) -> None:
        """Print a line if its content differs from the last one's."""
        if content != self._printed:
            self._printed = content
            self._console.out(self._text.encodable(line).rstrip(), highlight=False)
