"""Tracks of synthetic people who spell: held letters, transitions, J and Z drawn, and movements that are neither.

No image is rendered: the hand model's landmarks are moved, turned and projected as a camera would see them.
"""

from functools import lru_cache

import numpy as np

from training.dynamic.motion_script import film
from training.dynamic.synthetic_signer import SyntheticSigner
from training.dynamic.track import LabelledTrack
from training.rendering.person import Arm, Build
from training.rendering.skeleton import Skeleton

TRAINING_PEOPLE, TEST_PEOPLE = range(300), range(1000, 1060)
"""Numbers of the synthetic people for training, and of others for evaluation."""


@lru_cache(maxsize=256)
def synthetic_person(number: int) -> Skeleton:
    """Return the hand of synthetic person `number`; the same number always gives the same hand."""
    return Arm(Build.random(np.random.default_rng([7, number]))).skeleton


def render_track(
    seed: int,
    number: int,
    *,
    spelled: int = 6,
    moving: float = 0.45,
    other: float = 0.22,
    people: range = TRAINING_PEOPLE,
) -> LabelledTrack:
    """Return track `number`: letters and other movements by one person.

    Args:
        seed, number: of all random choices.
        spelled: number of letters and other movements.
        moving: fraction of J and Z; 0 gives a track without any.
        other: fraction of movements that are neither; the rest are letters held still.
        people: numbers of the synthetic persons to draw from.
    """
    rng = np.random.default_rng([seed, 3, number])
    person = people[int(rng.integers(len(people)))]
    skeleton = synthetic_person(person)
    signer = SyntheticSigner(rng, skeleton)
    script = signer.enter()
    for _ in range(spelled):
        kind = rng.random()
        if kind < moving:
            signer.perform(script, "JZ"[rng.integers(2)])
        elif kind < 1 - other:
            signer.hold_letter(script)
        else:
            signer.distract(script)
    signer.leave(script)
    return film(rng, script, skeleton, f"synthetic-{person}")
