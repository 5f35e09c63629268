"""How far readers can be trusted: confidence, cost, disturbed frames, pictures without a letter, slices."""

from collections.abc import Sequence
from typing import Any

from training.evaluation.pages import charts
from training.evaluation.pages.html import best_of, section, table
from training.evaluation.perturb import UNITS


def trust(readers: Sequence[dict[str, Any]]) -> str:
    """Reliability, cost, robustness, negatives and slices."""
    board = [r for r in readers if "whole_frames" in r]
    parts = []
    if board:
        parts.append(
            section(
                "Can its confidence be believed?",
                "Strangers' hands that were found: given boxes where "
                "a reader takes them, else whole frames. On the diagonal a confidence of 0.8 is right "
                "in four of five; the support vector machine has no probabilities of its own.",
                charts.reliability([(r["name"], best_of(r)["reliability"]) for r in board]),
            )
        )
    points = [(r["name"], r["cost"]["cpu_ms"], r["whole_frames"]["macro"]) for r in board if r.get("cost")]
    if points:
        parts.append(
            section(
                "Accuracy against cost",
                "Whole frames of strangers; CPU time of one frame after the other, measured in the same run.",
                charts.against_cost(points),
            )
        )
    curves = [(f"{r['name']}, {r['curves']['on']}", r["curves"]) for r in readers if r.get("curves")]
    if curves:
        parts.append(
            section(
                "Robustness",
                f"The same {curves[0][1]['frames']} strangers' frames, disturbed; mean over letters and signers.",
                charts.robustness(curves, UNITS),
            )
        )
    own = [(r["name"], r["official"]["curves"]) for r in readers if "curves" in r.get("official", {})]
    if own:
        parts.append(
            section(
                "Robustness among its own seven people",
                f"{own[0][1]['rows']} rows of the official test, one a photograph, disturbed in the same way.",
                charts.robustness(own, UNITS),
            )
        )
    return "".join(parts) + _negatives(readers) + _slices(board) + _rendered(readers)


def _negatives(readers: Sequence[dict[str, Any]]) -> str:
    rows = [
        [r["name"], name, str(row["pictures"]), row["any"], row["sure"]]
        for r in readers
        for name, row in r.get("negatives", {}).items()
    ]
    if not rows:
        return ""
    return section(
        "Pictures without a letter",
        "False letters an image: at all, and with confidence 0.5 and more. "
        "Pictures of the training pool count only for readers that did not learn from them.",
        table(["reader", "pictures", "number", "any letter", "confident letter"], rows, [3, 4]),
    )


def _slices(board: Sequence[dict[str, Any]]) -> str:
    if not board:
        return ""
    return section(
        "Slices",
        "Frames pooled over people, so a small part is few people. Given boxes where a reader "
        "takes them (frames counted for the first reader). Light and background are estimated from the "
        "picture. Skin tone is not here: the frames are grey, and grey mixes skin with light.",
        _slice_table([(r["name"], _sliced(r)) for r in board]),
    )


def _rendered(readers: Sequence[dict[str, Any]]) -> str:
    board = [r for r in readers if "rendered" in r]
    if not board:
        return ""
    first = board[0]["rendered"]
    return section(
        "Rendered hands",
        f"{first['frames']} frames of {first['people']} synthetic people, the only "
        "hands whose skin is known; given boxes where a reader takes them. Rendered pictures are not "
        "photographs: compare the parts, not with other sections.",
        _slice_table([(r["name"], r["rendered"]["slices"]) for r in board]),
    )


def _slice_table(sliced: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """A row a part; the frames are those of the first reader."""
    rows = []
    for name, parts in sliced[0][1].items():
        for part, row in parts.items():
            shares = [other.get(name, {}).get(part, {}).get("accuracy") for _, other in sliced]
            rows.append([name, part, str(row["frames"]), *shares])
    return table(["slice", "part", "frames", *(name for name, _ in sliced)], rows, range(3, 3 + len(sliced)))


def _sliced(reader: dict[str, Any]) -> dict[str, Any]:
    return reader["given_boxes"]["slices"] if "given_boxes" in reader else reader["slices"]
