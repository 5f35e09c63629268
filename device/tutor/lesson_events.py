"""What a lesson reports: effects of the engine as events for event sinks."""

from device.tutor.events import Effect, End, Feedback, Prompt
from device.view import Event


def event_of(effect: Effect) -> Event | None:
    """Return the event for an effect, with the effect's time; None for one that is not reported."""
    if isinstance(effect, Prompt):
        more: dict[str, object] = {"attempt": effect.attempt, "picture": effect.picture, "word": effect.ask.word}
        return Event(effect.t, "prompt", effect.ask.letter, None, None, tuple(more.items()))
    if isinstance(effect, Feedback):
        more = {"outcome": effect.outcome, "reason": effect.reason, "rival": effect.rival, "final": effect.final}
        return Event(effect.t, "answer", effect.letter, None, None, tuple(more.items()))
    if isinstance(effect, End):
        total = effect.summary
        more = {
            "state": "over",
            "reason": effect.reason,
            "asked": total.asked,
            "right": total.right,
            "wrong": total.wrong,
            "ungraded": total.ungraded,
            "score": total.score,
        }
        return Event(effect.t, "session", None, None, None, tuple(more.items()))
    return None
