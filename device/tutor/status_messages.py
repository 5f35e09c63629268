"""Messages of the status line: about the hand and the light, never about the model."""

from typing import Literal

from device.recognition.presence import SHOW_HAND_S
from device.tutor.prompt_state import PromptState
from device.tutor.rules import Rules
from device.tutor.scene import Message

STUCK_S = 3.0  # a pose that cannot count was held for this long: ask the learner to relax the hand
HELP = {"dark": Message("more_light"), "small": Message("closer")}
SHOW_HAND, RELAX = Message("show_hand"), Message("relax")


def prompt_line(prompt: PromptState, mode: Rules) -> Message:
    """Return the message of a prompt, shown while there is no advice."""
    if mode.hide:
        return Message("copy")
    key = "sign_double" if prompt.ask.double else "sign" if prompt.attempt == 1 else "sign_again"
    return Message(key, (("letter", prompt.ask.letter),))


def asking_line(prompt: PromptState, mode: Rules) -> Message:
    """Return the message while an answer is expected: after a miss what was wrong, else the prompt."""
    if prompt.rivals and mode.keep_picture and not prompt.ask.double:
        return miss_line(prompt.ask.letter, prompt.rivals[-1], mode)
    return prompt_line(prompt, mode)


def question_line(letter: str, mode: Rules) -> Message:
    """Return the question whether the prompt was signed."""
    return Message("did_you_copy") if mode.hide else Message("did_you", (("letter", letter),))


def seen_line(letter: str, rival: str | None, mode: Rules) -> Message:
    """Return what the hand looks like so far, and what to try. `rival`: a letter it looks like, None for none."""
    if mode.hide:
        return Message("unsure_copy") if rival is None else Message("not_this", (("rival", rival),))
    if rival is None:
        return Message("unsure", (("letter", letter),))
    return Message("looks_like", (("letter", letter), ("rival", rival)))


def miss_line(letter: str, rival: str, mode: Rules) -> Message:
    """Return the message of a wrong answer; it does not name the prompted letter in modes that hide it."""
    if mode.hide:
        return Message("not_this", (("rival", rival),))
    return Message("looks_like", (("letter", letter), ("rival", rival)))


def advice(
    fault: Literal["dark", "small"] | None, absent_s: float, asked_s: float, armed: bool, after_hold: Message | None
) -> Message | None:
    """Return the most useful advice, None if nothing is wrong.

    Args:
        fault: see visibility.complaint.
        absent_s: seconds since a hand was seen.
        asked_s: seconds since the prompt.
        armed: the pose that is shown would count.
        after_hold: advice after a hold that could not be judged.
    """
    if absent_s >= SHOW_HAND_S:
        return SHOW_HAND
    if fault is not None:
        return HELP[fault]
    if after_hold is None and not armed and asked_s >= STUCK_S:
        return RELAX
    return after_hold
