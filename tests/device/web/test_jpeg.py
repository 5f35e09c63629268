"""Images from browsers: a JPEG becomes a frame, everything else an error."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from device.recognition.preprocess import grey
from device.web.jpeg import HEADER, ImageError, decode_frame, encode_preview
from device.web.limits import Limits

LIMITS = Limits()


def jpeg(size=(640, 480), mode="RGB", kind="JPEG", **options) -> bytes:
    gradient = np.linspace(0, 255, size[0] * size[1]).reshape(size[1], size[0]).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(gradient).convert(mode).save(out, kind, **options)
    return out.getvalue()


def test_an_image_becomes_a_grey_frame_with_the_browsers_number():
    frame = decode_frame(HEADER.pack(7) + jpeg(), 12.5, LIMITS)
    assert (frame.t, frame.index, frame.image.shape, frame.image.dtype) == (12.5, 7, (480, 640), np.uint8)
    assert np.abs(frame.image[:, :, None].astype(int)[240, ::40, 0] - 128).max() < 20


def test_portrait_images_are_accepted():
    assert decode_frame(HEADER.pack(0) + jpeg((480, 640)), 0, LIMITS).image.shape == (640, 480)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\0\0\0",
        HEADER.pack(1),
        HEADER.pack(1) + b"no picture",
        HEADER.pack(1) + jpeg()[:2000],
        HEADER.pack(1) + jpeg(kind="PNG"),
        HEADER.pack(1) + jpeg((16, 16)),
        HEADER.pack(1) + jpeg((4000, 3000)),
        HEADER.pack(1) + b"\xff\xd8" + b"\0" * LIMITS.image_bytes,
        HEADER.pack(1) + jpeg(progressive=True),
    ],
    ids=[
        "nothing",
        "half a number",
        "no bytes",
        "text",
        "cut off",
        "png",
        "tiny",
        "huge",
        "too many bytes",
        "progressive",
    ],
)
def test_anything_else_is_an_error(message):
    with pytest.raises(ImageError, match=r"\.$"):
        decode_frame(message, 0, LIMITS)


def test_a_small_file_that_declares_a_huge_image_is_not_decoded():
    data = bytearray(jpeg((640, 480)))
    size = data.index(b"\xff\xc0") + 5
    data[size : size + 4] = (7000).to_bytes(2, "big") + (12000).to_bytes(2, "big")
    with pytest.raises(ImageError, match="12000×7000"):
        decode_frame(HEADER.pack(1) + bytes(data), 0, LIMITS)


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=40), st.integers(10, 6000))
def test_a_damaged_image_gives_a_frame_or_an_error(changes, length):
    data = bytearray(jpeg((128, 96)))[:length]
    for place, value in changes:
        data[place % len(data)] = value
    try:
        frame = decode_frame(HEADER.pack(1) + bytes(data), 0, LIMITS)
    except ImageError:
        return
    assert frame.image.ndim == 2


def test_the_preview_is_small_grey_and_not_mirrored():
    image = np.zeros((480, 640, 3), np.uint8)
    image[:, :320] = 200
    data = encode_preview(image)
    assert len(data) < 20_000
    with Image.open(io.BytesIO(data)) as shown:
        assert (shown.size, shown.mode) == ((480, 360), "L")
        pixels = np.asarray(shown)
    assert pixels[:, :200].mean() > 190 > 10 > pixels[:, 280:].mean()
    assert grey(image).shape == (480, 640)
