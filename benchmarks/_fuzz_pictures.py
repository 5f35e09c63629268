"""Targets of the fuzz benchmark: pictures, videos and their labels, and names of files."""

import contextlib
import io
import json
import os
import shutil
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from benchmarks._fuzz_target import Run, expected, use
from device.camera import open_camera
from device.camera.listing import pictures_of
from device.camera.pictures import read_picture
from device.capture.session import checked_tag, parse_letters
from device.settings import CameraSettings
from device.web.jpeg import HEADER, decode_frame
from device.web.limits import Limits
from tests.fakes.clips import frame_of, write_clip


@contextlib.contextmanager
def pictures(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Pictures of every format, as `read` and cameras open them."""
    seeds = []
    colour = Image.fromarray(cv2.resize(frame_of("A"), (48, 36)))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    images: list[tuple[str, Image.Image, dict[str, Any]]] = [
        ("PNG", colour, {}),
        ("PNG", colour.convert("RGBA"), {"exif": exif}),
        ("PNG", colour.convert("P"), {"transparency": 3}),
        ("PNG", Image.fromarray(np.asarray(colour.convert("L")).astype(np.uint16) * 257), {}),
        ("PNG", colour, {"save_all": True, "append_images": [colour.rotate(90)]}),
        ("JPEG", colour, {"exif": exif}),
        ("JPEG", colour.convert("CMYK"), {}),
        ("JPEG", colour.convert("L"), {"progressive": True}),
        ("WEBP", colour, {"exif": exif}),
        ("WEBP", colour.convert("RGBA"), {"lossless": True}),
        ("WEBP", colour, {"save_all": True, "append_images": [colour.rotate(90)]}),
        ("BMP", colour, {}),
        ("BMP", colour.convert("1"), {}),
        ("GIF", colour.convert("P"), {}),
        ("TIFF", colour, {"compression": "tiff_lzw"}),
    ]
    for kind, image, options in images:
        out = io.BytesIO()
        image.save(out, kind, **options)
        seeds.append(out.getvalue())
    path = folder / "a.png"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        read_picture(path)

    yield seeds, run


@contextlib.contextmanager
def browser_images(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Images of a browser's camera."""
    seeds = []
    for quality, letter in ((80, "A"), (20, "B"), (95, None)):
        ok, data = cv2.imencode(".jpg", cv2.resize(frame_of(letter), (96, 80)), (cv2.IMWRITE_JPEG_QUALITY, quality))
        assert ok
        seeds.append(HEADER.pack(7) + data.tobytes())
    yield seeds, lambda data: use(decode_frame(data, 0.0, Limits()))


@contextlib.contextmanager
def clip_labels(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Labels beside a video."""
    clip = write_clip(folder / "a.mp4", ["A", "A", ""])
    labels = folder / "a_labels.json"
    rows = [
        {"frame": i, "letter": letter, "phase": phase}
        for i, (letter, phase) in enumerate([("A", "hold"), ("L", "double"), ("J", "move")])
    ]
    seeds = [labels.read_bytes(), json.dumps(rows).encode()]
    camera_settings = CameraSettings(uri=f"clip:{clip}")

    def run(data: bytes) -> None:
        labels.write_bytes(data)
        camera = open_camera(camera_settings)
        try:
            while camera.read() is not None:
                pass
        finally:
            camera.close()

    yield seeds, run


@contextlib.contextmanager
def videos(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Videos as cameras."""
    seeds, paths = [], []
    for suffix in (".mp4", ".avi"):
        paths.append(write_clip(folder / f"a{suffix}", ["A"] * 4, labelled=False))
        seeds.append(paths[-1].read_bytes())

    def run(data: bytes) -> None:
        path = paths[len(data) % 2]
        path.write_bytes(data)
        camera = open_camera(CameraSettings(uri=f"clip:{path}"))
        try:
            for _ in range(500):
                if camera.read() is None:
                    break
        finally:
            camera.close()

    yield seeds, run


@contextlib.contextmanager
def names(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Names of files and folders, and texts that name a signer, letters or a camera."""
    seeds = ["1.png", "²1.png", "a b.jpg", "é.webp", "10:15.png", "what is it?", "x?fps=30", "clip:a.mp4?loop=1"]
    more = [b"\xff.png", b"._1.jpg", b"a\nb.png", b"\x1b[2J.png", b"%s.png", b"~", b"-", b"A,B,nothing"]
    content = cv2.imencode(".png", frame_of("A", (64, 48)))[1].tobytes()
    allowed = set(string.ascii_letters + string.digits + "-_.")

    def run(data: bytes) -> None:
        name = os.fsdecode(data.replace(b"\0", b"").replace(b"/", b"")[:200])
        with expected():
            assert {sign for sign in checked_tag(name, "signer") if ord(sign) < 128} <= allowed
        with expected():
            parse_letters(name)
        if name in ("", ".", ".."):
            return
        home = folder / name
        home.mkdir()
        try:
            (home / name).write_bytes(content)
            (home / "2.png").write_bytes(content)
            for path in pictures_of(home):
                read_picture(path)
            camera = open_camera(CameraSettings(uri=f"folder:{home}"))
            camera.read()
            camera.close()
        finally:
            shutil.rmtree(home)
        for kind in ("clip:", "folder:"):
            with expected():
                open_camera(CameraSettings(uri=f"{kind}{folder}/{name}"))

    yield [*(each.encode() for each in seeds), *more], run
