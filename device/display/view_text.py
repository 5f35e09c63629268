"""What a view says in words, for every display that can show words; in the language the view is in."""

from device.assets.strings import Strings, load_strings
from device.display.palette import MARKS, display_state
from device.view import Task, View


def letter(view: View) -> str:
    """The letter to show large: the one asked for, else the one read; "?" for one to be found by its picture."""
    if view.task is None:
        return view.letter or ""
    return view.task.prompt or ("?" if view.task.picture else "")


def sentence(view: View, marked: bool = True) -> str:
    """One line about what is going on; with a mark before an answer, so that it is not in the colour alone."""
    strings = load_strings(view.language)
    if view.pairing is not None:
        return strings("message.pairing", address=view.pairing.address, code=view.pairing.code)
    said = view.message or strings(f"status.{view.status.replace(' ', '_')}")
    if view.task is not None:
        mark = MARKS.get(display_state(view), "") if marked else ""
        return f"{mark} {said}".strip()
    if view.letter is not None and not view.message:
        # The letter again, small: drawn with a handful of blocks, Q looks like O.
        return f"{said}  {view.letter} {view.confidence:.0%}"
    return said


def heading(view: View) -> str:
    """What is practised, by whom; "" when the station only reads."""
    if view.task is None:
        return ""
    mode = load_strings(view.language)(f"mode.{view.task.mode}")
    return " · ".join(part for part in (mode, view.task.learner) if part)


def standing(view: View) -> str:
    """How it goes: time left and score of a round, else letters right of those asked; a further attempt first."""
    task = view.task
    if task is None:
        return ""
    strings = load_strings(view.language)
    if task.left_s is not None:
        return f"{_clock(strings, task.left_s)}   {strings('status.score', right=str(task.score or 0))}"
    parts = [_attempt(strings, task)] if task.attempt > 1 and task.prompt and task.outcome != "right" else []
    if task.asked:
        parts.append(strings("status.of_asked", right=str(task.right), asked=str(task.asked)))
    return "   ".join(parts)


def small_print(view: View) -> str:
    """What must stand there plainly while nothing is going on: what this is, and who has checked the pictures."""
    if view.status not in ("starting", "searching") or view.letter is not None or view.text:
        return ""
    if view.task is not None and view.task.prompt:
        return ""
    strings = load_strings(view.language)
    reviewed = strings("caption.reviewed" if _reviewed() else "caption.not_reviewed")
    return f"{strings('caption.practice_aid')}. {strings('caption.pictures')}: {reviewed}."


def figures(view: View) -> str:
    """Frames a second and the age of the newest one, where they say something."""
    parts = []
    if view.fps is not None:
        parts.append(f"{view.fps:.0f} FPS")
    if view.frame_age_ms is not None:
        parts.append(f"{view.frame_age_ms:.0f} ms")
    return "  ".join(parts)


def _attempt(strings: Strings, task: Task) -> str:
    return strings("status.attempt", attempt=str(task.attempt), attempts=str(task.attempts))


def _clock(strings: Strings, seconds: float) -> str:
    whole = int(seconds + 0.999)  # “0:00” only when it is over
    return strings("status.time_left", minutes=str(whole // 60), seconds=f"{whole % 60:02d}")


def _reviewed() -> bool:
    try:
        from device.assets import handshapes as reference
    except ImportError:  # an installation without the reference handshapes
        return False
    return reference.REVIEWED
