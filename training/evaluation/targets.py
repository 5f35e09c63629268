"""The target table: each figure with whose hands it is about, the target, and what was measured."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from training.evaluation.target_format import (
    NOT_MEASURED,
    Figures,
    accepts,
    both,
    by_signer,
    false_letter,
    hits,
    letter_mean,
    letters,
    percent,
    placed,
    placed_each,
)

WEBCAM = ("webcam test signers", "each in one room of their own")
CROWD = ("davidlee: 6–10 volunteers", "ten places, crowd photographs")
RENDERED = ("rendered hands of 60 synthetic people", "patterned walls")
BURSTS = ("webcam test signers, bursts", "each in one room of their own")
EVAL, TRAIN, NO_SPLIT = "eval", "train", NOT_MEASURED


@dataclass(frozen=True)
class Line:
    """One line of the table.

    Attributes:
        figure: what is measured.
        hands, rooms, split: whose hands, in which rooms, from which split.
        best_known, to_reach: best figure known before, and the target, as printed.
        measured, peer: this project's and MediaPipe's figures as printed, for each signer where there are several.
        value: the number that is compared with the target; None if it was not measured.
        met: the target is reached; None without a target or a value.
    """

    figure: str
    hands: str
    rooms: str
    split: str
    best_known: str
    to_reach: str
    measured: str
    peer: str
    value: float | None = None
    met: bool | None = None


def lines(results: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all lines of a measured scoreboard as dictionaries, for JSON.

    Args:
        results: {"webcam", "hard": names of signers; "readers": {slug: figures, see scoreboard.measure}; "cost";
            "bytes" of all models, "peer_bytes" as printed; "learned_from_held_out": the models learned from the
            validation signers}.
    """
    systems = results["readers"]
    ours, live, recorded = (systems.get(name, {}) for name in ("station", "peer-live", "peer-recorded"))
    found = [
        *_letters(ours, live, recorded, results["webcam"], results["hard"]),
        *_verification(ours, live, recorded),
        *_false_letters(ours, live, learned=results["learned_from_held_out"]),
        *_localisation(ours, live, recorded, results["webcam"], results["hard"]),
        *_cost(results.get("cost")),
        Line(
            "size of all models",
            *("–", "–", NO_SPLIT),
            *("5.5 MB", "≤ 1.5 MB", f"{results['bytes'] / 1e6:.2f} MB", results["peer_bytes"]),
            *_at_most(results["bytes"] / 1e6, 1.5),
        ),
        *_bursts(ours, live),
    ]
    return [asdict(line) for line in found]


def _letters(
    ours: Figures, live: Figures, recorded: Figures, webcam: Sequence[str], crowd: Sequence[str]
) -> list[Line]:
    rows = (
        (WEBCAM, webcam, "0.88: MediaPipe (0.90 / 0.84 / 0.91); CNN on raw pixels 0.6", 0.95),
        (CROWD, crowd, "0.61: MediaPipe; 0.78 if it learns from poses, too", 0.82),
    )
    return [
        Line(
            "letters read from a single frame",
            *whose,
            EVAL,
            *(known, f"≥ {target}", letters(ours, names), both(letters(live, names), letters(recorded, names))),
            *_at_least(letter_mean(ours, names), target),
        )
        for whose, names, known, target in rows
    ]


def _verification(ours: Figures, live: Figures, recorded: Figures) -> list[Line]:
    rows = []
    for group, whose in (("webcam", WEBCAM), ("hard", CROWD)):
        own, *others = (each.get("verification", {}).get(f"device_{group}") for each in (ours, live, recorded))
        value = None if own is None else own["true"]["mean"]
        met = None if own is None else bool(own["true"]["mean"] >= 0.97 and own["false"]["mean"] <= 0.03)
        shown = accepts(own), both(*(accepts(other) for other in others))
        figure = "verification of a single frame at the tutor's thresholds: true accepts, nearest rival's false accepts"
        rows.append(Line(figure, *whose, EVAL, "–", "≥ 0.97 at ≤ 3 %", *shown, value, met))
    return rows


