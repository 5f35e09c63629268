"""The texts of a view, in its language, for all displays that show words."""

from dataclasses import replace

from device.assets import handshapes
from device.assets.strings import load_strings
from device.display.palette import MARKS, display_state
from device.view import View


def large_letter(view: View) -> str:
    """Return the letter to show large: the prompt, else the recognized letter; "?" for one to find by its picture."""
    if view.task is None:
        return view.letter or ""
    return view.task.prompt or ("?" if view.task.picture else "")


def sentence(view: View, marked: bool = True) -> str:
    """Return one line about the current state.

    Args:
        view: to describe.
        marked: put a mark before an answer, so that it is not in the colour alone.
    """
    strings = load_strings(view.language)
    if view.pairing is not None:
        return strings("message.pairing", address=view.pairing.address, code=view.pairing.code)
    text = view.message or strings.status(view.status)
    if view.task is not None:
        mark = MARKS.get(display_state(view), "") if marked else ""
        return f"{mark} {text}".strip()
    if view.letter is not None and not view.message:
        # The letter again in small type: drawn large with few blocks, Q looks like O.
        return f"{text}  {view.letter} {view.confidence:.0%}"
    return text


def sentences(view: View) -> list[str]:
    """Return the sentence about the current state, and then the same in few words; only these while a hint is shown."""
    full = sentence(view)
    if not view.brief:
        return [full]
    mark = MARKS.get(display_state(view), "") if view.task is not None else ""
    brief = f"{mark} {view.brief}".strip()
    return [brief] if view.task is not None and view.task.hint else [full, brief]


def heading(view: View) -> str:
    """Return mode and learner of a lesson, and before its first prompt what is due; "" without a task."""
    if view.task is None:
        return ""
    mode = load_strings(view.language)(f"mode.{view.task.mode}")
    agenda = "" if view.task.asked else view.task.agenda
    return " · ".join(part for part in (mode, view.task.learner, agenda) if part)


def turn_of(view: View) -> str:
    """Return the slot of the learner whose turn it is, before the first prompt of a lesson; else ""."""
    task = view.task
    if task is None or task.asked or task.prompt or task.picture or task.signing or task.result or task.writes:
        return ""
    return task.slot


def score_line(view: View) -> str:
    """Return time left and score of a round, else the attempt and the right answers so far; "" without a task."""
    task = view.task
    if task is None:
        return ""
    strings = load_strings(view.language)
    if task.left_s is not None:
        return f"{strings.time_left(task.left_s)}   {strings('status.score', right=str(task.score or 0))}"
    parts = []
    if task.words_a_minute is not None:
        parts.append(strings.words_a_minute(task.words_a_minute))
    if task.speed is not None:
        parts.append(strings("status.speed", speed=f"{task.speed:g}"))
    if task.attempt > 1 and task.prompt and task.outcome != "right":
        parts.append(strings("status.attempt", attempt=str(task.attempt), attempts=str(task.attempts)))
    if task.asked:
        parts.append(strings("status.of_asked", right=str(task.right), asked=str(task.asked)))
    return "   ".join(parts)


def about_line(view: View) -> str:
    """Return what this program is and whether its pictures are reviewed, while the station is idle; else ""."""
    if view.status not in ("starting", "searching") or view.letter is not None or view.text:
        return ""
    if view.task is not None and view.task.prompt:
        return ""
    strings = load_strings(view.language)
    reviewed = strings("caption.reviewed" if handshapes.REVIEWED else "caption.not_reviewed")
    return f"{strings('caption.practice_aid')}. {strings('caption.pictures')}: {reviewed}."


def result_lines(view: View) -> list[str]:
    """Return the sentences at the end of a session, the most important one first; none before it."""
    result = view.task.result if view.task is not None else None
    if result is None:
        return []
    strings = load_strings(view.language)
    repeat = [strings("result.repeat", letters=", ".join(result.repeat))] if result.repeat else []
    return [*result.lines, *repeat]


def figures(view: View) -> str:
    """Return frames per second and the frame's age in ms, where they are known."""
    parts = []
    if view.fps is not None:
        parts.append(f"{view.fps:.0f} FPS")
    if view.frame_age_ms is not None:
        parts.append(f"{view.frame_age_ms:.0f} ms")
    return "  ".join(parts)


def content(view: View) -> View:
    """Return the view without what changes with every frame, so that two views that are drawn alike are equal.

    Left out are the camera image, the scores and the figures; the confidence is rounded to what is written of it.
    """
    confidence = round(view.confidence, 2)
    return replace(view, frame=None, box=None, scores=None, fps=None, frame_age_ms=None, confidence=confidence)
