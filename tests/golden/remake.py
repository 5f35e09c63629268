"""Make the golden files again: `python -m tests.golden.remake preprocess|screens`. See README.md here."""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from device.display.screen import draw
from device.preprocess import crop_grey, grey, shrink
from tests.golden.cases import BOXES, MODEL_SIZES, SIZES, STATUSES, colourful, view_of

HERE = Path(__file__).parent


def preprocess() -> dict[str, np.ndarray]:
    """Every case of the preprocessing, by name."""
    picture = colourful()
    cases = {
        f"{kind}_{name}_{size}": crop_grey(image, box, size)
        for kind, image in (("bgr", picture), ("grey", grey(picture)))
        for name, box in BOXES.items()
        for size in MODEL_SIZES
    }
    return cases | {f"shrink_{size}": shrink(grey(picture)[:211, :173], size) for size in MODEL_SIZES}


def screens() -> dict[str, Image.Image]:
    """Every status at every size, by name; the largest one quarter as large, to keep the repository small."""
    pictures = {}
    for status in STATUSES:
        for size in SIZES:
            picture = draw(view_of(status), size)
            if size[0] > 1000:
                picture = picture.reduce(4)
            pictures[f"{status.replace(' ', '_')}_{size[0]}x{size[1]}"] = picture
    return pictures


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "preprocess":
        np.savez_compressed(HERE / "preprocess.npz", **preprocess())
    elif what == "screens":
        for name, picture in screens().items():
            picture.save(HERE / "screens" / f"{name}.png", optimize=True)
    else:
        sys.exit(f"There is no golden file “{what}”; see README.md.")
