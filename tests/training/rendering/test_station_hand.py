"""One pose table for all: the station's hand, the pictures and the training images agree."""

import numpy as np
import pytest

pytest.importorskip("numba")

from device.signing.hand_model import hand_model
from device.signing.pose_table import pose_table
from training.rendering.person import Arm
from training.rendering.reference_signs import reference_signs
from training.rendering.skinning import pose_surface
from training.rendering.surface import surfaces

MAX_JOINT = 0.01
"""Hand units, about a millimetre: the stored angles are rounded."""


@pytest.fixture(scope="module")
def arm():
    return Arm()


@pytest.fixture(scope="module")
def signs(arm):
    return reference_signs(arm)


def test_the_stored_poses_are_those_of_the_pose_table(arm, signs):
    stored = pose_table().signs
    assert list(stored) == list(signs)
    for name, sign in signs.items():
        ours = hand_model().skeleton.landmarks(stored[name].pose) @ stored[name].rotation.T
        table = arm.skeleton.landmarks(sign.pose) @ sign.rotation.T
        assert np.abs(ours - table).max() < MAX_JOINT, f"{name}: run `python -m training handshapes build`"
        np.testing.assert_allclose(stored[name].position, sign.position, atol=0.002)


def test_both_skeletons_have_the_same_joints_and_bones_in_any_pose(arm):
    rng = np.random.default_rng(3)
    for _ in range(20):
        pose = rng.normal(0, 40, 29)
        np.testing.assert_allclose(hand_model().skeleton.joints(pose), arm.skeleton.joints(pose), atol=1e-6)
        for ours, theirs in zip(hand_model().skeleton.bones(pose), arm.skeleton.bones(pose), strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_the_surface_lies_where_the_training_surface_lies(arm, signs):
    """The station blends matrices, training mostly quaternions: they differ where a joint bends far."""
    refine = surfaces()[0].refine
    for name in "BSY":
        posed, _ = hand_model().posed(signs[name].pose, np.eye(3))
        away = np.linalg.norm(posed - refine @ pose_surface(arm, signs[name].pose), axis=1)
        assert np.median(away) < 0.01
        assert np.quantile(away, 0.99) < 0.08
