"""Landmarks and network outputs for the tests of dynamic letters."""

import numpy as np

from device.recognition.dynamic.network import CLASSES

SHAPE = np.array(
    [
        (0, 0),
        (30, -20),
        (45, -45),
        (40, -70),
        (25, -80),
        (30, -95),
        (32, -130),
        (33, -150),
        (34, -170),
        (5, -100),
        (6, -130),
        (8, -110),
        (7, -95),
        (-15, -95),
        (-14, -122),
        (-12, -104),
        (-12, -90),
        (-35, -85),
        (-34, -105),
        (-31, -92),
        (-30, -82),
    ],
    float,
)
"""An upright right hand with the index finger out, pixels around the wrist."""


def says(**p: float) -> np.ndarray:
    out = np.zeros(len(CLASSES), np.float32)
    for name, value in p.items():
        out[CLASSES.index(name.replace("_", " "))] = value
    out[0] = 1 - out.sum()
    return out
