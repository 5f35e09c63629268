"""Lines of the target table on localisation and on cost."""

from collections.abc import Sequence
from typing import Any

from training.evaluation.target_format import NOT_MEASURED, Figures, both, hits, percent, placed, placed_each
from training.evaluation.target_line import CROWD, EVAL, NO_SPLIT, RENDERED, WEBCAM, Line, at_least, at_most


def localisation_lines(
    ours: Figures, live: Figures, recorded: Figures, webcam: Sequence[str], crowd: Sequence[str]
) -> list[Line]:
    """Return the lines on hands that are found, and on the error of their landmarks.

    Args:
        ours, live, recorded: figures of the device and of MediaPipe, live and recorded; empty if not measured.
        webcam, crowd: names of the signers of the two groups.
    """
    walls, mediapipe_walls = ours.get("patterned", {}), live.get("patterned", {})
    rows = []
    for whose, names, known, target in (
        (WEBCAM, webcam, "MediaPipe 87–99 %", 0.98),
        (CROWD, crowd, "MediaPipe 87 %", 0.93),
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
                *at_least(value, target),
            )
        )
    rows.append(
        Line(
            "hand found, IoU ≥ 0.5",
            *(*RENDERED, NO_SPLIT, "MediaPipe 17 % in front of a real one", "≥ 85 %"),
            *(percent(walls.get("hit")), percent(mediapipe_walls.get("hit"))),
            *at_least(walls.get("hit"), 0.85),
        )
    )
    error = "median landmark error, fraction of the hand's diagonal"
    for whose, names in ((WEBCAM, webcam), (CROWD, crowd)):
        shown = placed_each(ours, names, "points"), placed_each(live, names, "points")
        value = placed(ours, names, "points")
        rows.append(Line(error, *whose, EVAL, "MediaPipe is the reference", "≤ 2.8 %", *shown, *at_most(value, 0.028)))
    rows.append(
        Line(
            error,
            *(*RENDERED, NO_SPLIT, "–", "≤ 2.8 %"),
            *(percent(walls.get("points")), percent(mediapipe_walls.get("points"))),
            *at_most(walls.get("points"), 0.028),
        )
    )
    return rows


def cost_lines(cost: dict[str, Any] | None) -> list[Line]:
    """Return the lines on CPU time; see frame_cost.frame_cost for `cost`, None if it was not measured."""
    rows = []
    for key, known, fraction in (("tracking", "9.6", 5), ("searching", "25", 8)):
        figure = f"CPU milliseconds of a frame, one thread, {key}"
        best = f"MediaPipe Hands lite, {known} ms on a 2.8 GHz Xeon"
        start = (figure, "webcam test signers, bursts", "–", EVAL, best, f"≤ 1/{fraction} of MediaPipe's")
        if cost is None:
            rows.append(Line(*start, NOT_MEASURED, NOT_MEASURED))
            continue
        theirs = f"{cost['mediapipe_lite'][key]:.1f} (lite)" if cost["mediapipe_lite"] else NOT_MEASURED
        shown = []
        for runtime, spent in cost["ours"].items():
            share = f" = {cost['ratio'][runtime][key]:.2f} of MediaPipe's" if cost["ratio"] else ""
            shown.append(f"{spent[key]:.1f}{share} ({runtime})")
        worst = max(row[key] for row in cost["ratio"].values()) if cost["ratio"] else None
        rows.append(Line(*start, "; ".join(shown), theirs, *at_most(worst, 1 / fraction)))
    return rows
