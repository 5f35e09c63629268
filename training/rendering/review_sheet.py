"""A sheet to print, on which a Deaf signer approves or corrects each sign: pictures from three sides, hint, boxes."""

import base64
import html
import io
from pathlib import Path

from PIL import Image

from device.assets.strings import load_strings
from device.names import shown
from device.signing.hand_model import hand_model
from device.signing.pictures import SIDES, sign_picture
from device.signing.pose_table import Sign, pose_table
from device.signing.renderer import HandRenderer
from device.signing.timeline import Moment
from device.signing.viewpoint import Viewpoint
from device.system.files import write_atomic
from device.system.text_file import reason_of
from training.datasets.outputs import check_output
from training.errors import RunError

SIDE = 220
"""Side of a picture, pixels."""
STEPS = 6
"""Pictures of a movement."""
CAPTIONS = {"front": "as others see it", "mirror": "in a mirror", "own": "with your own eyes"}
NUMBER_HINT = "As the number is signed alone."
STYLE = (
    "body{font-family:sans-serif;margin:1.5em}section{break-inside:avoid;border-top:1px solid #999;padding:.6em 0}"
    "h2{margin:.1em 0}figure{display:inline-block;margin:0 .4em;text-align:center;font-size:.8em}"
    "img{background:#eee;width:5.2cm}.step img{width:2.6cm}p{margin:.3em 0}.line{border-bottom:1px solid #999;"
    "display:inline-block;width:60%;height:1.2em}"
)
INTRODUCTION = (
    "<h1>Handshapes: review</h1><p>These hands teach beginners. They were fitted to tracked hands of people and have "
    "not been reviewed by a Deaf signer. Please look at each sign from all sides. Tick “right” if you would accept it "
    "from a student. Otherwise tick “change” and write what is wrong: which finger, where the thumb lies, how the hand "
    "is turned. A photograph or drawing helps. device/assets/handshapes/REVIEW.md says where your answer goes.</p>"
    "<p>Name (as it may be published): <span class=line></span></p><p>Date: <span class=line></span></p>"
)


def write_review_sheet(out: Path) -> Path:
    """Write the sheet as one HTML file and return its path.

    Raises:
        RunError: the file cannot be written.
    """
    check_output(out)
    parts = [_section(name, sign) for name, sign in pose_table().signs.items()]
    page = f"<!doctype html><meta charset=utf-8><title>Handshapes: review</title><style>{STYLE}</style>"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(out, page + INTRODUCTION + "".join(parts))
    except OSError as error:
        raise RunError(f"{shown(out)} cannot be written: {reason_of(error)}.") from error
    return out


def _section(name: str, sign: Sign) -> str:
    pictures = "".join(_figure(sign_picture(name, SIDE, side), CAPTIONS[side]) for side in SIDES)
    steps = "" if sign.movement is None else f"<div class=step>{_movement(name, sign)}</div>"
    hint = html.escape(load_strings("en").texts.get(f"hint.{name}", NUMBER_HINT))
    boxes = "<p>☐ right &nbsp; ☐ change: <span class=line></span></p>"
    return f"<section><h2>{name}</h2><p>{hint}</p>{pictures}{steps}{boxes}</section>"


def _movement(name: str, sign: Sign) -> str:
    movement = sign.movement
    assert movement is not None
    renderer, view = HandRenderer(model=hand_model()), Viewpoint(SIDE, SIDE)
    figures = []
    for step in range(STEPS):
        k = round(step * (len(movement.times) - 1) / (STEPS - 1))
        position = sign.position + movement.positions[k]
        moment = Moment(sign.pose, movement.rotations[k], position, name, "motion")
        image = Image.fromarray(renderer.render(moment, view, smooth=True).rgba, "RGBA")
        figures.append(_figure(image, f"{movement.times[k]:.1f} s"))
    return "".join(figures)


def _figure(image: Image.Image, caption: str) -> str:
    packed = io.BytesIO()
    image.save(packed, "PNG", optimize=True)
    data = base64.b64encode(packed.getvalue()).decode()
    return f'<figure><img src="data:image/png;base64,{data}" alt=""><figcaption>{caption}</figcaption></figure>'
