"""The content of the debug view: the square that is cut from the frame, the likeliest labels, a caption."""

import numpy as np

from device.assets.strings import load_strings
from device.display import view_text
from device.recognition.hand_square import HandSquare, square_of_landmarks
from device.recognition.metadata import Metadata
from device.recognition.preprocess import normalise_contrast
from device.recognition.turned_crop import crop_turned
from device.types import Frame, Pixels, Scores
from device.view import View

LABELS_SHOWN = 3


def square_of(frame: Frame, scores: Scores) -> HandSquare | None:
    """Return the square around the hand in pixels; on the baseline path, which has no landmarks, the guide box."""
    if scores.box is None:
        return None
    height, width = frame.image.shape[:2]
    if scores.landmarks is not None:
        return square_of_landmarks(scores.landmarks * np.array([width, height]))
    x0, x1, y0 = round(scores.box.x0 * width), round(scores.box.x1 * width), round(scores.box.y0 * height)
    return HandSquare((x0 + x1) / 2, y0 + (x1 - x0) / 2, x1 - x0)


def crop_of(frame: Frame, square: HandSquare, model: Metadata) -> Pixels:
    """Return the model's input image, uint8 (size, size)."""
    pixels = crop_turned(frame.image, square.matrix, model.size)
    return normalise_contrast(pixels) if model.levelled else pixels


def likeliest(scores: Scores | None) -> list[tuple[str, float]]:
    """Return the likeliest labels with their probabilities, best first; none without a hand."""
    return [] if scores is None or scores.box is None else scores.top(LABELS_SHOWN)


def caption(view: View) -> str:
    """Return one line: the sentence of the view, side and score of the hand, and its box as fractions."""
    strings, text = load_strings(view.language), view_text.sentence(view)
    box = None if view.scores is None else view.scores.box
    if box is None:
        return f"{text}   {strings('terminal.no_hand')}"
    hand = ""
    if box.hand:
        hand = f"{strings('terminal.hand', side=strings(f'terminal.{box.hand}'))} {box.score:.2f}   "
    return f"{text}   {hand}{strings('terminal.box')} {box.x0:.2f} {box.y0:.2f} {box.x1:.2f} {box.y1:.2f}"
