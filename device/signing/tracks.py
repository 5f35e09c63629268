"""A performance as numbers for the page's rigged hand: turns of all joints, sampled where the hand moves.

The joints are those of hand.glb that turn against their parent, and `hand`, which turns and moves all.
"""

import base64
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.signing.hand_model import hand_model
from device.signing.performance import performance
from device.signing.rotation import quaternion
from device.signing.skeleton import BONES, PARENT
from device.signing.timeline import Timeline

WRIST = 2
TURNING = tuple(bone for bone in range(len(BONES)) if bone not in (0, WRIST))
"""Both bones of the forearm turn together; the wrist is the hand's own frame."""
JOINTS = (*(BONES[bone] for bone in TURNING), "hand")
RATE = 30.0
"""Samples a second while the hand moves; the page interpolates between them."""
TURN_STEPS, SHIFT_STEPS = 32767, 8192
"""Integers for 1 of a quaternion, and for one hand unit."""


@lru_cache(maxsize=32)
def spelling_track(text: str, speed: float) -> dict[str, Any]:
    """Return how the rigged hand spells a text, as JSON values.

    Returns:
        "seconds"; "letters": [[start, end, letter], …]; "joints": names; "times": of the samples; "samples": base64 of
        int16 (little-endian): for each sample a quaternion x, y, z, w of each joint, then x, y, z of the hand's place;
        "turn_steps", "shift_steps": what the integers are divided by.

    Raises:
        SpellingError: the text cannot be spelled.
    """
    line = performance(text, speed).line
    times = _sample_times(line)
    skeleton = hand_model().skeleton
    samples = np.zeros((len(times), 4 * len(JOINTS) + 3), "<i2")
    for row, t in zip(samples, times, strict=True):
        moment = line.at(t)
        rotation, _ = skeleton.bones(moment.pose)
        turns = [quaternion(rotation[PARENT[bone]].T @ rotation[bone]) for bone in TURNING]
        turns.append(quaternion(moment.rotation))
        row[:-3] = np.concatenate(turns) * TURN_STEPS
        row[-3:] = moment.position * SHIFT_STEPS
    return {
        "seconds": round(line.seconds, 3),
        "letters": [[round(start, 3), round(end, 3), letter] for start, end, letter in line.letters()],
        "joints": list(JOINTS),
        "times": [round(t, 3) for t in times],
        "samples": base64.b64encode(samples.tobytes()).decode(),
        "turn_steps": TURN_STEPS,
        "shift_steps": SHIFT_STEPS,
    }


def _sample_times(line: Timeline) -> list[float]:
    """Return the times of the moments, with further ones between those where the hand moves."""
    times = [line.times[0]]
    for start, end, moment in zip(line.times, line.times[1:], line.moments[1:], strict=False):
        count = 1 if moment.phase in ("hold", "absent") else max(1, round((end - start) * RATE))
        steps: NDArray[np.float64] = np.linspace(start, end, count + 1)[1:]
        times += steps.tolist()
    return times
