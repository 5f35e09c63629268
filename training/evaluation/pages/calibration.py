"""Sections on reliability: confidence, cost, perturbed frames, images without a letter, slices."""

from collections.abc import Sequence
from typing import Any

from device.recognition.metadata import MIN_CONFIDENCE
from training.evaluation.pages import reliability_charts
from training.evaluation.pages.html import best_of, section, table
from training.evaluation.perturb import UNITS


def reliability(systems: Sequence[dict[str, Any]]) -> str:
    """Return all sections on reliability as HTML; those without results are left out."""
    board = [r for r in systems if "whole_frames" in r]
    parts = []
    if board:
        parts.append(
            section(
                "Calibration",
                "Hands of test signers that were found: given boxes if a system takes them, else whole frames. On the "
                "diagonal a confidence of 0.8 is right in four of five.",
                reliability_charts.reliability([(r["name"], best_of(r)["reliability"]) for r in board]),
            )
        )
    points = [(r["name"], r["cost"]["cpu_ms"], r["whole_frames"]["macro"]) for r in board if r.get("cost")]
    if points:
        parts.append(
            section(
                "Accuracy against cost",
                "Whole frames of test signers; CPU time of single frames, measured in the same run.",
                reliability_charts.against_cost(points),
            )
        )
    curves = [(f"{r['name']}, {r['curves']['on']}", r["curves"]) for r in systems if r.get("curves")]
    if curves:
        parts.append(
            section(
                "Robustness",
                f"The same {curves[0][1]['frames']} frames of test signers, perturbed; mean over letters and signers.",
                reliability_charts.robustness(curves, UNITS),
            )
        )
    own = [(r["name"], r["official"]["curves"]) for r in systems if "curves" in r.get("official", {})]
    if own:
        parts.append(
            section(
                "Robustness on the seven people of Sign MNIST",
                f"{own[0][1]['rows']} rows of the official test, one of each photograph, perturbed in the same way.",
                reliability_charts.robustness(own, UNITS),
            )
        )
    return "".join(parts) + _negatives(systems) + _slices(board) + _rendered(systems)


def _negatives(systems: Sequence[dict[str, Any]]) -> str:
    rows = [
        [r["name"], name, str(row["pictures"]), row["any"], row["sure"]]
        for r in systems
        for name, row in r.get("negatives", {}).items()
    ]
    if not rows:
        return ""
    return section(
        "Images without a letter",
        f"Share of images that are read as a letter at all, and with confidence {MIN_CONFIDENCE:g} or more. Training "
        "images "
        "are shown only for systems that did not learn from them.",
        table(["system", "images", "number", "any letter", "confident letter"], rows, [3, 4]),
    )


def _slices(board: Sequence[dict[str, Any]]) -> str:
    if not board:
        return ""
    return section(
        "Slices",
        "Frames are pooled over people, so a small part is few people. Given boxes if a system takes them (frames of "
        "the "
        "first system). Light and background are estimated from the image. Skin tone is unknown: the frames are "
        "grey, and "
        "grey mixes skin with light.",
        _slice_table([(r["name"], _sliced(r)) for r in board]),
    )


def _rendered(systems: Sequence[dict[str, Any]]) -> str:
    board = [r for r in systems if "rendered" in r]
    if not board:
        return ""
    first = board[0]["rendered"]
    return section(
        "Rendered hands",
        f"{first['frames']} frames of {first['people']} synthetic people, the only hands whose skin is known; given "
        "boxes if "
        "a system takes them. Rendered images are not photographs: compare the parts with each other only.",
        _slice_table([(r["name"], r["rendered"]["slices"]) for r in board]),
    )


def _slice_table(sliced: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """Return a table with a row for each part; the number of frames is that of the first system."""
    rows = []
    for name, parts in sliced[0][1].items():
        for part, row in parts.items():
            shares = [other.get(name, {}).get(part, {}).get("accuracy") for _, other in sliced]
            rows.append([name, part, str(row["frames"]), *shares])
    return table(["slice", "part", "frames", *(name for name, _ in sliced)], rows, range(3, 3 + len(sliced)))


def _sliced(system: dict[str, Any]) -> dict[str, Any]:
    figures: dict[str, Any] = system["given_boxes"]["slices"] if "given_boxes" in system else system["slices"]
    return figures
