"""Verification: the tutor's judgement of frames, nearest rivals, and the tuned margin."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.alphabet import NO_LETTER
from device.recognition.metadata import read_metadata
from device.recognition.recognizer import LANDMARK_MODEL, open_recognizer
from device.settings import RecognitionSettings
from device.tutor.verification import Verifier, VerifyThresholds
from tests.training.evaluation.made_up import LABELS, image_set, pose, predictions, sample
from training.evaluation.verification import (
    MARGINS,
    NEVER,
    judge,
    nearest_rivals,
    tuned_margin,
    verification,
)

USUAL = VerifyThresholds()


def judged(letters, scores, signers=None, thresholds=USUAL):
    signers = ["Ada"] * len(letters) if signers is None else signers
    images = image_set([sample(letter, signer) for letter, signer in zip(letters, signers, strict=True)])
    return judge(images, predictions(scores), thresholds)


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.sampled_from("ABS"))
def test_the_margin_is_the_largest_at_which_the_tutor_accepts_the_frame(values, prompted):
    p = pose(*values) / max(sum(values), 1e-6)
    margin = judged("ABS", [p, p, p]).margin[prompted][0]
    for index in (0, 10, 31, 63):
        verifier = Verifier(LABELS, (NO_LETTER,), replace(USUAL, rival_margin=MARGINS[index]))
        assert (verifier.judge(prompted, p).decision == "right") == (margin >= index)


def test_the_nearest_rival_is_the_letter_most_often_taken_for_it():
    frames = [pose(1, 0, 0, 0)] * 2 + [pose(0, 1, 0, 0)] * 2 + [pose(0.9, 0, 0.1, 0), pose(0, 0, 1, 0)]
    assert nearest_rivals(judged("AABBSS", frames))["A"] == "S"


def test_the_tuned_margin_limits_false_accepts_of_the_validation_signers_and_only_of_them():
    similar = [pose(0.6, 0, 0.4, 0)] * 50  # S that looks like A, 1.5 times as much
    validation = judged("A" * 50 + "S" * 50 + "B", [pose(0.9, 0, 0.1, 0)] * 50 + similar + [pose(0, 1, 0, 0)])
    assert 1.5 < MARGINS[tuned_margin(validation, nearest_rivals(validation))] < 9
    measured = judged("AS", [pose(0.9, 0, 0.1, 0), pose(0.95, 0, 0.05, 0)], ["Cleo", "Cleo"])
    row = verification(validation, measured, {"webcam": ["Cleo"], "hard": []}, USUAL)
    assert row["held_out"]["false"]["mean"] <= 0.03
    assert row["held_out"]["true"]["per_letter"]["A"] == 1.0
    assert row["webcam"]["false"]["per_letter"]["A"] == 1.0  # another signer's S, which nothing foresaw
    assert row["webcam"]["true"]["per_signer"] == {"Cleo": 0.5}
    assert "hard" not in row
    assert row["hindsight_webcam"]["false"]["mean"] <= 0.03


def test_the_figures_at_the_tutors_thresholds_do_not_depend_on_the_tuned_margin():
    similar = [pose(0.6, 0, 0.4, 0)] * 9  # accepted at a margin of 1.25, not at 1.6
    validation = judged("S" * 9 + "A", [*similar, pose(1, 0, 0, 0)])
    row = verification(validation, validation, {"webcam": ["Ada"]}, USUAL)
    assert row["device_webcam"]["false"]["per_letter"]["A"] == 1.0
    strict = replace(USUAL, rival_margin=1.6)
    validation = judged("S" * 9 + "A", [*similar, pose(1, 0, 0, 0)], thresholds=strict)
    row = verification(validation, validation, {"webcam": ["Ada"]}, strict)
    assert row["device_webcam"]["false"]["per_letter"]["A"] == 0.0
    assert row["thresholds"] == strict.as_metadata()


def test_a_hand_that_was_not_found_is_not_accepted():
    assert judged("A", [pose(0, 0, 0, 0)]).margin["A"][0] == NEVER


def test_the_installed_model_brings_the_thresholds_that_tutor_and_scoreboard_use():
    """Both read them from the metadata of the landmark model, through the same function."""
    metadata = read_metadata(LANDMARK_MODEL.with_suffix(".json"))
    recognizer = open_recognizer(RecognitionSettings(model=str(LANDMARK_MODEL)))
    ours = VerifyThresholds.of(metadata.thresholds)
    assert recognizer.metadata.thresholds == metadata.thresholds
    assert {key: metadata.thresholds.get(key) for key in ours.as_metadata()} == ours.as_metadata()
    assert np.isfinite(list(ours.as_metadata().values())).all()


@pytest.mark.parametrize("key", VerifyThresholds().as_metadata())
def test_the_published_scoreboard_states_these_thresholds(key):
    from pathlib import Path

    published = json.loads((Path(__file__).parents[3] / "docs" / "scoreboard.json").read_text())
    stated = published["readers"]["station"]["verification"].get("thresholds")
    if stated is None:
        pytest.skip("the published scoreboard is of a version that did not state them")
    assert stated[key] == read_metadata(LANDMARK_MODEL.with_suffix(".json")).thresholds[key]
