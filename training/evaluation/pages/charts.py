"""Charts as SVG, embedded in the page: one look, few colours, every axis named."""

import base64
import io
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

INK, GRID = "#22303c", "#d9dfe5"
COLOURS = ("#1b6ca8", "#d9822b", "#3d9970", "#b0413e", "#7b5ea7", "#8a6d3b", "#5f7d8c", "#c25b9a", "#2f4b7c", "#999999")

_COLOUR_OF: dict[str, str] = {}


def _colour(name: str) -> str:
    """A reader has one colour on the whole page, whoever is beside it and whatever it was asked."""
    reader = re.sub(r", (whole frame|given box(e)?)s?$", "", name)
    return _COLOUR_OF.setdefault(reader, COLOURS[len(_COLOUR_OF) % len(COLOURS)])


def accuracy_by_signer(readers: Sequence[tuple[str, dict[str, float]]]) -> str:
    """One row a signer, one dot a reader: (name, {signer: accuracy})."""
    pyplot = _pyplot()
    signers = list(readers[0][1])
    figure, axis = pyplot.subplots(figsize=(9, 0.55 * len(signers) + 1.1 + 0.2 * len(readers)))
    for name, shares in readers:
        values = [shares[s] for s in signers]
        axis.scatter(
            values,
            range(len(signers)),
            s=70,
            color=_colour(name),
            label=name,
            zorder=3,
            edgecolor="white",
            linewidth=0.8,
        )
    axis.set_yticks(range(len(signers)), signers)
    axis.invert_yaxis()
    axis.set_xlim(0, 1)
    axis.axvline(1 / 24, color=INK, linewidth=0.8, linestyle=":")
    axis.text(1 / 24, 1.01, "guessing", fontsize=8, ha="center", transform=axis.get_xaxis_transform())
    _share_axis(axis.xaxis)
    axis.set_xlabel("letters read rightly (mean over 24 letters)")
    axis.grid(axis="x", color=GRID)
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    return _svg(figure)


def people(models: Sequence[tuple[str, Sequence[float]]]) -> str:
    """A line of dots a model, one dot a person, and their mean: (name, accuracies)."""
    pyplot = _pyplot()
    figure, axis = pyplot.subplots(figsize=(9, 0.5 * len(models) + 0.9))
    for y, (_, shares) in enumerate(models):
        spread = (np.arange(len(shares)) * 0.618 % 1 - 0.5) * 0.4  # apart, and the same every time
        axis.scatter(shares, y + spread, s=26, color=COLOURS[0], alpha=0.6, label="a person" if y == 0 else None)
        axis.scatter(
            np.mean(shares),
            y,
            marker="D",
            s=60,
            color=COLOURS[1],
            zorder=3,
            edgecolor="white",
            label="mean" if y == 0 else None,
        )
    axis.set_yticks(range(len(models)), [name for name, _ in models])
    axis.invert_yaxis()
    axis.set_xlim(0, 1)
    _share_axis(axis.xaxis)
    axis.grid(axis="x", color=GRID)
    axis.set_axisbelow(True)
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    return _svg(figure)


def confusion(rows: dict[str, dict[str, int]], title: str) -> str:
    """Matrix of true (down) against read letters (across), each row in shares of its letter; "–": nothing read."""
    pyplot = _pyplot()
    letters = sorted(rows)
    columns = sorted({key for row in rows.values() for key in row if key != "–"} | set(letters))
    columns += ["–"] * any("–" in row for row in rows.values())
    matrix = np.array([[rows[t].get(c, 0) / max(sum(rows[t].values()), 1) for c in columns] for t in letters])
    figure, axis = pyplot.subplots(figsize=(5.4, 5.4))
    axis.imshow(matrix, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axis.set_xticks(range(len(columns)), columns, fontsize=8)
    axis.set_yticks(range(len(letters)), letters, fontsize=8)
    axis.xaxis.tick_top()
    axis.xaxis.set_label_position("top")
    axis.set_xlabel("read")
    axis.set_ylabel("signed")
    for y, letter in enumerate(letters):
        for x, column in enumerate(columns):
            if matrix[y, x] >= 0.1 and letter != column:
                axis.text(
                    x,
                    y,
                    f"{matrix[y, x] * 100:.0f}",
                    ha="center",
                    va="center",
                    fontsize=6,
                    color="white" if matrix[y, x] > 0.5 else INK,
                )
    axis.set_title(title, fontsize=10)
    axis.spines[:].set_visible(False)
    return _svg(figure)


def learning_curves(histories: dict[str, list[dict[str, float]]]) -> str:
    """Accuracy and loss by epoch of each training: {name: history}."""
    pyplot = _pyplot()
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.2))
    for number, (name, rows) in enumerate(histories.items()):
        colour, epochs = COLOURS[number % len(COLOURS)], [row["epoch"] for row in rows]
        left.plot(epochs, [row["accuracy"] for row in rows], color=colour, label=f"{name}: augmented training rows")
        right.plot(epochs, [row["loss"] for row in rows], color=colour)
        if "held_out_accuracy" in rows[0]:
            left.plot(
                epochs,
                [row["held_out_accuracy"] for row in rows],
                color=colour,
                linestyle="--",
                label=f"{name}: held-out photographs",
            )
            right.plot(epochs, [row["held_out_loss"] for row in rows], color=colour, linestyle="--")
    _share_axis(left.yaxis)
    right.set_yscale("log")
    left.set_ylim(None, 1.005)
    for axis, what in ((left, "accuracy"), (right, "loss (log)")):
        axis.set_xlabel("epoch")
        axis.set_title(what, loc="left", fontsize=10)
        axis.grid(color=GRID)
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    return _svg(figure)


