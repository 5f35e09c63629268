"""Pages to look at: our handshapes beside real photographs, and what a tracker could not read."""

import base64
import html
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from device.alphabet import ALPHABET
from device.assets.handshapes import SKINS, VIEWS, hints, picture
from device.recognition.preprocess import crop_grey
from device.system.files import write_atomic
from device.types import HandBox
from training.datasets import signers
from training.errors import RunError

CELL = 128
"""Pixels of a photograph on the page."""
PHOTOGRAPHS = 9
MARGIN = 0.3
"""Photographs are cut this share of the hand's box beyond it."""


def comparison_page(data: Path, out: Path) -> Path:
    """Write the page: per letter our pictures, then photographs of as many different training signers.

    Raises:
        DataError: no signers' index in `data`. RunError: the page cannot be written.
    """
    rows = []
    photographs = _photographs(data)
    for letter in ALPHABET:
        ours = "".join(_img(_on_grey(letter, view, skin)) for view in VIEWS for skin in SKINS)
        real = "".join(_img(p) for p in photographs.get(letter, []))
        rows.append(f"<h2>{letter}</h2><p>{html.escape(hints()[letter])}</p><div>{ours}</div><div>{real}</div>")
    page = (
        "<!doctype html><meta charset=utf-8><title>Handshapes beside photographs</title>"
        "<style>body{font-family:sans-serif}img{margin:2px}</style>"
        "<p>Not to be committed or published: shows people. Left hands are mirrored.</p>" + "".join(rows)
    )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(out, page)
    except OSError as e:
        raise RunError(f"{out} cannot be written: {e.strerror}.") from e
    return out


def _photographs(data: Path) -> dict[str, list[NDArray[np.uint8]]]:
    """Return up to PHOTOGRAPHS cut hands of each letter, each of another training signer; left hands are mirrored."""
    found: dict[str, dict[str, NDArray[np.uint8]]] = {}
    for sample in signers.samples(data):
        mine = found.setdefault(sample.letter, {})
        if sample.split != "train" or sample.box is None or sample.signer in mine or len(mine) >= PHOTOGRAPHS:
            continue
        cut = _cut(sample.load(), sample.box)
        mine[sample.signer] = cut[:, ::-1] if sample.hand == "left" else cut
    return {letter: list(cuts.values()) for letter, cuts in found.items()}


def _cut(image: NDArray[np.uint8], box: HandBox) -> NDArray[np.uint8]:
    height, width = image.shape
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    half = max((box.x1 - box.x0) * width, (box.y1 - box.y0) * height) * (0.5 + MARGIN)
    dx, dy = half / width, half / height
    return crop_grey(image, HandBox(x - dx, y - dy, x + dx, y + dy), CELL)


def _on_grey(letter: str, view: str, skin: str) -> NDArray[np.uint8]:
    rgba = np.asarray(picture(letter, CELL, view, skin)).astype(np.float32)  # type: ignore[arg-type]
    alpha = rgba[..., 3:] / 255
    return (rgba[..., 2::-1] * alpha + 205 * (1 - alpha)).astype(np.uint8)


def _img(image: NDArray[np.uint8]) -> str:
    packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 85])[1]
    return f'<img src="data:image/jpeg;base64,{base64.b64encode(packed).decode()}">'


def worst_sheet(folder: Path, worst: dict[str, list[tuple[float, str]]], out: Path, each: int = 10) -> None:
    """The pictures of every letter a tracker missed or misread most, a row a letter."""
    sheet = []
    for letter, pictures in sorted(worst.items()):
        line = []
        for difference, file in pictures[:each]:
            cell = cv2.resize(cv2.imread(str(folder / file)), (CELL, CELL), interpolation=cv2.INTER_AREA)
            text = f"{letter} missed" if np.isinf(difference) else f"{letter} {100 * difference:.0f}%"
            cv2.putText(cell, text, (3, 13), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (0, 0, 255), 1, cv2.LINE_AA)
            line.append(cell)
        line += [np.zeros((CELL, CELL, 3), np.uint8)] * (each - len(line))
        sheet.append(np.hstack(line))
    out.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(out), np.vstack(sheet))
