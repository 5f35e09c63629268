"""Slices of the frames: side of the hand, light, background, group of handshapes, and skin of rendered hands.

The skin of photographed hands is unknown: the frames are grey, and grey mixes skin with light.
"""

import cv2
import numpy as np

from device.types import HandBox, Pixels
from training.datasets.sample import Sample
from training.datasets.synthetic import skin_of

HANDSHAPE_GROUPS = {
    "fists (A E M N S T)": "AEMNST",
    "two or three fingers up (H K R U V W)": "HKRUVW",
    "one finger (D G I L X Y)": "DGILXY",
    "round or flat (B C F O)": "BCFO",
    "pointing down (P Q)": "PQ",
}
DARK, BRIGHT = 90, 175
"""Mean grey (0–255) of the hand's box: dim below, bright above; 10th and 90th percentile of the training frames."""
BUSY = 0.06
"""Share of edge pixels (Canny 100/200 at 160 px width, without the hand's box) above which a background is busy: the
upper third of the training frames."""
SKINS = ("light", "medium", "dark")
"""Equal thirds of the rendered tones."""


def slices_of(sample: Sample, image: Pixels) -> dict[str, str]:
    """Return {"hand", "light", "background", "letters", for rendered hands "skin": part that the frame belongs to}."""
    group = next((name for name, letters in HANDSHAPE_GROUPS.items() if sample.letter in letters), "–")
    parts = {
        "hand": sample.hand or "unknown (MediaPipe found none)",
        "light": _light(sample, image),
        "background": _background(sample, image),
        "letters": group,
    }
    skin = skin_third(sample)
    return parts if skin is None else parts | {"skin": skin}


def skin_third(sample: Sample) -> str | None:
    """Return one of SKINS for a rendered hand, None for a photographed one."""
    tone = skin_of(sample)
    return None if tone is None else SKINS[min(int(tone * len(SKINS)), len(SKINS) - 1)]


def _light(sample: Sample, image: Pixels) -> str:
    mean = float(_hand(sample, image).mean())
    return "dim" if mean < DARK else "bright" if mean > BRIGHT else "even"


def _background(sample: Sample, image: Pixels) -> str:
    height, width = image.shape
    small = cv2.resize(image, (160, max(1, round(160 * height / width))), interpolation=cv2.INTER_AREA)
    edges = cv2.Canny(small, 100, 200) > 0
    outside = np.ones(edges.shape, bool)
    if sample.box is not None:
        y0, y1, x0, x1 = _corners(sample.box, *edges.shape)
        outside[y0:y1, x0:x1] = False
    share = float(edges[outside].mean()) if outside.any() else 0.0
    return "busy" if share > BUSY else "plain"


def _hand(sample: Sample, image: Pixels) -> Pixels:
    if sample.box is None:
        return image
    y0, y1, x0, x1 = _corners(sample.box, *image.shape)
    return image[y0:y1, x0:x1]


def _corners(box: HandBox, height: int, width: int) -> tuple[int, int, int, int]:
    """Return rows and columns of the hand's box within the frame, at least one pixel."""
    x0, y0 = int(np.clip(box.x0 * width, 0, width - 1)), int(np.clip(box.y0 * height, 0, height - 1))
    x1, y1 = int(np.clip(box.x1 * width, x0 + 1, width)), int(np.clip(box.y1 * height, y0 + 1, height))
    return y0, y1, x0, x1
