"""Pictures, folders of pictures, videos and cameras."""

import os
from collections.abc import Iterator
from pathlib import Path

import cv2

from tests.fakes.clips import frame_of, write_clip
from tests.hard_inputs.files import DEEP, NAMES, Input, file_inputs


def png() -> bytes:
    """Return a picture of an A."""
    return cv2.imencode(".png", frame_of("A"))[1].tobytes()


def clip_in(folder: Path) -> Path:
    """Write a short clip to a folder."""
    return write_clip(folder / "clip.mp4", ["A"] * 3)


def pictures(folder: Path) -> Iterator[Input]:
    """Yield pictures, folders of pictures and videos."""
    yield from file_inputs(folder, ".png", png())
    for label, path in folders_of_pictures(folder):
        yield label, path
    (folder / "v").mkdir()
    clip = clip_in(folder / "v").read_bytes()
    (folder / "films").mkdir()
    for label, value in file_inputs(folder / "films", ".mp4", clip):
        if value != "/":
            yield f"video: {label}", value
    labels = folder / "v" / "clip_labels.json"
    for label, data in (("endless brackets", b"[" * DEEP), ("a number", b"7"), ("random bytes", bytes(range(256)))):
        path = folder / "v" / f"{label.replace(' ', '-')}.mp4"
        path.write_bytes(clip)
        path.with_name(f"{path.stem}_labels.json").write_bytes(data)
        yield f"video: labels are {label}", str(path)
    labels.unlink()


def folders_of_pictures(folder: Path) -> Iterator[Input]:
    """Yield folders of pictures."""
    home = folder / "folders"
    home.mkdir()

    def make(name: str) -> Path:
        path = home / name
        path.mkdir()
        (path / "1.png").write_bytes(png())
        return path

    (home / "empty").mkdir()
    yield "an empty folder", str(home / "empty")
    (make("itself") / "self").symlink_to(".")
    yield "a folder that links to itself", str(home / "itself")
    twice = make("twice")
    for name in ("x", "y"):
        (twice / name).symlink_to(".")
    yield "a folder that links to itself twice", str(home / "twice")
    hidden = make("hidden")
    (hidden / "._1.png").write_bytes(b"\0\5\x16\7resource fork")
    yield "a folder with a resource fork", str(hidden)
    broken = make("broken")
    (broken / "2.png").write_bytes(png()[:200])
    (broken / "3.png").write_bytes(png())
    yield "a folder with a broken picture", str(broken)
    piped = make("piped")
    os.mkfifo(piped / "2.png")
    (piped / "3.png").symlink_to("nowhere.png")
    yield "a folder with a pipe and a dead link", str(piped)
    named = make("named")
    for pattern in NAMES.values():
        (named / os.fsdecode(pattern.replace(b"%s", b".png"))).write_bytes(png())
    yield "a folder of hard names", str(named)
    yield "a folder whose name is not UTF-8", str(make(os.fsdecode(b"f\xff")))
    yield "a folder with a question mark in its name", str(make("what is it?"))


def cameras(folder: Path) -> Iterator[Input]:
    """Yield texts that name a camera."""
    for text in ("", ":", "clip:", "folder:", "telescope:", "auto:x", "clip:x.mp4?loop=2", "v4l2:/dev/null", "v4l2:x"):
        yield f"“{text}”", text
    yield "v4l2 without a name", "v4l2:\x1b[2J"
    (folder / "films").mkdir()
    for label, value in file_inputs(folder / "films", ".mp4", clip_in(folder).read_bytes()):
        yield f"clip: {label}", f"clip:{value}"
    for label, value in folders_of_pictures(folder):
        yield f"folder: {label}", f"folder:{value}"
        if "twice" in label:
            yield f"folder: {label}, fps=0", f"folder:{value}?fps=0"


def valid_clip(folder: Path) -> str:
    """Return the URI of a clip."""
    return f"clip:{clip_in(folder)}"


def valid_picture(folder: Path) -> str:
    """Return the path of a picture."""
    (folder / "valid.png").write_bytes(png())
    return str(folder / "valid.png")
