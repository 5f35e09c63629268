"""The view as JSON, with texts in the language of one browser. docs/web-api.md lists the keys."""

from typing import Any

from device.assets.strings import Strings, translated
from device.recognition.visibility import brightness, hand_advice
from device.signing.hand_marks import marked_points
from device.types import HandBox
from device.view import LessonResult, Signing, Task, View
from device.web.sign_pictures import picture_address


def view_json(view: View, strings: Strings) -> dict[str, Any]:
    """Return a view without its pixels: fractions 0–1, boxes not mirrored, ages in ms."""
    frame, box, advice = view.frame, view.box, None
    if frame is not None and box is not None:
        advice = hand_advice(box, brightness(frame, box), view.scores.landmarks if view.scores is not None else None)
    return {
        "language": strings.language,
        "status": view.status,
        "word": strings.status(view.status),
        "letter": view.letter,
        "confidence": round(view.confidence, 3),
        "hold": round(view.hold, 3),
        "text": view.text,
        "message": translated(view.message, strings),
        "fps": None if view.fps is None else round(view.fps, 1),
        "age_ms": None if view.frame_age_ms is None else round(view.frame_age_ms, 1),
        "frame": None if frame is None else frame.index,
        "size": None if frame is None else [frame.image.shape[1], frame.image.shape[0]],
        "box": box_json(box),
        "advice": "" if advice is None else strings(f"advice.{advice}"),
        "hand": None if box is None else box.hand,
        "recording": view.recording,
        "task": None if view.task is None else task_json(view.task, strings),
        "marks": marks_json(view),
    }


def marks_json(view: View) -> list[list[list[float]]]:
    """Return the points [x, y] of each finger that is off, from its root to its tip, fractions (0–1) of the frame."""
    if view.task is None or not view.task.off or view.scores is None or view.scores.landmarks is None:
        return []
    chains = marked_points(view.scores.landmarks, view.task.off)
    return [[[round(x, 4), round(y, 4)] for x, y in chain] for chain in chains]


def box_json(box: HandBox | None) -> list[float] | None:
    """Return left, top, right and bottom as fractions (0–1) of the frame."""
    return None if box is None else [round(side, 4) for side in (box.x0, box.y0, box.x1, box.y1)]


def signing_json(signing: Signing) -> dict[str, Any]:
    """Return what a drawn hand spells; /api/spelling has its movements."""
    return {
        "text": signing.text,
        "speed": signing.speed,
        "number": signing.number,
        "at_s": round(signing.at_s, 3),
        "until_s": round(signing.until_s, 3),
        "skin": signing.skin,
        "yaw": signing.yaw,
    }


def task_json(task: Task, strings: Strings) -> dict[str, Any]:
    """Return what the learner is asked to do; the fields are those of view.Task."""
    return {
        "mode": task.mode,
        "title": strings(f"mode.{task.mode}"),
        "learner": translated(task.learner, strings),
        "slot": task.slot,
        "agenda": translated(task.agenda, strings),
        "prompt": task.prompt,
        "word": task.word,
        "position": task.position,
        "picture": task.picture,
        "picture_hand": task.picture_hand,
        "picture_from": task.picture_side,
        "picture_address": picture_address(task),
        "off": list(task.off),
        "caption": translated(task.caption, strings) if task.own_picture is None else task.own_picture.by,
        "outcome": task.outcome,
        "answer": "" if task.outcome is None else strings(f"status.{task.outcome}"),
        "rival": task.rival,
        "attempt": strings("status.attempt", attempt=str(task.attempt), attempts=str(task.attempts)),
        "hint": translated(task.hint, strings),
        "question": task.question,
        "right": task.right,
        "asked": task.asked,
        "score": task.score,
        "result": None if task.result is None else result_json(task.result, strings),
        "speed": "" if task.words_a_minute is None else strings.words_a_minute(task.words_a_minute),
        "letters_a_second": task.speed,
        "writes": task.writes,
        "signing": None if task.signing is None else signing_json(task.signing),
        "left": None if task.left_s is None else strings.time_left(task.left_s),
    }


def result_json(result: LessonResult, strings: Strings) -> dict[str, Any]:
    """Return the end of a session: {letter, standing, changed, title} of each letter, sentences, letters to repeat."""
    return {
        "board": [
            {
                "letter": each.letter,
                "standing": each.standing,
                "changed": each.changed,
                "title": strings(f"board.{each.standing}"),
            }
            for each in result.board
        ],
        "lines": [translated(line, strings) for line in result.lines],
        "repeat": result.repeat,
    }
