"""The second look at a hand: what it adds to the estimate, and when a network is asked."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from device.errors import ModelError
from device.recognition.acquisition import HandSearch
from device.recognition.detector import HandDetector
from device.recognition.hand_square import HandSquare, square_of_box
from device.recognition.interpreter import Model
from device.recognition.landmark_recognizer import LandmarkRecognizer
from device.recognition.landmarks import HandEstimate, LandmarkModel, average
from device.recognition.metadata import read_metadata, write_metadata
from device.recognition.second_look import MirroredLook, SecondOpinion
from device.settings import PRESETS, RecognitionSettings
from device.types import Frame

SECOND = PRESETS["standard"].second
assert SECOND is not None


@pytest.fixture(scope="module")
def opinion() -> SecondOpinion:
    return SecondOpinion(LandmarkModel(Model(SECOND)))


@pytest.fixture
def estimate(hand_picture: np.ndarray) -> HandEstimate:
    """What the light preset knows about the hand."""
    found = LandmarkModel(Model(PRESETS["light"].landmark)).estimate(hand_picture, whole(hand_picture))
    assert found is not None
    return found


def whole(picture: np.ndarray) -> HandSquare:
    height, width = picture.shape[:2]
    return HandSquare(width / 2, height / 2, max(width, height))


def test_the_average_of_two_estimates_is_their_mean() -> None:
    a = HandEstimate(np.array([1.0, 0.0], np.float32), np.zeros((21, 2), np.float32), 1.0, 1.0, 9.0)
    b = HandEstimate(np.array([0.0, 1.0], np.float32), np.ones((21, 2), np.float32), 0.5, 0.2, 7.0)
    both = average(a, b)
    np.testing.assert_allclose(both.p, [0.5, 0.5])
    np.testing.assert_allclose(both.landmarks, 0.5)
    assert both.box.hand == "right"
    assert both.box.score == pytest.approx(0.75)
    assert both.peak == pytest.approx(8.0)


@pytest.mark.parametrize("preset", ["standard", "light"])
def test_a_second_look_keeps_the_hand_where_it_is(preset, opinion, hand_picture, estimate):
    look = opinion if preset == "standard" else MirroredLook(LandmarkModel(Model(PRESETS["light"].landmark)))
    (improved,) = look.improve(hand_picture, estimate)
    assert improved.p.sum() == pytest.approx(1, abs=0.02)
    assert np.abs(improved.landmarks - estimate.landmarks).max() < 0.1
    assert not np.array_equal(improved.landmarks, estimate.landmarks)


def test_a_wall_is_not_confirmed_as_a_hand(opinion, hand_picture, estimate):
    assert opinion.confirmed(hand_picture, estimate) is not None
    wall = np.random.default_rng(1).integers(100, 140, hand_picture.shape).astype(np.uint8)
    assert opinion.confirmed(wall, estimate) is None


def test_the_network_is_asked_only_where_the_others_are_not_sure(hand_picture, monkeypatch):
    asked = []
    monkeypatch.setattr(SecondOpinion, "improve", lambda self, image, estimate: iter(asked.append(1) or ()))
    recognizer = LandmarkRecognizer(RecognitionSettings(preset="standard"))
    for below, expected in ((0.0, 0), (1.1, 1)):
        recognizer._second.below = below
        recognizer.reset()
        assert recognizer.recognize(Frame(hand_picture, 0.0)).box is not None
        assert len(asked) == expected


def test_a_hand_that_is_followed_has_a_limit_of_its_own(hand_picture, monkeypatch):
    asked = []
    monkeypatch.setattr(SecondOpinion, "improve", lambda self, image, estimate: iter(asked.append(1) or ()))
    recognizer = LandmarkRecognizer(RecognitionSettings(preset="standard"))
    recognizer._second.below, recognizer._second.below_tracked = 1.1, 0.0
    for number in range(3):
        assert recognizer.recognize(Frame(hand_picture, number / 15)).box is not None
    assert len(asked) == 1, "only about the hand just found"
    recognizer._second.below_tracked = 1.1
    recognizer.recognize(Frame(hand_picture, 0.2))
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("min_peak", "confirm_peak", "confirmed", "found", "asked"),
    [
        (1000.0, 2000.0, True, False, 0),  # too little evidence
        (0.0, 0.0, False, True, 0),  # so much that there is no need to ask
        (0.0, 1000.0, True, True, 1),
        (0.0, 1000.0, False, False, 1),
    ],
)
def test_the_network_confirms_hands_of_little_evidence(
    opinion, hand_picture, estimate, monkeypatch, min_peak, confirm_peak, confirmed, found, asked
):
    calls = []
    monkeypatch.setattr(
        SecondOpinion,
        "confirmed",
        lambda self, image, hand: calls.append(1) or (replace(hand, opinion=estimate) if confirmed else None),
    )
    monkeypatch.setattr(opinion, "min_peak", min_peak)
    monkeypatch.setattr(opinion, "confirm_peak", confirm_peak)
    preset = PRESETS["standard"]
    search = HandSearch(HandDetector(Model(preset.detector)), LandmarkModel(Model(preset.landmark)), opinion=opinion)
    hand = search.find(hand_picture)
    assert (hand is not None, len(calls)) == (found, asked)
    assert hand is None or hand.opinion is (estimate if asked else None)


def test_its_letters_count_as_much_as_its_share_says(opinion, hand_picture, estimate, monkeypatch):
    improved = {}
    for share in (0.0, 0.6, 1.0):
        monkeypatch.setattr(opinion, "_share", share)
        improved[share] = next(opinion.improve(hand_picture, estimate)).p
    np.testing.assert_allclose(improved[0.0], estimate.p, atol=0.01)
    pool = improved[0.0] ** 0.4 * improved[1.0] ** 0.6
    np.testing.assert_allclose(improved[0.6], pool / pool.sum(), atol=0.01)


def test_a_hand_just_found_is_placed_anew_from_the_detectors_box(opinion, hand_picture, estimate):
    height, width = hand_picture.shape[:2]
    first, second = opinion.improve(hand_picture, replace(estimate, candidate=whole(hand_picture)))
    assert np.abs(first.landmarks - second.landmarks).max() < 0.1
    assert not np.array_equal(first.landmarks, second.landmarks)
    outside = replace(estimate, candidate=HandSquare(width * 5, height * 5, width))
    assert len(list(opinion.improve(hand_picture, outside))) == 1


def test_a_hand_that_the_landmark_model_misplaces_is_confirmed_at_the_detectors_box(opinion, hand_picture, estimate):
    corner = replace(estimate, landmarks=estimate.landmarks * 0.1)
    assert opinion.confirmed(hand_picture, corner) is None
    assert opinion.confirmed(hand_picture, replace(corner, candidate=whole(hand_picture))) is not None


def test_a_hand_that_was_confirmed_at_the_detectors_box_is_not_placed_there_twice(opinion, hand_picture, estimate):
    corner = replace(estimate, landmarks=estimate.landmarks * 0.1, candidate=whole(hand_picture))
    confirmed = opinion.confirmed(hand_picture, corner)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opinion._model, "estimate", lambda *_, **__: pytest.fail("asked again"))
        (placed,) = opinion.improve(hand_picture, confirmed)
    assert np.abs(placed.landmarks - estimate.landmarks).max() < 0.1


def test_a_square_that_shows_no_hand_does_not_answer_for_a_hand_just_found(opinion, hand_picture, estimate):
    corner = replace(estimate, landmarks=estimate.landmarks * 0.1)
    (only,) = opinion.improve(hand_picture, replace(corner, candidate=whole(hand_picture)))
    assert np.abs(only.landmarks - estimate.landmarks).max() < 0.1
    (blurred,) = opinion.improve(hand_picture, corner)
    assert np.abs(blurred.landmarks - estimate.landmarks).max() > 0.1, "of a hand that is followed it counts"


def test_a_network_that_was_asked_already_is_not_asked_again_about_the_same_square(opinion, hand_picture, estimate):
    confirmed = opinion.confirmed(hand_picture, estimate)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opinion._model, "estimate", lambda *_, **__: pytest.fail("asked again"))
        (again,) = opinion.improve(hand_picture, confirmed)
    (asked,) = opinion.improve(hand_picture, estimate)
    np.testing.assert_array_equal(again.p, asked.p)
    np.testing.assert_array_equal(again.landmarks, asked.landmarks)


@pytest.mark.parametrize(
    ("sure", "evidences", "asked", "counts"),
    [(0.0, (0.6, 0.9), 1, 0), (1.1, (0.6, 0.9), 2, 1), (1.1, (0.9, 0.6), 2, 0)],
)
def test_the_surest_estimate_counts_and_no_more_are_asked_for_once_one_is_sure(
    hand_picture, monkeypatch, sure, evidences, asked, counts
):
    recognizer = LandmarkRecognizer(RecognitionSettings(preset="standard"))
    given: list[HandEstimate] = []

    def improve(image, estimate):
        for evidence in evidences:
            p = np.full(len(recognizer.labels), (1 - evidence) / (len(recognizer.labels) - 1), np.float32)
            p[0] = evidence
            given.append(replace(estimate, p=p, landmarks=estimate.landmarks * evidence))
            yield given[-1]

    monkeypatch.setattr(recognizer._second, "improve", improve)
    monkeypatch.setattr(recognizer._second, "classifier_share", 0.0)
    recognizer._second.below, recognizer._second.sure = 1.1, sure
    scores = recognizer.recognize(Frame(hand_picture, 0.0))
    assert len(given) == asked
    np.testing.assert_array_equal(scores.landmarks, given[counts].landmarks)
    assert scores.p[0] == pytest.approx(evidences[counts], abs=0.2)


def test_a_search_says_in_which_box_it_found_the_hand(hand_picture):
    preset = PRESETS["light"]
    detector = HandDetector(Model(preset.detector))
    found = HandSearch(detector, LandmarkModel(Model(preset.landmark))).find(hand_picture)
    best = detector.detect(hand_picture)[0]
    height, width = hand_picture.shape[:2]
    assert found.candidate == square_of_box(best.box, width, height, best.angle)


def test_numbers_are_read_with_a_second_opinion_too(hand_picture):
    recognizer = LandmarkRecognizer(RecognitionSettings(preset="standard"))
    recognizer._second.below = 1.1
    recognizer.use_vocabulary("numbers")
    scores = recognizer.recognize(Frame(hand_picture, 0.0))
    assert len(scores.p) == len(recognizer.labels) == len(scores.labels)


def test_a_second_opinion_alone_is_no_landmark_model(tmp_path):
    for path in PRESETS["light"].files:
        for each in (path, path.with_suffix(".json")):
            shutil.copy(each, tmp_path / each.name)
    for suffix in (".tflite", ".json"):
        shutil.copy(SECOND.with_suffix(suffix), tmp_path / f"hand{suffix}")
    with pytest.raises(ModelError, match="gives a second opinion only; name the landmark model"):
        LandmarkRecognizer(RecognitionSettings(model=str(tmp_path / "hand.tflite")))


def test_a_second_opinion_with_other_labels_or_without_thresholds_is_refused(tmp_path):
    for path in PRESETS["standard"].files:
        for each in (path, path.with_suffix(".json")):
            shutil.copy(each, tmp_path / each.name)
    about = read_metadata(tmp_path / "second.json")
    settings = RecognitionSettings(model=str(tmp_path / "hand.tflite"))
    write_metadata(replace(about, labels=tuple(reversed(about.labels))), tmp_path / "second.json")
    with pytest.raises(ModelError, match=r"do not belong together: second\.tflite has other labels"):
        LandmarkRecognizer(settings)
    write_metadata(replace(about, thresholds={"hand": 0.1}), tmp_path / "second.json")
    with pytest.raises(ModelError, match="lacks the threshold “below”"):
        LandmarkRecognizer(settings)
    for name in about.thresholds:
        less = {key: value for key, value in about.thresholds.items() if key != name}
        write_metadata(replace(about, thresholds=less), tmp_path / "second.json")
        with pytest.raises(ModelError, match=f"lacks the threshold “{name}”"):
            LandmarkRecognizer(settings)
    for change in ({"share": 7.0}, {"classifier_share": -1.0}, {"min_peak": 99.0}):
        write_metadata(replace(about, thresholds=about.thresholds | change), tmp_path / "second.json")
        with pytest.raises(ModelError, match="share outside of 0–1 or a min_peak above"):
            LandmarkRecognizer(settings)
