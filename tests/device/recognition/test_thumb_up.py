"""A raised thumb as “yes”: the handshape, and how long it must be held."""

import numpy as np

from device.recognition.thumb_up import HELD_S, LAPSE_S, ThumbUp, is_thumb_up

FPS = 15
FIST_UP = np.array(
    [(0.3, 0.6), (0.36, 0.5), (0.42, 0.42), (0.44, 0.32), (0.45, 0.22)]  # wrist and thumb
    + [(x, y) for y in (0.46, 0.54, 0.62, 0.7) for x in (0.55, 0.62, 0.56, 0.5)],  # closed fingers that point sideways
    np.float32,
)


def seen(frames: list[tuple[bool, bool]]) -> list[bool]:
    """Show frames (question on, thumb up)."""
    thumb = ThumbUp()
    return [thumb.see(number / FPS, *frame) for number, frame in enumerate(frames)]


def test_a_fist_with_its_thumb_up_is_recognized_in_pictures_of_any_shape():
    for width, height in ((640, 640), (640, 480), (480, 640)):
        landmarks = FIST_UP * np.float32(480) / (width, height)
        assert is_thumb_up(landmarks.astype(np.float32), width, height)


def test_a_thumb_that_is_down_level_or_not_alone_is_none():
    down = FIST_UP * (1, -1) + (0, 1)
    level = FIST_UP[:, ::-1]
    open_hand = FIST_UP.copy()
    open_hand[8] = (0.9, 0.46)
    for landmarks in (down, level, open_hand):
        assert not is_thumb_up(landmarks.astype(np.float32), 640, 640)


def test_it_must_be_put_up_during_the_question_and_held():
    up, other = (True, True), (True, False)
    held = round(HELD_S * FPS) + 2
    assert not any(seen([up] * 3 * held)), "it was up before, as a part of the sign"
    assert not any(seen([other, *[up] * (held - 4), *[other] * held]))
    answers = seen([other, *[up] * held])
    assert answers[-1]
    assert not any(answers[: held - 3])
    assert not any(seen([(False, False), *[(False, True)] * 2 * held]))


def test_a_missed_frame_does_not_begin_the_hold_anew():
    missed = round(LAPSE_S * FPS)
    held = round(HELD_S * FPS) + 2
    up, other = (True, True), (True, False)
    assert seen([other, *[up] * (held // 2), *[other] * (missed - 1), *[up] * (held // 2 + 1)])[-1]
    assert not seen([other, *[up] * (held // 2), *[other] * (missed + 3), *[up] * (held // 2 + 1)])[-1]
