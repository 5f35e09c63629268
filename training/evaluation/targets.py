"""The target table: each figure with whose hands it is about, the target, and what was measured."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from training.evaluation.target_format import (
    NOT_MEASURED,
    Figures,
    accepts,
    both,
    by_signer,
    false_letter,
    letter_mean,
    letters,
)
from training.evaluation.target_line import BURSTS, CROWD, DEV, EVAL, NO_SPLIT, TRAIN, WEBCAM, Line, at_least, at_most
from training.evaluation.target_lines import cost_lines, localisation_lines


def lines(results: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all lines of a measured scoreboard as dictionaries, for JSON.

    Args:
        results: {"webcam", "hard": names of signers; "readers": {slug: figures, see scoreboard.measure}; "cost";
            "bytes" of all models, "peer_bytes" as printed}.
    """
    systems = results["readers"]
    ours, live, recorded = (systems.get(name, {}) for name in ("station", "peer-live", "peer-recorded"))
    found = [
        *_letters(ours, live, recorded, results["webcam"], results["hard"]),
        *_verification(ours, live, recorded),
        *_false_letters(ours, live),
        *localisation_lines(ours, live, recorded, results["webcam"], results["hard"]),
        *cost_lines(results.get("cost")),
        Line(
            "size of all models",
            *("–", "–", NO_SPLIT),
            *("5.5 MB", "≤ 3 MB", f"{results['bytes'] / 1e6:.2f} MB", results["peer_bytes"]),
            *at_most(results["bytes"] / 1e6, 3),
        ),
        *_bursts(ours, live),
    ]
    return [asdict(line) for line in found]


def _letters(
    ours: Figures, live: Figures, recorded: Figures, webcam: Sequence[str], crowd: Sequence[str]
) -> list[Line]:
    rows = (
        (WEBCAM, webcam, "0.88: MediaPipe (0.90 / 0.84 / 0.91); CNN on raw pixels 0.6", 0.95),
        (CROWD, crowd, "0.61: MediaPipe; 0.78 if it learns from poses, too", 0.85),
    )
    return [
        Line(
            "letters read from a single frame",
            *whose,
            EVAL,
            *(known, f"≥ {target}", letters(ours, names), both(letters(live, names), letters(recorded, names))),
            *at_least(letter_mean(ours, names), target),
        )
        for whose, names, known, target in rows
    ]


def _verification(ours: Figures, live: Figures, recorded: Figures) -> list[Line]:
    rows = []
    for group, whose in (("webcam", WEBCAM), ("hard", CROWD)):
        own, *others = (each.get("verification", {}).get(f"device_{group}") for each in (ours, live, recorded))
        value = None if own is None else own["true"]["mean"]
        met = None if own is None else bool(own["true"]["mean"] >= 0.96 and own["false"]["mean"] <= 0.03)
        shown = accepts(own), both(*(accepts(other) for other in others))
        figure = "verification of a single frame at the tutor's thresholds: true accepts, nearest rival's false accepts"
        rows.append(Line(figure, *whose, EVAL, "–", "≥ 0.96 at ≤ 3 %", *shown, value, met))
    return rows


def _false_letters(ours: Figures, live: Figures) -> list[Line]:
    no_hand, other = "images without a hand read as a letter", "other handshapes read as a letter"
    rows: tuple[tuple[str, str, tuple[str, str, str], float | None], ...] = (
        ("no hand, strangers", no_hand, ("test signers, parts of their frames", "their rooms", EVAL), 0.005),
        ("other handshapes, strangers", other, ("one test signer", "one room", EVAL), 0.04),
        (
            "other handshapes, held out",
            other,
            ("people of dev, without look-alikes of letters", "their rooms", DEV),
            0.04,
        ),
        ("no hand, training pool", no_hand, ("training images, most learned from", "many rooms", TRAIN), None),
    )
    found = []
    for name, figure, whose, most in rows:
        row = ours.get("false_letters", {}).get(name)
        value = None if row is None else row["shown"]
        judged = (value, None) if most is None else at_most(value, most)
        target = "–" if most is None else f"≤ {100 * most:g} %"
        found.append(Line(figure, *whose, "–", target, false_letter(ours, name), false_letter(live, name), *judged))
    return found


def _bursts(ours: Figures, live: Figures) -> list[Line]:
    def shown(system: Figures, key: str) -> str:
        return by_signer(system["votes"][key]) if "votes" in system else NOT_MEASURED

    rows = [
        Line(figure, *BURSTS, EVAL, "–", "–", shown(ours, key), shown(live, key))
        for key, figure in (
            ("single", "letters read from a single frame"),
            ("window", "letters read from windows of 0.5 s"),
        )
    ]
    checked = ours.get("votes", {}).get("device_verification")
    if checked is not None:
        figure = (
            "verification of windows of 0.5 s at the tutor's thresholds: true accepts, nearest rival's false accepts"
        )
        rows.append(Line(figure, *BURSTS, EVAL, "–", "–", accepts(checked), NOT_MEASURED))
    return rows
