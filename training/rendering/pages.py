"""Pages for checking by eye: rendered handshapes beside photographs, and images that a tracker missed."""

import base64
import html
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from device.alphabet import ALPHABET
from device.assets.handshapes import SKINS, VIEWS, Skin, View, picture
from device.assets.strings import load_strings
from device.names import shown
from device.recognition.preprocess import crop_grey
from device.system.files import write_atomic
from device.types import HandBox
from training.datasets import signers
from training.datasets.pictures import read_colour, write_picture
from training.errors import RunError

Image = NDArray[np.uint8]
CELL = 128
"""Side of a photograph on the page, pixels."""
PHOTOGRAPHS = 9
"""Photographs of each letter."""
MARGIN = 0.3
"""Margin around the hand's box, as a fraction of its longer side."""
GREY = 205


def comparison_page(data: Path, out: Path) -> Path:
    """Write the page: for each letter the rendered pictures, then photographs of different training signers.

    Args:
        data: folder that holds signers/.
        out: .html file to write. It shows people and must not be published.

    Returns:
        `out`.

    Raises:
        DataError: the signers' index is missing, damaged or leaks a test signer.
        RunError: the page cannot be written.
    """
    rows, texts = [], load_strings("en").texts
    photographs = _photographs(data)
    for letter in ALPHABET:
        ours = "".join(_img(_on_grey(letter, view, skin)) for view in VIEWS for skin in SKINS)
        real = "".join(_img(p) for p in photographs.get(letter, []))
        rows.append(f"<h2>{letter}</h2><p>{html.escape(texts[f'hint.{letter}'])}</p><div>{ours}</div><div>{real}</div>")
    page = (
        "<!doctype html><meta charset=utf-8><title>Handshapes beside photographs</title>"
        "<style>body{font-family:sans-serif}img{margin:2px}</style>"
        "<p>Not to be committed or published: shows people. Left hands are mirrored.</p>" + "".join(rows)
    )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(out, page)
    except OSError as e:
        raise RunError(f"{shown(out)} cannot be written: {e.strerror}.") from e
    return out


def _photographs(data: Path) -> dict[str, list[Image]]:
    """Return up to PHOTOGRAPHS cut hands of each letter, each of another training signer; left hands are mirrored."""
    found: dict[str, dict[str, Image]] = {}
    for sample in signers.samples(data):
        cuts = found.setdefault(sample.letter, {})
        if sample.split != "train" or sample.box is None or sample.signer in cuts or len(cuts) >= PHOTOGRAPHS:
            continue
        cut = _cut(sample.load(), sample.box)
        cuts[sample.signer] = cut[:, ::-1] if sample.hand == "left" else cut
    return {letter: list(cuts.values()) for letter, cuts in found.items()}


def _cut(image: Image, box: HandBox) -> Image:
    """Return the square around a hand, uint8 (CELL, CELL) grey."""
    height, width = image.shape
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    half = max((box.x1 - box.x0) * width, (box.y1 - box.y0) * height) * (0.5 + MARGIN)
    dx, dy = half / width, half / height
    return crop_grey(image, HandBox(x - dx, y - dy, x + dx, y + dy), CELL)


def _on_grey(letter: str, view: View, skin: Skin) -> Image:
    """Return a reference picture on grey, uint8 (CELL, CELL, 3) BGR."""
    rgba = np.asarray(picture(letter, CELL, view, skin)).astype(np.float32)
    alpha = rgba[..., 3:] / 255
    out: Image = (rgba[..., 2::-1] * alpha + GREY * (1 - alpha)).astype(np.uint8)
    return out


def _img(image: Image) -> str:
    """Return an HTML element that holds the image."""
    packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 85])[1]
    return f'<img src="data:image/jpeg;base64,{base64.b64encode(packed.tobytes()).decode()}">'


def worst_sheet(folder: Path, worst: dict[str, list[tuple[float, str]]], out: Path, each: int = 10) -> None:
    """Write the images that a tracker missed or placed worst, one row for each letter.

    Args:
        folder: of the rendered set.
        worst: letter → (mean difference as a fraction of the box's diagonal, infinity if missed; file), worst first.
        out: image file to write.
        each: images of a letter.

    Raises:
        DataError: an image cannot be read.
    """
    sheet = []
    for letter, pictures in sorted(worst.items()):
        line = []
        for difference, file in pictures[:each]:
            cell = cv2.resize(read_colour(folder / file), (CELL, CELL), interpolation=cv2.INTER_AREA)
            text = f"{letter} missed" if np.isinf(difference) else f"{letter} {100 * difference:.0f}%"
            cv2.putText(cell, text, (3, 13), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (0, 0, 255), 1, cv2.LINE_AA)
            line.append(cell)
        line += [np.zeros((CELL, CELL, 3), np.uint8)] * (each - len(line))
        sheet.append(np.hstack(line))
    out.parent.mkdir(parents=True, exist_ok=True)
    write_picture(out, np.vstack(sheet))
