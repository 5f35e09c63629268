"""Charts of calibration, cost and robustness, drawn with matplotlib as SVG images."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from training.evaluation.pages.chart_style import (
    GRID,
    INK,
    colour_of,
    finished,
    pyplot_in_style,
    share_axis,
)


def reliability(systems: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """Draw confidence against the share that is right; the size of a dot is its share of the frames."""
    pyplot = pyplot_in_style()
    figure, axis = pyplot.subplots(figsize=(6, 5.2))
    axis.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle=":")
    for name, row in systems:
        colour, bins = colour_of(name), row["bins"]
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
    share_axis(axis.xaxis)
    share_axis(axis.yaxis)
    axis.set_xlim(0, 1)
    axis.set_ylim(0, 1)
    axis.set_xlabel("confidence")
    axis.set_ylabel("read right")
    axis.grid(color=GRID)
    return finished(figure, axis, columns=1)


def against_cost(points: Sequence[tuple[str, float, float]]) -> str:
    """Draw accuracy on test signers against CPU milliseconds of a frame: (name, ms, accuracy)."""
    pyplot = pyplot_in_style()
    figure, axis = pyplot.subplots(figsize=(9, 3.8))
    for name, ms, share in points:
        axis.scatter(ms, share, s=90, color=colour_of(name), label=name, zorder=3, edgecolor="white")
    axis.set_xscale("log")
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.set_xlabel("CPU milliseconds a whole frame on this machine (log)")
    axis.set_ylabel("test signers, whole frames")
    axis.set_ylim(0, 1)
    share_axis(axis.yaxis)
    axis.grid(color=GRID)
    return finished(figure, axis)


def robustness(systems: Sequence[tuple[str, dict[str, Any]]], units: dict[str, str]) -> str:
    """Draw a panel for each perturbation and a line for each system: (name, {kind: [[amount, accuracy]]})."""
    pyplot = pyplot_in_style()
    figure, axes = pyplot.subplots(2, 3, figsize=(10, 5.6), sharey=True)
    panels = axes.ravel().tolist()
    kinds = [kind for kind in units if all(kind in curves for _, curves in systems)]
    for axis, kind in zip(panels, kinds, strict=False):
        for name, curves in systems:
            points = np.array(curves[kind])
            axis.plot(points[:, 0], points[:, 1], marker="o", markersize=4, label=name, color=colour_of(name))
        axis.set_title(kind, loc="left", fontsize=10)
        axis.set_xlabel(units[kind], fontsize=9)
        axis.set_ylim(0, 1.02)
        share_axis(axis.yaxis)
        axis.grid(color=GRID)
        if kind == "scale":
            axis.set_xscale("log", base=2)
            axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    for axis in panels[len(kinds) :]:
        axis.set_visible(False)
    return finished(figure, panels[0])
