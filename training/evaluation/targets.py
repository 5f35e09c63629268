"""The table's lines: each figure of the issue with what is best known, what is to be reached, and what was measured."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        figure, best_known, to_reach: as printed.
        measured, peer: as printed, per signer where there are several.
        value: the number the target is about, None where it was not measured.
        met: the target is reached; None where there is none or nothing was measured.
    """

    figure: str
    best_known: str
    to_reach: str
    measured: str
    peer: str
    value: float | None = None
    met: bool | None = None


def lines(results: dict[str, Any]) -> list[dict[str, Any]]:
    """All lines of a measured scoreboard, as dictionaries for JSON.

    Args:
        results: {"webcam", "hard": names of signers; "readers": {slug: figures of measure.measure}; "cost"; "bytes"
            of all models, "peer_bytes" as printed; "learned_from_held_out": the held-out signers are so no more}.
    """
    readers, webcam, hard = results["readers"], results["webcam"], results["hard"]
    ours, live, recorded = (readers.get(name, {}) for name in ("station", "peer-live", "peer-recorded"))
    found = [
        Line(
            "letters, unseen webcam signers, mean of 24 letters a signer",
            "0.88: peer (0.90 / 0.84 / 0.91); raw-pixel CNN 0.6",
            "≥ 0.95",
            _letters(ours, webcam),
            _peers(_letters(live, webcam), _letters(recorded, webcam)),
            *_at_least(_mean(ours, webcam), 0.95),
        ),
        Line(
            "letters, crowd photographs (davidlee)",
            "0.61: peer; 0.78: it learns from poses, too",
            "≥ 0.82",
            _letters(ours, hard),
            _peers(_letters(live, hard), _letters(recorded, hard)),
            *_at_least(_mean(ours, hard), 0.82),
        ),
        *_verification(ours, live, recorded),
        *_false_letters(ours, live, results["learned_from_held_out"]),
        *_placing(ours, live, recorded, webcam, hard),
        *_cost(results.get("cost")),
        Line(
            "all models together",
            "5.5 MB",
            "≤ 1.5 MB",
            f"{results['bytes'] / 1e6:.2f} MB",
            results["peer_bytes"],
            *_at_most(results["bytes"] / 1e6, 1.5),
        ),
        *_votes(ours, live),
    ]
    return [asdict(line) for line in found]


def _verification(ours: dict[str, Any], live: dict[str, Any], recorded: dict[str, Any]) -> list[Line]:
    def said(reader: dict[str, Any], group: str) -> str:
        row = reader.get("verification", {}).get(group)
        return "–" if row is None else f"{_signers(row['true'])} at {row['false']['mean']:.3f} false"

    def hindsight(reader: dict[str, Any], group: str) -> str:
        row = reader.get("verification", {}).get(f"hindsight_{group}")
        return "" if row is None else f"; {row['true']['mean']:.2f} where false is {row['false']['mean']:.3f}"

    rows = []
    for group, whose in (("webcam", "webcam signers"), ("hard", "davidlee")):
        row = ours.get("verification", {}).get(group)
        value = None if row is None else row["true"]["mean"]
        kept = None if row is None else row["false"]["mean"] <= 0.03
        met = None if value is None else bool(value >= 0.97 and kept)
        rows.append(
            Line(
                f"verification, {whose}: true accepts at ≤ 3 % false accepts of the nearest rival",
                "–",
                "≥ 0.97",
                said(ours, group) + hindsight(ours, group),
                _peers(said(live, group), said(recorded, group)),
                value,
                met,
            )
        )
    return rows


def _false_letters(ours: dict[str, Any], live: dict[str, Any], learned: bool) -> list[Line]:
    def said(reader: dict[str, Any], name: str) -> str:
        row = reader.get("false_letters", {}).get(name)
        if row is None:
            return "–"
        return f"{_percent(row['shown'])} (likeliest class: {_percent(row['any'])}) of {row['pictures']} pictures"

    nine = "nine training signers, learned from in the last steps" if learned else "training signers held out"
    rows = []
    for name, figure, most in (
        ("no hand, strangers", "no-hand frames read as a letter (parts of strangers' frames)", 0.01),
        ("other handshapes, strangers", "other handshapes read as a letter (one stranger)", 0.15),
        ("other handshapes, held out", f"other handshapes of {nine}, read as a letter", None if learned else 0.15),
        ("no hand, training pool", "no-hand frames of the training pool (most of them learned from)", None),
    ):
        row = ours.get("false_letters", {}).get(name)
        value = None if row is None else row["shown"]
        target = "–" if most is None else f"≤ {100 * most:.0f} %"
        judged = (value, None) if most is None else _at_most(value, most)
        rows.append(Line(figure, "–", target, said(ours, name), said(live, name), *judged))
    return rows


