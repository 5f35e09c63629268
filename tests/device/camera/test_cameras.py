"""Clips, folders and V4L2 devices: every frame in order, every error one sentence."""

import json
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from device import camera as cameras
from device.camera.clip import ClipCamera
from device.camera.folder import FolderCamera
from device.camera.pictures import read_picture
from device.errors import CameraBusy, CameraDenied, CameraError
from device.reading.spelling import spelled
from device.settings import MODELS
from tests.device.camera.opening import all_of, opened
from tests.fakes.clips import frame_of, truth_of, write_clip, write_pictures


def cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


# ── clip ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("suffix", [".mp4", ".avi"])
def test_a_clip_gives_every_frame_in_order_with_its_time_and_truth(tmp_path, suffix):
    truth = truth_of("CAB", 10, held=0.5, between=0.2)
    camera = opened(f"clip:{write_clip(tmp_path / f'cab{suffix}', truth, 10)}")
    frames = all_of(camera)
    assert [frame.truth for frame in frames] == truth
    assert [frame.index for frame in frames] == list(range(len(truth)))
    assert [frame.t for frame in frames] == pytest.approx([i / 10 for i in range(len(truth))])
    assert frames[0].image.shape == (240, 320, 3)
    assert not camera.live
    assert camera.read() is None, "an ended clip stays ended"
    camera.close()
    camera.close()


def test_a_clip_without_labels_has_no_truth(tmp_path):
    clip = write_clip(tmp_path / "a.avi", ["A"] * 3, labelled=False)
    assert {frame.truth for frame in all_of(opened(f"clip:{clip}"))} == {None}


def test_labels_that_end_early_leave_the_rest_without_truth(tmp_path):
    clip = write_clip(tmp_path / "a.avi", ["A"] * 3)
    (tmp_path / "a_labels.json").write_text(json.dumps([{"letter": "A"}]))
    assert [frame.truth for frame in all_of(opened(f"clip:{clip}"))] == ["A", None, None]


def test_a_double_letter_is_two_letters_of_the_truth():
    frames = all_of(ClipCamera(MODELS.parent / "assets" / "demo" / "hello_jz.mp4"))
    assert spelled(frame.truth for frame in frames) == "HELLOJZ"


@pytest.mark.parametrize("content", ["", "3", "{}x", '[{"frame": 0}]', '{"letter": "A"}'])
def test_damaged_labels_are_an_error(tmp_path, content):
    clip = write_clip(tmp_path / "a.avi", ["A"])
    (tmp_path / "a_labels.json").write_text(content)
    with pytest.raises(CameraError, match=r"a_labels.json is not a list of frames"):
        opened(f"clip:{clip}")


def test_a_missing_clip_is_an_error(tmp_path):
    with pytest.raises(CameraError, match="There is no video"):
        opened(f"clip:{tmp_path / 'none.mp4'}")


@pytest.mark.parametrize("content", [b"", b"not a video at all", bytes(5000)])
def test_a_file_that_is_not_a_video_is_an_error(tmp_path, content, capfd):
    path = tmp_path / "x.mp4"
    path.write_bytes(content)
    with pytest.raises(CameraError, match="is not a video that can be read"):
        opened(f"clip:{path}")
    assert capfd.readouterr() == ("", ""), "the video library keeps its own complaints to itself"


def test_a_video_whose_end_is_missing_is_an_error(tmp_path, capfd):
    clip = cut(write_clip(tmp_path / "a.mp4", ["A"] * 30), 0.6)
    with pytest.raises(CameraError, match="is not a video that can be read"):
        opened(f"clip:{clip}")
    assert capfd.readouterr() == ("", "")


class CutShort(ClipCamera):
    """As OpenCV behaves on a video whose index promises more frames than the file holds."""

    def __init__(self, path: Path, readable: int) -> None:
        super().__init__(path)
        self._left, self._read = readable, self._capture.read
        methods = {"read": self._next, "release": lambda _: None, "get": lambda *_: 0.0}
        self._capture = type("Capture", (), methods)()

    def _next(self, *_):
        self._left -= 1
        return self._read() if self._left >= 0 else (False, None)


@pytest.mark.parametrize("readable", [0, 1, 20])
def test_a_video_with_fewer_frames_than_it_promises_is_an_error_not_an_end(tmp_path, readable):
    camera = CutShort(write_clip(tmp_path / "a.mp4", ["A"] * 30), readable)
    with pytest.raises(CameraError, match=f"only {readable} of its 30 frames" if readable else "holds no frame"):
        all_of(camera)


def test_a_clip_may_end_a_few_frames_early(tmp_path):
    assert len(all_of(CutShort(write_clip(tmp_path / "a.mp4", ["A"] * 30), 29))) == 29


# ── folder ───────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_is_read_in_name_order_and_its_sub_folders_after_it(tmp_path):
    for name in ("10.png", "2.PNG", "1.jpg", "b/1.png", "a/2.png", "a/10.png", "a/c/1.bmp"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(tmp_path / name), frame_of("A"))
    (tmp_path / "notes.txt").write_text("no picture")
    files = FolderCamera(tmp_path, 30).files
    names = [str(path.relative_to(tmp_path)) for path in files]
    assert names == ["1.jpg", "2.PNG", "10.png", "a/2.png", "a/10.png", "a/c/1.bmp", "b/1.png"]


