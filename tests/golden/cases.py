"""The inputs of the golden files: drawn pictures, boxes and views."""

from dataclasses import replace
from typing import get_args

import cv2
import numpy as np

from device.alphabet import ALPHABET, DIGITS
from device.display.palette import HIGH_CONTRAST, NORMAL, Palette
from device.recognition.metadata import Metadata
from device.types import Frame, HandBox, Pixels, Scores
from device.view import BoardLetter, LessonResult, Pairing, Signing, Standing, Status, Task, View
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
    """Return BGR (240, 320, 3): ramps, narrow stripes that would alias, shapes and seeded noise."""
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
    """Return a view of the reading activity in this status, with a frame where there is one."""
    views = {
        "searching": View("searching", **_seen()),
        "hand": View("hand", text="HE", **_seen()),
        "holding": View("holding", "W", 0.83, 0.4, "HELLO", recording=True, **_seen()),
        "confirmed": View("confirmed", "I", 0.97, 1.0, "HELLOWORLDABCDEFGHI", **_seen()),
        "camera lost": View("camera lost", text="HEL", message="No picture: check the camera's plug"),
        "ended": View("ended", text="HELLO"),
    }
    return views.get(status, View(status))


def _seen() -> dict[str, object]:
    grey = np.full((480, 640), 90, np.uint8)
    grey[::16] = 110
    grey[140:340, 250:450] = draw("B", 200)
    return {"fps": 30.0, "frame_age_ms": 41.0, "frame": Frame(grey, 0.0), "box": HandBox(0.39, 0.29, 0.71, 0.71)}


CAPTION = "As you see yourself in a mirror. Not yet reviewed by a Deaf signer."
FOX = Task(learner="Red fox", slot="red-fox", right=4, asked=6)
WORD = Task("words", "Red fox", "L", "HELLO", 3, slot="red-fox", right=2, asked=4)
ROUND = Task("round", "Blue whale", "W", slot="blue-whale", right=11, asked=12, score=11, left_s=73.2, attempts=3)
STANDINGS: dict[str, Standing] = {
    **dict.fromkeys("ABCFLOVWY", "known"),
    **dict.fromkeys("DEHIKU", "learning"),
    "Q": "unseen",
}
LINES = ("Right at the first try: 22 of 30", "Now known: F, W", "New today: E, H", "3 days in a row", "Due tomorrow: 6")
RESULT = LessonResult(
    tuple(BoardLetter(letter, STANDINGS.get(letter, "unmet"), letter in "EFHW") for letter in ALPHABET), LINES, "EIR"
)
NUMBER = Task("numbers", "Red fox", "7", slot="red-fox", picture="7", caption=CAPTION, right=4, asked=6)
NUMBERS_RESULT = LessonResult(
    tuple(BoardLetter(digit, "known" if digit in "1245" else "unmet", digit in "45") for digit in DIGITS),
    ("Right at the first try: 24 of 30", "Now known: 4, 5", "Due tomorrow: 3"),
    "678",
)
PICTURED = replace(FOX, prompt="T", picture="T", caption=CAPTION)


def lesson(status: Status, message: str, task: Task, hold: float = 0.0, text: str = "", **more: object) -> View:
    """Return a view of the tutor."""
    return View(status, message=message, task=task, hold=hold, text=text, **{**_seen(), **more})


