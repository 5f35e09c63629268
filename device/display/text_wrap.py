"""Line breaks, for pixels and for terminal columns."""

from collections.abc import Callable


def wrap(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Break a text between words.

    Args:
        text: its own line breaks are kept.
        fits: returns whether a line is short enough.

    Returns:
        At least one line. A line that does not fit is a single word.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        lines.append("")
        for word in part.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and not fits(longer):
                lines.append(word)
            else:
                lines[-1] = longer
    return lines
