"""Slices of the frames: side of the hand, light, background, group of handshapes, skin."""

import numpy as np

from device.types import HandBox
from tests.fakes.drawn_letters import draw
from tests.training import sample_folder
from tests.training.evaluation.made_up import sample
from training.datasets import signers
from training.evaluation.slices import slices_of


def test_slices_tell_hand_light_and_background(tmp_path):
    sample_folder.write_signers(tmp_path)
    marked = next(s for s in signers.samples(tmp_path) if s.split == "eval" and s.box is not None)
    parts = slices_of(marked, marked.load())
    assert parts["hand"] == "right"
    assert parts["letters"].startswith(("fists", "round"))
    dark = np.full((120, 160), 30, np.uint8)
    assert slices_of(marked, dark)["light"] == "dim"
    assert slices_of(marked, dark)["background"] == "plain"
    assert slices_of(marked, dark + 200)["light"] == "bright"
    busy = np.kron(np.random.default_rng(0).integers(0, 2, (30, 40)) * 200, np.ones((4, 4))).astype(np.uint8)
    assert slices_of(marked, busy)["background"] == "busy"


def test_a_box_at_the_very_edge_still_has_light():
    assert slices_of(sample(box=HandBox(0.999, 0.999, 1.2, 1.3)), draw("A", 100))["light"] in ("dim", "even", "bright")