def reliability(readers: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """Stated confidence against the share that is right; the size of a dot is its share of the frames."""
    pyplot = _pyplot()
    figure, axis = pyplot.subplots(figsize=(6, 5.2))
    axis.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle=":")
    for name, row in readers:
        colour, bins = _colour(name), row["bins"]
        total = sum(b["count"] for b in bins)
        axis.plot(
            [b["confidence"] for b in bins],
            [b["accuracy"] for b in bins],
            color=colour,
            linewidth=1.2,
            label=f"{name}: ECE {row['ece']:.2f}",
        )
        axis.scatter(
            [b["confidence"] for b in bins],
            [b["accuracy"] for b in bins],
            color=colour,
            zorder=3,
            s=[12 + 200 * b["count"] / total for b in bins],
            alpha=0.75,
        )
    _share_axis(axis.xaxis)
    _share_axis(axis.yaxis)
    axis.set_xlim(0, 1)
    axis.set_ylim(0, 1)
    axis.set_xlabel("confidence")
    axis.set_ylabel("read rightly")
    axis.grid(color=GRID)
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", frameon=False, fontsize=9)
    return _svg(figure)


def against_cost(points: Sequence[tuple[str, float, float]]) -> str:
    """Accuracy on strangers against CPU milliseconds a frame: (name, ms, accuracy)."""
    pyplot = _pyplot()
    figure, axis = pyplot.subplots(figsize=(9, 3.8))
    for name, ms, share in points:
        axis.scatter(ms, share, s=90, color=_colour(name), label=name, zorder=3, edgecolor="white")
    axis.set_xscale("log")
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.set_xlabel("CPU milliseconds a whole frame on this machine (log)")
    axis.set_ylabel("strangers, whole frames")
    axis.set_ylim(0, 1)
    _share_axis(axis.yaxis)
    axis.grid(color=GRID)
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    return _svg(figure)


def robustness(readers: Sequence[tuple[str, dict[str, Any]]], units: dict[str, str]) -> str:
    """A panel a disturbance, a line a reader: (name, {kind: [[amount, accuracy]]})."""
    pyplot = _pyplot()
    figure, axes = pyplot.subplots(2, 3, figsize=(10, 5.6), sharey=True)
    panels = axes.ravel().tolist()
    kinds = [kind for kind in units if all(kind in curves for _, curves in readers)]
    for axis, kind in zip(panels, kinds, strict=False):
        for name, curves in readers:
            points = np.array(curves[kind])
            axis.plot(points[:, 0], points[:, 1], marker="o", markersize=4, label=name, color=_colour(name))
        axis.set_title(kind, loc="left", fontsize=10)
        axis.set_xlabel(units[kind], fontsize=9)
        axis.set_ylim(0, 1.02)
        _share_axis(axis.yaxis)
        axis.grid(color=GRID)
        if kind == "scale":
            axis.set_xscale("log", base=2)
            axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    for axis in panels[len(kinds) :]:
        axis.set_visible(False)
    handles = panels[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    return _svg(figure)


def comparison(cells: Sequence[tuple[str, float, tuple[float, float], float | None]]) -> str:
    """Ours with its interval beside the report's: (name, accuracy, interval, the report's accuracy)."""
    pyplot = _pyplot()
    figure, axis = pyplot.subplots(figsize=(9, 0.42 * len(cells) + 1.2))
    for y, (_, share, (low, high), printed) in enumerate(cells):
        axis.barh(y, share, height=0.62, color=COLOURS[0], label="ours, with 95 % interval" if y == 0 else None)
        axis.plot([low, high], [y, y], color=INK, linewidth=1.6)
        if printed is not None:
            axis.scatter(
                printed,
                y,
                marker="D",
                s=46,
                color=COLOURS[1],
                zorder=3,
                edgecolor="white",
                label="the report" if y == 0 else None,
            )
        axis.text(0.01, y, f"{share:.3f}", va="center", fontsize=9, color="white")
    axis.set_yticks(range(len(cells)), [name for name, *_ in cells])
    axis.invert_yaxis()
    axis.set_xlim(0, 1)
    _share_axis(axis.xaxis)
    axis.grid(axis="x", color=GRID)
    axis.set_axisbelow(True)
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    return _svg(figure)


def _share_axis(axis: Any) -> None:
    axis.set_major_formatter(lambda value, _: f"{value * 100:.0f} %")


def _pyplot() -> Any:
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


def _svg(figure: Any) -> str:
    """The figure as an <img>: an image of its own cannot clash with its neighbours' ids."""
    from matplotlib import pyplot

    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    pyplot.close(figure)
    return f'<img src="data:image/svg+xml;base64,{base64.b64encode(buffer.getvalue()).decode()}" alt="">'
