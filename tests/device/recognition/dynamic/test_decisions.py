"""Decisions for J and Z: strokes from probabilities, and letters from strokes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.dynamic.decisions import POSITION_CHANGE, Motion, StrokeDecision, merge_probabilities
from device.recognition.dynamic.features import FEATURE_NAMES, SPEED
from tests.device.recognition.dynamic.hands import says


def decide(script: list[np.ndarray], fps: float = 30.0, places=None, shapes=None) -> list[Motion]:
    decider = StrokeDecision(0.6)
    still = np.zeros(len(FEATURE_NAMES), np.float32)
    return [
        decider.update(
            i / fps, p, still if shapes is None else shapes[i], np.zeros(2) if places is None else places[i], 100.0
        )
        for i, p in enumerate(script)
    ]


def drawn(letter: str, steps: int = 10) -> list[np.ndarray]:
    return [says(**{f"{letter}_under_way": 0.9})] * steps + [says(**{f"{letter}_done": 0.95})] * 9


@pytest.mark.parametrize("letter", ["J", "Z"])
@pytest.mark.parametrize("fps", [10, 15, 30, 60])
def test_a_stroke_is_completed_once_and_soon(letter, fps):
    said = decide([says()] * 5 + drawn(letter) + [says()] * 20, fps)
    assert [motion.letter for motion in said if motion.done] == [letter]
    assert next(i for i, motion in enumerate(said) if motion.done) / fps <= 15 / fps + 0.1


def test_one_frame_of_done_is_not_enough():
    assert not any(motion.done for motion in decide([says()] * 5 + [says(J_done=0.9)] + [says()] * 20))


def test_the_letter_stays_while_the_hand_stays():
    said = decide(drawn("J") + [says()] * 90)
    assert said[-1].letter == "J"


def test_the_letter_ends_when_the_hand_moves_away():
    script = drawn("J") + [says()] * 60
    places = [np.array([max(0, i - 40) * 5.0, 0]) for i in range(len(script))]
    said = decide(script, places=places)
    assert said[39].letter == "J"
    gone = next(i for i, motion in enumerate(said) if i > 30 and motion.letter is None)
    assert (gone - 40) * 5.0 == pytest.approx(POSITION_CHANGE * 100, abs=6)


def test_the_letter_ends_when_the_handshape_changes():
    script = drawn("Z") + [says()] * 40
    shapes = [np.zeros(len(FEATURE_NAMES), np.float32) for _ in script]
    for shape in shapes[40:]:
        shape[FEATURE_NAMES.index("index finger y")] = 0.8
    said = decide(script, shapes=shapes)
    assert (said[39].letter, said[45].letter) == ("Z", None)


def test_the_second_of_two_strokes_is_completed_again():
    said = decide(drawn("Z") + [says()] * 10 + drawn("Z") + [says()] * 10)
    assert [motion.letter for motion in said if motion.done] == ["Z", "Z"]
    between = [motion.letter for motion in said[25:38]]
    assert None in between, "drawing again ends the first: or the two would look like one"


LABELS = ("A", "I", "nothing", "J", "Z")


@given(
    st.lists(st.floats(0, 1), min_size=3, max_size=3), st.sampled_from([None, "J", "Z"]), st.floats(0, 1), st.booleans()
)
def test_merging_keeps_the_sum(values, letter, drawing, moving):
    p = np.array([*values, 0, 0], np.float32)
    out = merge_probabilities(p, LABELS, Motion(letter, False, drawing, moving))
    assert out.sum() == pytest.approx(p.sum(), abs=1e-5)
    assert (out >= 0).all()


def test_an_i_that_moves_is_suppressed():
    p = np.array([0.1, 0.9, 0, 0, 0], np.float32)
    assert merge_probabilities(p, LABELS, Motion(moving=True))[1] == 0
    assert merge_probabilities(p, LABELS, Motion(moving=False))[1] == np.float32(0.9)


def test_static_letters_are_suppressed_during_a_stroke():
    out = merge_probabilities(np.array([1, 0, 0, 0, 0], np.float32), LABELS, Motion(drawing=0.9))
    assert out[LABELS.index("A")] == pytest.approx(0.1)
    assert out[LABELS.index("nothing")] == pytest.approx(0.9)


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_a_hand_that_trembles_after_a_movement_does_not_move(fps):
    """Landmarks that are off by 3 % of the hand from frame to frame look fast, and the way to a letter was long."""
    velocity, moved = FEATURE_NAMES.index("little tip velocity x"), FEATURE_NAMES.index("little tip from quick x")

    def frame(i: int, speed: float) -> np.ndarray:
        x = np.zeros(len(FEATURE_NAMES), np.float32)
        x[velocity], x[moved] = speed / (SPEED + abs(speed)), 0.5
        return x

    trembles = [frame(i, 0.06 * fps * (-1) ** i) for i in range(fps)]
    goes = [frame(i, 2.0 + 0.01 * fps * (-1) ** i) for i in range(fps)]
    said = decide([says()] * (2 * fps), fps, shapes=goes + trembles)
    assert all(motion.moving for motion in said[fps // 2 : fps])
    assert not any(motion.moving for motion in said[fps + fps // 5 :])


def test_a_hand_that_stops_is_at_rest_in_the_next_frame_also_before_a_slow_camera():
    jump, rest = np.zeros(len(FEATURE_NAMES), np.float32), np.zeros(len(FEATURE_NAMES), np.float32)
    jump[FEATURE_NAMES.index("palm velocity x")] = 0.8
    jump[FEATURE_NAMES.index("palm from quick x")] = rest[FEATURE_NAMES.index("palm from quick x")] = 0.6
    said = decide([says()] * 4, 15, shapes=[rest, jump, rest, rest])
    assert [motion.moving for motion in said] == [False, True, False, False]
