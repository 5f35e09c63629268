"""A camera that delivers frames on which nothing can be seen."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.assets.strings import load_strings
from device.camera.clip import ClipCamera
from device.runtime.picture_watch import FROZEN_S, SENTENCES, PictureWatch
from device.settings import DEMO, LANGUAGES

SIZE = (240, 320)
FPS = 15


def noisy(level: float, spread: float, colour: bool = False):
    """Return an endless run of frames of one brightness with the noise of a sensor."""
    random = np.random.default_rng(0)
    shape = (*SIZE, 3) if colour else SIZE
    while True:
        yield np.clip(random.normal(level, spread, shape), 0, 255).astype(np.uint8)


def room(brightness: float = 1.0):
    """Return an endless run of frames of a room with a bright side, and the noise of a sensor."""
    for noise in noisy(0, 2):
        yield np.clip(np.linspace(5, 200, SIZE[1])[None, :] * brightness + noise, 0, 255).astype(np.uint8)


def still(frames):
    """Return the first of these frames for ever."""
    return itertools.repeat(next(frames))


def faults(
    frames, seconds: float, watch: PictureWatch | None = None, start: float = 0.0, hand=False, live=True
) -> list:
    """Return what the watch says, frame by frame."""
    watch = watch or PictureWatch()
    count = round(seconds * FPS)
    return [watch.see(image, start + i / FPS, hand, live) for i, image in enumerate(itertools.islice(frames, count))]


BAD = {
    "black": [
        lambda: itertools.repeat(np.zeros(SIZE, np.uint8)),
        lambda: itertools.repeat(np.full((*SIZE, 3), 16, np.uint8)),
        lambda: noisy(8, 6),
        lambda: noisy(0, 8, colour=True),
    ],
    "constant": [
        lambda: itertools.repeat(np.full(SIZE, 128, np.uint8)),
        lambda: itertools.repeat(np.full((*SIZE, 3), (0, 135, 0), np.uint8)),  # YUV of zeros, as a wrong driver sends
        lambda: noisy(128, 1),
    ],
    "bright": [lambda: itertools.repeat(np.full(SIZE, 255, np.uint8)), lambda: noisy(254, 1)],
    "dark": [lambda: noisy(25, 10), lambda: room(0.2)],
    "frozen": [lambda: still(room())],
}


@pytest.mark.parametrize(("fault", "frames"), [(fault, each) for fault, kinds in BAD.items() for each in kinds])
def test_a_picture_on_which_nothing_can_be_seen_is_noticed_within_seconds(fault, frames):
    seen = faults(frames(), 6)
    assert seen[-1] == fault
    assert set(seen) == {None, fault}
    assert seen[: 2 * FPS] == [None] * 2 * FPS, "a camera that starts needs a second"


@pytest.mark.parametrize("fault", BAD)
def test_it_is_over_within_a_second_of_good_pictures(fault):
    watch = PictureWatch()
    assert faults(BAD[fault][0](), 6, watch)[-1] == fault
    assert faults(room(), 1, watch, start=6)[-1] is None


@pytest.mark.parametrize("frames", [lambda: room(), lambda: room(0.4), lambda: noisy(60, 12), lambda: noisy(150, 4)])
def test_a_dim_or_plain_room_is_no_fault(frames):
    assert set(faults(frames(), 8)) == {None}


def test_a_clip_that_holds_still_is_not_frozen():
    assert set(faults(still(room()), 4 * FROZEN_S, live=False)) == {None}


def test_the_bundled_clip_has_no_fault():
    camera, watch = ClipCamera(DEMO), PictureWatch()
    while (frame := camera.read()) is not None:
        assert watch.see(frame.image, frame.t, hand=False, live=True) is None
    camera.close()


def test_a_hand_that_is_seen_contradicts_dark_and_bright_but_not_black():
    assert set(faults(noisy(25, 10), 6, hand=True)) == {None}
    assert faults(noisy(8, 6), 6, hand=True)[-1] == "black"


def test_a_flash_or_a_short_black_is_no_fault_and_no_end():
    watch = PictureWatch()
    assert set(faults(BAD["black"][0](), 1.5, watch)) == {None}
    assert set(faults(room(), 1, watch, start=1.5)) == {None}
    assert faults(BAD["black"][0](), 5, watch, start=3)[-1] == "black"
    assert set(faults(room(), 0.3, watch, start=8)) == {"black"}


def test_two_faults_in_turn_are_one():
    black, bright = BAD["black"][0](), BAD["bright"][0]()
    turns = itertools.chain.from_iterable(zip(*[black] * 5, *[bright] * 5, strict=True))
    assert faults(turns, 6)[-1] is not None


def test_after_a_reset_it_begins_again():
    watch = PictureWatch()
    faults(BAD["black"][0](), 5, watch)
    watch.reset()
    assert faults(BAD["black"][0](), 1, watch, start=5) == [None] * FPS


@given(
    height=st.integers(1, 200), width=st.integers(1, 200), colour=st.booleans(), level=st.integers(0, 255),
    times=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20),
)  # fmt: skip
def test_any_size_and_any_time_are_taken(height, width, colour, level, times):
    watch = PictureWatch()
    image = np.full((height, width, 3) if colour else (height, width), level, np.uint8)
    assert {watch.see(image, t, hand=False, live=True) for t in times} <= {None, *SENTENCES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fault_has_a_text_in_each_language(language):
    for fault in SENTENCES:
        assert load_strings(language)(f"message.picture_{fault}")
