"""The tutor: asks for letters, judges held handshapes, keeps the pace. Events in, effects out.

Pure: time comes in with the events and is never read; nothing is drawn, stored or looked up. Timers that fall due
between two events act at their own time, so what happens does not depend on how often frames come.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, Protocol

from device.alphabet import DYNAMIC_LETTERS
from device.recognition.presence import GAP_S
from device.tutor import rules
from device.tutor.events import (
    Effect,
    End,
    Feedback,
    FrameInput,
    Input,
    Interrupted,
    Message,
    Pressed,
    Prompt,
    PromptSpec,
    Reason,
    Record,
    Review,
)
from device.tutor.lesson_state import LessonState, Tally, scene_of
from device.tutor.prompt_state import PromptState
from device.tutor.signer import Answer, Signer
from device.tutor.status_line import StatusLine
from device.tutor.status_messages import RELAX, ROOM, SHOW_HAND, advice, miss_line, prompt_line
from device.tutor.timers import Timers
from device.tutor.verification import Judgement, Verifier
from device.tutor.visibility import complaint
from device.view import Outcome


class Prompter(Protocol):
    """Says what to ask for."""

    def next(self) -> PromptSpec | None:
        """The next letter; None when the session is done."""
        ...

    def done(self, review: Review) -> None:
        """How the last one went."""
        ...


class Engine:
    """One session of one mode.

    Attributes:
        scene: what there is to show.
    """

    def __init__(
        self, labels: tuple[str, ...], prompter: Prompter, mode_rules: rules.Rules, verifier: Verifier
    ) -> None:
        """Wait for a hand, then ask what `prompter` says; `labels` are the classes in the order of Scores.p."""
        self._prompter, self._rules, self._verifier = prompter, mode_rules, verifier
        self._signer = Signer(labels)
        self._line, self._timers, self._tally, self._stage = StatusLine(), Timers(), Tally(), LessonState()
        self._trial: PromptState | None = None
        self._t = self._asked_t = float("-inf")
        self._idle = 0  # timeouts in a row
        self._ends_t: float | None = None
        self._grace = False
        self._out: list[Effect] = []
        self._line.say(self._t, SHOW_HAND)
        self.scene = scene_of(self._stage, None, self._tally, mode_rules, SHOW_HAND)

    @property
    def over(self) -> bool:
        """The session has ended."""
        return self._stage.phase == "over"

    @property
    def share(self) -> float:
        """Of the hold already done, 0–1."""
        return self._signer.tracker.progress if self._stage.judging else 0.0

    def left_s(self, t: float) -> float | None:
        """Seconds left of a round at time t; None without a limit."""
        if self._rules.limit_s is None:
            return None
        return self._rules.limit_s if self._ends_t is None else max(0.0, self._ends_t - t)

    def step(self, event: Input) -> list[Effect]:
        """Take the next event (one from the past counts as now) and say what follows from it."""
        self._out = []
        t = max(event.t, self._t)
        self._let_time_pass(t)
        if not self.over:
            if isinstance(event, FrameInput):
                self._see(event, t)
            elif isinstance(event, Pressed):
                self._press(event, t)
            elif isinstance(event, Interrupted):
                self._signer.interrupted()  # the trial's time runs on: a camera that comes and goes must not trap it
        if self._grace and not self.over and self.share == 0:
            self._end(t, "time")
        self._publish()
        return self._out

    # -- time -----------------------------------------------------------------------------------------------

    def _let_time_pass(self, t: float) -> None:
        acts: dict[str, Callable[[float], None]] = {
            "resume": self._resume,
            "hint": self._show_hint,
            "timeout": self._time_out,
            "limit": self._time_up,
            "leave": lambda due: self._end(due, "away"),
        }
        while (moment := self._timers.pop(t)) is not None:
            name, self._t = moment
            acts[name](self._t)
            self._publish()
        self._t = t

    def _resume(self, t: float) -> None:
        if self._stage.again:
            self._ask_again(t)
        else:
            self._ask_next(t)

    def _show_hint(self, t: float) -> None:
        assert self._trial is not None
        self._trial.helped = True
        self._stage = replace(self._stage, hint=True)

    def _time_out(self, t: float) -> None:
        self._idle += 1
        if self._signer.absent_s(t) >= rules.AWAY_S or self._idle >= rules.AWAY_TRIALS:
            self._close(t, "ungraded", "away")
            self._wait(t)
        else:
            self._close(t, "ungraded", "timeout")

    def _time_up(self, t: float) -> None:
        if self.share > 0 and not self._grace:
            self._grace = True
            self._timers.set("limit", t + rules.GRACE_S)
        else:
            self._end(t, "time")

    # -- what is seen and pressed ---------------------------------------------------------------------------

    def _see(self, event: FrameInput, t: float) -> None:
        waiting = self._stage.phase == "waiting"
        doubled = self._trial is not None and self._trial.ask.double
        answer = self._signer.see(event, t, finish=waiting or self._stage.judging, slide=doubled)
        if waiting:
            if self._signer.came or answer is not None:
                self._begin(t)
            elif self._signer.absent_s(t) >= GAP_S:
                self._line.say(t, SHOW_HAND)
        elif answer is not None and self._trial is not None:
            self._judged(answer, self._verdict(answer, self._trial.ask.letter))
        if self._stage.phase == "asking":
            self._advise(t, event)

    def _verdict(self, answer: Answer, letter: str) -> Judgement:
        if answer.pose is not None:
            return self._verifier.judge(letter, answer.pose)
        return Judgement("right") if answer.letter == letter else Judgement("wrong", answer.letter)

    def _press(self, event: Pressed, t: float) -> None:
        if event.button in ("mode", "learner"):
            self._end(t, "mode" if event.button == "mode" else "learner")
        elif event.button in ("next", "skip"):
            if self._stage.phase == "waiting":
                self._begin(t)
                return
            if self._stage.phase == "asking":
                self._close(t, "ungraded", "skipped")
            self._timers.drop("resume")
            self._resume(t)

    def _advise(self, t: float, event: FrameInput) -> None:
        """Not while a handshape is being held: nothing should distract from it."""
        if self._signer.tracker.still or self._trial is None:
            return
        room = complaint(event.scores.box, event.light)
        absent_s, armed = self._signer.absent_s(t), self._signer.tracker.armed
        helpful = advice(room, absent_s, t - self._asked_t, armed, self._stage.help)
        self._line.offer(t, helpful or prompt_line(self._trial, self._rules))

    # -- judging --------------------------------------------------------------------------------------------

    def _judged(self, answer: Answer, verdict: Judgement) -> None:
        trial, t, room = self._trial, answer.t, answer.room
        assert trial is not None
        self._idle = 0
        if verdict.decision == "right":
            self._close(t, "right", "right")
        elif self._stage.phase == "answered":
            return  # the learner still looks at the picture: only the right answer counts already
        elif verdict.decision == "wrong" and room is None:
            self._miss(t, trial, verdict.rival or "")
        elif trial.ask.letter in DYNAMIC_LETTERS and verdict.decision == "unclear":
            self._stage = replace(self._stage, help=Message("now_move", (("letter", trial.ask.letter),)))
        else:
            trial.unclear += 1
            self._stage = replace(self._stage, help=ROOM[room] if room else RELAX)
            if trial.unclear >= rules.UNCLEAR:
                self._close(t, "ungraded", room or "unclear")

    def _miss(self, t: float, trial: PromptState, rival: str) -> None:
        trial.rivals.append(rival)
        if len(trial.rivals) >= self._rules.attempts:
            self._close(t, "wrong", "given_up")
            return
        self._out.append(Feedback(t, "wrong", trial.ask.letter, "looks_like", rival, final=False))
        self._pause(t, self._rules.miss_s, LessonState("answered", True, "wrong", rival, self._pictured("wrong")))
        trial.helped = trial.helped or self._stage.picture
        self._line.say(t, miss_line(trial.ask.letter, rival, self._rules))

    def _close(self, t: float, outcome: Outcome, reason: Reason) -> None:
        """The prompt is over; the next one comes after a pause."""
        trial = self._trial
        assert trial is not None
        self._tally.count(outcome)
        rival = trial.rivals[-1] if outcome == "wrong" else None
        hand = self._signer.side if outcome != "ungraded" else None
        review = trial.closed(outcome, reason, t, self._rules.remembered, hand)
        self._out += [Feedback(t, outcome, trial.ask.letter, reason, rival), Record(t, review)]
        self._prompter.done(review)
        pause = self._rules.miss_s if outcome == "wrong" else rules.RIGHT_S if trial.ask.last else self._rules.right_s
        self._pause(t, pause, LessonState("answered", False, outcome, rival, self._pictured(outcome)))
        self._line.say(t, Message(reason, (("letter", trial.ask.letter),)))

    def _pause(self, t: float, seconds: float, stage: LessonState) -> None:
        self._timers.drop("hint", "timeout")
        self._timers.set("resume", t + seconds)
        self._stage = stage

    def _pictured(self, outcome: Outcome) -> bool:
        """The picture is shown beside this answer."""
        return self._rules.picture == "always" or (outcome == "wrong" and self._rules.picture != "never")

    # -- asking ---------------------------------------------------------------------------------------------

    def _begin(self, t: float) -> None:
        self._timers.drop("leave")
        self._idle = 0
        if self._rules.limit_s is not None and self._ends_t is None:
            self._ends_t = t + self._rules.limit_s
            self._timers.set("limit", self._ends_t)
        self._ask_next(t)

    def _ask_next(self, t: float) -> None:
        before = self._trial.ask if self._trial is not None else None
        ask = self._prompter.next()
        if ask is None:
            self._end(t, "done")
            return
        self._trial = PromptState(ask, t, helped=False)
        self._tally.asked += 1
        going_on = before is not None and before.word == ask.word != "" and ask.position > before.position
        picture = self._rules.picture == "always" or (self._rules.picture == "new" and ask.new)
        self._ask(t, self._trial, LessonState("asking", picture=picture), disarm=self._rules.disarm or not going_on)

    def _ask_again(self, t: float) -> None:
        assert self._trial is not None
        last = self._trial.attempt == self._rules.attempts
        picture = self._rules.picture == "always" or (last and self._rules.picture != "never")
        self._ask(t, self._trial, LessonState("asking", picture=picture, hint=self._rules.hints), disarm=True)

    def _ask(self, t: float, trial: PromptState, stage: LessonState, disarm: bool) -> None:
        if disarm:
            self._signer.tracker.disarm()
        self._stage, self._asked_t = stage, t
        self._timers.set("timeout", t + rules.TRIAL_S)
        if self._rules.hints and not (stage.hint or stage.picture):
            self._timers.set("hint", t + rules.HINT_S)
        self._out.append(Prompt(t, trial.ask, trial.attempt, stage.picture))
        self._line.say(t, prompt_line(trial, self._rules))

    def _wait(self, t: float) -> None:
        """Nobody seems to be there, or a hand that says nothing."""
        self._timers.drop("resume")
        self._timers.set("leave", t + rules.AWAY_END_S)
        self._stage, self._trial = LessonState(), None
        held = self._signer.absent_s(t) < GAP_S
        self._signer.expect_someone(t)
        self._line.say(t, RELAX if held else SHOW_HAND)

    def _end(self, t: float, reason: Literal["done", "time", "away", "mode", "learner"]) -> None:
        self._timers.drop()
        self._stage, self._trial, self._grace = LessonState("over"), None, False
        summary = self._tally.summary(self._rules)
        self._out.append(End(t, reason, summary))
        numbers = (("right", str(summary.right)), ("asked", str(summary.right + summary.wrong)))
        self._line.say(t, Message("session_over" if summary.score is None else "round_over", numbers))

    def _publish(self) -> None:
        self.scene = scene_of(self._stage, self._trial, self._tally, self._rules, self._line.shown)
