"""What the golden files are made from: drawn pictures, boxes and views."""

from typing import get_args

import cv2
import numpy as np

from device.frame import Frame, HandBox, Pixels
from device.view import Status, View
from tests.fakes.drawn_letters import draw

SIZES = ((128, 64), (240, 240), (800, 480), (1920, 1080))
STATUSES: tuple[Status, ...] = get_args(Status)

BOXES = {
    "whole": HandBox(0, 0, 1, 1),
    "guide": HandBox(0.275, 0.2, 0.725, 0.8),
    "odd": HandBox(0.1037, 0.2091, 0.6113, 0.9377),
    "tiny": HandBox(0.5, 0.5, 0.52, 0.53),
    "beyond_left_top": HandBox(-0.25, -0.4, 0.3, 0.35),
    "beyond_right_bottom": HandBox(0.8, 0.7, 1.3, 1.2),
    "beyond_all": HandBox(-0.2, -0.2, 1.2, 1.2),
}
MODEL_SIZES = (28, 64, 96)


def colourful() -> Pixels:
    """BGR (240, 320, 3): ramps, fine stripes that would alias, shapes and seeded noise."""
    rng = np.random.default_rng(28)
    picture = np.zeros((240, 320, 3), np.uint8)
    picture[..., 0] = np.linspace(0, 255, 320).astype(np.uint8)
    picture[..., 1] = np.linspace(255, 0, 240).astype(np.uint8)[:, None]
    picture[:, ::3, 2] = 255
    picture[100:180, 40:120] = rng.integers(0, 256, (80, 80, 3), dtype=np.uint8)
    cv2.circle(picture, (200, 120), 60, (20, 200, 240), 5, cv2.LINE_8)
    cv2.line(picture, (10, 230), (310, 15), (250, 250, 250), 2, cv2.LINE_8)
    return picture


def view_of(status: Status) -> View:
    """A view as the station would show it in this status, with a frame where it has one."""
    grey = np.full((480, 640), 90, np.uint8)
    grey[::16] = 110
    grey[140:340, 250:450] = draw("B", 200)
    frame, box = Frame(grey, 0.0), HandBox(0.275, 0.2, 0.725, 0.8)
    figures = {"fps": 30.0, "frame_age_ms": 41.0, "frame": frame, "box": box}
    views = {
        "searching": View("searching", **figures),
        "hand": View("hand", text="HE", **figures),
        "holding": View("holding", "W", 0.83, 0.4, "HELLO", recording=True, **figures),
        "confirmed": View("confirmed", "I", 0.97, 1.0, "HELLOWORLDABCDEFGHI", **figures),
        "camera lost": View("camera lost", text="HEL", message="No picture: check the camera's plug"),
        "ended": View("ended", text="HELLO"),
    }
    return views.get(status, View(status))
