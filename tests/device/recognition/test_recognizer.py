"""The recognizers: what they return for a frame, and which pipeline the settings choose."""

from dataclasses import replace

import numpy as np
import pytest

from device.alphabet import DIGITS
from device.recognition.baseline import BASELINE_MODEL
from device.recognition.landmark_recognizer import LandmarkRecognizer
from device.recognition.perception import open_perception
from device.recognition.recognizer import LANDMARK_MODEL, pipeline_of
from device.settings import RecognitionSettings, Settings
from device.types import Frame


@pytest.fixture(scope="module")
def recognizer() -> LandmarkRecognizer:
    return LandmarkRecognizer(RecognitionSettings())


def test_an_empty_frame_has_no_box_and_no_probabilities(recognizer: LandmarkRecognizer) -> None:
    scores = recognizer.recognize(Frame(np.full((240, 320), 90, np.uint8), 0.0))
    assert scores.box is None
    assert scores.landmarks is None
    assert not scores.p.any()


def test_a_hand_has_a_box_and_landmarks_inside_it(recognizer: LandmarkRecognizer, hand_picture: np.ndarray) -> None:
    recognizer.reset()
    scores = recognizer.recognize(Frame(hand_picture, 0.0))
    assert scores.box is not None
    assert scores.landmarks is not None
    assert scores.landmarks.shape == (21, 2)
    assert scores.landmarks[:, 0].min() == pytest.approx(scores.box.x0)


def test_a_hand_that_has_left_is_not_reported(recognizer: LandmarkRecognizer, hand_picture: np.ndarray) -> None:
    recognizer.reset()
    assert recognizer.recognize(Frame(hand_picture, 0.0)).box is not None
    assert recognizer.recognize(Frame(np.full_like(hand_picture, 90), 0.1)).box is None


def test_a_mirrored_picture_shows_the_other_hand_with_the_same_letter(
    recognizer: LandmarkRecognizer, hand_picture: np.ndarray
) -> None:
    results = []
    for picture in (hand_picture, np.ascontiguousarray(hand_picture[:, ::-1])):
        recognizer.reset()
        results.append(recognizer.recognize(Frame(picture, 0.0)))
    assert results[0].top(1)[0][0] == results[1].top(1)[0][0]
    assert [scores.box.hand for scores in results if scores.box] in (["left", "right"], ["right", "left"])


@pytest.mark.parametrize(
    ("settings", "same"),
    [
        (RecognitionSettings(), RecognitionSettings(path="landmark")),
        (RecognitionSettings(model=str(LANDMARK_MODEL)), RecognitionSettings(path="landmark")),
        (RecognitionSettings(model=str(BASELINE_MODEL)), RecognitionSettings(path="baseline")),
    ],
)
def test_the_pipeline_follows_from_the_models_outputs(settings, same):
    assert pipeline_of(settings) == pipeline_of(same)


def test_the_vocabulary_changes_without_loading_the_networks_again_and_back(hand_picture: np.ndarray) -> None:
    perception = open_perception(Settings())
    frame = Frame(hand_picture, 0.0)
    letters = perception.see(frame)[0]
    assert (perception.vocabularies, perception.vocabulary) == (("letters", "numbers"), "letters")
    perception.use_vocabulary("numbers")
    assert perception.labels == (*DIGITS, "nothing")
    numbers, reading = perception.see(replace(frame, t=0.1))
    assert (numbers.labels, numbers.p.shape, numbers.completed_dynamic) == (perception.labels, (11,), None)
    assert reading.hold == 0
    perception.use_vocabulary("letters")
    perception.reset()
    again = perception.see(replace(frame, t=0.2))[0]
    assert again.labels == letters.labels
    np.testing.assert_array_equal(again.p, letters.p)
