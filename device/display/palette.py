"""Colours of the pixel displays and the terminal. Every state also has a word: no meaning is in the colour alone."""

from dataclasses import dataclass
from typing import Literal

from device.view import Outcome, View

Colour = tuple[int, int, int]  # red, green, blue, 0–255
DisplayState = Literal["idle", "hand", "holding", "right", "wrong", "later", "lost"]
MARKS: dict[DisplayState, str] = {"right": "✓", "wrong": "✗", "later": "↻"}
OUTCOMES: dict[Outcome, DisplayState] = {"right": "right", "wrong": "wrong", "ungraded": "later"}


@dataclass(frozen=True)
class Palette:
    """A set of colours. Contrast with the background (WCAG 2): at least 4.5, in high contrast 7.

    Attributes:
        background: of all text.
        foreground: of letters and text.
        dim: of less important text and of lines.
        panel: behind the letter and the handshape.
        mark: of a finger that is off.
        states: of the sentence, the ring and the box in each state.
        recording: of the mark that images are being saved.
    """

    background: Colour
    foreground: Colour
    dim: Colour
    panel: Colour
    mark: Colour
    states: dict[DisplayState, Colour]
    recording: Colour


NORMAL = Palette(
    background=(16, 20, 28),
    foreground=(240, 240, 235),
    dim=(140, 148, 160),
    panel=(30, 37, 50),
    mark=(255, 120, 0),
    states={
        "idle": (140, 148, 160),
        "hand": (110, 170, 255),
        "holding": (255, 190, 80),
        "right": (110, 220, 130),
        "wrong": (255, 130, 120),
        "later": (200, 170, 255),
        "lost": (255, 130, 120),
    },
    recording=(255, 90, 90),
)
HIGH_CONTRAST = Palette(
    background=(0, 0, 0),
    foreground=(255, 255, 255),
    dim=(230, 230, 230),
    panel=(0, 0, 0),
    mark=(255, 170, 0),
    states={
        "idle": (255, 255, 255),
        "hand": (120, 220, 255),
        "holding": (255, 255, 0),
        "right": (0, 255, 0),
        "wrong": (255, 170, 60),
        "later": (255, 255, 255),
        "lost": (255, 170, 60),
    },
    recording=(255, 130, 130),
)


def display_state(view: View) -> DisplayState:
    """Return the state that colour and mark show: a lost camera first, then an answer, then the status."""
    if view.status == "camera lost":
        return "lost"
    if view.task is not None and view.task.outcome is not None:
        return OUTCOMES[view.task.outcome]
    if view.status == "confirmed":
        return "right"
    if view.status == "hand" or view.status == "holding":
        return view.status
    return "idle"
