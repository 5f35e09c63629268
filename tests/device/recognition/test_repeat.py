"""When the same letter counts a second time: opened, slid aside, away; and never by being held."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.repeat import SlideDetector, palm_position
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
    """Signs before a smoother at so many frames a second; `text` is what has counted."""

    def __init__(self, fps: float = 15.0, points: bool = True) -> None:
        self.smoother = Smoother(LABELS, Thresholds(), 0.5, 0.3, excluded=("nothing",))
        self.fps, self.points, self.frame = fps, points, 0
        self.x = 0.5
        self.text = ""
        self.readings: list[Reading] = []

    def show(self, seconds: float, letter: str | None = "L", shape=FIST, to: float | None = None, p=0.95, noise=0.0):
        """For so long, moving evenly to `to`; letter None is no hand at all."""
        start, count = self.x, round(seconds * self.fps)
        rng = np.random.default_rng(self.frame)
        for i in range(count):
            self.frame += 1
            if to is not None:
                self.x = start + (to - start) * (i + 1) / count
            values = np.full(len(LABELS), (1 - p) / (len(LABELS) - 1), np.float32)
            box = points = None
            if letter is None:
                values[:] = 0
            else:
                values[LABELS.index(letter)] = p
                box = HandBox(self.x - 0.1, 0.4, self.x + 0.1, 0.7)
                points = shape + np.array([self.x, 0.5], np.float32) + rng.normal(0, noise, (21, 2)).astype(np.float32)
            scores = Scores(self.frame / self.fps, LABELS, values, box, points if self.points else None)
            reading = self.smoother.update(scores)
            self.readings.append(reading)
            self.text += reading.letter if reading.fresh and reading.letter else ""
        return self


@pytest.mark.parametrize("fps", [10, 15, 30])
@pytest.mark.parametrize("points", [True, False])
def test_a_letter_counts_once_however_long_it_is_held(fps, points):
    assert Signer(fps, points).show(30.0, noise=0.002).text == "L"


@pytest.mark.parametrize("fps", [10, 15, 30])
def test_a_slide_aside_signs_it_again(fps):
    signer = Signer(fps).show(1.2).show(0.3, to=0.46).show(1.0)
    assert signer.text == "LL"
    assert signer.show(0.3, to=0.42).show(1.0).text == "LLL"


@pytest.mark.parametrize("fps", [15, 30])
def test_a_hand_opened_for_a_moment_signs_it_again(fps):
    signer = Signer(fps).show(1.2).show(0.25, "nothing", OPEN).show(1.0)
    assert signer.text == "LL"


def test_a_hand_away_signs_it_again():
    assert Signer().show(1.2).show(0.6, None).show(1.0).text == "LL"


def test_a_hand_missed_for_a_moment_does_not():
    assert Signer().show(1.2).show(0.3, None).show(2.0).text == "L"


def test_a_reader_that_doubts_a_hand_held_still_does_not():
    signer = Signer().show(1.2)
    for _ in range(10):
        signer.show(0.4, "nothing").show(1.0)
    assert signer.text == "L"


def test_after_a_doubt_the_letter_is_shown_as_read_at_once():
    signer = Signer().show(1.2).show(0.6, "nothing").show(0.5)
    assert signer.readings[-1].confirmed
    assert not signer.readings[-1].fresh


def test_without_points_only_a_long_change_counts():
    assert Signer(points=False).show(1.2).show(0.2, "nothing").show(1.0).text == "L"
    assert Signer(points=False).show(1.2).show(0.5, "nothing").show(1.0).text == "LL"


def test_a_slow_drift_across_the_picture_is_one_letter():
    assert Signer().show(1.2).show(3.0, to=0.2).show(1.0).text == "L"


@pytest.mark.parametrize("period", [0.7, 1.0, 1.4, 2.0, 4.0])
def test_a_hand_that_sways_is_one_letter(period):
    signer = Signer(30).show(1.2)
    middle = signer.x
    for step in range(300):
        growing = min(1.0, step / 30 / period)
        signer.show(1 / 30, to=middle + 0.03 * growing * np.sin(2 * np.pi * step / 30 / period))
    assert signer.text == "L"


def test_a_trembling_hand_slides_nowhere():
    signer = Signer(30).show(1.2)
    for step in range(300):
        signer.show(1 / 30, to=0.5 + 0.004 * (-1) ** step)
    assert signer.text == "L"


def test_a_slide_on_the_way_to_the_letter_is_no_second_one():
    assert Signer().show(0.3, "M", OPEN).show(0.3, "L", to=0.44).show(2.0).text == "L"


def test_other_letters_between_count_by_themselves():
    assert Signer().show(1.0).show(1.0, "N", OPEN).show(1.0).text == "LNL"


@given(
    st.lists(st.tuples(st.sampled_from(["L", "M", "N", "nothing"]), st.floats(0.05, 0.6)), max_size=30),
    st.sampled_from([10, 15, 30]),
)
def test_no_reader_however_bad_counts_a_hand_that_holds_still_twice_in_a_row(spells, fps):
    signer = Signer(fps).show(1.2)
    for letter, seconds in spells:
        signer.show(seconds, letter, noise=0.003)
    assert all(a != b for a, b in zip(signer.text, signer.text[1:], strict=False))


@given(st.lists(st.tuples(st.floats(0, 0.1), st.floats(0, 1), st.floats(0, 1)), max_size=60))
def test_a_slide_is_only_seen_where_the_hand_has_gone_somewhere(moves):
    slide, t, places = SlideDetector(), 0.0, []
    for gap, x, width in moves:
        t += gap
        box = HandBox(x - width / 2, 0.4, x + width / 2, 0.7)
        places.append(x)
        if slide.update(t, palm_position(box, None)):
            assert max(places) - min(places) > 0
            assert slide.moved != 0
