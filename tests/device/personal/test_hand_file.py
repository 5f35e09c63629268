"""A learner's hand on the disk survives damage, holds no picture, and is refused if it is something else."""

import numpy as np
import pytest

from device.alphabet import STATIC_LETTERS
from device.personal.hand_file import (
    HandFileError,
    LearnerHand,
    hand_json,
    hand_path,
    load_hand,
    parse_hand,
    remove_hand,
    save_hand,
)
from device.recognition.personal import sample_of
from tests.fakes.signed_hands import scores_of

RNG = np.random.default_rng(0)


def hand(made="2026-11-30", poses=3) -> LearnerHand:
    frames = [(letter, pose) for letter in STATIC_LETTERS for pose in range(poses) for _ in range(5)]
    samples = tuple(sample_of(scores_of(0, letter, RNG), 320, 240, letter, pose) for letter, pose in frames)
    return LearnerHand("red-fox", "0" * 12, made, samples)


def test_a_hand_is_read_back_and_takes_less_than_200_kilobytes(tmp_path):
    progress, kept = tmp_path / "progress.db", hand()
    path = save_hand(progress, kept)
    assert path.stat().st_size < 200_000
    assert path.stat().st_mode & 0o077 == 0
    loaded = load_hand(progress, "red-fox", pytest.fail)
    assert (loaded.networks, loaded.made, len(loaded.samples)) == (kept.networks, kept.made, 360)
    for before, after in zip(kept.samples, loaded.samples, strict=True):
        assert (before.letter, before.pose) == (after.letter, after.pose)
        assert np.abs(before.landmarks - after.landmarks).max() <= 0.0006
        assert np.abs(before.p - after.p).max() < 1e-4
    assert load_hand(progress, "blue-whale", pytest.fail) is None


def test_the_hand_before_takes_the_place_of_a_damaged_one(tmp_path):
    progress = tmp_path / "progress.db"
    save_hand(progress, hand("first", 1))
    path, warnings = save_hand(progress, hand("second", 1)), []
    path.write_text(path.read_text().replace('"pose":0', '"pose":1', 1))
    assert load_hand(progress, "red-fox", warnings.append).made == "first"
    assert len(warnings) == 1
    assert "set aside. The earlier one is used" in warnings[0]
    assert remove_hand(progress, "red-fox")
    assert not remove_hand(progress, "red-fox")
    assert not list(hand_path(progress, "red-fox").parent.iterdir())


@pytest.mark.parametrize(
    "change",
    [
        {"handshape_hand": 2},
        {"learner": "../red-fox"},
        {"networks": 3},
        {"samples": []},
        {"samples": [{"letter": "A", "pose": 0, "landmarks": [1] * 41, "p": [0] * 24}]},
        {"samples": [{"letter": "A", "pose": 0, "landmarks": [0.5] * 42, "p": [0] * 24}]},
        {"samples": [{"letter": "A", "pose": 0, "landmarks": [10**9] * 42, "p": [0] * 24}]},
        {"samples": "A"},
    ],
)
def test_anything_else_is_refused(change):
    raw = {**hand_json(hand(poses=1)), **change}
    with pytest.raises(HandFileError):
        parse_hand(raw)
