"""Following a hand by its own points."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.camera.clip import ClipCamera
from device.recognition.detector import iou, scaled
from device.recognition.landmarks import LandmarkRecognizer
from device.settings import MODELS, RecognitionSettings
from device.types import HandBox

CLIP = MODELS.parent / "assets" / "demo" / "hello_jz.mp4"
sides = st.floats(0.01, 0.5)
places = st.floats(-0.2, 1)


@st.composite
def boxes(draw) -> HandBox:
    x, y = draw(places), draw(places)
    return HandBox(x, y, x + draw(sides), y + draw(sides), "left", 0.9)


@given(boxes(), boxes())
def test_boxes_overlap_alike_both_ways_and_wholly_only_with_themselves(a, b):
    assert 0 <= iou(a, b) <= 1
    assert iou(a, b) == pytest.approx(iou(b, a))
    assert iou(a, a) == pytest.approx(1)


def test_half_of_a_box_is_half_an_overlap_and_beside_it_is_none():
    assert iou(HandBox(0, 0, 1, 1), HandBox(0, 0, 0.5, 1)) == pytest.approx(0.5)
    assert iou(HandBox(0, 0, 1, 1), HandBox(1, 0, 2, 1)) == 0
    assert iou(HandBox(0, 0, 0, 0), HandBox(0, 0, 0, 0)) == 0


@given(boxes(), st.floats(1, 3))
def test_a_wider_box_keeps_its_middle_and_whose_hand_it_is(box, times):
    wide = scaled(box, times)
    assert wide.x0 + wide.x1 == pytest.approx(box.x0 + box.x1)
    assert wide.y1 - wide.y0 == pytest.approx(times * (box.y1 - box.y0))
    assert (wide.hand, wide.score) == ("left", 0.9)


def test_a_finger_that_comes_out_of_a_fist_is_followed():
    """The bundled clip's hand lifts its index finger for the Z: what is cut must grow with it."""
    recognizer = LandmarkRecognizer(RecognitionSettings(path="landmark"))
    rows = json.loads((CLIP.parent / "hello_jz_labels.json").read_text())
    camera, shares = ClipCamera(CLIP), []
    for row in rows:
        frame = camera.read()
        box = recognizer.recognize(frame).box
        if row["letter"] == "Z" and row["phase"] in ("hold", "motion"):
            shares.append(0.0 if box is None else iou(box, HandBox(*row["box"])))
    camera.close()
    assert np.median(shares) > 0.7
    assert np.mean(np.array(shares) > 0.5) > 0.8
