"""Figures of a system: signers count once, letters count once, a hand that is not found is wrong."""

import pytest

from tests.training import sample_folder
from tests.training.evaluation.made_up import image_set, sample, spoken
from training.datasets import signers
from training.evaluation.figures import confusion, false_letters, letter_figures, shown_figures, worst_pairs
from training.evaluation.image_set import ImageSet


@pytest.fixture
def frames(tmp_path):
    sample_folder.write_signers(tmp_path)
    return ImageSet([s for s in signers.samples(tmp_path) if s.split == "eval"])


def test_a_hand_not_found_is_wrong(frames):
    row = letter_figures(frames, spoken([s.letter if s.letter != "A" else "–" for s in frames.samples]))
    assert row["macro"] == pytest.approx(2 / 3)
    assert row["per_signer"]["davidlee"] == {
        "frames": 9,
        "accuracy": pytest.approx(2 / 3),
        "found": pytest.approx(2 / 3),
        "of_found": 1.0,
        "without_t": pytest.approx(2 / 3),
    }
    assert row["per_letter"] == {"A": 0.0, "B": 1.0, "C": 1.0}
    assert row["confusion"]["A"] == {"–": 6}


def test_the_headline_is_the_mean_over_signers_not_over_frames(frames):
    crowd = [s for s in frames.samples if s.source == "davidlee"] * 5
    many = [*crowd, *(s for s in frames.samples if s.source == "ASLExplorer")]
    row = letter_figures(ImageSet(many), spoken([s.letter if s.source == "davidlee" else "Q" for s in many]))
    assert row["macro"] == pytest.approx(0.5)
    assert row["webcam"] == 0.0


def test_a_letter_weighs_as_much_as_any_other_however_often_it_was_signed(frames):
    often = [s for s in frames.samples if s.source == "davidlee"] + [s for s in frames.samples if s.letter == "B"] * 9
    row = letter_figures(ImageSet(often), spoken(["B"] * len(often)))
    assert row["per_signer"]["davidlee"]["accuracy"] == pytest.approx(1 / 3)


def test_a_letter_of_low_confidence_counts_but_is_not_answered(frames):
    confidence = [0.4 if s.letter == "A" else 0.9 for s in frames.samples]
    made = spoken([s.letter for s in frames.samples], confidence)
    row = letter_figures(frames, made)
    assert row["macro"] == 1.0
    assert row["sure"] == {"threshold": 0.5, "answered": pytest.approx(2 / 3), "right": 1.0}
    assert shown_figures(frames, made, 0.3) == {"share": 1.0, "right": 1.0}
    assert shown_figures(frames, made, 0.95) == {"share": 0.0, "right": None}


def test_false_letters_are_counted_at_all_and_from_a_confidence_on():
    images = image_set([sample("nothing")] * 4)
    row = false_letters(images, spoken(["A", "B", "C", "–"], [0.9, 0.6, 0.3, 0.9]), enter=0.7)
    assert row == {"pictures": 4, "people": 1, "shown": 0.25, "any": 0.75, "sure": 0.5}


def test_confusions_leave_out_zeros_and_the_worst_pairs_leave_out_missing_answers():
    counts = confusion(list("AAAB"), ["A", "B", None, "B"])
    assert counts == {"A": {"A": 1, "B": 1, "–": 1}, "B": {"B": 1}}
    assert worst_pairs(counts, 5) == [("A", "B", 1)]
