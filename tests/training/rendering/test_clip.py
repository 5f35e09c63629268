"""Spelled clips: what is signed when, and that the file and its truth agree."""

import itertools
import json

import cv2
import numpy as np
import pytest

pytest.importorskip("numba")

from device.signing.spelling import SpellingError
from training.errors import RunError
from training.rendering.clip import ClipScript, render_frames, timeline
from training.rendering.person import Arm
from training.rendering.video import write_clip

TINY = ClipScript(("AB",), hold=0.3, width=96, height=72, fps=5, unit=20.0)


@pytest.fixture(scope="module")
def tiny():
    return list(render_frames(TINY))


@pytest.fixture(scope="module")
def arm():
    return Arm()


def letters_of(line):
    order = []
    for key in line.moments:
        if key.phase in {"hold", "motion"} and (not order or order[-1] != (key.letter)):
            order.append(key.letter)
    return "".join(order)


def test_words_are_spelled_in_order_with_a_rest_between(arm):
    line = timeline(ClipScript(("HELLO", "J", "Z")), arm)
    assert letters_of(line) == "HELOJZ"
    assert [k.phase for k in line.moments].count("rest") == 2


def test_a_double_letter_is_held_twice_and_slides_between(arm):
    line = timeline(ClipScript(("LL",)), arm)
    held = [k for k in line.moments if k.phase == "hold"]
    assert [k.letter for k in held] == ["L", "L"]
    assert held[1].position[0] < held[0].position[0] - 0.2
    assert "double" in [k.phase for k in line.moments]


def path_of(letter, landmark, arm):
    moments = [k for k in timeline(ClipScript((letter,)), arm).moments if k.phase == "motion"]
    return np.array([k.rotation @ arm.skeleton.landmarks(k.pose)[landmark] + k.position for k in moments])


def test_j_goes_down_and_hooks_and_z_has_three_strokes(arm):
    j = path_of("J", 20, arm)
    lowest = int(j[:, 1].argmin())
    assert j[0, 1] > j[lowest, 1] + 0.5
    assert j[-1, 0] > j[lowest, 0] + 0.2  # to the viewer's right, the signer's left
    assert j[-1, 1] > j[lowest, 1] + 0.2
    z = path_of("Z", 8, arm)[:-1, 0]
    turns = np.diff(np.sign([b - a for a, b in itertools.pairwise(z) if abs(b - a) > 0.04]))
    assert np.count_nonzero(turns) == 2


def test_the_hand_can_leave_between_words(arm):
    line = timeline(ClipScript(("A", "B"), leave_between=True), arm)
    middle = [k.phase for k in line.moments][2:-2]
    assert "leave" in middle
    assert "enter" in middle


def test_a_word_of_other_signs_is_refused(arm):
    with pytest.raises(SpellingError, match="A–Z"):
        timeline(ClipScript(("A!",)), arm)


def test_file_and_truth_agree(tmp_path, tiny):
    path = tmp_path / "ab.mp4"
    count = write_clip(path, tiny, TINY.fps)
    truth = json.loads((tmp_path / "ab_labels.json").read_text())
    video = cv2.VideoCapture(str(path))
    seen = 0
    while video.read()[0]:
        seen += 1
    assert seen == count == len(truth)
    assert [t["frame"] for t in truth] == list(range(count))
    assert {t["letter"] for t in truth} == {"", "A", "B"}
    for t in truth:
        assert (t["box"] is None) == (t["phase"] == "absent")
        assert t["letter"] == "" or t["box"] is not None
        assert len(t["kp"]) == 21
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ab.mp4", "ab_labels.json"]


def test_a_left_hand_is_the_mirrored_right_one(tiny):
    right, said = next(f for f in tiny if f[1]["phase"] == "hold")
    left, mirrored = next(
        f for f in render_frames(ClipScript(**{**TINY.__dict__, "hand": "left"})) if f[1]["phase"] == "hold"
    )
    np.testing.assert_array_equal(right[:, ::-1], left)
    np.testing.assert_allclose([96 - x for x, _ in said["kp"]], [x for x, _ in mirrored["kp"]], atol=0.06)
    assert mirrored["hand"] == "left"


def test_the_light_changes_for_the_middle_third(tiny):
    dim = ClipScript(**{**TINY.__dict__, "lights_out": 0.3})
    third = len(tiny) // 3
    means = [image.mean() for image, _ in itertools.islice(render_frames(dim), third + 4)]
    assert np.mean(means[-2:]) < 0.75 * np.mean(means[:third])
    assert means[0] == pytest.approx(tiny[0][0].mean(), abs=0.5)


def test_a_clip_that_fails_leaves_nothing_behind(tmp_path, tiny):
    def broken():
        yield from tiny[:2]
        raise OSError(28, "No space left on device")

    with pytest.raises(RunError, match="No space"):
        write_clip(tmp_path / "x.mp4", broken(), 8)
    assert list(tmp_path.iterdir()) == []
