"""Folders of any content: each picture once, in one order, and what is passed over is named."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.camera import open_camera
from device.camera.listing import is_left_out, natural_order, pictures_of
from device.camera.media import is_picture, is_video
from device.errors import CameraError
from device.settings import CameraSettings
from tests.fakes.clips import write_clip, write_pictures


def names(folder: Path, **options) -> list[str]:
    return [os.fsdecode(os.fsencode(path.relative_to(folder))) for path in pictures_of(folder, **options)]


@pytest.fixture
def picture(tmp_path) -> bytes:
    return (write_pictures(tmp_path / "made", "A") / "0.png").read_bytes()


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


@pytest.mark.parametrize(
    "junk", ["._1.png", ".hidden.png", "Thumbs.db", "DESKTOP.INI", ".DS_Store", "2.png.7-1-1.part"]
)
def test_what_other_systems_leave_is_left_out_without_a_word(folder, picture, junk, capsys):
    (folder / "1.png").write_bytes(picture)
    (folder / junk).write_bytes(b"\0\5\x16\7" if junk.startswith("._") else picture)
    for name in ("__MACOSX", ".Trashes", "lost+found"):
        (folder / name).mkdir()
        (folder / name / "3.png").write_bytes(picture)
    assert names(folder) == ["1.png"]
    assert capsys.readouterr().err == ""


def test_what_read_takes_is_taken_in_a_folder_whatever_its_suffix(folder, picture, capsys):
    for name in ("a.jfif", "b.jpe", "c.tif", "d.gif", "e", "f.photo", "g.PNG"):
        (folder / name).write_bytes(picture)
    assert names(folder) == ["a.jfif", "b.jpe", "c.tif", "d.gif", "e", "f.photo", "g.PNG"]
    assert capsys.readouterr().err == ""


def test_what_is_passed_over_is_named(folder, picture, capsys):
    (folder / "1.png").write_bytes(picture)
    (folder / "a\x1b[2J.heic").write_bytes(b"\0\0\0\x18ftypheic")
    pictures_of(folder)
    message = f"handshape: {folder}/a\\x1b[2J.heic is not a picture that can be read, and is passed over.\n"
    assert capsys.readouterr().err == message
    for name in ("b.txt", "c.mp4", "d", "e.json"):
        (folder / name).write_bytes(b"x")
    os.mkfifo(folder / "f.png")
    pictures_of(folder)
    message = capsys.readouterr().err
    assert "6 files in" in message
    assert message.endswith("are not pictures and are passed over: a\\x1b[2J.heic, b.txt, c.mp4 and 3 more.\n")


def test_videos_are_listed_where_they_are_read(folder, picture, tmp_path):
    (folder / "1.png").write_bytes(picture)
    write_clip(folder / "2.mp4", ["A"], labelled=False)
    assert names(folder, videos=True) == ["1.png", "2.mp4"]
    assert names(folder) == ["1.png"]


def test_links_are_followed_once(folder, picture, tmp_path):
    (folder / "1.png").write_bytes(picture)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "2.png").write_bytes(picture)
    for name in ("x", "y", "z"):
        (folder / name).symlink_to(".")
    (folder / "other").symlink_to(tmp_path / "other")
    (folder / "other again").symlink_to(tmp_path / "other")
    (tmp_path / "other" / "back").symlink_to(folder)
    (folder / "file.png").symlink_to("1.png")
    (folder / "self").symlink_to("self")
    assert names(folder) == ["1.png", "file.png", "other/2.png"]


def test_a_link_to_nothing_is_a_broken_picture(folder, picture, capsys):
    (folder / "1.png").write_bytes(picture)
    (folder / "2.png").symlink_to("gone.png")
    assert names(folder) == ["1.png", "2.png"]
    camera = open_camera(CameraSettings(uri=f"folder:{folder}"))
    assert camera.read() is not None
    assert camera.read() is None
    assert "2.png cannot be read: No such file or directory" in capsys.readouterr().err


def test_a_very_deep_folder_does_not_end_the_list(folder, picture, capsys):
    (folder / "1.png").write_bytes(picture)
    name, here = "d" * 200, os.open(folder, os.O_RDONLY)
    for _ in range(30):  # longer than any path that Linux takes
        os.mkdir(name, dir_fd=here)
        deeper = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)
    assert names(folder) == ["1.png"]
    assert "cannot be opened: File name too long" in capsys.readouterr().err


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_stop_ends_the_list(folder, picture, after):
    for number in range(10):
        (folder / f"{number}.png").write_bytes(picture)
    asked = iter(range(100))
    assert len(pictures_of(folder, stopped=lambda: next(asked) >= after)) < 10


NAMES = st.lists(st.binary(min_size=1, max_size=12).filter(lambda name: not {0, 47} & {*name}).map(os.fsdecode))


@given(NAMES)
def test_the_order_does_not_depend_on_the_disk(found):
    other = [*found]
    other.reverse()
    assert sorted(found, key=natural_order) == sorted(other, key=natural_order)


@pytest.mark.parametrize("name", ["²1.png", "٣.png", "1²3.png", "0" * 200 + ".png"])
def test_digits_that_are_no_numbers_are_ordered_too(folder, picture, name):
    (folder / name).write_bytes(picture)
    (folder / "2.png").write_bytes(picture)
    assert sorted(names(folder)) == sorted([name, "2.png"])


@pytest.mark.parametrize("name", ["what is it?", "a?fps=9", "?", "100%", "-x", b"f\xff", "a\nb", "10:15", " "])
def test_a_folder_of_any_name_is_a_camera(tmp_path, picture, name):
    folder = tmp_path / os.fsdecode(name)
    folder.mkdir()
    (folder / folder.name).with_suffix(".png").write_bytes(picture)
    assert open_camera(CameraSettings(uri=f"folder:{folder}")).read() is not None
    frames = open_camera(CameraSettings(uri=f"folder:{folder}?fps=10"))
    assert frames.fps == 10


def test_one_broken_picture_is_a_warning_and_the_others_are_frames(tmp_path, capsys):
    folder = write_pictures(tmp_path, "ABC")
    (folder / "1.png").write_bytes((folder / "1.png").read_bytes()[:-20])
    camera = open_camera(CameraSettings(uri=f"folder:{folder}?fps=10"))
    frames = [camera.read() for _ in range(3)]
    assert [frame and (frame.index, frame.t) for frame in frames] == [(0, 0.0), (1, 0.2), None]
    assert "1.png is cut short" in capsys.readouterr().err


def test_a_folder_of_broken_pictures_is_an_error(tmp_path):
    (tmp_path / "1.png").write_bytes(b"x")
    camera = open_camera(CameraSettings(uri=f"folder:{tmp_path}"))
    with pytest.raises(CameraError, match=r"None of the 1 pictures in .* can be read"):
        camera.read()


def test_pictures_and_videos_are_recognised_by_content_too(tmp_path, picture):
    clip = write_clip(tmp_path / "a.avi", ["A"], labelled=False)
    for name, data in (("p", picture), ("v", clip.read_bytes()), ("t", b"text")):
        (tmp_path / name).write_bytes(data)
    assert [is_picture(tmp_path / name) for name in "pvt"] == [True, False, False]
    assert [is_video(tmp_path / name) for name in "pvt"] == [False, True, False]
    assert not is_left_out("1.png")
