"""What the status line says: about the hand or the room, never the model."""

from typing import Literal

from device.tutor.events import Message
from device.tutor.prompt_state import PromptState
from device.tutor.rules import Rules

NO_HAND_S = 1.5  # a hand lowered to think is not lost
STUCK_S = 3.0  # of a pose that cannot count, before the learner is told to relax it
ROOM = {"dark": Message("more_light"), "small": Message("closer")}
SHOW_HAND, RELAX = Message("show_hand"), Message("relax")


def prompt_line(trial: PromptState, mode: Rules) -> Message:
    """What is asked for, while nothing else is to be said."""
    if mode.hide:
        return Message("copy")
    key = "sign_double" if trial.ask.double else "sign" if trial.attempt == 1 else "sign_again"
    return Message(key, (("letter", trial.ask.letter),))


def miss_line(letter: str, rival: str, mode: Rules) -> Message:
    """What a wrong answer looked like; without the letter's name where that is still to be found."""
    if mode.hide:
        return Message("not_this", (("rival", rival),))
    return Message("looks_like", (("letter", letter), ("rival", rival)))


def advice(
    room: Literal["dark", "small"] | None, absent_s: float, asked_s: float, armed: bool, after_hold: Message | None
) -> Message | None:
    """What helps now, None when nothing is wrong.

    Args:
        room: see conditions.complaint.
        absent_s: since a hand was seen.
        asked_s: since the prompt.
        armed: the pose shown would count.
        after_hold: about the newest hold, if it could not be judged.
    """
    if absent_s >= NO_HAND_S:
        return SHOW_HAND
    if room is not None:
        return ROOM[room]
    if after_hold is None and not armed and asked_s >= STUCK_S:
        return RELAX
    return after_hold
