"""Pictures of every kind: one loader, turned as people see them, bounded before anything is decoded."""

import io
import os
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from device.camera import pictures
from device.camera.picture_header import picture_header, without_animation
from device.camera.pictures import MAX_PIXELS, decode_picture, read_picture
from device.errors import CameraError
from tests.fakes.clips import frame_of

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
PICTURE = Image.fromarray(np.ascontiguousarray(frame_of("A")[::4, ::4, ::-1]))
EXIF_TURN = 0x0112


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def difference(image: np.ndarray, picture: Image.Image) -> float:
    wanted = np.asarray(picture.convert("RGB"))[..., ::-1].astype(int)
    image = image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)
    assert image.shape == wanted.shape
    return float(np.abs(image.astype(int) - wanted).mean())


def decoded_or_none(data: bytes) -> np.ndarray | None:
    try:
        return decode_picture(data, "x")
    except CameraError:  # the project's own error, and no other
        return None


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int) -> bytes:
    """A PNG that promises a size and holds hardly anything."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_read(kind):
    assert difference(decode_picture(saved(PICTURE, kind), "x"), PICTURE) < 10


@pytest.mark.parametrize("kind", FORMATS[:4])
def test_an_ordinary_picture_has_the_bytes_that_opencv_gives(kind):
    data = saved(PICTURE, kind)
    wanted = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_ANYCOLOR)
    assert np.array_equal(decode_picture(data, "x"), wanted)


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_is_turned_by_its_tag_in_every_format(kind, turn):
    exif = Image.Exif()
    exif[EXIF_TURN] = turn
    data = saved(PICTURE, kind, exif=exif)
    with Image.open(io.BytesIO(data)) as picture:
        upright = Image.fromarray(np.asarray(PICTURE)) if turn == 1 else _upright(picture, turn)
        assert difference(decode_picture(data, "x"), upright) < 3


def _upright(picture: Image.Image, turn: int) -> Image.Image:
    steps = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return PICTURE.transpose(steps[turn]).convert(picture.mode)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_every_kind_of_colour_is_read(mode, kind):
    try:
        data = saved(PICTURE.convert(mode), kind)
    except (OSError, ValueError):
        pytest.skip(f"{kind} has no {mode}")
    assert difference(decode_picture(data, "x"), PICTURE.convert(mode)) < 12


def test_sixteen_bits_become_eight(tmp_path):
    grey = np.asarray(PICTURE.convert("L"))
    for suffix in (".png", ".tiff"):
        cv2.imwrite(str(tmp_path / f"x{suffix}"), grey.astype(np.uint16) * 257)
        assert np.array_equal(read_picture(tmp_path / f"x{suffix}"), grey)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_transparent_picture_is_laid_on_white(kind):
    rgba = np.zeros((8, 8, 4), np.uint8)
    rgba[:, 4:] = (10, 20, 30, 255)
    image = decode_picture(saved(Image.fromarray(rgba, "RGBA"), kind, lossless=True), "x")
    assert (image[:, :4] == 255).all()
    assert (image[:, 4:] == (30, 20, 10)).all()


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "GIF", "TIFF"])
def test_of_an_animated_picture_the_first_is_taken(kind):
    other = Image.new("RGB", PICTURE.size, (255, 0, 255))
    data = saved(PICTURE, kind, save_all=True, append_images=[other])
    assert difference(decode_picture(data, "x"), PICTURE) < 10


@pytest.mark.parametrize(
    ("width", "height", "message"),
    [
        (32_000, 32_000, "is too large: 32000×32000 pixels, 1024 million, and at most 67 million are read"),
        (2**31 - 1, 2**31 - 1, "is too large"),
        (8192, 8193, "is too large"),
        (6000, 1, "is a strip of 6000×1 pixels"),
        (0, 10, "its PNG header is damaged"),
    ],
)
def test_the_size_is_looked_at_before_anything_is_decoded(monkeypatch, width, height, message):
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("decoded"))
    with pytest.raises(CameraError, match=message):
        decode_picture(png_of(width, height), "x.png")


@pytest.mark.parametrize("kind", FORMATS)
def test_the_size_of_every_format_is_in_its_header(kind):
    header = picture_header(saved(PICTURE, kind))
    assert header is not None
    assert (header.width, header.height) == PICTURE.size
    assert header.width * header.height <= MAX_PIXELS


def test_too_little_memory_is_said(monkeypatch):
    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(pictures.cv2, "imdecode", fail)
    with pytest.raises(CameraError, match=r"^x\.png needs more memory than there is for its 80×60 pixels"):
        decode_picture(saved(PICTURE, "PNG"), "x.png")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"text", "use a JPEG, PNG, BMP, WebP, TIFF or GIF file"),
        (b"\0\0\0\x18ftypheic" + bytes(50), "it is a HEIC file; save it as JPEG or PNG"),
        (b"\0\0\0\x18ftypavif" + bytes(50), "it is a AVIF file"),
        (b"%PDF-1.7", "it is a PDF file"),
        (b"\xff\xd8\xff", "its JPEG header is damaged or cut short"),
    ],
)
def test_what_is_no_picture_is_said(data, message):
    with pytest.raises(CameraError, match=f"^x is not a picture that can be read.*{message}"):
        decode_picture(data, "x")


def test_a_wrong_suffix_does_not_matter(tmp_path):
    (tmp_path / "x.png").write_bytes(saved(PICTURE, "JPEG"))
    assert read_picture(tmp_path / "x.png").shape == (60, 80, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_no_picture(kind):
    data = saved(PICTURE, kind)
    with pytest.raises(CameraError, match=r"cut short"):
        decode_picture(data[: len(data) * 2 // 3], "x")


def test_what_follows_a_picture_does_not_matter():
    """Telephones append a film to a JPEG."""
    data = saved(PICTURE, "JPEG")
    assert np.array_equal(decode_picture(data + bytes(1000), "x"), decode_picture(data, "x"))


SAVED = {kind: saved(PICTURE, kind) for kind in FORMATS}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FORMATS), st.floats(0, 1))
def test_a_picture_that_is_cut_at_any_byte_is_a_picture_or_a_sentence(kind, share):
    data = SAVED[kind]
    image = decoded_or_none(data[: int(len(data) * share)])
    assert image is None or (image.dtype == np.uint8 and image.shape[:2] == (60, 80))


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(FORMATS), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_picture_is_a_picture_or_a_sentence(kind, changes):
    data = bytearray(SAVED[kind])
    for place, value in changes:
        data[int(len(data) * place)] = value
    image = decoded_or_none(bytes(data))
    assert image is None or image.dtype == np.uint8


@settings(max_examples=500, deadline=None)
@given(st.sampled_from([data[:20] for data in SAVED.values()]), st.binary(max_size=200))
def test_a_header_of_anything_is_a_header_or_none(beginning, data):
    header = picture_header(beginning + data)
    assert header is None or header.width * header.height > 0


def test_a_pipe_a_device_and_a_folder_are_sentences_at_once(tmp_path):
    os.mkfifo(tmp_path / "p.png")
    (tmp_path / "link.png").symlink_to(tmp_path / "p.png")
    (tmp_path / "self.png").symlink_to(tmp_path / "self.png")
    places = [
        (tmp_path / "p.png", "it is a pipe, not a file"),
        (tmp_path / "link.png", "it is a pipe, not a file"),
        (Path("/dev/zero"), "it is a device, not a file"),
        (tmp_path, "it is a folder, not a file"),
        (tmp_path / "self.png", "Too many levels"),
        (tmp_path / "none.png", "No such file"),
        (Path("a\0b"), "No such file"),
        (tmp_path / ("x" * 300), "File name too long"),
    ]
    for path, message in places:
        with pytest.raises(CameraError, match=f"cannot be read: .*{message}.*; check the path"):
            read_picture(path)


def test_a_huge_file_is_not_read(tmp_path):
    with (tmp_path / "x.png").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(CameraError, match="it has 1000000 MB, more than the 300 MB that are read"):
        read_picture(tmp_path / "x.png")


def test_a_damaged_animation_of_a_png_is_never_decoded():
    """OpenCV 4.11 ends the process on some; the first picture is decoded without the animation's chunks."""
    out = io.BytesIO()
    first = Image.new("RGB", (48, 36), (10, 20, 30))
    first.save(out, "PNG", save_all=True, append_images=[first.rotate(90), Image.new("RGB", (48, 36))])
    data = out.getvalue()
    assert b"fdAT" in data
    plain = without_animation(data)
    assert not {chunk for chunk in (b"acTL", b"fcTL", b"fdAT") if chunk in plain}
    assert decode_picture(data, "a.png").shape == (36, 48, 3)
    at = data.index(b"fcTL")
    wide = data[: at + 8] + (4000).to_bytes(4, "big") + data[at + 12 :]  # the frame is wider than the picture
    assert decode_picture(wide, "a.png").shape == (36, 48, 3)
