"""The drawing all pixel displays share, against pictures that were looked at (tests/golden/README.md)."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from device.display.screen import COLOURS, RECORDING, WORDS, draw, letter_mask
from device.frame import Frame, HandBox
from device.view import View
from tests.golden import remake
from tests.golden.cases import SIZES, STATUSES, view_of

GOLDEN = Path(__file__).parents[1] / "golden" / "screens"
MADE = remake.screens()


def test_every_status_has_a_word_a_colour_and_a_golden_picture_of_every_size():
    assert set(WORDS) == set(COLOURS) == set(STATUSES)
    assert {path.stem for path in GOLDEN.glob("*.png")} == set(MADE)
    assert len(MADE) == len(STATUSES) * len(SIZES)


@pytest.mark.parametrize("name", MADE)
def test_the_screen_looks_as_it_did_when_it_was_looked_at(name, tmp_path):
    golden = np.asarray(Image.open(GOLDEN / f"{name}.png").convert("RGB")).astype(int)
    drawn = np.asarray(MADE[name]).astype(int)
    assert drawn.shape == golden.shape
    # Another version of FreeType may shade edges differently: a few pixels, a little.
    different = (np.abs(drawn - golden).max(axis=2) > 40).mean()
    if different > 0.005:
        MADE[name].save(tmp_path / f"{name}.png")
    assert different <= 0.005, f"{different:.1%} of the pixels differ; drawn: {tmp_path / name}.png"


@pytest.mark.parametrize("size", SIZES)
def test_statuses_can_be_told_apart_without_colour(size):
    grey = [np.asarray(draw(View(status), size).convert("L")) >= 100 for status in STATUSES if status != "confirmed"]
    assert len({picture.tobytes() for picture in grey}) == len(grey)


def test_recording_is_marked_on_every_size():
    for size in SIZES[:3]:
        for frame in (None, view_of("hand").frame):
            picture = np.asarray(draw(View("holding", "W", 1, 1, frame=frame, recording=True), size))
            plain = np.asarray(draw(View("holding", "W", 1, 1, frame=frame), size))
            reds = (picture == RECORDING).all(axis=2).sum()
            assert reds >= 9, size
            assert not (plain == RECORDING).all(axis=2).any()


def test_the_preview_is_a_mirror_and_its_box_is_mirrored_with_it():
    image = np.zeros((480, 640), np.uint8)
    image[:, :200] = 250  # bright on the camera's left: the learner's right
    view = View("hand", frame=Frame(image, 0.0), box=HandBox(0.0, 0.4, 0.2, 0.6))
    picture = np.asarray(draw(view, (800, 480)))
    preview = picture[240, :400]
    assert preview[60:150].max() < 60
    assert preview[300:340].min() > 200
    blue = (picture == COLOURS["hand"]).all(axis=2)[:, :400]
    assert np.nonzero(blue.any(axis=0))[0].min() > 250


def test_the_hold_is_drawn_in_proportion():
    def filled(hold):
        picture = np.asarray(draw(View("holding", "I", 0.9, hold), (240, 240)))
        bar = picture[168:172, 20:220]
        return int((bar == COLOURS["holding"]).all(axis=2).any(axis=0).sum())

    assert filled(0.0) == 0
    assert filled(0.5) == pytest.approx(filled(1.0) / 2, abs=3)
    assert filled(1.0) > 150


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_a_letter_fills_its_room_without_leaving_it(letter):
    ink = np.asarray(letter_mask(letter, (60, 80))) >= 128
    rows, columns = np.nonzero(ink.any(axis=1))[0], np.nonzero(ink.any(axis=0))[0]
    assert rows.size > 55 or columns.size > 50
    assert abs((rows.min() + rows.max()) / 2 - 39.5) <= 2
    assert abs((columns.min() + columns.max()) / 2 - 29.5) <= 2


@settings(max_examples=25)
@given(st.integers(48, 500), st.integers(32, 400), st.sampled_from(STATUSES), st.text("AWI .", max_size=400),
       st.text("abcdefg ", max_size=120), st.booleans(), st.booleans())  # fmt: skip
def test_any_view_can_be_drawn_at_any_size(width, height, status, text, message, letter, recording):
    frame = Frame(np.full((48, 64, 3), 90, np.uint8), 0.0)
    view = View(status, "W" if letter else None, 0.5, 1.5, text, message, 30.0, 41.0, frame,
                HandBox(-0.2, 0.1, 1.3, 0.9), recording)  # fmt: skip
    assert draw(view, (width, height)).size == (width, height)
