"""The tutor's engine: prompts for letters, judges answers, and keeps the pace. Events in, effects out.

Pure: time comes with the events. The engine draws, stores and looks up nothing. Timers that are due between two events
act at their own time, so that the result does not depend on the frame rate.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from device.alphabet import DYNAMIC_LETTERS
from device.recognition.presence import GAP_S, IDLE_S, SESSION_END_S
from device.tutor import rules
from device.tutor.events import (
    ENDINGS,
    Effect,
    End,
    EndReason,
    Feedback,
    FrameInput,
    Input,
    Interrupted,
    Message,
    Pressed,
    Prompt,
    Question,
    Reason,
    Record,
)
from device.tutor.fairness import Fairness, Leniency
from device.tutor.lesson_state import LessonState, Tally, scene_of
from device.tutor.prompt_state import PromptState
from device.tutor.prompts import Prompter
from device.tutor.signer import Answer, Signer
from device.tutor.status_line import StatusLine
from device.tutor.status_messages import (
    RELAX,
    ROOM,
    SHOW_HAND,
    advice,
    asking_line,
    miss_line,
    question_line,
    seen_line,
)
from device.tutor.timers import Timers
from device.tutor.verification import Judgement, Verifier
from device.tutor.visibility import complaint
from device.view import Outcome


class Engine:
    """One session of one mode.

    Attributes:
        scene: to show on the displays.
    """

    def __init__(
        self,
        labels: tuple[str, ...],
        prompter: Prompter,
        mode_rules: rules.Rules,
        verifier: Verifier,
        leniency: Leniency | None = None,
    ) -> None:
        """Start waiting for a hand.

        Args:
            labels: classes in the order of Scores.p.
            prompter: chooses the prompts.
            mode_rules: of the mode.
            verifier: judges poses with these labels.
            leniency: what is known of letters that are hard to see; None for nothing.
        """
        self._prompter, self._rules, self._verifier = prompter, mode_rules, verifier
        self._signer, self._fairness = Signer(labels), Fairness(leniency or Leniency())
        self._line, self._timers, self._tally, self._state = StatusLine(), Timers(), Tally(), LessonState()
        self._prompt: PromptState | None = None
        self._t = self._asked_t = float("-inf")
        self._idle = 0  # prompts in a row without an answer
        self._ends_t: float | None = None
        self._grace = False
        self._out: list[Effect] = []
        self._line.show(self._t, SHOW_HAND)
        self.scene = scene_of(self._state, None, self._tally, mode_rules, SHOW_HAND)

    @property
    def over(self) -> bool:
        """The session has ended."""
        return self._state.phase == "over"

    @property
    def hold_progress(self) -> float:
        """Fraction of the hold that has passed, 0–1; 0 while no answer is expected."""
        return self._signer.tracker.progress if self._state.judging else 0.0

    def left_s(self, t: float) -> float | None:
        """Return the seconds left in a timed round at time t (s); None in other modes."""
        if self._rules.limit_s is None:
            return None
        return self._rules.limit_s if self._ends_t is None else max(0.0, self._ends_t - t)

    def step(self, event: Input) -> list[Effect]:
        """Take the next event and return its effects; an event from the past counts as now."""
        self._out = []
        t = max(event.t, self._t)
        self._run_timers(t)
        if not self.over:
            if isinstance(event, FrameInput):
                self._see(event, t)
            elif isinstance(event, Pressed):
                self._press(event, t)
            elif isinstance(event, Interrupted):
                self._signer.interrupted()  # the prompt's time runs on: a failing camera must not trap the session
        if self._grace and not self.over and self.hold_progress == 0:
            self._end(t, "time")
        self._publish()
        return self._out

    # -- time -----------------------------------------------------------------------------------------------

    def _run_timers(self, t: float) -> None:
        actions: dict[str, Callable[[float], None]] = {
            "resume": self._resume,
            "hint": self._show_hint,
            "timeout": self._time_out,
            "limit": self._time_up,
            "leave": lambda due: self._end(due, "away"),
            "question": lambda due: self._not_signed(due),
        }
        while (moment := self._timers.pop(t)) is not None:
            name, self._t = moment
            actions[name](self._t)
            self._publish()
        self._t = t

    def _resume(self, t: float) -> None:
        if self._state.again:
            self._ask_again(t)
        else:
            self._ask_next(t)

    def _show_hint(self, t: float) -> None:
        assert self._prompt is not None
        self._prompt.helped = True
        self._state = replace(self._state, hint=True)

    def _time_out(self, t: float) -> None:
        self._idle += 1
        if self._signer.absent_s(t) >= IDLE_S or self._idle >= rules.IDLE_PROMPTS:
            self._close(t, "ungraded", "away")
            self._wait(t)
        else:
            self._close(t, "ungraded", "timeout")

    def _time_up(self, t: float) -> None:
        if self.hold_progress > 0 and not self._grace:
            self._grace = True
            self._timers.set("limit", t + rules.GRACE_S)
        else:
            self._end(t, "time")

    # -- frames and presses ----------------------------------------------------------------------------------

    def _see(self, event: FrameInput, t: float) -> None:
        waiting = self._state.phase == "waiting"
        doubled = self._prompt is not None and self._prompt.ask.double
        answer = self._signer.update(event, t, finish=waiting or self._state.judging, slide=doubled)
        if waiting:
            if self._signer.arrived or answer is not None:
                self._begin(t)
            elif self._signer.absent_s(t) >= GAP_S:
                self._line.show(t, SHOW_HAND)
        elif answer is not None and self._prompt is not None:
            self._grade(answer, self._judge(answer, self._prompt.ask.letter))
        if self._state.phase == "asking":
            self._be_patient(t, event)
        if self._state.phase == "asking":
            self._advise(t, event)

    def _be_patient(self, t: float, event: FrameInput) -> None:
        """Judge a shown letter that gets no answer by the evidence of a longer time, speak, and move on."""
        prompt, mode, shown = self._prompt, self._rules, self._signer.patience
        assert prompt is not None
        if mode.move_on_s is None:
            return
        letter = prompt.ask.letter
        judgement = None if shown.steady is None else self._verifier.judge(letter, shown.steady)
        accepted = self._fairness.accepts(letter) and shown.shown_s >= rules.ACCEPT_S
        if accepted or (judgement is not None and judgement.decision == "right"):
            self._signer.tracker.disarm()  # this pose has counted
            self._close(t, "right", "accepted" if accepted else "right")
        elif shown.shown_s >= mode.move_on_s:
            self._give_up_seeing(t, prompt, complaint(event.scores.box, event.light))
        elif mode.say_s is not None and shown.shown_s >= mode.say_s and not prompt.said and not prompt.ask.double:
            prompt.said = True
            rival = judgement.rival if judgement is not None else None
            self._state = replace(self._state, hint=mode.hints, help=seen_line(letter, rival, mode))

    def _give_up_seeing(self, t: float, prompt: PromptState, room: Literal["dark", "small"] | None) -> None:
        """End a prompt whose letter is shown but not seen; after several, the letter is left out."""
        self._idle += 1
        if self._idle >= rules.IDLE_UNSEEN:
            self._close(t, "ungraded", "away")
            self._wait(t)
        elif room is not None:
            self._close(t, "ungraded", room)
        else:
            self._close(t, "ungraded", "unseen", self._fairness.unseen(prompt.ask.letter))

    def _judge(self, answer: Answer, letter: str) -> Judgement:
        if answer.pose is not None:
            return self._verifier.judge(letter, answer.pose)
        return Judgement("right") if answer.letter == letter else Judgement("wrong", answer.letter)

    def _press(self, event: Pressed, t: float) -> None:
        if event.button in ENDINGS:
            self._end(t, ENDINGS[event.button])
        elif event.button in ("yes", "no"):
            if self._state.question:
                (self._signed if event.button == "yes" else self._not_signed)(t)
        elif event.button in ("next", "skip"):
            if self._state.phase == "waiting":
                self._begin(t)
                return
            if self._state.question:  # a station without a page has these buttons only
                (self._signed if event.button == "next" else self._not_signed)(t)
                return
            if self._state.phase == "asking":
                self._close(t, "ungraded", "skipped")
            self._timers.drop("resume")
            self._resume(t)

    def _advise(self, t: float, event: FrameInput) -> None:
        """Show advice, but not during a hold, which it would disturb."""
        if self._prompt is None:
            return
        if self._line.shown == SHOW_HAND and event.scores.box is not None:
            self._line.show(t, asking_line(self._prompt, self._rules))  # it must not stay beside a hand that is judged
        if self._signer.tracker.still:
            return
        room = complaint(event.scores.box, event.light)
        absent_s, armed = self._signer.absent_s(t), self._signer.tracker.armed
        helpful = advice(room, absent_s, t - self._asked_t, armed, self._state.help)
        if self._prompt.ask.double and helpful not in (*ROOM.values(), SHOW_HAND):
            helpful = None  # how to sign the same letter again stays until it is done
        self._line.offer(t, helpful or asking_line(self._prompt, self._rules))

    # -- judging --------------------------------------------------------------------------------------------

    def _grade(self, answer: Answer, judgement: Judgement) -> None:
        prompt, t, room = self._prompt, answer.t, answer.room
        assert prompt is not None
        self._idle = 0
        if judgement.decision == "right":
            self._close(t, "right", "right")
        elif self._state.phase == "answered":
            return  # the learner looks at the picture; until the next attempt only a right answer counts
        elif judgement.decision == "wrong" and room is None:
            self._miss(t, prompt, judgement.rival or "")
        elif prompt.ask.letter in DYNAMIC_LETTERS and judgement.decision == "unclear":
            self._state = replace(self._state, help=Message("now_move", (("letter", prompt.ask.letter),)))
        else:
            prompt.unclear += 1
            self._state = replace(self._state, help=ROOM[room] if room else RELAX)
            if prompt.unclear >= rules.UNCLEAR and self._rules.move_on_s is None:
                self._close(t, "ungraded", room or "unclear")
            elif prompt.unclear >= rules.UNCLEAR:
                self._give_up_seeing(t, prompt, room)

    def _miss(self, t: float, prompt: PromptState, rival: str) -> None:
        letter, fairness = prompt.ask.letter, self._fairness
        if fairness.accepts(letter) or fairness.is_vouched(letter, rival):
            self._close(t, "right", "accepted" if fairness.accepts(letter) else "vouched")
            return
        if fairness.hesitates(letter, prompt.doubts):
            prompt.doubts += 1
            self._state = replace(self._state, help=RELAX)
            return
        prompt.rivals.append(rival)
        if fairness.misread(letter, rival) and self._rules.asks:
            self._ask_what_was_signed(t, prompt, rival)
        elif len(prompt.rivals) >= self._rules.attempts:
            self._close(t, "wrong", "given_up")
        else:
            self._show_miss(t, prompt, rival)

    def _show_miss(self, t: float, prompt: PromptState, rival: str) -> None:
        self._out.append(Feedback(t, "wrong", prompt.ask.letter, "looks_like", rival, final=False))
        self._pause(
            t, self._rules.miss_s, LessonState("answered", True, "wrong", rival, self._rules.picture_after("wrong"))
        )
        prompt.helped = prompt.helped or self._state.picture
        self._line.show(t, miss_line(prompt.ask.letter, rival, self._rules))

    def _ask_what_was_signed(self, t: float, prompt: PromptState, rival: str) -> None:
        """Ask whether the prompt was signed; a right answer in the picture or time ends the question, too."""
        self._out.append(Question(t, prompt.ask.letter, rival))
        self._timers.drop("hint", "timeout")
        self._timers.set("question", t + rules.QUESTION_S)
        self._state = LessonState("answered", True, picture=self._rules.picture_after("wrong"), question=True)
        prompt.helped = prompt.helped or self._state.picture
        self._line.show(t, question_line(prompt.ask.letter, self._rules))

    def _signed(self, t: float) -> None:
        """Take the learner's word: the letter counts, and is not prompted again today."""
        assert self._prompt is not None
        letter = self._prompt.ask.letter
        self._fairness.vouch(letter, self._prompt.rivals[-1])
        self._close(t, "right", "vouched")
        self._prompter.park(letter)

    def _not_signed(self, t: float) -> None:
        """Go on as after any wrong answer."""
        prompt = self._prompt
        assert prompt is not None
        self._timers.drop("question")
        if len(prompt.rivals) >= self._rules.attempts:
            self._close(t, "wrong", "given_up")
        else:
            self._show_miss(t, prompt, prompt.rivals[-1])

    def _close(self, t: float, outcome: Outcome, reason: Reason, parked: bool = False) -> None:
        """End the prompt; the next one follows after a pause. With `parked`, its letter is not prompted again."""
        prompt = self._prompt
        assert prompt is not None
        if outcome == "right":
            self._fairness.seen(prompt.ask.letter)
        self._tally.count(outcome)
        rival = prompt.rivals[-1] if outcome == "wrong" else None
        hand = self._signer.side if outcome != "ungraded" else None
        review = prompt.closed(outcome, reason, t, self._rules.remembered, hand, parked)
        self._out += [Feedback(t, outcome, prompt.ask.letter, reason, rival), Record(t, review)]
        self._prompter.done(review)
        if parked:
            self._prompter.park(prompt.ask.letter)
        state = LessonState("answered", False, outcome, rival, self._rules.picture_after(outcome))
        self._pause(t, self._rules.pause_s(outcome, prompt.ask.last), state)
        self._line.show(t, Message("parked" if parked else reason, (("letter", prompt.ask.letter),)))

    def _pause(self, t: float, seconds: float, state: LessonState) -> None:
        self._timers.drop("hint", "timeout", "question")
        self._timers.set("resume", t + seconds)
        self._state = state

    # -- prompting ------------------------------------------------------------------------------------------

    def _begin(self, t: float) -> None:
        self._timers.drop("leave")
        self._idle = 0
        if self._rules.limit_s is not None and self._ends_t is None:
            self._ends_t = t + self._rules.limit_s
            self._timers.set("limit", self._ends_t)
        self._ask_next(t)

    def _ask_next(self, t: float) -> None:
        before = self._prompt.ask if self._prompt is not None else None
        ask = self._prompter.next()
        if ask is None:
            self._end(t, "done")
            return
        self._prompt = PromptState(ask, t, helped=False)
        self._tally.asked += 1
        same_word = before is not None and before.word == ask.word != "" and ask.position > before.position
        picture = self._rules.picture_at_first(ask.new)
        self._ask(t, self._prompt, LessonState("asking", picture=picture), disarm=self._rules.disarm or not same_word)

    def _ask_again(self, t: float) -> None:
        assert self._prompt is not None
        last = self._prompt.attempt == self._rules.attempts
        picture = self._rules.picture_at_retry(last)
        self._ask(t, self._prompt, LessonState("asking", picture=picture, hint=self._rules.hints), disarm=True)

    def _ask(self, t: float, prompt: PromptState, state: LessonState, disarm: bool) -> None:
        self._signer.expect_answer(disarm)
        prompt.shown, prompt.said = prompt.attempt, False
        self._state, self._asked_t = state, t
        self._timers.set("timeout", t + rules.PROMPT_S)
        if self._rules.hints and not (state.hint or state.picture):
            self._timers.set("hint", t + rules.HINT_S)
        self._out.append(Prompt(t, prompt.ask, prompt.attempt, state.picture))
        self._line.show(t, asking_line(prompt, self._rules))

    def _wait(self, t: float) -> None:
        """Wait for another hand: the learner has left, or an object was taken for a hand."""
        self._timers.drop("resume")
        self._timers.set("leave", t + SESSION_END_S)
        self._state, self._prompt = LessonState(), None
        held = self._signer.absent_s(t) < GAP_S
        self._signer.expect_arrival(t)
        self._line.show(t, RELAX if held else SHOW_HAND)

    def _end(self, t: float, reason: EndReason) -> None:
        self._timers.drop()
        self._state, self._prompt, self._grace = LessonState("over"), None, False
        summary = self._tally.summary(self._rules)
        self._out.append(End(t, reason, summary))
        numbers = (("right", str(summary.right)), ("asked", str(summary.right + summary.wrong)))
        self._line.show(t, Message("session_over" if summary.score is None else "round_over", numbers))

    def _publish(self) -> None:
        self.scene = scene_of(self._state, self._prompt, self._tally, self._rules, self._line.shown)
