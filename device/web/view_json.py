"""The View in JSON, with the words of the station's language: what a page draws from, like any other display."""

from typing import Any

from device.assets.strings import Strings
from device.types import HandBox
from device.view import Task, View


def view_json(view: View, strings: Strings) -> dict[str, Any]:
    """All of a view but its pixels; the box and all shares are fractions (0–1), unmirrored, ages ms."""
    frame, box = view.frame, view.box
    return {
        "status": view.status,
        "word": strings(f"status.{view.status.replace(' ', '_')}"),
        "letter": view.letter,
        "confidence": round(view.confidence, 3),
        "hold": round(view.hold, 3),
        "text": view.text,
        "message": view.message,
        "fps": None if view.fps is None else round(view.fps, 1),
        "age_ms": None if view.frame_age_ms is None else round(view.frame_age_ms, 1),
        "frame": None if frame is None else frame.index,
        "size": None if frame is None else [frame.image.shape[1], frame.image.shape[0]],
        "box": box_json(box),
        "hand": None if box is None else box.hand,
        "recording": view.recording,
        "task": None if view.task is None else task_json(view.task, strings),
    }


def box_json(box: HandBox | None) -> list[float] | None:
    """Left, top, right and bottom as fractions (0–1) of the frame."""
    return None if box is None else [round(side, 4) for side in (box.x0, box.y0, box.x1, box.y1)]


def task_json(task: Task, strings: Strings) -> dict[str, Any]:
    """What a learner is asked to do; see view.Task."""
    left = None
    if task.left_s is not None:
        minutes, seconds = divmod(int(task.left_s + 0.999), 60)
        left = strings("status.time_left", minutes=str(minutes), seconds=f"{seconds:02}")
    return {
        "mode": task.mode,
        "title": strings(f"mode.{task.mode}"),
        "learner": task.learner,
        "prompt": task.prompt,
        "word": task.word,
        "position": task.position,
        "picture": task.picture,
        "picture_hand": task.picture_hand,
        "caption": task.caption,
        "outcome": task.outcome,
        "answer": "" if task.outcome is None else strings(f"status.{task.outcome}"),
        "rival": task.rival,
        "attempt": strings("status.attempt", attempt=str(task.attempt), attempts=str(task.attempts)),
        "hint": task.hint,
        "right": task.right,
        "asked": task.asked,
        "score": task.score,
        "left": left,
    }
