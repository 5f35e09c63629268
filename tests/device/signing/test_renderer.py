"""The light renderer: size, mirror, skins, free camera, and landmarks that lie on the drawn hand."""

import numpy as np
import pytest

from device.signing.hand_model import FOLDER
from device.signing.pose_table import pose_table
from device.signing.renderer import HandRenderer
from device.signing.timeline import Moment
from device.signing.viewpoint import Viewpoint

MAX_ASSET_BYTES = 1_000_000
VIEW = Viewpoint(160, 120)


def moment(letter):
    sign = pose_table().signs[letter]
    return Moment(sign.pose, sign.rotation, sign.position, letter, "hold")


@pytest.mark.parametrize("letter", ["B", "L", "5"])
def test_landmarks_lie_on_the_hand(letter):
    image = HandRenderer().render(moment(letter), VIEW)
    assert image.rgba.shape == (120, 160, 4)
    x, y = image.landmarks.round().astype(int).T
    assert (image.rgba[y, x, 3] > 0).mean() > 0.9


def test_a_left_hand_and_a_mirror_are_the_mirrored_picture():
    right = HandRenderer().render(moment("L"), VIEW)
    left = HandRenderer(hand="left").render(moment("L"), VIEW)
    np.testing.assert_array_equal(left.rgba, right.rgba[:, ::-1])
    np.testing.assert_allclose(left.landmarks[:, 0], 160 - right.landmarks[:, 0], atol=1e-3)
    both = HandRenderer(hand="left").render(moment("L"), VIEW, mirror=True)
    np.testing.assert_array_equal(both.rgba, right.rgba)


def test_skins_differ_in_brightness_and_tones_lie_between():
    def brightness(skin):
        image = HandRenderer(skin).render(moment("B"), VIEW).rgba
        return image[image[..., 3] > 0][:, :3].mean()

    values = [brightness(skin) for skin in ("light", 0.25, "medium", 0.75, "dark")]
    assert values == sorted(values, reverse=True)
    assert brightness(0.5) == pytest.approx(brightness("medium"), abs=1)


def test_the_camera_moves_around_the_hand():
    front = HandRenderer().render(moment("L"), VIEW).landmarks
    back = HandRenderer().render(moment("L"), Viewpoint(160, 120, yaw=180)).landmarks
    thumb, index = 4, 8
    assert front[thumb, 0] > front[index, 0]
    assert back[thumb, 0] < back[index, 0]


@pytest.mark.parametrize("size", [(2, 2), (1, 7), (33, 500)])
@pytest.mark.parametrize("smooth", [False, True])
def test_any_size_is_drawn(size, smooth):
    image = HandRenderer().render(moment("A"), Viewpoint(*size), smooth=smooth)
    assert image.rgba.shape == (size[1], size[0], 4)


def test_a_hand_outside_of_the_view_leaves_the_picture_empty():
    sign = pose_table().signs["A"]
    away = Moment(sign.pose, sign.rotation, np.array([0.0, -30.0, 0.0]), "A", "hold")
    assert not HandRenderer().render(away, VIEW).rgba.any()


def test_no_pixel_is_drawn_far_from_the_hand():
    image = HandRenderer().render(moment("5"), Viewpoint(200, 200, 68)).rgba
    row = image[190, :, 3]  # the forearm: one run
    assert np.count_nonzero(np.diff((row > 0).astype(int)) > 0) == 1


def test_the_files_are_small():
    assert sum((FOLDER / name).stat().st_size for name in ("hand.npz", "poses.json")) < MAX_ASSET_BYTES
