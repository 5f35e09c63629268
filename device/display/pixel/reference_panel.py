"""The picture of the handshape on a screen, with its marks, its movement and its caption."""

from PIL import Image, ImageDraw

from device.display.palette import Colour, Palette
from device.display.pixel.text_drawing import MIN_FONT_PX, Area, draw_paragraph, font, line_height, wrap_pixels
from device.signing.hand_marks import draw_marks
from device.signing.own_pictures import own_picture_hand, own_picture_image
from device.signing.pictures import ONE_BIT_FILLED, mono_sign_picture, moving_picture, sign_landmarks
from device.view import Task

CAPTION_LINES = 2


def reference_picture(task: Task, side: int, t: float, mark: Colour) -> Image.Image:
    """Return the task's picture, RGBA, `side` × `side` pixels.

    Args:
        task: with a picture.
        side: pixels.
        t: time of the view, seconds: a movement goes on.
        mark: colour of the fingers that are off.
    """
    assert task.picture is not None
    if task.own_picture is not None:
        return own_picture_image(task.own_picture, side, own_picture_hand(task), t)
    shape = moving_picture(task.picture, side, t, task.picture_side, task.picture_skin, task.picture_hand)
    if not task.off:
        return shape
    shape = shape.copy()
    landmarks = sign_landmarks(task.picture, task.picture_side, task.picture_hand) * side
    draw_marks(shape, landmarks, task.off, max(2, side // 60), mark)
    return shape


def draw_reference(image: Image.Image, task: Task, area: Area, palette: Palette, t: float) -> None:
    """Draw the task's picture as large as possible, with the fingers marked that are off, and its caption below.

    Args:
        image: to draw on.
        task: with a picture.
        area: to fill.
        palette: colours.
        t: time of the view, seconds.
    """
    left, top, right, bottom = area
    own = task.own_picture
    size = max(MIN_FONT_PX, image.height // 28)
    text = task.caption if own is None else own.by
    lines = min(CAPTION_LINES, len(wrap_pixels(text, font(size), right - left))) if text else 0
    caption_height = lines * line_height(size) if bottom - top > 12 * size else 0
    side = max(1, min(right - left, bottom - top - caption_height))
    shape = reference_picture(task, side, t, palette.mark)
    image.paste(shape, ((left + right - side) // 2, top + (bottom - top - caption_height - side) // 2), shape)
    if caption_height:
        caption = (left, bottom - caption_height, right, bottom)
        draw_paragraph(ImageDraw.Draw(image), text, caption, palette.dim, size)


def draw_mono_reference(image: Image.Image, task: Task, area: Area) -> None:
    """Draw the task's picture for a 1-bit display."""
    left, top, right, bottom = area
    side = max(1, min(right - left, bottom - top))
    assert task.picture is not None
    if task.own_picture is None:
        shape = mono_sign_picture(task.picture, side, task.picture_side, task.picture_hand).convert("RGB")
    else:
        own = own_picture_image(task.own_picture, side, own_picture_hand(task))
        shape = _on_black(own).convert("1").convert("RGB")
    if task.off and task.own_picture is None:
        landmarks = sign_landmarks(task.picture, task.picture_side, task.picture_hand, ONE_BIT_FILLED) * side
        draw_marks(shape, landmarks, task.off, 1, (255, 255, 255))
    image.paste(shape, ((left + right - side) // 2, (top + bottom - side) // 2))


def _on_black(picture: Image.Image) -> Image.Image:
    out = Image.new("RGBA", picture.size, (0, 0, 0, 255))
    out.alpha_composite(picture)
    return out
