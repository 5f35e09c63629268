"""Temporal averaging: windows of half a second of a burst, beside its single frames.

Bursts are 15 consecutive webcam frames of a held letter, taken as FPS frames a second. The system follows each burst
as the device does. A window's answer is the letter with the largest mean probability over its frames; a frame without
a hand contributes zeros. That mean is the evidence that device/recognition/smoothing.py decides by.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.figures import letter_figures, shown_figures
from training.evaluation.image_set import ImageSet
from training.evaluation.predictions import Predictions

FPS = 15.0  # of the bursts, as in the tutor's tests
WINDOW_S = 0.5
WINDOW = round(WINDOW_S * FPS)


@dataclass(frozen=True)
class Windows:
    """Windows of some bursts.

    Attributes:
        first: int (m,), index of the first frame of each window.
        predictions: of the windows: the mean of the scores; a hand is found if it is found in any frame.
    """

    first: NDArray[np.int64]
    predictions: Predictions


def windows(bursts: ImageSet, frames: Predictions) -> Windows:
    """Average over the first and the last window of every burst; a burst shorter than a window is one window.

    Args:
        bursts: consecutive frames; those of one burst have the same session.
        frames: predictions for the single frames, made with System.follow.
    """
    sessions = np.array([sample.session for sample in bursts.samples])
    first, scores, found = [], [], []
    for session in dict.fromkeys(sessions.tolist()):
        own = np.flatnonzero(sessions == session)
        for part in {0: own[:WINDOW], max(0, len(own) - WINDOW): own[-WINDOW:]}.values():
            first.append(int(part[0]))
            scores.append(frames.scores[part].mean(0))
            found.append(bool(frames.found[part].any()))
    means = np.array(scores, np.float32)
    predictions = Predictions.without_landmarks(frames.labels, frames.excluded, means, np.array(found))
    return Windows(np.array(first), predictions)


def window_figures(bursts: ImageSet, single: Predictions, averaged: Windows, enter: float) -> dict[str, Any]:
    """Compare single frames with windows.

    Returns:
        {"single", "window": {"mean", "per_signer"}, "windows": number, "shown", "shown_right": share of windows with
        a letter of confidence `enter` or more, and the share of these that is right}.
    """
    images = bursts.take(averaged.first.tolist())
    shown = shown_figures(images, averaged.predictions, enter)
    return {
        "single": _short(bursts, single),
        "window": _short(images, averaged.predictions),
        "windows": len(images),
        "shown": shown["share"],
        "shown_right": shown["right"],
    }


def _short(images: ImageSet, predictions: Predictions) -> dict[str, Any]:
    figures = letter_figures(images, predictions)
    per_signer = {name: row["accuracy"] for name, row in figures["per_signer"].items()}
    return {"mean": figures["macro"], "per_signer": per_signer}
