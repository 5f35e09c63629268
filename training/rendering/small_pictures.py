"""Can letters that look alike be distinguished on small pictures? A reader of 96-pixel renders tries.

The reader is a linear classifier (multinomial logistic regression) on histograms of oriented gradients (Dalal and
Triggs 2005). It learns from pictures of one half of the synthetic people and reads those of the other half.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from training.rendering.lighting import Lamps
from training.rendering.person import Arm, Build
from training.rendering.poses import random_letter
from training.rendering.read_back import Variants
from training.rendering.render import Subject, fit_camera, render
from training.rendering.skin import Skin
from training.rendering.surface import surfaces

GROUPS = ("MNTSAE", "URV", "DXZ", "GQ", "KP")
"""Letters that people must tell apart; of Z the hand that draws it, which is that of the number 1."""
SIDE = 96
LEARN, TEST = 120, 120
"""Pictures of each letter: with 30 to test, a figure of three letters varied by 12 points with the seed."""
PEOPLE = 30
WALL = 0.25
"""Linear grey behind the hand."""


def told_apart(group: str, variants: Variants, seed: int = 7) -> float:
    """Return the share of 96-pixel pictures of a group of letters that are read as what they show."""
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng([seed, *map(ord, group)])
    learn = [(k, small_picture(rng, x, variants, 0)) for k, x in enumerate(group) for _ in range(LEARN)]
    test = [(k, small_picture(rng, x, variants, 1)) for k, x in enumerate(group) for _ in range(TEST)]
    reader = LogisticRegression(C=0.3, max_iter=300)
    reader.fit([_gradients(image) for _, image in learn], [k for k, _ in learn])
    right = reader.predict([_gradients(image) for _, image in test]) == [k for k, _ in test]
    return float(np.mean(right))


def small_picture(rng: np.random.Generator, letter: str, variants: Variants, half: int) -> NDArray[np.uint8]:
    """Render one letter on one of the people of a half (0 or 1), uint8 (SIDE, SIDE) grey."""
    person = np.random.default_rng([half, int(rng.integers(PEOPLE))])
    arm, skin = Arm(Build.random(person)), Skin.random(person)
    hand = random_letter(rng, arm.skeleton, letter, variants)
    coarse = surfaces()[0]
    subject = Subject(arm, hand.pose, hand.rotation, skin.albedo(coarse), coarse)
    camera = fit_camera(subject, SIDE, SIDE, 7.0, 0.8 * SIDE, (SIDE / 2, SIDE / 2))
    layer = render(subject, camera, Lamps.studio(8))
    grey = (layer.colour + WALL * (1 - layer.alpha[..., None])).mean(2)
    return np.asarray(np.clip(grey, 0, 1) ** (1 / 2.2) * 255, np.uint8)


def _gradients(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    hog = cv2.HOGDescriptor((SIDE, SIDE), (24, 24), (12, 12), (12, 12), 9)
    return np.asarray(hog.compute(image), np.float32).ravel()
