"""Charts of accuracy, confusions and learning curves, drawn with matplotlib as SVG images."""

from collections.abc import Sequence

import numpy as np

from training.evaluation.pages.chart_style import (
    COLOURS,
    GRID,
    INK,
    as_image,
    colour_of,
    finished,
    pyplot_in_style,
    share_axis,
)


def accuracy_by_signer(systems: Sequence[tuple[str, dict[str, float]]]) -> str:
    """Draw one row for each signer and one dot for each system: (name, {signer: accuracy})."""
    pyplot = pyplot_in_style()
    signers = list(systems[0][1])
    figure, axis = pyplot.subplots(figsize=(9, 0.55 * len(signers) + 1.1 + 0.2 * len(systems)))
    for name, shares in systems:
        values = [shares[s] for s in signers]
        axis.scatter(
            values,
            range(len(signers)),
            s=70,
            color=colour_of(name),
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
    share_axis(axis.xaxis)
    axis.set_xlabel("letters read right (mean over 24 letters)")
    axis.grid(axis="x", color=GRID)
    return finished(figure, axis)


def people(models: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Draw one line of dots for each model, one dot for each person, and their mean: (name, accuracies)."""
    pyplot = pyplot_in_style()
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
    share_axis(axis.xaxis)
    axis.grid(axis="x", color=GRID)
    axis.set_axisbelow(True)
    return finished(figure, axis)


def confusion(rows: dict[str, dict[str, int]], title: str) -> str:
    """Draw the matrix of true (down) against read letters (across), in shares of the true letter; "–": none read."""
    pyplot = pyplot_in_style()
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
    return as_image(figure)


def learning_curves(histories: dict[str, list[dict[str, float]]]) -> str:
    """Draw accuracy and loss by epoch of each training: {name: history}."""
    pyplot = pyplot_in_style()
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.2))
    for number, (name, rows) in enumerate(histories.items()):
        colour, epochs = COLOURS[number % len(COLOURS)], [row["epoch"] for row in rows]
        left.plot(epochs, [row["accuracy"] for row in rows], color=colour, label=f"{name}: augmented training rows")
        right.plot(epochs, [row["loss"] for row in rows], color=colour)
        prefix = "val" if "val_accuracy" in rows[0] else "held_out"  # held_out: runs before version 0.2
        if f"{prefix}_accuracy" in rows[0]:
            left.plot(
                epochs,
                [row[f"{prefix}_accuracy"] for row in rows],
                color=colour,
                linestyle="--",
                label=f"{name}: held-out photographs",
            )
            right.plot(epochs, [row[f"{prefix}_loss"] for row in rows], color=colour, linestyle="--")
    share_axis(left.yaxis)
    right.set_yscale("log")
    left.set_ylim(None, 1.005)
    for axis, what in ((left, "accuracy"), (right, "loss (log)")):
        axis.set_xlabel("epoch")
        axis.set_title(what, loc="left", fontsize=10)
        axis.grid(color=GRID)
    return finished(figure, left)


def comparison(cells: Sequence[tuple[str, float, tuple[float, float], float | None]]) -> str:
    """Draw our accuracy and interval beside the report's: (name, accuracy, interval, the report's accuracy)."""
    pyplot = pyplot_in_style()
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
                label="student report" if y == 0 else None,
            )
        axis.text(0.01, y, f"{share:.3f}", va="center", fontsize=9, color="white")
    axis.set_yticks(range(len(cells)), [name for name, *_ in cells])
    axis.invert_yaxis()
    axis.set_xlim(0, 1)
    share_axis(axis.xaxis)
    axis.grid(axis="x", color=GRID)
    axis.set_axisbelow(True)
    return finished(figure, axis)
