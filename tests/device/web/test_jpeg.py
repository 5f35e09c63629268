"""Pictures from browsers: a JPEG becomes a frame, anything else one sentence."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from device.recognition.preprocess import grey
from device.web.jpeg import HEAD, BadPicture, preview, unpacked
from device.web.rate_limits import PICTURE_BYTES


def jpeg(size=(640, 480), mode="RGB", kind="JPEG", **options) -> bytes:
    gradient = np.linspace(0, 255, size[0] * size[1]).reshape(size[1], size[0]).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(gradient).convert(mode).save(out, kind, **options)
    return out.getvalue()


def test_a_picture_becomes_a_grey_frame_with_the_browsers_number():
    frame = unpacked(HEAD.pack(7) + jpeg(), 12.5)
    assert (frame.t, frame.index, frame.image.shape, frame.image.dtype) == (12.5, 7, (480, 640), np.uint8)
    assert np.abs(frame.image[:, :, None].astype(int)[240, ::40, 0] - 128).max() < 20


def test_portrait_pictures_are_fine():
    assert unpacked(HEAD.pack(0) + jpeg((480, 640)), 0).image.shape == (640, 480)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\0\0\0",
        HEAD.pack(1),
        HEAD.pack(1) + b"no picture",
        HEAD.pack(1) + jpeg()[:2000],
        HEAD.pack(1) + jpeg(kind="PNG"),
        HEAD.pack(1) + jpeg((16, 16)),
        HEAD.pack(1) + jpeg((4000, 3000)),
        HEAD.pack(1) + b"\xff\xd8" + b"\0" * PICTURE_BYTES,
        HEAD.pack(1) + jpeg(progressive=True),
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
def test_what_is_no_picture_is_refused_with_a_sentence(message):
    with pytest.raises(BadPicture, match=r"\.$"):
        unpacked(message, 0)


def test_a_small_file_that_claims_to_be_huge_is_not_unpacked():
    data = bytearray(jpeg((640, 480)))
    size = data.index(b"\xff\xc0") + 5
    data[size : size + 4] = (7000).to_bytes(2, "big") + (12000).to_bytes(2, "big")
    with pytest.raises(BadPicture, match="12000×7000"):
        unpacked(HEAD.pack(1) + bytes(data), 0)


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=40), st.integers(10, 6000))
def test_damage_gives_a_frame_or_a_sentence(changes, length):
    data = bytearray(jpeg((128, 96)))[:length]
    for place, value in changes:
        data[place % len(data)] = value
    try:
        frame = unpacked(HEAD.pack(1) + bytes(data), 0)
    except BadPicture:
        return
    assert frame.image.ndim == 2


def test_the_preview_is_small_grey_and_unmirrored():
    image = np.zeros((480, 640, 3), np.uint8)
    image[:, :320] = 200
    data = preview(image)
    assert len(data) < 20_000
    with Image.open(io.BytesIO(data)) as shown:
        assert (shown.size, shown.mode) == ((480, 360), "L")
        pixels = np.asarray(shown)
    assert pixels[:, :200].mean() > 190 > 10 > pixels[:, 280:].mean()
    assert grey(image).shape == (480, 640)
