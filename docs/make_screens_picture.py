"""Draw docs/screens.png, the screens of a lesson on the station's display: `python -m docs.make_screens_picture [OUT]`.

The views are those of the golden screens; in place of a learner before the camera the drawn hand signs.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from device.display.pixel.screen import draw
from device.names import shown
from device.recognition.geometry import box_around
from device.signing.pictures import sign_landmarks, sign_picture
from device.types import Frame, Scores
from device.view import View
from tests.golden.cases import views

OUT = Path("docs/screens.png")
SIZE, COLUMNS, GAP = (800, 480), 2, 16
SHOWN = {"asked": "W", "introduced": "A", "marked": "N", "right": "M"}
"""Name of the view → what the hand signs."""
FRAME, SIDE, LEFT, TOP = (480, 640), 360, 140, 80


def signed(view: View, letter: str) -> View:
    """Return the view with the drawn hand in the camera's picture."""
    frame = np.full((*FRAME, 3), (96, 84, 76), np.uint8)
    rgba = np.asarray(sign_picture(letter, SIDE)).astype(float)
    cover, part = rgba[..., 3:] / 255, np.s_[TOP : TOP + SIDE, LEFT : LEFT + SIDE]
    frame[part] = rgba[..., 2::-1] * cover + frame[part] * (1 - cover)
    at = (sign_landmarks(letter) * SIDE + [LEFT, TOP]) / [FRAME[1], FRAME[0]]
    scores = Scores(0.0, (letter,), np.ones(1, np.float32), None, at.astype(np.float32))
    return replace(view, frame=Frame(frame, 0.0), box=box_around(at), scores=scores)


def main(out: Path = OUT) -> None:
    """Write the picture and print its size."""
    screens = [draw(signed(views()[name], letter), SIZE) for name, letter in SHOWN.items()]
    rows = -(-len(screens) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * (SIZE[0] + GAP) - GAP, rows * (SIZE[1] + GAP) - GAP), (255, 255, 255))
    for number, screen in enumerate(screens):
        page.paste(screen, (number % COLUMNS * (SIZE[0] + GAP), number // COLUMNS * (SIZE[1] + GAP)))
    page.quantize(128).save(out, optimize=True)
    sys.stdout.write(f"{shown(out)}: {len(screens)} screens, {out.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main(*[Path(argument) for argument in sys.argv[1:2]])
