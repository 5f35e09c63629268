"""The pictures of the terminal, before they become blocks: the camera's, and a handshape or the hand that spells."""

import numpy as np
from PIL import Image

from device.assets.animals import animal_picture
from device.display.pixel.reference_panel import reference_picture
from device.display.pixel.signing_panel import signing_picture
from device.display.view_text import turn_of
from device.recognition.preprocess import grey
from device.signing.hand_marks import draw_marks
from device.types import Pixels
from device.view import View

MARK = (255, 255, 255)  # of a finger that is off: the picture is grey
PICTURE_SIDE_PX = 120  # of a handshape before it is drawn with blocks


def camera_picture(view: View) -> Pixels:
    """Return the camera image, grey, with the fingers marked that are off."""
    assert view.frame is not None
    image = grey(view.frame.image)
    if view.task is None or not view.task.off or view.scores is None or view.scores.landmarks is None:
        return image
    picture = Image.fromarray(image).convert("RGB")
    landmarks = view.scores.landmarks * np.array(picture.size)
    draw_marks(picture, landmarks, view.task.off, max(2, picture.height // 60), MARK)
    return np.asarray(picture.convert("L"))


def handshape_picture(view: View) -> Pixels | None:
    """Return the task's handshape or spelling hand, grey uint8 (side, side); None without a picture.

    Before the first prompt it is the animal of the learner whose turn it is.
    """
    if turn_of(view):
        return _on_black(animal_picture(turn_of(view), PICTURE_SIDE_PX))
    if view.task is not None and view.task.signing is not None:
        return _on_black(signing_picture(view.task.signing, PICTURE_SIDE_PX))
    if view.task is None or view.task.picture is None:
        return None
    shape = reference_picture(view.task, PICTURE_SIDE_PX, 0.0 if view.frame is None else view.frame.t, MARK)
    return _on_black(shape)


def _on_black(shape: Image.Image) -> Pixels:
    background = Image.new("RGBA", shape.size, (0, 0, 0, 255))
    background.alpha_composite(shape)
    return np.asarray(background.convert("L"))
