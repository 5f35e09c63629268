"""The animals of the learners: one for each, and no two alike, also with one bit a pixel."""

import itertools

import numpy as np

from device.assets.animals import FACES, animal_picture, animal_svg
from device.settings import LEARNERS


def test_every_learner_has_an_animal_that_no_other_one_looks_like():
    assert set(FACES) == set(LEARNERS)
    drawn = {slot: np.asarray(animal_picture(slot, 64).convert("1"), float) for slot in LEARNERS}
    for one, other in itertools.combinations(drawn.values(), 2):
        assert np.abs(one - other).mean() > 0.05
    assert len({animal_svg(slot) for slot in LEARNERS}) == len(LEARNERS)
