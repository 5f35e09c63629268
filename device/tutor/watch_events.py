"""Events of the mode "watch", for displays that write what happens."""

from device.tutor.watch_effects import Answered, Shown, WatchEffect
from device.view import Event


def event_of(effect: WatchEffect) -> Event:
    """Return the event for an effect, with the effect's time."""
    if isinstance(effect, Shown):
        more: dict[str, object] = {"attempt": effect.attempt, "picture": True, "word": effect.word}
        more["speed"] = effect.speed
        return Event(effect.t, "prompt", None, None, None, tuple(more.items()))
    if isinstance(effect, Answered):
        reason = "right" if effect.outcome == "right" else "given_up" if effect.final else "looks_like"
        more = {"outcome": effect.outcome, "reason": reason, "rival": None, "final": effect.final}
        more |= {"word": effect.word, "written": effect.answer, "speed": effect.speed}
        return Event(effect.t, "answer", None, None, None, tuple(more.items()))
    counts = {"asked": effect.asked, "right": effect.right, "wrong": effect.asked - effect.right, "ungraded": 0}
    over: dict[str, object] = {"state": "over", "reason": effect.reason, **counts, "score": None}
    return Event(effect.t, "session", None, None, None, tuple(over.items()))
