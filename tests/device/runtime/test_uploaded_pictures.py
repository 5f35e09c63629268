"""A teacher's pictures that are sent from the page: kept, shown, removed; what is no picture gets one sentence."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from device.errors import HandshapeError
from device.runtime.uploaded_pictures import MAX_BYTES, UploadedPictures
from device.settings import PracticeSettings


def sent(image: Image.Image, kind: str = "JPEG", **more) -> str:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return base64.b64encode(out.getvalue()).decode()


def photograph(side: int = 200) -> Image.Image:
    pixels = np.full((side, side + 40, 3), 40, np.uint8)
    pixels[:, : side // 2] = (200, 150, 120)
    return Image.fromarray(pixels)


@pytest.fixture
def folder(tmp_path):
    """The folder of a settings file, with the teacher's A."""
    (tmp_path / "given").mkdir()
    photograph(100).save(tmp_path / "given" / "A.png")
    return tmp_path


def opened(folder) -> UploadedPictures:
    settings = PracticeSettings(own_handshapes=str(folder / "given"), own_handshapes_by="Mai")
    return UploadedPictures(settings, folder / "progress.db", pytest.fail)


def test_a_picture_that_is_sent_is_shown_at_once_and_after_a_restart_until_it_is_removed(folder):
    pictures = opened(folder)
    gps = Image.Exif()
    gps[0x9286] = "a secret place"
    pictures.keep({"sign": "A", "by": " Cô  Linh ", "image": sent(photograph(), exif=gps)})
    pictures.keep({"sign": "7", "by": "", "image": sent(photograph(1500), "WEBP")})
    for each in (pictures, opened(folder)):
        assert [(e["sign"], e["by"], e["sent"]) for e in each.describe()] == [("7", "", True), ("A", "Cô Linh", True)]
        assert each["A"].image.shape == (200, 240, 3)
        assert max(each["7"].image.shape) == 1080
        with Image.open(io.BytesIO(each.answer({"sign": "A", "hand": "right"}))) as shown:
            assert shown.size == (480, 480)
    assert b"secret" not in (folder / "own-handshapes" / "A.jpg").read_bytes()
    pictures.keep({"sign": "A", "by": "", "image": ""})
    pictures.keep({"sign": "7", "by": "", "image": ""})
    for each in (pictures, opened(folder)):
        assert [(e["sign"], e["by"], e["sent"]) for e in each.describe()] == [("A", "Mai", False)]


def test_a_clip_that_is_sent_plays_also_after_a_restart_and_takes_the_place_of_a_photograph(folder):
    pictures = opened(folder)
    pictures.keep({"sign": "A", "by": "", "image": sent(photograph())})
    clip = " ".join(sent(Image.new("RGB", (160, 120), (grey,) * 3)) for grey in (0, 80, 160, 240))
    pictures.keep({"sign": "A", "by": "Linh", "image": clip, "step_ms": "125"})
    for each in (pictures, opened(folder)):
        assert (each["A"].by, len(each["A"].frames), each["A"].step_s) == ("Linh", 4, 0.125)
        with Image.open(io.BytesIO(each.answer({"sign": "A", "hand": "right"}))) as moving:
            assert moving.n_frames == 4
        with Image.open(io.BytesIO(each.answer({"sign": "A", "hand": "right", "still": "1"}))) as still:
            assert getattr(still, "n_frames", 1) == 1
            assert still.convert("L").getpixel((240, 240)) == pytest.approx(160, abs=3)
    assert [path.name for path in (folder / "own-handshapes").iterdir()] == ["A.avi"]
    for step_ms in ("", "1", "99999"):
        with pytest.raises(HandshapeError, match="34 to 1000"):
            pictures.keep({"sign": "B", "by": "", "image": clip, "step_ms": step_ms})
    with pytest.raises(HandshapeError, match="2 to 48 pictures"):
        pictures.keep({"sign": "B", "by": "", "image": " ".join(clip.split()[:1] * 49), "step_ms": "125"})
    pictures.keep({"sign": "A", "by": "", "image": ""})
    assert not list((folder / "own-handshapes").iterdir())


@pytest.mark.parametrize(
    ("sign", "image", "sentence"),
    [
        ("Ä", "AAAA", "no such letter"),
        ("../A", "AAAA", "no such letter"),
        ("A", "not base64!", "base64"),
        ("A", base64.b64encode(b"<svg onload=alert(1)>").decode(), "JPEG, PNG or WebP"),
        ("A", base64.b64encode(b"GIF89a" + bytes(50)).decode(), "JPEG, PNG or WebP"),
        ("A", sent(photograph())[:2000], "cut short|base64"),
        ("A", sent(photograph(20)), "too small"),
        ("A", sent(Image.new("1", (30000, 30000)), "PNG"), "too large"),
        ("A", base64.b64encode(b"\xff\xd8\xff" + bytes(MAX_BYTES)).decode(), "too large|JPEG"),
    ],
)
def test_what_cannot_be_used_gets_one_sentence_and_changes_nothing(folder, sign, image, sentence):
    pictures = opened(folder)
    with pytest.raises(HandshapeError) as refused:
        pictures.keep({"sign": sign, "by": "Mai", "image": image})
    assert re.search(sentence, str(refused.value))
    assert "\n" not in str(refused.value)
    assert not (folder / "own-handshapes").exists()
    assert pictures["A"].by == "Mai"