def views() -> dict[str, View]:
    """Return all states by name."""
    differs = "you show the thumb under two fingers; try the thumb tip between index and middle finger"
    wrong = f"Looks like N: {differs}"
    hint = "Thumb tip between index and middle finger; the index finger folded over the thumb."
    miss = {"brief": "N? Try the thumb tip between index and middle finger"}
    named = {status.replace(" ", "_"): view_of(status) for status in STATUSES}
    return named | {
        "waiting": lesson("searching", "Show your hand", replace(FOX, right=0, asked=0), box=None),
        "asked": lesson("hand", "Sign W", replace(FOX, prompt="W")),
        "introduced": lesson("hand", "Sign T", PICTURED),
        "held": lesson("holding", "Sign M", replace(FOX, prompt="M"), 0.6),
        "right": lesson("confirmed", "Right", replace(FOX, prompt="M", outcome="right", right=5)),
        "wrong": lesson("hand", wrong, replace(PICTURED, outcome="wrong", rival="N", attempt=1, hint=hint), **miss),
        "again": lesson("hand", wrong, replace(PICTURED, attempt=2, hint=hint), **miss),
        "marked": lesson(
            "hand",
            "Looks like N: your thumb is under two fingers; T: under one finger",
            replace(PICTURED, outcome="wrong", rival="N", hint=hint, off=("thumb",)),
            scores=debug_view().scores,
            brief="Your thumb is under two fingers; T: under one finger",
        ),
        "ungraded": lesson(
            "hand", "More light, please. This one will come back", replace(FOX, prompt="T", outcome="ungraded")
        ),
        "word": lesson("holding", "L again: open your hand, or slide it aside", WORD, 0.3, "HEL"),
        "pictures": lesson(
            "hand",
            "Make this handshape",
            replace(FOX, mode="receptive", picture="K", caption=CAPTION, picture_hand="left"),
        ),
        "round": lesson("hand", "Sign W", ROUND),
        "round_over": lesson("searching", "Time is up: 12 letters", replace(ROUND, prompt="", left_s=0.0, score=12)),
        "done": lesson("hand", "Done: 24 of 30 letters", replace(FOX, right=24, asked=30, result=RESULT)),
        "lost_in_lesson": lesson("camera lost", "No picture: check the camera's plug", PICTURED, frame=None, box=None),
        "number": lesson(
            "hand",
            "Looks like 6: you show the thumb on the little finger's tip, three fingers up; try the thumb on the ring "
            "finger's tip, three fingers up",
            replace(NUMBER, outcome="wrong", rival="6", hint="Palm out: the thumb touches the ring finger's tip."),
            brief="6? Try the thumb on the ring finger's tip, three fingers up",
        ),
        "numbers_done": lesson(
            "hand", "Done: 24 of 30 numbers", replace(NUMBER, prompt="", picture=None, result=NUMBERS_RESULT)
        ),
        "watching": lesson(
            "hand",
            "Watch again",
            replace(FOX, mode="watch", signing=Signing("BOY", 2.0, 2, 0.9, 2.4), speed=2.0, writes=True),
            text="BO",
        ),
        "pairing": View("searching", pairing=Pairing("http://192.168.1.20:8080", "4821-73"), **_seen()),
    }


def vietnamese() -> dict[str, View]:
    """Return some states in Vietnamese, whose letters have marks above and below."""
    fox = replace(FOX, learner="Cáo đỏ")
    return {
        "searching": View("searching", language="vi"),
        "word": lesson(
            "holding",
            "Lại chữ L: mở bàn tay, hoặc trượt sang bên",
            replace(WORD, learner="Cáo đỏ"),
            0.3,
            "HEL",
            language="vi",
        ),
        "ungraded": lesson(
            "hand",
            "Cần thêm ánh sáng. Chữ này sẽ quay lại sau",
            replace(fox, prompt="T", outcome="ungraded"),
            language="vi",
        ),
    }


def screens() -> dict[str, tuple[View, tuple[int, int], Palette]]:
    """Return view, size and palette of every golden picture by its name."""
    made = {f"{name}_{_by(size)}": (view, size, NORMAL) for name, view in views().items() for size in SIZES}
    made |= {f"vi_{name}_{_by(size)}": (view, size, NORMAL) for name, view in vietnamese().items() for size in SIZES}
    contrasted = {name: views()[name] for name in ("asked", "held", "right", "wrong")}
    return made | {f"high_{name}_{_by(SIZES[2])}": (view, SIZES[2], HIGH_CONTRAST) for name, view in contrasted.items()}


def _by(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


DEBUG_MODEL = Metadata(
    "drawn",
    "",
    ("B", "F", "nothing", "A"),
    96,
    1 / 255,
    0.0,
    inputs=(),
    outputs=(),
    levelled=True,
)


def debug_view() -> View:
    """Return a view with a hand of straight lines, right of the middle, that is probably a B."""
    view = view_of("hand")
    palm, tips = np.array([0.55, 0.68]), np.array([(x, 0.32) for x in np.linspace(0.45, 0.65, 5)])
    points = [palm, *(palm + (tip - palm) * share for tip in tips for share in (0.4, 0.6, 0.8, 1.0))]
    box = HandBox(0.45, 0.32, 0.65, 0.68, "right", 0.98)
    p = np.array([0.83, 0.10, 0.04, 0.03], np.float32)
    scores = Scores(0.0, DEBUG_MODEL.labels, p, box, np.array(points, np.float32))
    return replace(view, status="holding", letter="B", confidence=0.83, box=box, scores=scores)
