"""Traces of made-up people for tests: a stiff hand that draws, holds or carries."""

import numpy as np

from training.datasets.motion_people import Trace, TraceKind

HAND = np.random.default_rng(0).normal(0, 30, (21, 2)) + np.array([320.0, 240.0])
DRAWN = {
    "J": [(0, -60), (0, -60), (0, 60), (30, 90), (70, 90), (90, 50), (90, 50)],
    "Z": [(0, 0), (0, 0), (-100, 0), (0, 80), (-100, 80), (-100, 80)],
}
"""Corners of the paths, pixels; the hand rests at the first and the last one."""
FPS = 15.0


def made_trace(letter: str, kind: TraceKind = "clean", signer: str = "Ada", number: int = 0, **more) -> Trace:
    """A performance of two seconds; anything but J and Z is a hand held still."""
    corners = np.array(
        DRAWN.get(letter[0], [(0, 0), (0, 0)]) if kind not in ("other", "still") else [(0, 0)] * 2, float
    )
    t = np.arange(30) / FPS
    u = np.linspace(0, len(corners) - 1, len(t))
    path = np.stack([np.interp(u, np.arange(len(corners)), corners[:, axis]) for axis in (0, 1)], 1)
    return Trace(
        f"{signer}/{letter}/{number}",
        signer,
        more.pop("split", "train"),
        letter,
        kind,
        t,
        HAND + path[:, None],
        more.pop("right", 1.0),
        False,
        (),
    )
