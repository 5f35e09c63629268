"""Whether a picture has changed since it was searched."""

import numpy as np
import pytest

from device.recognition.picture_change import CHANGE, PictureChange

ROOM = np.full((240, 320, 3), 90, np.uint8)


@pytest.fixture
def picture() -> PictureChange:
    picture = PictureChange()
    picture.keep(ROOM)
    return picture


def test_noise_of_a_camera_is_no_change_and_a_finger_is_one(picture: PictureChange) -> None:
    noise = np.random.default_rng(1).normal(0, 6, ROOM.shape)
    assert not picture.changed((ROOM + noise).clip(0, 255).astype(np.uint8))
    finger = ROOM.copy()
    finger[100:140, 100:108] += 20
    assert picture.changed(finger)


def test_small_steps_add_up(picture: PictureChange) -> None:
    levels = range(1, int(CHANGE) + 2)
    assert [picture.changed(ROOM + np.uint8(level)) for level in levels] == [level >= CHANGE for level in levels]


def test_every_picture_is_new_after_the_last_one_is_forgotten(picture: PictureChange) -> None:
    picture.forget()
    assert picture.changed(ROOM)
