"""Text for terminals that cannot show every character, and for lines of limited width."""

import unicodedata

MARKS = str.maketrans({"✓": "+", "✗": "x", "↻": "~", "●": "*"})  # missing in the font of the Linux console
PLAIN = str.maketrans({"…": "...", "·": ".", "–": "-", "’": "'", "“": '"', "”": '"', "đ": "d", "Đ": "D"})


class TerminalText:
    """Prepares text for one terminal."""

    def __init__(self, ascii_only: bool, linux_console: bool) -> None:
        """Prepare for a terminal.

        Args:
            ascii_only: it can show ASCII only.
            linux_console: its font has none of the marks.
        """
        self._ascii, self._no_marks = ascii_only, ascii_only or linux_console
        self._ellipsis = "." if ascii_only else "…"

    def encodable(self, text: str) -> str:
        """Return the text with only those characters that the terminal can show."""
        if self._no_marks:
            text = text.translate(MARKS)
        if not self._ascii:
            return text
        return unicodedata.normalize("NFD", text.translate(PLAIN)).encode("ascii", "ignore").decode()

    def truncate(self, text: str, columns: int) -> str:
        """Return the text, cut at its end to this many columns."""
        text = self.encodable(text)
        return text if len(text) <= columns else text[: max(0, columns - 1)] + self._ellipsis

    def truncate_start(self, text: str, columns: int) -> str:
        """Return the text, cut at its start to this many columns: the newest letters stay."""
        text = self.encodable(text)
        return text if len(text) <= columns else self._ellipsis + text[len(text) - columns + 1 :]
