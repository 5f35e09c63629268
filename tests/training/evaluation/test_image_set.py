"""Sets of labelled images: a key of their pixels, and images that are read once."""

from dataclasses import replace

import numpy as np

from tests.training.evaluation.made_up import image_set, sample
from training.evaluation.image_set import ImageSet


def test_an_image_set_has_a_key_of_its_pixels():
    one, two = image_set([sample()]), image_set([sample("B")])
    assert one.key == two.key
    assert ImageSet.of(one.samples, [one.images[0] + 1]).key != one.key


def test_images_are_read_when_they_are_needed_and_once():
    read = []
    lazy = ImageSet([replace(sample(), load=lambda: read.append(1) or np.zeros((4, 4), np.uint8))])
    assert (len(lazy), lazy.letters.tolist(), read) == (1, ["A"], [])
    assert lazy.images[0] is lazy.images[0]
    assert read == [1]
