"""Several frames vote: half-second windows of bursts beside their single frames.

Bursts are 15 consecutive webcam frames of a held letter, taken as FPS frames a second. The reader follows each
burst as the station does; a window's answer is the letter with the largest mean probability over its frames, a
frame without a hand giving nothing. That mean is the evidence device/recognition/smoothing.py decides by.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.datasets.sample import Sample
from training.evaluation.frame_systems import Answer, answer
from training.evaluation.picture_set import Pictures
from training.evaluation.predictions import Reader, Seen
from training.evaluation.unseen_signers import figures

FPS = 15.0  # of the bursts, as the tutor's tests take them
WINDOW_S = 0.5
WINDOW = round(WINDOW_S * FPS)


@dataclass(frozen=True)
class Windows:
    """m windows.

    Attributes:
        first: index of each one's first frame.
        scores: float32 (m, labels), mean over the window.
        found: bool (m,), a hand in at least one frame.
    """

    first: NDArray[np.int64]
    scores: NDArray[np.float32]
    found: NDArray[np.bool_]


def windows(bursts: Pictures, seen: Seen) -> Windows:
    """The first and the last window of every burst; a shorter burst is one window."""
    sessions = np.array([sample.session for sample in bursts.samples])
    first, scores, found = [], [], []
    for session in dict.fromkeys(sessions.tolist()):
        own = np.flatnonzero(sessions == session)
        for part in {0: own[:WINDOW], max(0, len(own) - WINDOW): own[-WINDOW:]}.values():
            first.append(int(part[0]))
            scores.append(seen.scores[part].mean(0))
            found.append(bool(seen.found[part].any()))
    return Windows(np.array(first), np.array(scores, np.float32), np.array(found))


def votes(reader: Reader, bursts: Pictures, single: Seen, voted: Windows) -> dict[str, Any]:
    """{"single", "window": {"mean", "per_signer"}, "windows", "enter": share shown and right at `enter`}."""
    said = [answer(reader.labels, row, reader.excluded) for row in voted.scores]
    said = [
        one if found else Answer(None, 0.0, one.scores, found=False)
        for one, found in zip(said, voted.found, strict=True)
    ]
    samples = [bursts.samples[i] for i in voted.first]
    shown = np.array([a.letter is not None and a.confidence >= reader.enter for a in said])
    right = np.array([a.letter == s.letter for a, s in zip(said, samples, strict=True)])
    return {
        "single": _short(figures(_by_signer(bursts.samples), single.answers(reader))),
        "window": _short(figures(_by_signer(samples), said)),
        "windows": len(said),
        "shown": float(shown.mean()),
        "shown_right": float(right[shown].mean()) if shown.any() else None,
    }


def _short(found: dict[str, Any]) -> dict[str, Any]:
    return {"mean": found["macro"], "per_signer": {name: row["accuracy"] for name, row in found["per_signer"].items()}}


def _by_signer(samples: list[Sample]) -> list[Sample]:
    """protocol.strangers tells people apart by source, and bursts are all of one source."""
    return [replace(sample, source=sample.signer) for sample in samples]