def _false_letters(ours: Figures, live: Figures, *, learned: bool) -> list[Line]:
    validation = "nine validation signers" + (", learned from in the last steps" if learned else "")
    no_hand, other = "images without a hand read as a letter", "other handshapes read as a letter"
    rows: tuple[tuple[str, str, tuple[str, str, str], float | None], ...] = (
        ("no hand, strangers", no_hand, ("test signers, parts of their frames", "their rooms", EVAL), 0.01),
        ("other handshapes, strangers", other, ("one test signer", "one room", EVAL), 0.15),
        (
            "other handshapes, held out",
            other,
            (validation, "their rooms", TRAIN),
            None if learned else 0.15,
        ),
        ("no hand, training pool", no_hand, ("training images, most learned from", "many rooms", TRAIN), None),
    )
    found = []
    for name, figure, whose, most in rows:
        row = ours.get("false_letters", {}).get(name)
        value = None if row is None else row["shown"]
        judged = (value, None) if most is None else _at_most(value, most)
        target = "–" if most is None else f"≤ {100 * most:.0f} %"
        found.append(Line(figure, *whose, "–", target, false_letter(ours, name), false_letter(live, name), *judged))
    return found


def _localisation(
    ours: Figures, live: Figures, recorded: Figures, webcam: Sequence[str], crowd: Sequence[str]
) -> list[Line]:
    walls, mediapipe_walls = ours.get("patterned", {}), live.get("patterned", {})
    rows = []
    for whose, names, known, target in (
        (WEBCAM, webcam, "MediaPipe 87–99 %", 0.98),
        (CROWD, crowd, "MediaPipe 87 %", 0.90),
    ):
        found = placed(recorded, names, "found")
        colour = NOT_MEASURED if found is None else f"a hand anywhere: {percent(found)}"
        shown = hits(ours, names), both(hits(live, names), colour)
        value = placed(ours, names, "hit")
        rows.append(
            Line(
                "hand found, IoU ≥ 0.5",
                *whose,
                EVAL,
                known,
                f"≥ {100 * target:.0f} %",
                *shown,
                *_at_least(value, target),
            )
        )
    rows.append(
        Line(
            "hand found, IoU ≥ 0.5",
            *(*RENDERED, NO_SPLIT, "MediaPipe 17 % in front of a real one", "≥ 90 %"),
            *(percent(walls.get("hit")), percent(mediapipe_walls.get("hit"))),
            *_at_least(walls.get("hit"), 0.90),
        )
    )
    error = "median landmark error, fraction of the hand's diagonal"
    for whose, names in ((WEBCAM, webcam), (CROWD, crowd)):
        shown = placed_each(ours, names, "points"), placed_each(live, names, "points")
        value = placed(ours, names, "points")
        rows.append(Line(error, *whose, EVAL, "MediaPipe is the reference", "≤ 5 %", *shown, *_at_most(value, 0.05)))
    rows.append(
        Line(
            error,
            *(*RENDERED, NO_SPLIT, "–", "≤ 5 %"),
            *(percent(walls.get("points")), percent(mediapipe_walls.get("points"))),
            *_at_most(walls.get("points"), 0.05),
        )
    )
    return rows


def _cost(cost: dict[str, Any] | None) -> list[Line]:
    rows = []
    for key, known in (("tracking", "9.6"), ("searching", "25")):
        figure = f"CPU milliseconds of a frame, one thread, {key}"
        best = f"MediaPipe Hands lite, {known} ms on a 2.8 GHz Xeon"
        start = (figure, "webcam test signers, bursts", "–", EVAL, best, "≤ 1/4 of MediaPipe's")
        if cost is None:
            rows.append(Line(*start, NOT_MEASURED, NOT_MEASURED))
            continue
        theirs = f"{cost['mediapipe_lite'][key]:.1f} (lite)" if cost["mediapipe_lite"] else NOT_MEASURED
        shown = []
        for runtime, spent in cost["ours"].items():
            share = f" = {cost['ratio'][runtime][key]:.2f} of MediaPipe's" if cost["ratio"] else ""
            shown.append(f"{spent[key]:.1f}{share} ({runtime})")
        worst = max(row[key] for row in cost["ratio"].values()) if cost["ratio"] else None
        rows.append(Line(*start, "; ".join(shown), theirs, *_at_most(worst, 0.25)))
    return rows


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


def _at_least(value: float | None, target: float) -> tuple[float | None, bool | None]:
    return value, None if value is None else value >= target


def _at_most(value: float | None, target: float) -> tuple[float | None, bool | None]:
    return value, None if value is None else value <= target
