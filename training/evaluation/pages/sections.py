"""The page's sections: each takes results and gives HTML, or nothing where there is nothing to show."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from device.types import Pixels
from training.evaluation.compare_text import cell_name, fault_text
from training.evaluation.fold_run import fold_name, fold_text
from training.evaluation.pages import charts, pictures
from training.evaluation.pages.html import best_of, section, table
from training.networks.catalogue import SHORT
from training.run_folder import read_json

COMPARED = 4  # confusion matrices of at most so many readers


def scoreboard(readers: Sequence[dict[str, Any]]) -> str:
    """Per signer, then the mean; whole frames and given boxes."""
    board = [r for r in readers if "whole_frames" in r]
    if not board:
        return ""
    signers = list(board[0]["whole_frames"]["per_signer"])
    rows = []
    for reader in board:
        for key, what in (("whole_frames", "whole frame"), ("given_boxes", "given box")):
            if key in reader:
                row = reader[key]
                low, high = row["interval"]
                shares = [row["per_signer"][name]["accuracy"] for name in signers]
                found = sum(r["found"] for r in row["per_signer"].values()) / len(signers)
                cost = reader.get("cost", {}).get("cpu_ms") if key == "whole_frames" else None
                rows.append(
                    [
                        reader["name"],
                        what,
                        *shares,
                        row["macro"],
                        f"{low:.3f}–{high:.3f}",
                        row["without_t"],
                        f"{found:.3f}" if key == "whole_frames" else None,
                        None if cost is None else f"{cost:.1f}",
                    ]
                )
    header = ["reader", "asked", *signers, "mean", "95 %", "23 letters", "found", "CPU ms"]
    last = len(signers) + 2
    dots = [
        (f"{r['name']}, {what}", {n: r[key]["per_signer"][n]["accuracy"] for n in signers})
        for r in board
        for key, what in (("given_boxes", "given box"),)
        if key in r
    ]
    whole = [
        (f"{r['name']}, whole frame", {n: r["whole_frames"]["per_signer"][n]["accuracy"] for n in signers})
        for r in board
        if "given_boxes" not in r
    ]
    return section(
        "Strangers' hands",
        "Single frames of people nobody learned from. A person's figure is the mean over 24 "
        "letters; the mean over persons follows. Whole frame: a hand not found counts as wrong, and a fixed guide box "
        "is simply somewhere else. Given box: the square 1.4 times the hand's box, on frames that have one. 95 %: "
        "bootstrap over signer × letter; it says nothing about other people. 23 letters: without T, whose Sign MNIST "
        "handshape is not the ASL one.",
        table(header, rows, [*range(2, last + 1), last + 2]) + charts.accuracy_by_signer([*dots, *whole]),
    )


def strangers_confusions(
    readers: Sequence[dict[str, Any]], frames: Sequence[Sequence[str]], shown: Pixels | None
) -> str:
    """Matrices of the most telling readers and the pictures of their commonest mistakes."""
    board = [r for r in readers if "whole_frames" in r]
    best = sorted(board, key=lambda r: -best_of(r)["macro"])[:COMPARED]
    parts = []
    for reader in best:
        row, what = best_of(reader), "given boxes" if "given_boxes" in reader else "whole frames"
        mistakes = ""
        if shown is not None:
            read = row.get("letters") or reader["answers"]["letters"]
            mistakes = pictures.worst(
                row["confusion"], [f[2] for f in frames], read, shown, [f"{f[1]}, {f[0]}" for f in frames]
            )
        matrix = charts.confusion(row["confusion"], f"{reader['name']}, {what}")
        parts.append(
            f'<div class="two"><div>{matrix}</div><div><h3>Commonest mistakes, {what}</h3>{mistakes}</div></div>'
        )
    return (
        section(
            "Confusions",
            "Numbers in the cells: per cent of the signed letter, from 10 on. Pictures: what was "
            "signed → what was read; hover for whose hand.",
            "".join(parts),
        )
        if parts
        else ""
    )


def compared(results: dict[str, Any] | None, shown: Pixels | None) -> str:
    """The report's section 4 and the 0.74."""
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
            "the report",
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
            body += f"<h3>{escape(cell_name(cell))}: commonest mistakes on the official test</h3>" + pictures.worst(
                cell["confusion"], results["truth"], cell["read"], shown, results["names"], 3
            )
    return section(
        "The report's comparison",
        f"{results['protocol']}. Intervals: bootstrap over "
        f"{results['photographs']} photographs, since rows of one photograph are near-duplicates.",
        body,
    )


def learning(results: dict[str, Any] | None) -> str:
    """Curves of every training in the comparison that kept a history."""
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
        "Training rows are seen augmented and with dropout, held-out photographs are "
        "not: that is why they can be read better.",
        charts.learning_curves(histories),
    )


def folds(results: dict[str, Any] | None) -> str:
    """Training signers held out in turn."""
    if not results:
        return ""
    people = [(fold_name(name, row), list(row["per_person"].values())) for name, row in results["models"].items()]
    return section(
        "Training signers held out in turn",
        "For choosing models; does not touch the strangers. Each "
        "dot is a person, read by a model that learned from others only.",
        charts.people(people) + f"<pre>{escape(fold_text(results))}</pre>",
    )
