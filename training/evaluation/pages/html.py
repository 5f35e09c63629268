"""Building blocks of the page: tables and sections."""

from collections.abc import Sequence
from html import escape
from typing import Any


def table(header: Sequence[str], rows: Sequence[Sequence[Any]], heat: Sequence[int] = ()) -> str:
    """Return an HTML table.

    Args:
        header: of the columns.
        rows: cells; None is shown as a dash.
        heat: columns whose cells hold shares 0–1 and are coloured by them.
    """

    def cell(value: Any, column: int) -> str:
        if column in heat and isinstance(value, float):
            return f'<td class="share" style="--share:{value:.3f}">{value:.3f}</td>'
        side = ' class="text"' if isinstance(value, str) and column < 2 else ""
        return f"<td{side}>{escape('–' if value is None else str(value))}</td>"

    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join(f"<tr>{''.join(cell(v, i) for i, v in enumerate(row))}</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def section(title: str, lead: str, body: str) -> str:
    """Return a box of the page: a title, one or two sentences, and the content as HTML."""
    return f"<section><h2>{escape(title)}</h2><p>{escape(lead)}</p>{body}</section>\n"


def best_of(system: dict[str, Any]) -> dict[str, Any]:
    """Return the figures with the hand's box given if the system takes boxes, else those of whole frames."""
    figures: dict[str, Any] = system.get("given_boxes") or system["whole_frames"]
    return figures
