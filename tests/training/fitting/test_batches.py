"""Batches: how often rows are drawn, and that a batch depends on seed, epoch and step only."""

import numpy as np
import pytest

from training.fitting.baseline import Rows, ShuffledEpochs
from training.fitting.baseline_augmentation import REPORT
from training.fitting.batches import RandomBatches, draw_rows, sampling_weights


def test_four_times_the_pictures_of_a_signer_are_drawn_twice_as_often() -> None:
    signer = np.array(["many"] * 400 + ["few"] * 100)
    weight = sampling_weights(signer, signer, {}, 0.5)
    assert weight[:400].sum() / weight[400:].sum() == pytest.approx(2)


def test_named_sources_get_their_fraction_and_the_others_divide_the_rest() -> None:
    signer = np.array(["a", "b", "c", "c"])
    source = np.array(["x", "window", "y", "z"])
    weight = sampling_weights(signer, source, {"window": 0.25}, 0.0)
    assert weight.tolist() == pytest.approx([0.25] * 4)


def test_rows_of_weight_0_are_never_drawn() -> None:
    rows = draw_rows(np.array([0.0, 3.0, 0.0, 1.0]), 2000, np.random.default_rng(1))
    assert set(rows.tolist()) == {1, 3}
    assert (rows == 1).mean() == pytest.approx(0.75, abs=0.05)


def test_random_batches_differ_from_each_other_and_are_the_same_again() -> None:
    batches = RandomBatches(lambda rng: (rng.random(3), None), steps_per_epoch=2, seed=7)
    first = {(epoch, step): batches.batch(epoch, step)[0] for epoch in range(2) for step in range(2)}
    assert len({values.tobytes() for values in first.values()}) == 4
    assert all((batches.batch(*at)[0] == values).all() for at, values in reversed(first.items()))


def test_an_epoch_has_every_row_once_in_another_order_than_the_last() -> None:
    pixels = np.arange(10, dtype=np.uint8)[:, None, None] * np.ones((1, 4, 4), np.uint8)
    source = ShuffledEpochs(Rows(pixels, np.arange(10)), 4, None, seed=3)
    epochs = [np.concatenate([source.batch(epoch, step)[1] for step in range(3)]).tolist() for epoch in range(2)]
    assert sorted(epochs[0]) == sorted(epochs[1]) == list(range(10))
    assert epochs[0] != epochs[1]
    images, classes = source.batch(0, 1)
    assert (images[:, 0, 0] == classes).all()


def test_augmented_batches_do_not_depend_on_the_order_in_which_they_are_asked_for() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (6, 28, 28), dtype=np.uint8)
    first, second = (ShuffledEpochs(Rows(pixels, np.arange(6)), 2, REPORT, seed=3) for _ in range(2))
    wanted = [first.batch(epoch, step)[0] for epoch in (0, 1) for step in (0, 1, 2)]
    got = [second.batch(epoch, step)[0] for epoch in (1, 0) for step in (2, 1, 0)][::-1]
    assert all((a == b).all() for a, b in zip(wanted, got, strict=True))
