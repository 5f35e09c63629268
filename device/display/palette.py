"""Colours of the pixel displays and the terminal. Meaning is never in the colour alone: every state has its word."""

from dataclasses import dataclass
from typing import Literal

from device.view import View

Colour = tuple[int, int, int]
DisplayState = Literal["idle", "hand", "holding", "right", "wrong", "later", "lost"]
MARKS: dict[DisplayState, str] = {"right": "✓", "wrong": "✗", "later": "↻"}


@dataclass(frozen=True)
class Palette:
    """A set of colours; each can be read on the background (WCAG: 4.5, in high contrast 7, to one).

    Attributes:
        ground, ink, dim: background, text, and text of less weight.
        moods: of what is going on.
        recording: of the mark that pictures are kept.
    """

    ground: Colour
    ink: Colour
    dim: Colour
    moods: dict[DisplayState, Colour]
    recording: Colour


NORMAL = Palette(
    ground=(16, 20, 28),
    ink=(240, 240, 235),
    dim=(140, 148, 160),
    moods={
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
HIGH = Palette(
    ground=(0, 0, 0),
    ink=(255, 255, 255),
    dim=(230, 230, 230),
    moods={
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
    """What the colour and the mark should say."""
    if view.status == "camera lost":
        return "lost"
    outcome = view.task.outcome if view.task is not None else None
    if outcome is not None:
        moods: dict[str, DisplayState] = {"right": "right", "wrong": "wrong", "ungraded": "later"}
        return moods[outcome]
    if view.status == "confirmed":
        return "right"
    if view.status == "hand" or view.status == "holding":
        return view.status
    return "idle"


def contrast(a: Colour, b: Colour) -> float:
    """Of two colours as WCAG 2 defines it, 1 to 21."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