def test_the_rate_of_a_folder_is_in_its_uri(tmp_path):
    write_pictures(tmp_path, "ABC")
    assert [frame.t for frame in all_of(opened(f"folder:{tmp_path}?fps=10"))] == pytest.approx([0, 0.1, 0.2])
    assert [frame.t for frame in all_of(opened(f"folder:{tmp_path}"))] == pytest.approx([0, 1 / 30, 2 / 30])


@pytest.mark.parametrize("query", ["fps=0", "fps=fast", "fps=nan", "fps=1000", "speed=3", "fps=", "fps=30&x=1"])
def test_a_wrong_rate_is_refused(tmp_path, query):
    write_pictures(tmp_path, "A")
    with pytest.raises(CameraError, match=r"write folder:DIR\?fps=30, with a number from 1 to 240"):
        opened(f"folder:{tmp_path}?{query}")


def test_an_empty_or_missing_folder_is_refused(tmp_path):
    with pytest.raises(CameraError, match="holds no picture"):
        opened(f"folder:{tmp_path}")
    with pytest.raises(CameraError, match="There is no folder"):
        opened(f"folder:{tmp_path / 'none'}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_a_forbidden_folder_is_refused(tmp_path):
    (tmp_path / "a").mkdir(mode=0)
    with pytest.raises(CameraError, match="cannot be opened: Permission denied"):
        opened(f"folder:{tmp_path}")


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x89PNG\r\n\x1a\n" + bytes(50), b"\xff\xd8\xff\xe0 cut"])
def test_a_file_that_is_not_a_picture_is_named(tmp_path, content, capfd):
    path = tmp_path / "1.png"
    path.write_bytes(content)
    with pytest.raises(CameraError, match=r"1.png is not a picture that can be read"):
        read_picture(path)
    assert capfd.readouterr() == ("", "")


def test_grey_pictures_stay_grey_and_transparent_ones_lose_their_fourth_channel(tmp_path):
    cv2.imwrite(str(tmp_path / "grey.png"), np.full((20, 30), 77, np.uint8))
    cv2.imwrite(str(tmp_path / "rgba.png"), np.full((20, 30, 4), 77, np.uint8))
    assert read_picture(tmp_path / "grey.png").shape == (20, 30)
    assert read_picture(tmp_path / "rgba.png").shape == (20, 30, 3)


def test_a_picture_is_turned_as_its_exif_tag_says(tmp_path):
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise to view
    Image.new("RGB", (40, 20)).save(tmp_path / "phone.jpg", exif=exif)
    assert read_picture(tmp_path / "phone.jpg").shape[:2] == (40, 20)


# ── which camera ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("uri", ["", "webcam", "http://x", "v4l:0", "clips:x"])
def test_an_unknown_uri_is_an_error_that_lists_the_known_ones(uri):
    with pytest.raises(CameraError, match=r"is not a camera; use auto, picamera:, v4l2:/dev/video0, clip:FILE"):
        opened(uri)


def test_auto_takes_the_first_device_that_opens(tmp_path, monkeypatch):
    for name in ("video10", "video2", "video9"):
        (tmp_path / name).touch()
    tried = []

    def try_device(device, settings):
        tried.append(Path(device).name)
        if len(tried) < 2:
            raise CameraError("not a camera")
        return "camera"

    monkeypatch.setattr(cameras, "V4l2Camera", try_device)
    monkeypatch.setattr(cameras, "DEVICES", tmp_path)
    assert opened("auto") == "camera"
    assert tried == ["video2", "video9"]


def test_auto_without_a_camera_is_an_error_that_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(cameras, "DEVICES", tmp_path)
    with pytest.raises(CameraError, match="No camera was found; plug one in, or watch the bundled clip"):
        opened("auto")


@pytest.mark.parametrize("error", [CameraBusy("in use"), CameraDenied("not allowed")])
def test_auto_names_a_camera_that_is_there_and_cannot_be_used(tmp_path, monkeypatch, error):
    for name in ("video0", "video1", "video2"):
        (tmp_path / name).touch()
    errors = iter([CameraError("not a camera"), error, CameraError("not a camera")])

    def try_device(device, settings):
        raise next(errors)

    monkeypatch.setattr(cameras, "V4l2Camera", try_device)
    monkeypatch.setattr(cameras, "DEVICES", tmp_path)
    with pytest.raises(type(error), match=str(error)):
        opened("auto")


def test_a_device_that_vanishes_after_it_was_listed_is_passed_over(tmp_path, monkeypatch):
    (tmp_path / "video0").symlink_to(tmp_path / "gone")
    monkeypatch.setattr(cameras, "DEVICES", tmp_path)
    with pytest.raises(CameraError, match="No camera was found"):
        opened("auto")
    with pytest.raises(CameraError, match="has just been unplugged"):
        opened(f"v4l2:{tmp_path / 'video0'}")


@pytest.mark.parametrize("name", ["video\udcff", "video 0", "видео0", "v\nideo", "vi\0deo"])
def test_any_name_of_a_device_is_a_sentence(tmp_path, name):
    with pytest.raises(CameraError, match="There is no camera at") as caught:
        opened(f"v4l2:{tmp_path / name}")
    str(caught.value).encode()
    assert "\n" not in str(caught.value)
    if "\0" not in name:
        (tmp_path / name).touch()
        with pytest.raises(CameraError, match="is not a camera"):
            opened(f"v4l2:{tmp_path / name}")
