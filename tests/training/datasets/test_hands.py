"""The many people of hands/: what each picture may teach, and people who stay in one split."""

from pathlib import Path

import numpy as np
import pytest

from device.alphabet import NO_LETTER
from tests.training import sample_folder
from training.datasets import hands
from training.datasets.hand_squares import LABELS, label_of
from training.datasets.sample import UNKNOWN
from training.errors import DataError


@pytest.fixture
def data(tmp_path: Path) -> Path:
    sample_folder.write_hands(tmp_path)
    return tmp_path


def test_pictures_are_read_from_the_archives(data):
    for sample in hands.samples(data):
        image = sample.load()
        assert image.dtype == np.uint8
        assert image.shape == (120, 160)


def test_each_use_has_its_letter_and_its_hand(data):
    letters = {use: set() for use in hands.USES}
    for sample in hands.samples(data):
        letters[hands.use_of(sample)].add(sample.letter)
        assert (sample.landmarks is None) == (hands.use_of(sample) == "nothing")
    assert letters == {
        "letter": {"A", "B", "C"},
        "other": {NO_LETTER, "C"},
        "points": {UNKNOWN},
        "nothing": {NO_LETTER},
    }


def test_classes_are_learned_from_what_is_known(data):
    classes = {sample.name.split("/")[1]: label_of(sample) for sample in hands.samples(data) if sample.split == "train"}
    assert LABELS[classes["letter_B_0.png"]] == "B"
    assert LABELS[classes["other_digit_3_7.png"]] == "3"
    assert LABELS[classes["other_digit_0_8.png"]] == "C"  # digits_as_letters.csv says so
    assert classes["points__9.png"] == -1
    assert LABELS[classes["nothing__11.png"]] == NO_LETTER


def test_a_digit_that_looks_like_a_letter_teaches_nothing(data):
    dev = {sample.name: sample for sample in hands.samples(data) if sample.split == "dev"}
    assert label_of(dev["Dora/other_digit_0_8.png"]) == -1


def test_the_room_of_a_person_stays_in_the_persons_split(data):
    splits = {}
    for sample in hands.samples(data):
        splits.setdefault(sample.signer, set()).add(sample.split)
    assert all(len(found) == 1 for found in splits.values())
    assert splits["Dora"] == {"dev"}


def test_a_missing_archive_is_named(data):
    sample = hands.samples(data)[0]
    (data / "hands" / "letters-train.zip").unlink()
    hands._archive.cache_clear()
    with pytest.raises(DataError, match=r"letters-train\.zip cannot be read .* download it again"):
        sample.load()


def test_a_person_in_two_splits_is_refused(data):
    import gzip

    index = data / "hands" / "index.csv.gz"
    text = gzip.decompress(index.read_bytes()).decode().replace("Emil/letter_B_0.png,Emil,Emil", "x.png,Finn,Finn")
    index.write_bytes(gzip.compress(text.encode()))
    with pytest.raises(DataError, match="Finn is in dev and in train"):
        hands.samples(data)
