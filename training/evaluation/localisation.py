"""Is the hand found, and are its points where they are?"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.picture_set import Pictures
from training.evaluation.predictions import Seen
from training.fitting.detector_training import HIT, overlaps
from training.fitting.landmark_training import point_error


def placing(pictures: Pictures, seen: Seen) -> dict[str, dict[str, Any]]:
    """Per person: {"frames", "marked", "found", "hit", "points"}.

    found: share of all frames in which a hand was found, wherever. hit: share of the frames with a known box in
    which the box around the points overlaps it by IoU ≥ 0.5; a hand not found is no hit. points: median over hits
    of the mean distance of the 21 points, as a share of the true box's diagonal in pixels; None without a hit.
    """
    size = np.array([image.shape[::-1] for image in pictures.images], np.float32)
    truth = np.array(
        [np.full((21, 2), np.nan) if s.landmarks is None else s.landmarks[:, :2] for s in pictures.samples], np.float32
    )
    known = ~np.isnan(truth[:, 0, 0])
    hit = known & (overlaps(seen.boxes, np.concatenate([truth.min(1), truth.max(1)], 1)) >= HIT)
    error = np.full(len(hit), np.nan)
    if hit.any():
        error[hit] = point_error(seen.points[hit] * size[hit, None], truth[hit] * size[hit, None])
    return {str(name): _of(pictures.people == name, known, hit, seen.found, error) for name in _in_order(pictures)}


def pooled(rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Means over persons, a person counting once."""

    def mean(key: str) -> float | None:
        values = [row[key] for row in rows.values() if row[key] is not None]
        return float(np.mean(values)) if values else None

    return {"found": mean("found"), "hit": mean("hit"), "points": mean("points")}


def _of(
    own: NDArray[np.bool_],
    known: NDArray[np.bool_],
    hit: NDArray[np.bool_],
    found: NDArray[np.bool_],
    error: NDArray[np.float64],
) -> dict[str, Any]:
    marked = own & known
    return {
        "frames": int(own.sum()),
        "marked": int(marked.sum()),
        "found": float(found[own].mean()),
        "hit": float(hit[marked].mean()) if marked.any() else None,
        "points": float(np.median(error[own & hit])) if (own & hit).any() else None,
    }


def _in_order(pictures: Pictures) -> list[str]:
    return list(dict.fromkeys(pictures.people.tolist()))
