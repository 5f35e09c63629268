"""Write the golden files: `python -m tests.golden.remake preprocess|screens|debug|sheet`. See README.md here."""

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from device.display.pixel.debug import draw_debug
from device.display.pixel.screen import draw
from device.recognition.preprocess import crop_grey, grey, resize_exact
from tests.golden import cases
from tests.golden.cases import BOXES, MODEL_SIZES, colourful

HERE = Path(__file__).parent


def preprocess() -> dict[str, np.ndarray]:
    """Return all cases of the preprocessing by name, uint8 arrays."""
    picture = colourful()
    cases = {
        f"{kind}_{name}_{size}": crop_grey(image, box, size)
        for kind, image in (("bgr", picture), ("grey", grey(picture)))
        for name, box in BOXES.items()
        for size in MODEL_SIZES
    }
    return cases | {f"shrink_{size}": resize_exact(grey(picture)[:211, :173], size) for size in MODEL_SIZES}


def screens() -> dict[str, Image.Image]:
    """Return every state at every size by name; the largest size reduced to a quarter, to keep the repository small."""
    pictures = {}
    for name, (view, size, palette) in cases.screens().items():
        picture = draw(view, size, palette)
        pictures[name] = picture.reduce(4) if size[0] > 1000 else picture
    return pictures


def sheet(pictures: dict[str, Image.Image], columns: int) -> Image.Image:
    """Return many screens on one page."""
    wide, high = (max(getattr(picture, side) for picture in pictures.values()) for side in ("width", "height"))
    rows = -(-len(pictures) // columns)
    page = Image.new("RGB", (columns * (wide + 8), rows * (high + 20)), (70, 70, 70))
    for number, (name, picture) in enumerate(pictures.items()):
        x, y = number % columns * (wide + 8), number // columns * (high + 20)
        page.paste(picture, (x, y + 14))
        ImageDraw.Draw(page).text((x, y), name, fill=(255, 255, 255))
    return page


def debug() -> dict[str, Image.Image]:
    """Return the debug view in two sizes by name."""
    return {
        f"debug_{w}x{h}": draw_debug(cases.debug_view(), (w, h), cases.DEBUG_MODEL) for w, h in ((800, 480), (480, 320))
    }


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "preprocess":
        np.savez_compressed(HERE / "preprocess.npz", **preprocess())
    elif what == "debug":
        for name, picture in debug().items():
            picture.save(HERE / "debug" / f"{name}.png", optimize=True)
    elif what == "screens":
        for path in (HERE / "screens").glob("*.png"):
            path.unlink()
        for name, picture in screens().items():
            picture.quantize(64, dither=Image.Dither.NONE).save(HERE / "screens" / f"{name}.png", optimize=True)
    elif what == "sheet":
        wanted = {name: picture for name, picture in screens().items() if sys.argv[2] in name}
        sheet(wanted, columns=int(sys.argv[3])).save(sys.argv[4])
    else:
        sys.exit(f"There is no golden file “{what}”; see README.md.")
