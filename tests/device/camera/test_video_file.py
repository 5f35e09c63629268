"""Videos of any name, and videos whose end is missing."""

import os
import struct
from pathlib import Path

import cv2
import numpy as np
import pytest

from device.camera import open_camera
from device.camera.clip import ClipCamera, ClipCutShort
from device.camera.video_file import VideoFile
from device.errors import CameraError
from device.settings import CameraSettings
from tests.fakes.clips import frame_of

CODES = {".mp4": "mp4v", ".mov": "mp4v", ".avi": "MJPG", ".mkv": "MJPG", ".webm": "VP80"}
FRAMES = 40
NAMES = [
    "10:15.mp4",
    "http:x.mp4",
    "-x.mp4",
    "a%02d.mp4",
    "what?.mp4",
    "a?loop=1",
    "a\nb.mp4",
    b"h\xe9.mp4",
    "h\u00e9.mp4",
]


@pytest.fixture(scope="module")
def videos(tmp_path_factory) -> dict[str, bytes]:
    """Complete videos, one for each container."""
    folder, made = tmp_path_factory.mktemp("videos"), {}
    for suffix, code in CODES.items():
        path = folder / f"whole{suffix}"
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*code), 20, (160, 120))
        for number in range(FRAMES):
            writer.write(np.roll(cv2.resize(frame_of("A"), (160, 120)), number, axis=1))
        writer.release()
        made[suffix] = path.read_bytes()
    return made


def count(path: Path) -> int:
    camera, frames = ClipCamera(path), 0
    try:
        while camera.read() is not None:
            frames += 1
    finally:
        camera.close()
    return frames


@pytest.mark.parametrize("suffix", CODES)
def test_a_complete_video_is_read_to_its_end(videos, tmp_path, suffix):
    (tmp_path / f"a{suffix}").write_bytes(videos[suffix])
    assert count(tmp_path / f"a{suffix}") == FRAMES


@pytest.mark.parametrize("share", [0.99, 0.9, 0.7, 0.5, 0.3])
@pytest.mark.parametrize("suffix", CODES)
def test_a_video_that_is_cut_is_never_read_as_complete(videos, tmp_path, suffix, share):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(videos[suffix][: int(len(videos[suffix]) * share)])
    with pytest.raises(CameraError, match=r"cut short|holds no frame"):
        count(path)


@pytest.mark.parametrize("suffix", [".avi", ".mkv", ".webm"])
def test_what_a_cut_video_still_holds_is_read(videos, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(videos[suffix][: len(videos[suffix]) // 2])
    camera = ClipCamera(path)
    frames = iter(camera.read, None)
    for _ in range(5):
        assert next(frames).image.shape == (120, 160, 3)
    with pytest.raises(ClipCutShort, match=r"is cut short: its end is missing after \d+ frames; copy or record it"):
        list(frames)
    with pytest.raises(ClipCutShort):
        camera.read()
    camera.close()


def test_a_cut_clip_in_a_loop_goes_on_and_says_so_once(videos, tmp_path, capsys):
    path = tmp_path / "a.webm"
    path.write_bytes(videos[".webm"][: len(videos[".webm"]) // 4])
    camera = open_camera(CameraSettings(uri=f"clip:{path}?loop=1"))
    for _ in range(FRAMES):
        assert camera.read() is not None
    camera.close()
    assert capsys.readouterr().err.count("is cut short") == 1


def unknown_length(data: bytes) -> bytes:
    """What a browser records: no length of the segment."""
    place = data.index(b"\x18\x53\x80\x67") + 4
    return data[:place] + b"\x01" + b"\xff" * 7 + data[place + 8 :]


@pytest.mark.parametrize("cut", [0, 10, 3000])
def test_a_recording_without_a_length_is_cut_short_if_its_last_cluster_is(videos, tmp_path, cut):
    data = unknown_length(videos[".webm"])
    path = tmp_path / "a.webm"
    end = data.rindex(b"\x1c\x53\xbb\x6b")  # of the clusters: the index follows
    path.write_bytes(data[: end - cut])
    assert VideoFile(path).cut_short == bool(cut)


def test_a_segment_that_ends_with_a_box_of_64_bits_or_up_to_the_end_is_complete(videos, tmp_path):
    path = tmp_path / "a.mp4"
    for box in (struct.pack(">I4sQ", 1, b"free", 16), struct.pack(">I4s", 0, b"free") + bytes(50)):
        path.write_bytes(videos[".mp4"] + box)
        assert not VideoFile(path).cut_short
        assert count(path) == FRAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("loop", ["", "?loop=1"])
def test_a_video_of_any_name_is_a_camera(videos, tmp_path, name, loop):
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(videos[".mp4"])
    camera = open_camera(CameraSettings(uri=f"clip:{path}{loop}"))
    assert camera.read() is not None
    assert camera.live == bool(loop)
    camera.close()


def test_a_relative_name_is_a_file_and_no_address(videos, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("10:15.mp4").write_bytes(videos[".mp4"])
    assert count(Path("10:15.mp4")) == FRAMES


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not a video that can be read; the file is empty"),
        (b"text", "is not a video that can be read; convert it to MP4"),
        (struct.pack(">I4s", 16, b"ftypisom") + bytes(100), "its index is missing, because it is cut short"),
        (b"\x1a\x45\xdf\xa3\x80", "is not a video that can be read"),
        (b"RIFF\0\0\0\0AVI ", "is not a video that can be read"),
        (bytes(1000), "is not a video that can be read"),
    ],
)
def test_what_is_no_video_is_said(tmp_path, data, message, capfd):
    (tmp_path / "a.mp4").write_bytes(data)
    with pytest.raises(CameraError, match=message):
        ClipCamera(tmp_path / "a.mp4")
    assert capfd.readouterr() == ("", "")


def test_a_pipe_is_said_at_once(tmp_path):
    os.mkfifo(tmp_path / "a.mp4")
    with pytest.raises(CameraError, match=r"a\.mp4 cannot be read: it is a pipe, not a file"):
        ClipCamera(tmp_path / "a.mp4")


class Capture:
    """A video with frame times of its own, as a browser records it."""

    def __init__(self, name: str, backend: int) -> None:
        self._stamps = iter([100.0, 133.0, 200.0, 200.0, 500.0])

    def isOpened(self) -> bool:
        return True

    def read(self):
        self.stamp = next(self._stamps, None)
        return self.stamp is not None, np.zeros((4, 4, 3), np.uint8)

    def get(self, key: int) -> float:
        return {cv2.CAP_PROP_FPS: 1000.0, cv2.CAP_PROP_POS_MSEC: getattr(self, "stamp", 0.0)}.get(key, 0.0)

    def release(self) -> None:
        pass


def test_the_times_of_a_video_with_a_variable_rate_are_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(cv2, "VideoCapture", Capture)
    (tmp_path / "a.webm").write_bytes(b"x")
    camera = ClipCamera(tmp_path / "a.webm")
    assert [camera.read().t for _ in range(5)] == pytest.approx([0, 0.033, 0.1, 0.101, 0.4])


def test_frames_that_are_too_large_are_refused_before_the_first(tmp_path, monkeypatch):
    monkeypatch.setattr(Capture, "get", lambda self, key: 60_000.0)
    monkeypatch.setattr(cv2, "VideoCapture", Capture)
    (tmp_path / "a.mp4").write_bytes(b"x")
    with pytest.raises(CameraError, match="is too large: 60000×60000 pixels"):
        ClipCamera(tmp_path / "a.mp4")
