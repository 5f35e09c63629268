"""Style of the charts: colours, axes, legends, and the way from a figure to an image."""

import base64
import io
import re
from typing import Any

INK, GRID = "#22303c", "#d9dfe5"
COLOURS = ("#1b6ca8", "#d9822b", "#3d9970", "#b0413e", "#7b5ea7", "#8a6d3b", "#5f7d8c", "#c25b9a", "#2f4b7c", "#999999")

_COLOUR_OF: dict[str, str] = {}


def colour_of(name: str) -> str:
    """Return the colour of a system; it is the same in all charts of a page."""
    system = re.sub(r", (whole frame|given box(e)?)s?$", "", name)
    return _COLOUR_OF.setdefault(system, COLOURS[len(_COLOUR_OF) % len(COLOURS)])


def share_axis(axis: Any) -> None:
    """Label an axis in per cent."""
    axis.set_major_formatter(lambda value, _: f"{value * 100:.0f} %")


def pyplot_in_style() -> Any:
    """Return matplotlib.pyplot with the style of the page."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    pyplot.rcParams.update(
        {
            "font.family": "sans-serif",
            "font.sans-serif": ["DejaVu Sans"],
            "font.size": 9.5,
            "text.color": INK,
            "axes.labelcolor": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "axes.edgecolor": GRID,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "figure.constrained_layout.use": True,
            "svg.fonttype": "path",
            "svg.hashsalt": "handshape",
            "lines.linewidth": 1.6,
        }
    )
    return pyplot


def finished(figure: Any, axis: Any, columns: int = 2) -> str:
    """Add the legend of an axis below the figure and return it as an image."""
    handles = axis.get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=columns, frameon=False, fontsize=9)
    return as_image(figure)


def as_image(figure: Any) -> str:
    """Return the figure as an <img>, so that its ids cannot clash with those of other figures."""
    from matplotlib import pyplot

    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    pyplot.close(figure)
    return f'<img src="data:image/svg+xml;base64,{base64.b64encode(buffer.getvalue()).decode()}" alt="">'
