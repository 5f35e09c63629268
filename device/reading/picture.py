"""Describe what was recognised in a single picture, without smoothing."""

from typing import Any

from device.alphabet import NO_LETTER
from device.recognition.metadata import MIN_CONFIDENCE
from device.recognition.recognizer import Recognizer
from device.types import Scores

TOP = 3
UNREAD: dict[str, object] = {"letter": None, "confidence": 0.0, "top": [], "found": False, "box": None, "hand": None}
"""The description of a picture that cannot be read."""


def describe_picture(recognizer: Recognizer, scores: Scores) -> dict[str, Any]:
    """Return the scores of one picture as JSON values.

    Args:
        recognizer: the source of the scores.
        scores: of the picture.

    Returns:
        letter: the most likely label, or None if it is excluded, no hand was found, or a model without the class
        NO_LETTER is less confident than MIN_CONFIDENCE; confidence: its probability; top: the three most likely
        labels with theirs; found and box: the hand, in fractions of the picture; hand: "left", "right" or None.
    """
    top = scores.top(TOP)
    letter, confidence = top[0]
    min_confidence = 0.0 if NO_LETTER in recognizer.labels else MIN_CONFIDENCE
    known = scores.box is not None and confidence >= min_confidence and letter not in recognizer.excluded
    box = scores.box
    return {
        "letter": letter if known else None,
        "confidence": round(confidence, 4),
        "top": [[label, round(p, 4)] for label, p in top],
        "found": box is not None,
        "box": None if box is None else [round(value, 4) for value in (box.x0, box.y0, box.x1, box.y1)],
        "hand": None if box is None else box.hand,
    }
