"""The tutor's engine: prompts for letters, judges answers, and keeps the pace. Events in, effects out.

Pure: time comes with the events. The engine draws, stores and looks up nothing. Timers that are due between two events
act at their own time, so that the result does not depend on the frame rate.
"""

from collections.abc import Callable

from device.recognition.presence import GAP_S, IDLE_S
from device.tutor import rules
from device.tutor.coaching import Coach
from device.tutor.events import ENDINGS, Effect
from device.tutor.fairness import Fairness, Leniency
from device.tutor.grading import Grader
from device.tutor.inputs import FrameInput, Input, Interrupted, Pressed
from device.tutor.lesson_state import scene_of
from device.tutor.pace import Pace
from device.tutor.prompts import Prompter
from device.tutor.signer import Signer
from device.tutor.status_messages import SHOW_HAND
from device.tutor.verification import Verifier


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
        self._pace = Pace(prompter, mode_rules, Signer(labels, mode_rules.pose), Fairness(leniency or Leniency()))
        self._grader, self._coach = Grader(self._pace, verifier), Coach(self._pace, verifier)
        self._t = float("-inf")
        self._publish()

    @property
    def over(self) -> bool:
        """The session has ended."""
        return self._pace.over

    @property
    def hold_progress(self) -> float:
        """Fraction of the hold that has passed, 0–1; 0 while no answer is expected."""
        return self._pace.signer.tracker.progress if self._pace.state.judging else 0.0

    @property
    def words_a_minute(self) -> float | None:
        """Words spelled a minute, over the words of this session that are complete; None before the first."""
        return self._pace.speed.words_a_minute

    def left_s(self, t: float) -> float | None:
        """Return the seconds left in a timed round at time t (s); None in other modes."""
        pace = self._pace
        if pace.rules.limit_s is None:
            return None
        return pace.rules.limit_s if pace.ends_t is None else max(0.0, pace.ends_t - t)

    def step(self, event: Input) -> list[Effect]:
        """Take the next event and return its effects; an event from the past counts as now."""
        pace = self._pace
        pace.out = []
        t = max(event.t, self._t)
        self._run_timers(t)
        if not self.over:
            if isinstance(event, FrameInput):
                self._see(event, t)
            elif isinstance(event, Pressed):
                self._press(event, t)
            elif isinstance(event, Interrupted):
                pace.signer.interrupted()  # the prompt's time runs on: a failing camera must not trap the session
        if pace.grace and not self.over and self.hold_progress == 0:
            pace.end(t, "time")
        self._publish()
        return pace.out

    def _run_timers(self, t: float) -> None:
        pace, grader = self._pace, self._grader
        actions: dict[str, Callable[[float], None]] = {
            "resume": lambda due: pace.resume(due, grader.is_correcting),
            "hint": lambda due: pace.hint(),
            "timeout": self._time_out,
            "limit": self._time_up,
            "leave": lambda due: pace.end(due, "away"),
            "question": self._grader.not_signed,
        }
        while (moment := pace.timers.pop(t)) is not None:
            name, self._t = moment
            actions[name](self._t)
            self._publish()
        self._t = t

    def _time_out(self, t: float) -> None:
        pace = self._pace
        pace.idle += 1
        assert pace.prompt is not None
        # A hand that the station does not find is no hand to it. The second time, the letter is at fault.
        if pace.rules.move_on_s is not None and pace.fairness.missing(pace.prompt.ask.letter):
            pace.close(t, "ungraded", "unseen", parked=True)
            if pace.idle >= rules.IDLE_PROMPTS:
                pace.wait(t)
        elif pace.signer.absent_s(t) >= IDLE_S or pace.idle >= rules.IDLE_PROMPTS:
            pace.close(t, "ungraded", "away")
            pace.wait(t)
        else:
            pace.close(t, "ungraded", "timeout")

    def _time_up(self, t: float) -> None:
        pace = self._pace
        if self.hold_progress > 0 and not pace.grace:
            pace.grace = True
            pace.timers.set("limit", t + rules.GRACE_S)
        else:
            pace.end(t, "time")

    def _see(self, event: FrameInput, t: float) -> None:
        pace = self._pace
        waiting = pace.state.phase == "waiting"
        doubled = pace.prompt is not None and pace.prompt.ask.double
        answer = pace.signer.update(event, t, finish=waiting or pace.state.judging, slide=doubled)
        if waiting:
            if pace.signer.arrived or answer is not None:
                pace.begin(t)
            elif pace.signer.absent_s(t) >= GAP_S:
                pace.line.show(t, SHOW_HAND)
        elif answer is not None and pace.prompt is not None and self._grader.grade(answer):
            self._coach.give_up_seeing(answer.t, pace.prompt, answer.fault)
        if pace.state.phase == "asking":
            self._grader.expect(t)
        if pace.state.phase == "asking":
            self._grader.doubt_held(t)
        if pace.state.phase == "asking":
            self._coach.be_patient(t, event)
        if pace.state.phase == "asking":
            self._coach.advise(t, event)

    def _press(self, event: Pressed, t: float) -> None:
        pace, grader = self._pace, self._grader
        if event.button in ENDINGS:
            pace.end(t, ENDINGS[event.button])
        elif event.button in ("yes", "no"):
            if pace.state.question:
                (grader.signed if event.button == "yes" else grader.not_signed)(t)
        elif event.button in ("next", "skip"):
            if pace.state.phase == "waiting":
                pace.begin(t)
                return
            if pace.state.question:  # a station without a page has these buttons only
                (grader.signed if event.button == "next" else grader.not_signed)(t)
                return
            if pace.state.phase == "asking":
                pace.close(t, "ungraded", "skipped")
            pace.timers.drop("resume")
            pace.resume(t)

    def _publish(self) -> None:
        pace = self._pace
        self.scene = scene_of(pace.state, pace.prompt, pace.tally, pace.rules, pace.line.shown)
