"""What the tutor says and does while a hand is in view and no answer comes: advice, patience, and moving on."""

from dataclasses import replace
from typing import Literal

from device.recognition.visibility import complaint
from device.tutor import rules
from device.tutor.inputs import FrameInput
from device.tutor.pace import Pace
from device.tutor.prompt_state import PromptState
from device.tutor.status_messages import HELP, SHOW_HAND, advice, asking_line, seen_line
from device.tutor.verification import Verifier


class Coach:
    """Watches the attempts at a prompt, frame by frame."""

    def __init__(self, pace: Pace, verifier: Verifier) -> None:
        """Watch the prompts of `pace` with a verifier."""
        self._pace, self._verifier = pace, verifier

    def be_patient(self, t: float, event: FrameInput) -> None:
        """Judge a shown letter that gets no answer by the evidence of a longer time, speak, and move on."""
        pace, mode, shown = self._pace, self._pace.rules, self._pace.signer.patience
        prompt = pace.prompt
        assert prompt is not None
        if mode.move_on_s is None:
            return
        letter = prompt.ask.letter
        judgement = None if shown.steady is None else self._verifier.judge(letter, shown.steady, patient=True)
        accepted = pace.fairness.accepts(letter) and shown.shown_s >= rules.ACCEPT_S
        if accepted or (judgement is not None and judgement.decision == "right"):
            pace.signer.tracker.disarm()  # this pose has counted
            pace.close(t, "right", "accepted" if accepted else "right")
        elif shown.shown_s >= mode.move_on_s:
            self.give_up_seeing(t, prompt, complaint(event.scores.box, event.light))
        elif mode.say_s is not None and shown.shown_s >= mode.say_s and not prompt.spoken and not prompt.ask.double:
            prompt.spoken = True
            rival = judgement.rival if judgement is not None else None
            pace.state = replace(pace.state, hint=mode.hints, help=seen_line(letter, rival, mode))

    def give_up_seeing(self, t: float, prompt: PromptState, fault: Literal["dark", "small"] | None) -> None:
        """End a prompt whose letter is shown but not seen; after several, the letter is left out."""
        pace = self._pace
        pace.idle += 1
        if pace.idle >= rules.IDLE_UNSEEN:
            pace.close(t, "ungraded", "away")
            pace.wait(t)
        elif fault is not None:
            pace.close(t, "ungraded", fault)
        else:
            pace.close(t, "ungraded", "unseen", pace.fairness.unseen(prompt.ask.letter))

    def advise(self, t: float, event: FrameInput) -> None:
        """Show advice, but not during a hold, which it would disturb."""
        pace = self._pace
        prompt, tracker = pace.prompt, pace.signer.tracker
        if prompt is None:
            return
        if pace.line.shown == SHOW_HAND and event.scores.box is not None:
            pace.line.show(t, asking_line(prompt, pace.rules))  # it must not stay beside a hand that is judged
        if tracker.still:
            return
        fault = complaint(event.scores.box, event.light)
        helpful = advice(fault, pace.signer.absent_s(t), t - pace.asked_t, tracker.armed, pace.state.help)
        if prompt.ask.double and helpful not in (*HELP.values(), SHOW_HAND):
            helpful = None  # how to sign the same letter again stays until it is done
        pace.line.offer(t, helpful or asking_line(prompt, pace.rules))
