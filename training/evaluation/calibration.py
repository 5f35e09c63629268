"""Calibration: reliability diagram and expected calibration error (Guo et al. 2017)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 10


def reliability(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> dict[str, Any]:
    """Compare confidence with accuracy in ten equal bins.

    Args:
        confidence: (n,), 0–1.
        right: bool (n,).

    Returns:
        {"ece": mean |accuracy − confidence| weighted by bin, "bins": [{"confidence", "accuracy", "count"}]},
        empty bins left out.
    """
    index = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    bins, error = [], 0.0
    for number in range(BINS):
        inside = index == number
        if inside.any():
            mean, share = float(confidence[inside].mean()), float(right[inside].mean())
            bins.append({"confidence": mean, "accuracy": share, "count": int(inside.sum())})
            error += inside.mean() * abs(share - mean)
    return {"ece": float(error), "bins": bins}
