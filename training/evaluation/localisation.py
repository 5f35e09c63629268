"""Localisation: is the hand found, and are its landmarks where they should be?"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.image_set import ImageSet
from training.evaluation.predictions import LANDMARKS, Predictions
from training.networks.measures import HIT, iou_pairs, landmark_error


def localisation(images: ImageSet, predictions: Predictions) -> dict[str, dict[str, Any]]:
    """Compare landmarks with the true ones, signer by signer.

    Returns:
        {signer: {"frames", "marked", "found", "hit", "points"}}. marked: frames with known landmarks. found: share
        of all frames in which a hand was found, anywhere. hit: share of the marked frames in which the box around
        the landmarks overlaps the true one by IoU ≥ 0.5; a hand not found is no hit. points: median over hits of the
        mean distance of the 21 landmarks, as a fraction of the diagonal of the true box in pixels; None without a hit.
    """
    size = np.array([image.shape[::-1] for image in images.images], np.float32)
    unknown = np.full((LANDMARKS, 2), np.nan)
    truth = np.array([unknown if s.landmarks is None else s.landmarks[:, :2] for s in images.samples], np.float32)
    known = ~np.isnan(truth[:, 0, 0])
    hit = known & (iou_pairs(predictions.boxes, np.concatenate([truth.min(1), truth.max(1)], 1)) >= HIT)
    error = np.full(len(hit), np.nan)
    if hit.any():
        error[hit] = landmark_error(predictions.landmarks[hit] * size[hit, None], truth[hit] * size[hit, None])
    return {
        str(name): _of(images.signers == name, known, hit, predictions.found, error)
        for name in dict.fromkeys(images.signers.tolist())
    }


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
