"""Rendered hands with one finger held as in another letter: to learn which finger is off, and to measure it."""

import numpy as np

from device.signing.finger_check import wanted_bend
from device.signing.pose_table import pose_table
from device.signing.renderer import HandRenderer
from device.signing.rotation import view_rotation
from device.signing.skeleton import PARAMETER_INDEX
from device.signing.timeline import Moment
from device.signing.viewpoint import Viewpoint
from device.view import FINGER_NAMES, Finger

SPREAD, YAW, PITCH, ROLL = 4.0, 15.0, 12.0, 10.0
"""Standard deviation of each joint angle, and largest turns, degrees."""
OTHER_THUMBS = "ABELST"
MIN_THUMB = 35.0
"""Largest joint angle, degrees, by which a thumb of another letter must differ to be held elsewhere."""
THUMB = slice(PARAMETER_INDEX["t_r"], PARAMETER_INDEX["t_ip"] + 1)
CLOSED, OPEN = (85.0, 100.0, 60.0), (6.0, 6.0, 6.0)
MIN_CHANGE, MIN_STEP = 0.05, 0.12
"""A wrong finger is visible if this much of the picture changes, squares of a palm's length; a pixel has changed if the
hand appears, disappears, or moves to or from the camera by MIN_STEP palm lengths. A whole finger covers 0.15 to 0.2."""
VIEW = Viewpoint(320, 240, 60.0, centre=(0.5, 0.55))


def varied(letter: str, rng: np.random.Generator) -> Moment:
    """Return a correct hand, a little different each time."""
    sign = pose_table().signs[letter]
    pose = sign.pose + rng.normal(0, SPREAD, len(sign.pose)) * (np.arange(len(sign.pose)) < PARAMETER_INDEX["cup"])
    turn = view_rotation(rng.uniform(-YAW, YAW), rng.uniform(-PITCH, PITCH), rng.uniform(-ROLL, ROLL))
    return Moment(pose, turn @ sign.rotation, np.zeros(3), letter, "hold")


def with_one_wrong(moment: Moment, rng: np.random.Generator) -> tuple[Moment, Finger]:
    """Return the hand with one finger held as in another letter, and which."""
    number, pose = int(rng.integers(5)), moment.pose.copy()
    finger = FINGER_NAMES[number]
    if number == 0:
        signs = pose_table().signs
        own = signs[moment.letter].pose[THUMB]
        others = [signs[each].pose[THUMB] for each in OTHER_THUMBS]
        others = [each for each in others if np.abs(each - own).max() > MIN_THUMB]
        pose[THUMB] = others[rng.integers(len(others))] + rng.normal(0, 3, 5)
    else:
        joints = [PARAMETER_INDEX[f"{finger[0]}_{joint}"] for joint in ("mcp", "pip", "dip")]
        wanted = wanted_bend(moment.letter, finger)
        closes = wanted == "straight" or (wanted == "half" and rng.random() < 0.5)
        pose[joints] = np.array(CLOSED if closes else OPEN) + rng.normal(0, 4, 3)
    return Moment(pose, moment.rotation, moment.position, moment.letter, moment.phase), finger


def visibly_wrong(letter: str, rng: np.random.Generator, renderer: HandRenderer) -> tuple[Moment, Finger]:
    """Return a hand with one wrong finger that is not hidden in the letter's view, and which."""
    while True:
        right = varied(letter, rng)
        wrong, finger = with_one_wrong(right, rng)
        before, after = (renderer.render(each, VIEW) for each in (right, wrong))
        hand, was_hand = after.rgba[..., 3] > 0, before.rgba[..., 3] > 0
        moved = np.abs(after.depth - before.depth) > MIN_STEP
        changed = (hand != was_hand) | (hand & was_hand & moved)
        if changed.sum() >= MIN_CHANGE * VIEW.unit**2:
            return wrong, finger
