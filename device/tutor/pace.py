"""The pace of a session: which prompt is on, what follows it and when, and how the session ends."""

from dataclasses import replace

from device.recognition.presence import GAP_S, SESSION_END_S
from device.tutor import rules
from device.tutor.events import Effect, End, EndReason, Feedback, Prompt, Reason, Record
from device.tutor.fairness import Fairness
from device.tutor.lesson_state import LessonState, Tally
from device.tutor.prompt_state import PromptState
from device.tutor.prompts import Prompter
from device.tutor.scene import Message
from device.tutor.signer import Signer
from device.tutor.status_line import StatusLine
from device.tutor.status_messages import RELAX, SHOW_HAND, asking_line
from device.tutor.timers import Timers
from device.tutor.word_speed import WordSpeed
from device.view import Outcome


class Pace:
    """Opens and closes prompts. The engine, the grader and the coach share one object.

    Attributes:
        rules: of the mode.
        signer: the hand in front of the camera.
        fairness: limits to asking, and the learner's own word.
        line: the status line.
        timers: "resume", "hint", "timeout", "limit", "leave" and "question".
        tally: prompts by outcome.
        speed: of the words that were spelled.
        state: what is shown and expected.
        prompt: that is on, or was closed last; None before the first and after the end.
        asked_t: time of the newest attempt, seconds.
        idle: prompts in a row without an answer.
        ends_t: end of a timed round, seconds; None in other modes and before its first prompt.
        grace: a timed round is over but for the hold that had begun.
        out: effects since the last input.
    """

    def __init__(self, prompter: Prompter, mode_rules: rules.Rules, signer: Signer, fairness: Fairness) -> None:
        """Start waiting for a hand."""
        self._prompter, self.rules, self.signer, self.fairness = prompter, mode_rules, signer, fairness
        self.line, self.timers, self.tally, self.state = StatusLine(), Timers(), Tally(), LessonState()
        self.speed = WordSpeed()
        self.prompt: PromptState | None = None
        self.asked_t = float("-inf")
        self.idle = 0
        self.ends_t: float | None = None
        self.grace = False
        self.out: list[Effect] = []
        self.line.show(float("-inf"), SHOW_HAND)

    @property
    def over(self) -> bool:
        """The session has ended."""
        return self.state.phase == "over"

    def begin(self, t: float) -> None:
        """Ask the first prompt, or the next one after a pause without a hand; start the clock of a timed round."""
        self.timers.drop("leave")
        self.idle = 0
        if self.rules.limit_s is not None and self.ends_t is None:
            self.ends_t = t + self.rules.limit_s
            self.timers.set("limit", self.ends_t)
        self._ask_next(t)

    def resume(self, t: float, correcting: bool = False) -> None:
        """Go on after a pause: with another attempt or with the next prompt.

        Args:
            t: time, seconds.
            correcting: the hand need not be lowered before the next attempt, see Grader.is_correcting.
        """
        if self.state.again:
            self._ask_again(t, disarm=not correcting)
        else:
            self._ask_next(t)

    def close(self, t: float, outcome: Outcome, reason: Reason, parked: bool = False) -> None:
        """End the prompt; the next one follows after a pause. With `parked`, its letter is not prompted again."""
        prompt = self.prompt
        assert prompt is not None
        if outcome == "right":
            self.fairness.seen(prompt.ask.letter)
        self.tally.count(outcome)
        self.speed.closed(prompt.ask, t, outcome == "right")
        rival = prompt.rivals[-1] if outcome == "wrong" else None
        hand = self.signer.side if outcome != "ungraded" else None
        review = prompt.closed(outcome, reason, t, self.rules.remembered, hand, parked)
        self.out += [Feedback(t, outcome, prompt.ask.letter, reason, rival), Record(t, review)]
        self._prompter.done(review)
        if parked:
            self.park(prompt.ask.letter)
        state = LessonState("answered", False, outcome, rival, self.rules.picture_after(outcome))
        self.pause(t, self.rules.pause_s(outcome, prompt.ask.last), state)
        self.line.show(t, Message("parked" if parked else reason, (("letter", prompt.ask.letter),)))

    def park(self, letter: str) -> None:
        """Do not prompt for this letter again in this session."""
        self._prompter.park(letter)

    def pause(self, t: float, seconds: float, state: LessonState) -> None:
        """Show a state for some seconds, then go on."""
        self.timers.drop("hint", "timeout", "question")
        self.timers.set("resume", t + seconds)
        self.state = state

    def hint(self) -> None:
        """Show how the letter is formed."""
        assert self.prompt is not None
        self.prompt.helped = True
        self.state = replace(self.state, hint=True)

    def wait(self, t: float) -> None:
        """Wait for another hand: the learner has left, or an object was taken for a hand."""
        self.timers.drop("resume")
        self.timers.set("leave", t + SESSION_END_S)
        self.state, self.prompt = LessonState(), None
        held = self.signer.absent_s(t) < GAP_S
        self.signer.expect_arrival(t)
        self.line.show(t, RELAX if held else SHOW_HAND)

    def end(self, t: float, reason: EndReason) -> None:
        """End the session."""
        self.timers.drop()
        self.state, self.prompt, self.grace = LessonState("over"), None, False
        summary = self.tally.summary(self.rules)
        self.out.append(End(t, reason, summary))
        numbers = (("right", str(summary.right)), ("asked", str(summary.right + summary.wrong)))
        self.line.show(t, Message("session_over" if summary.score is None else "round_over", numbers))

    def _ask_next(self, t: float) -> None:
        before = self.prompt.ask if self.prompt is not None else None
        ask = self._prompter.next()
        if ask is None:
            self.end(t, "done")
            return
        self.prompt = PromptState(ask, t, helped=False)
        self.tally.asked += 1
        self.speed.prompted(ask, t)
        same_word = before is not None and before.word == ask.word != "" and ask.position > before.position
        picture = self.rules.picture_at_first(ask.new)
        self._ask(t, self.prompt, LessonState("asking", picture=picture), disarm=self.rules.disarm or not same_word)

    def _ask_again(self, t: float, disarm: bool) -> None:
        assert self.prompt is not None
        picture = self.rules.picture_at_retry(last=self.prompt.attempt == self.rules.attempts)
        self._ask(t, self.prompt, LessonState("asking", picture=picture, hint=self.rules.hints), disarm)

    def _ask(self, t: float, prompt: PromptState, state: LessonState, disarm: bool) -> None:
        self.signer.expect_answer(disarm)
        prompt.shown, prompt.spoken = prompt.attempt, False
        self.state, self.asked_t = state, t
        self.timers.set("timeout", t + rules.PROMPT_S)
        if self.rules.hints and not (state.hint or state.picture):
            self.timers.set("hint", t + rules.HINT_S)
        self.out.append(Prompt(t, prompt.ask, prompt.attempt, state.picture))
        self.line.show(t, asking_line(prompt, self.rules))
