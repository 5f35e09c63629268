"""Sections of the page: each function takes results and returns HTML, empty if there is nothing to show."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from device.recognition.geometry import CROP
from device.types import Pixels
from training.evaluation.compare_text import cell_name, fault_text
from training.evaluation.fold_run import fold_name, fold_text
from training.evaluation.pages import charts, pictures
from training.evaluation.pages.html import best_of, section, table
from training.networks.catalogue import SHORT
from training.run_folder import read_json

MAX_MATRICES = 4


def signers(systems: Sequence[dict[str, Any]]) -> str:
    """Show each signer, then the mean, for whole frames and given boxes."""
    board = [r for r in systems if "whole_frames" in r]
    if not board:
        return ""
    names = list(board[0]["whole_frames"]["per_signer"])
    rows = []
    for system in board:
        for key, what in (("whole_frames", "whole frame"), ("given_boxes", "given box")):
            if key in system:
                row = system[key]
                low, high = row["interval"]
                shares = [row["per_signer"][name]["accuracy"] for name in names]
                found = sum(r["found"] for r in row["per_signer"].values()) / len(names)
                cost = system.get("cost", {}).get("cpu_ms") if key == "whole_frames" else None
                rows.append(
                    [
                        system["name"],
                        what,
                        *shares,
                        row["macro"],
                        f"{low:.3f}–{high:.3f}",
                        row["without_t"],
                        f"{found:.3f}" if key == "whole_frames" else None,
                        None if cost is None else f"{cost:.1f}",
                    ]
                )
    header = ["system", "input", *names, "mean", "95 %", "23 letters", "found", "CPU ms"]
    last = len(names) + 2
    dots = [
        (f"{r['name']}, {what}", {n: r[key]["per_signer"][n]["accuracy"] for n in names})
        for r in board
        for key, what in (("given_boxes", "given box"),)
        if key in r
    ]
    whole = [
        (f"{r['name']}, whole frame", {n: r["whole_frames"]["per_signer"][n]["accuracy"] for n in names})
        for r in board
        if "given_boxes" not in r
    ]
    return section(
        "Test signers",
        "Single frames of people that no system learned from. A signer's figure is the mean over 24 letters, then "
        "follows "
        "the mean over signers. Whole frame: a hand not found counts as wrong; a fixed guide box is usually beside the "
        f"hand. Given box: the square {CROP:g} times the hand's box, on frames that have one. 95 %: bootstrap over "
        "signer × letter; it does not cover other people. 23 letters: without T, whose Sign MNIST handshape is not the "
        "ASL one.",
        table(header, rows, [*range(2, last + 1), last + 2]) + charts.accuracy_by_signer([*dots, *whole]),
    )


def confusions(systems: Sequence[dict[str, Any]], frames: Sequence[Sequence[str]], shown: Pixels | None) -> str:
    """Show the confusion matrices of the best systems, and pictures of their most frequent mistakes."""
    board = [r for r in systems if "whole_frames" in r]
    best = sorted(board, key=lambda r: -best_of(r)["macro"])[:MAX_MATRICES]
    parts = []
    for system in best:
        row, what = best_of(system), "given boxes" if "given_boxes" in system else "whole frames"
        mistakes = ""
        if shown is not None:
            read = row.get("letters") or system["answers"]["letters"]
            mistakes = pictures.worst(
                row["confusion"], [f[2] for f in frames], read, shown, [f"{f[1]}, {f[0]}" for f in frames]
            )
        matrix = charts.confusion(row["confusion"], f"{system['name']}, {what}")
        parts.append(
            f'<div class="two"><div>{matrix}</div><div><h3>Most frequent mistakes, {what}</h3>{mistakes}</div></div>'
        )
    return (
        section(
            "Confusions",
            "Numbers in the cells: per cent of the signed letter, from 10 on. Pictures: signed → read; hover for the "
            "source.",
            "".join(parts),
        )
        if parts
        else ""
    )


def compared(results: dict[str, Any] | None, shown: Pixels | None) -> str:
    """Show section 4 of the student report measured again, and the effect of its label fault."""
    if not results:
        return ""
    rows, bars = [], []
    for cell in results["cells"]:
        low, high = cell.get("interval_photographs", (cell["accuracy"],) * 2)
        printed, cpu = cell["report"].get("accuracy"), cell["training_cost"].get("cpu_s")
        wall = cell["training_cost"].get("wall_s")
        rows.append(
            [
                SHORT.get(cell["model"], cell["model"]),
                cell["training"],
                f"{cell['rows']:,}",
                cell["accuracy"],
                f"{low:.3f}–{high:.3f}",
                f"{cell['macro_f1']:.3f}",
                printed,
                None if wall is None else f"{wall:.0f}",
                None if cpu is None else f"{cpu:.0f}",
                f"{cell['reading_cost']['median_ms']:.2f}",
                f"{cell['bytes'] / 1e6:.2f}",
            ]
        )
        bars.append((cell_name(cell), cell["accuracy"], (low, high), printed))
    body = charts.comparison(bars) + table(
        [
            "model",
            "trained on",
            "rows",
            "accuracy",
            "95 %",
            "macro F1",
            "student report",
            "training, s",
            "CPU s",
            "a picture, ms",
            "MB",
        ],
        rows,
        [3],
    )
    if "label_fault" in results:
        body += f"<h3>The 0.74 explained</h3><pre>{escape(fault_text(results['label_fault']))}</pre>"
    if shown is not None and results.get("names"):
        for cell in [c for c in results["cells"] if c["training"] == "original"][:3]:
            body += f"<h3>{escape(cell_name(cell))}: most frequent mistakes on the official test</h3>" + pictures.worst(
                cell["confusion"], results["truth"], cell["read"], shown, results["names"], 3
            )
    return section(
        "The student report, measured again",
        f"{results['protocol']}. Intervals: bootstrap over "
        f"{results['photographs']} photographs, since rows of one photograph are near-duplicates.",
        body,
    )


def learning(results: dict[str, Any] | None) -> str:
    """Show the learning curves of every training in the comparison that kept a history."""
    histories = {}
    for cell in (results or {}).get("cells", []):
        for stage in ("select", "final", "."):
            path = Path(cell["folder"]) / stage / "history.json"
            if path.is_file():
                histories[f"{cell_name(cell)}{'' if stage == '.' else f' ({stage})'}"] = read_json(path)
    if not histories:
        return ""
    return section(
        "Learning curves",
        "Training rows are augmented and read with dropout, held-out photographs are not; that is why these can be "
        "read "
        "better.",
        charts.learning_curves(histories),
    )


def folds(results: dict[str, Any] | None) -> str:
    """Show cross-validation over training signers."""
    if not results:
        return ""
    people = [(fold_name(name, row), list(row["per_person"].values())) for name, row in results["models"].items()]
    return section(
        "Cross-validation over training signers",
        "For choosing models; does not use the test signers. Each dot is a person, read by a model that learned from "
        "other people only.",
        charts.people(people) + f"<pre>{escape(fold_text(results))}</pre>",
    )
