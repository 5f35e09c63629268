"""The animal that stands for a learner, on a screen."""

from PIL import Image

from device.assets.animals import animal_picture
from device.display.pixel.text_drawing import Area


def draw_animal(image: Image.Image, slot: str, area: Area) -> None:
    """Draw the animal of a learner's slot as large as possible in the middle of an area."""
    left, top, right, bottom = area
    side = max(1, min(right - left, bottom - top))
    face = animal_picture(slot, side)
    image.paste(face, ((left + right - side) // 2, (top + bottom - side) // 2), face)


def draw_mono_animal(image: Image.Image, slot: str, area: Area) -> None:
    """Draw the animal for a 1-bit display: dots for its colours."""
    left, top, right, bottom = area
    side = max(1, min(right - left, bottom - top))
    face = animal_picture(slot, side)
    flat = Image.new("RGB", face.size)
    flat.paste(face, mask=face)
    image.paste(flat.convert("1").convert("RGB"), ((left + right - side) // 2, (top + bottom - side) // 2))
