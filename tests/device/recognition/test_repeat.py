"""Repeated letters: the same letter counts again after a change, a slide or an absence, and never by being held."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.repeat import RepeatDetector, RepeatRules
from device.recognition.slide import PalmPosition, SlideDetector, palm_position
from device.recognition.smoothing import Smoother, Thresholds
from device.types import HandBox, Reading, Scores

LABELS = ("L", "M", "N", "nothing")
FIST = np.full((21, 2), 0.02, np.float32)
FIST[:, 1] = np.linspace(0, 0.02, 21)
for root, x in ((5, 0.04), (9, 0.02), (13, 0.0), (17, -0.02)):
    FIST[root : root + 4] = (x, -0.1)
OPEN = FIST.copy()
for tip in (4, 8, 12, 16, 20):
    OPEN[tip, 1] -= 0.12  # fingers stretched by more than a palm


class Signer:
    """Shows a hand to a smoother, `fps` frames per second; `text` is what has counted."""

    def __init__(self, fps: float = 15.0, landmarks: bool = True) -> None:
        self.smoother = Smoother(LABELS, Thresholds(), 0.5, 0.3, excluded=("nothing",))
        self.fps, self.landmarks, self.frame = fps, landmarks, 0
        self.x = 0.5
        self.text = ""
        self.readings: list[Reading] = []

    def show(self, seconds: float, letter: str | None = "L", shape=FIST, to: float | None = None, p=0.95, noise=0.0):
        """Show a letter for some seconds while the hand moves evenly to `to`; letter None is no hand."""
        start, count = self.x, round(seconds * self.fps)
        rng = np.random.default_rng(self.frame)
        for i in range(count):
            self.frame += 1
            if to is not None:
                self.x = start + (to - start) * (i + 1) / count
            values = np.full(len(LABELS), (1 - p) / (len(LABELS) - 1), np.float32)
            box = landmarks = None
            if letter is None:
                values[:] = 0
            else:
                values[LABELS.index(letter)] = p
                box = HandBox(self.x - 0.1, 0.4, self.x + 0.1, 0.7)
                landmarks = (
                    shape + np.array([self.x, 0.5], np.float32) + rng.normal(0, noise, (21, 2)).astype(np.float32)
                )
            scores = Scores(self.frame / self.fps, LABELS, values, box, landmarks if self.landmarks else None)
            reading = self.smoother.update(scores)
            self.readings.append(reading)
            self.text += reading.letter if reading.fresh and reading.letter else ""
        return self


@pytest.mark.parametrize("fps", [10, 15, 30])
@pytest.mark.parametrize("landmarks", [True, False])
def test_a_letter_counts_once_however_long_it_is_held(fps, landmarks):
    assert Signer(fps, landmarks).show(30.0, noise=0.002).text == "L"


@pytest.mark.parametrize("fps", [10, 15, 30])
def test_a_slide_repeats_the_letter(fps):
    signer = Signer(fps).show(1.2).show(0.3, to=0.46).show(1.0)
    assert signer.text == "LL"
    assert signer.show(0.3, to=0.42).show(1.0).text == "LLL"


@pytest.mark.parametrize("fps", [15, 30])
def test_a_hand_that_opens_briefly_repeats_the_letter(fps):
    signer = Signer(fps).show(1.2).show(0.25, "nothing", OPEN).show(1.0)
    assert signer.text == "LL"


def test_an_absent_hand_repeats_the_letter():
    assert Signer().show(1.2).show(0.6, None).show(1.0).text == "LL"


def test_a_short_gap_in_detection_does_not_repeat_the_letter():
    assert Signer().show(1.2).show(0.3, None).show(2.0).text == "L"


def test_uncertain_results_of_a_still_hand_do_not_repeat_the_letter():
    signer = Signer().show(1.2)
    for _ in range(10):
        signer.show(0.4, "nothing").show(1.0)
    assert signer.text == "L"


def test_after_an_uncertain_result_the_letter_is_shown_as_confirmed_at_once():
    signer = Signer().show(1.2).show(0.6, "nothing").show(0.5)
    assert signer.readings[-1].confirmed
    assert not signer.readings[-1].fresh


def test_without_landmarks_only_a_long_change_repeats_the_letter():
    assert Signer(landmarks=False).show(1.2).show(0.2, "nothing").show(1.0).text == "L"
    assert Signer(landmarks=False).show(1.2).show(0.5, "nothing").show(1.0).text == "LL"


def test_a_slow_drift_across_the_frame_is_one_letter():
    assert Signer().show(1.2).show(3.0, to=0.2).show(1.0).text == "L"


@pytest.mark.parametrize("period", [0.7, 1.0, 1.4, 2.0, 4.0])
def test_a_hand_that_sways_is_one_letter(period):
    signer = Signer(30).show(1.2)
    middle = signer.x
    for step in range(300):
        growing = min(1.0, step / 30 / period)
        signer.show(1 / 30, to=middle + 0.03 * growing * np.sin(2 * np.pi * step / 30 / period))
    assert signer.text == "L"


def test_a_trembling_hand_is_one_letter():
    signer = Signer(30).show(1.2)
    for step in range(300):
        signer.show(1 / 30, to=0.5 + 0.004 * (-1) ** step)
    assert signer.text == "L"


def test_a_slide_before_the_letter_counts_is_no_repetition():
    assert Signer().show(0.3, "M", OPEN).show(0.3, "L", to=0.44).show(2.0).text == "L"


def test_another_letter_in_between_counts_and_allows_the_first_again():
    assert Signer().show(1.0).show(1.0, "N", OPEN).show(1.0).text == "LNL"


@given(
    st.lists(st.tuples(st.sampled_from(["L", "M", "N", "nothing"]), st.floats(0.05, 0.6)), max_size=30),
    st.sampled_from([10, 15, 30]),
)
def test_no_sequence_of_results_repeats_the_letter_of_a_still_hand(results, fps):
    signer = Signer(fps).show(1.2)
    for letter, seconds in results:
        signer.show(seconds, letter, noise=0.003)
    assert all(a != b for a, b in zip(signer.text, signer.text[1:], strict=False))


@given(st.lists(st.tuples(st.floats(0, 0.1), st.floats(0, 1), st.floats(0, 1)), max_size=60))
def test_a_slide_is_reported_only_if_the_hand_has_moved(moves):
    slide, t, positions = SlideDetector(), 0.0, []
    for gap, x, width in moves:
        t += gap
        box = HandBox(x - width / 2, 0.4, x + width / 2, 0.7)
        positions.append(x)
        if slide.update(t, palm_position(box, None)):
            assert max(positions) - min(positions) > 0
            assert slide.moved != 0


RULES = RepeatRules(change_s=0.2, uncertain_change_s=0.6)


def counted(rules: RepeatRules = RULES) -> RepeatDetector:
    """A detector whose letter counted at 1 s, with the hand at 0.5."""
    detector = RepeatDetector(rules)
    for frame in range(11):
        detector.update(frame / 10, 0.1, PalmPosition(0.5, 0.1), absent=False, changed=False)
    detector.count(1.0)
    return detector


def follow(detector: RepeatDetector, xs, **frame) -> list[str]:
    """Move the hand through `xs`, ten frames per second; returns the causes."""
    options = {"absent": False, "changed": False, **frame}
    causes = [
        detector.update(1.0 + (i + 1) / 10, 0.1, None if x is None else PalmPosition(x, 0.1), **options)
        for i, x in enumerate(xs)
    ]
    return [cause for cause in causes if cause]


def test_a_letter_that_has_counted_disarms_until_something_happens():
    detector = counted()
    assert not detector.armed
    assert follow(detector, [0.5] * 50) == []
    assert not detector.armed


def test_an_absence_rearms():
    assert follow(counted(), [None], absent=True) == ["absent"]


def test_a_change_rearms_after_its_time_and_later_if_uncertain():
    assert follow(counted(), [0.5], changed=True) == []
    assert follow(counted(), [0.5] * 2, changed=True) == ["changed"]
    assert follow(counted(), [0.5] * 5, changed=True, uncertain=True) == []
    assert follow(counted(), [0.5] * 6, changed=True, uncertain=True) == ["changed"]


def test_a_slide_rearms_only_if_slides_are_allowed():
    path = [0.5] * 4 + [0.53, 0.56, 0.59] + [0.6] * 4
    assert follow(counted(), path) == ["slid"]
    assert follow(counted(), path, slides=False) == []


def test_a_slow_drift_rearms_only_with_a_limit():
    path = [0.5 + 0.005 * i for i in range(20)]
    assert follow(counted(), path) == []
    assert follow(counted(RepeatRules(0.2, 0.6, max_drift=0.7)), path) == ["slid"]


@pytest.mark.parametrize(("undo", "armed"), [(True, False), (False, True)])
def test_a_hand_that_swings_back_undoes_its_slide_if_the_mode_says_so(undo, armed):
    detector = counted(RepeatRules(0.2, 0.6, undo_sway=undo))
    assert follow(detector, [0.5] * 4 + [0.53, 0.56, 0.59] + [0.6] * 3 + [0.55]) == ["slid"]
    assert detector.armed is armed