def _placing(
    ours: dict[str, Any], live: dict[str, Any], recorded: dict[str, Any], webcam: Sequence[str], hard: Sequence[str]
) -> list[Line]:
    def hits(reader: dict[str, Any], names: Sequence[str]) -> str:
        share, found = _placed(reader, names, "hit"), _placed(reader, names, "found")
        if share is None or found is None:
            return "–"
        return f"{_each(reader, names, 'hit')} (a hand anywhere: {_percent(found)})"

    def peers(names: Sequence[str]) -> str:
        found = _placed(recorded, names, "found")
        colour = "–" if found is None else f"a hand anywhere: {_percent(found)}"
        return _peers(hits(live, names), colour)

    def points(reader: dict[str, Any], names: Sequence[str]) -> str:
        return "–" if _placed(reader, names, "points") is None else _each(reader, names, "points")

    walls, theirs = ours.get("patterned", {}), live.get("patterned", {})
    return [
        Line(
            "hand found, IoU ≥ 0.5, webcam signers",
            "MediaPipe 87–99 %",
            "≥ 98 %",
            hits(ours, webcam),
            peers(webcam),
            *_at_least(_placed(ours, webcam, "hit"), 0.98),
        ),
        Line(
            "hand found, IoU ≥ 0.5, ten places (davidlee)",
            "MediaPipe 87 %",
            "≥ 90 %",
            hits(ours, hard),
            peers(hard),
            *_at_least(_placed(ours, hard, "hit"), 0.90),
        ),
        Line(
            "hand found, IoU ≥ 0.5, rendered hands before patterned walls",
            "MediaPipe 17 % on a real one",
            "≥ 90 %",
            _percent(walls.get("hit")),
            _percent(theirs.get("hit")),
            *_at_least(walls.get("hit"), 0.90),
        ),
        Line(
            "median point error, share of the hand's diagonal, webcam signers",
            "MediaPipe is the teacher",
            "≤ 5 %",
            points(ours, webcam),
            points(live, webcam),
            *_at_most(_placed(ours, webcam, "points"), 0.05),
        ),
        Line(
            "median point error, davidlee",
            "MediaPipe is the teacher",
            "≤ 5 %",
            points(ours, hard),
            points(live, hard),
            *_at_most(_placed(ours, hard, "points"), 0.05),
        ),
        Line(
            "median point error, rendered hands before patterned walls (exact truth)",
            "–",
            "≤ 5 %",
            _percent(walls.get("points")),
            _percent(theirs.get("points")),
            *_at_most(walls.get("points"), 0.05),
        ),
    ]


def _cost(cost: dict[str, Any] | None) -> list[Line]:
    rows = []
    for key, known in (("tracking", "9.6"), ("searching", "25")):
        best = f"MediaPipe Hands lite, {known} CPU-ms on a 2.8 GHz Xeon"
        figure = f"cost of a frame, one thread, {key}, CPU-ms"
        if cost is None:
            rows.append(Line(figure, best, "≤ 1/4 of it", "–", "–"))
            continue
        theirs = f"{cost['mediapipe_lite'][key]:.1f} (lite)" if cost["mediapipe_lite"] else "–"
        shown = []
        for runtime, spent in cost["ours"].items():
            share = f" = {cost['ratio'][runtime][key]:.2f} of it" if cost["ratio"] else ""
            shown.append(f"{spent[key]:.1f}{share} ({runtime})")
        worst = max(row[key] for row in cost["ratio"].values()) if cost["ratio"] else None
        rows.append(Line(figure, best, "≤ 1/4 of it", "; ".join(shown), theirs, *_at_most(worst, 0.25)))
    return rows


def _votes(ours: dict[str, Any], live: dict[str, Any]) -> list[Line]:
    def said(reader: dict[str, Any], key: str) -> str:
        return _signers(reader["votes"][key]) if "votes" in reader else "–"

    rows = [
        Line(figure, "–", "–", said(ours, key), said(live, key))
        for key, figure in (
            ("single", "letters, webcam signers' bursts, single frames"),
            ("window", "letters, these bursts, windows of 0.5 s"),
        )
    ]
    checked = ours.get("votes", {}).get("verification")
    if checked is not None:
        shown = f"{_signers(checked['true'])} at {checked['false']['mean']:.3f} false"
        rows.append(
            Line("verification, these bursts, windows of 0.5 s, at the single frames' threshold", "–", "–", shown, "–")
        )
    return rows


def _mean(reader: dict[str, Any], names: Sequence[str]) -> float | None:
    rows = reader.get("letters", {}).get("per_signer", {})
    shares = [rows[name]["accuracy"] for name in names if name in rows]
    return float(np.mean(shares)) if shares else None


def _letters(reader: dict[str, Any], names: Sequence[str]) -> str:
    rows = reader.get("letters", {}).get("per_signer", {})
    return _signers({"mean": _mean(reader, names), "per_signer": {n: rows[n]["accuracy"] for n in names if n in rows}})


def _signers(row: dict[str, Any]) -> str:
    """ "0.80 (0.70 / 0.91 / 0.80)", the mean alone for one signer."""
    if row["mean"] is None:
        return "–"
    each = " / ".join(f"{share:.2f}" for share in row["per_signer"].values())
    return f"{row['mean']:.2f}" + (f" ({each})" if len(row["per_signer"]) > 1 else "")


def _placed(reader: dict[str, Any], names: Sequence[str], key: str) -> float | None:
    rows = reader.get("placing", {})
    values = [rows[name][key] for name in names if name in rows and rows[name][key] is not None]
    return float(np.mean(values)) if values else None


def _each(reader: dict[str, Any], names: Sequence[str], key: str) -> str:
    values = [reader["placing"][name][key] for name in names if name in reader["placing"]]
    each = " / ".join(_percent(value) for value in values)
    return _percent(_placed(reader, names, key)) + (f" ({each})" if len(values) > 1 else "")


def _peers(live: str, recorded: str) -> str:
    return f"{recorded}; live on grey: {live}" if recorded != "–" else live


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _at_least(value: float | None, target: float) -> tuple[float | None, bool | None]:
    return value, None if value is None else value >= target


def _at_most(value: float | None, target: float) -> tuple[float | None, bool | None]:
    return value, None if value is None else value <= target
