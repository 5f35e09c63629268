"""A teacher's own pictures: used when they can be, else one sentence and the built-in picture."""

import os

import cv2
import numpy as np
import pytest
from PIL import Image

from device.display.palette import NORMAL
from device.display.pixel.reference_panel import draw_mono_reference, draw_reference
from device.display.pixel.screen import content_of
from device.signing.own_pictures import MAX_SIDE, load_own_pictures, own_picture_image
from device.view import Task, View


def photograph(path, size=(120, 90), colour=(200, 30, 30)):
    Image.new("RGB", size, colour).save(path)


def load(folder, by="Linh"):
    said = []
    return load_own_pictures(folder, by, said.append), said


def test_photographs_are_taken_by_their_name(tmp_path):
    photograph(tmp_path / "A.jpg")
    photograph(tmp_path / "b.PNG")
    photograph(tmp_path / "7.webp", (3000, 200))
    own, said = load(tmp_path)
    assert sorted(own) == ["7", "A", "B"]
    assert said == []
    assert own["A"].by == "Linh"
    assert max(own["7"].image.shape[:2]) == MAX_SIDE


def test_a_clip_plays_again_and_again_and_its_middle_frame_stands_for_it(tmp_path):
    writer = cv2.VideoWriter(str(tmp_path / "J.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 64))
    for grey in range(0, 200, 5):
        writer.write(np.full((64, 64, 3), grey, np.uint8))
    writer.release()
    own = load(tmp_path)[0]["J"]
    assert 60 < own.image.mean() < 140
    assert (len(own.frames), own.step_s) == (40, 0.1)
    greys = [np.asarray(own_picture_image(own, 64, t=t))[32, 32, 0] for t in (0.05, 3.95, 4.05)]
    assert greys == pytest.approx([0, 195, 0], abs=4)
    assert content_of(View("hand", task=Task(picture="J", own_picture=own))) is None, "the page is drawn again"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("A.jpg", b""),
        ("A.jpg", b"no picture"),
        ("A.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
        ("A.mp4", b"\0\0\0\x18ftypmp42"),
        ("holiday.jpg", None),
        ("AB.jpg", None),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(tmp_path, name, content):
    photograph(tmp_path / "C.jpg")
    if content is None:
        photograph(tmp_path / name)
    else:
        (tmp_path / name).write_bytes(content)
    own, said = load(tmp_path)
    assert sorted(own) == ["C"]
    assert len(said) == 1
    assert name in said[0]
    assert said[0].endswith(".")
    assert "\n" not in said[0]


def test_a_small_picture_and_a_second_one_are_not_used(tmp_path):
    photograph(tmp_path / "A.jpg", (20, 20))
    photograph(tmp_path / "B.jpg")
    photograph(tmp_path / "b.png")
    own, said = load(tmp_path)
    assert sorted(own) == ["B"]
    assert ["too small" in s for s in said] == [True, False]


def test_a_folder_that_is_not_there_or_empty_leaves_the_built_in_pictures(tmp_path):
    assert load(tmp_path / "none")[0] == {}
    own, said = load(tmp_path)
    assert own == {}
    assert len(said) == 1


def test_names_that_are_not_text_do_no_harm(tmp_path):
    photograph(tmp_path / "A.jpg")
    (tmp_path / "A.jpg").rename(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n.jpg"))
    own, said = load(tmp_path)
    assert own == {}
    assert all("\n" not in s for s in said)


@pytest.mark.parametrize("mono", [False, True])
def test_displays_draw_it_in_place_of_the_built_in_picture(tmp_path, mono):
    photograph(tmp_path / "A.png", (100, 50), (255, 255, 255))
    own, _ = load(tmp_path)
    task = Task(picture="A", own_picture=own["A"], caption="")
    image = Image.new("RGB", (100, 100))
    if mono:
        draw_mono_reference(image, task, (0, 0, 100, 100))
    else:
        draw_reference(image, task, (0, 0, 100, 100), NORMAL, 0.0)
    pixels = np.asarray(image)[..., 0]
    assert pixels[50, 50] > 200
    assert pixels[5].max() < 40


def test_a_left_hand_sees_it_mirrored(tmp_path):
    picture = Image.new("RGB", (100, 100))
    picture.paste((255, 255, 255), (0, 0, 50, 100))
    picture.save(tmp_path / "A.png")
    own, _ = load(tmp_path)
    left = np.asarray(own_picture_image(own["A"], 50, "left"))
    assert left[25, 5, 0] < 50 < 200 < left[25, 45, 0]
