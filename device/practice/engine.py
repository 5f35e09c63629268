"""The tutor: asks for letters, judges held handshapes, keeps the pace. Events in, effects out.

Pure: time comes in with the events and is never read; nothing is drawn, stored or looked up. Timers that fall due
between two events act at their own time, so what happens does not depend on how often frames come.
"""

from collections.abc import Callable
from typing import Literal, Protocol

from ..frame import HandBox, Reading
from ..view import Outcome
from . import rules
from .conditions import complaint
from .events import (
    Ask,
    Effect,
    End,
    Feedback,
    Input,
    Interrupted,
    Message,
    Pressed,
    Prompt,
    Reason,
    Record,
    Review,
    Scene,
    Seen,
    ShowHint,
    Summary,
    ViewChange,
)  # fmt: skip
from .families import MOVING
from .hold import Held, HoldTracker
from .pacing import StatusLine
from .trial import Trial
from .verify import Verdict, Verifier

NO_HAND_S = 1.5  # a hand lowered to think is not lost
ADVICE_S = 3.0  # of a pose that cannot count, before the learner is told to relax it


class Prompter(Protocol):
    """Says what to ask for."""

    def next(self) -> Ask | None:
        """The next letter; None when the session is done."""
        ...

    def done(self, review: Review) -> None:
        """How the last one went."""
        ...


class Engine:
    """One session of one mode.

    Attributes:
        scene: what there is to show.
        over: the session has ended.
    """

    def __init__(
        self, labels: tuple[str, ...], prompter: Prompter, mode_rules: rules.Rules, verifier: Verifier
    ) -> None:
        """Wait for a hand, then ask what `prompter` says.

        Args:
            labels: classes in the order of Scores.p.
        """
        self._prompter = prompter
        self._rules = mode_rules
        self._verifier = verifier
        self._tracker = HoldTracker(labels)
        self._line = StatusLine()
        self._t = float("-inf")
        self._due: dict[str, float] = {}
        self._phase: Literal["waiting", "asking", "answered", "over"] = "waiting"
        self._trial: Trial | None = None
        self._open = False  # the trial goes on after the pause
        self._before: Ask | None = None
        self._outcome: Outcome | None = None
        self._rival: str | None = None
        self._help: Message | None = None  # advice after a hold that could not be judged
        self._hint = False
        self._picture = False
        self._hand_t = float("-inf")
        self._absent_at_wait = True
        self._idle = 0
        self._ends_t: float | None = None
        self._grace = False
        self._moved: str | None = None
        self._asked = self._right = self._wrong = self._ungraded = 0
        self._out: list[Effect] = []
        self._line.say(self._t, Message("show_hand"))
        self.scene = self._scene()

    @property
    def over(self) -> bool:
        return self._phase == "over"

    @property
    def share(self) -> float:
        """Of the hold already done, 0–1."""
        return self._tracker.share if self._phase == "asking" or (self._phase == "answered" and self._open) else 0.0

    def left_s(self, t: float) -> float | None:
        """Seconds left of a round at time t; None without a limit."""
        if self._rules.limit_s is None:
            return None
        return self._rules.limit_s if self._ends_t is None else max(0.0, self._ends_t - t)

    def step(self, event: Input) -> list[Effect]:
        """Take the next event (one from the past counts as now) and say what follows from it."""
        self._out = []
        t = max(event.t, self._t)
        self._fire(t)
        self._t = t
        if not self.over:
            if isinstance(event, Seen):
                self._see(event, t)
            elif isinstance(event, Pressed):
                self._press(event, t)
            elif isinstance(event, Interrupted):
                self._tracker.reset()  # the trial's time runs on: a camera that comes and goes must not trap it
                self._moved = None
        if self._grace and not self.over and (self._phase != "asking" or self._tracker.share == 0):
            self._end(t, "time")
        self._publish(t)
        return self._out

    # -- time -----------------------------------------------------------------------------------------------

    def _fire(self, t: float) -> None:
        acts: dict[str, Callable[[float], None]] = {
            "resume": self._resume, "hint": self._show_hint, "timeout": self._timeout, "limit": self._time_up,
            "leave": lambda due: self._end(due, "away"),
        }  # fmt: skip
        while self._due and not self.over:
            name = min(self._due, key=lambda each: self._due[each])
            due = self._due[name]
            if due > t:
                return
            del self._due[name]
            self._t = due
            acts[name](due)
            self._publish(due)

    def _resume(self, t: float) -> None:
        if self._open:
            self._ask_again(t)
        else:
            self._next(t)

    def _show_hint(self, t: float) -> None:
        assert self._trial is not None
        self._hint = self._trial.helped = True
        self._out.append(ShowHint(t, self._trial.ask.letter))

    def _timeout(self, t: float) -> None:
        self._idle += 1
        absent = t - self._hand_t >= rules.AWAY_S
        if absent or self._idle >= rules.AWAY_TRIALS:
            self._close(t, "ungraded", "away")
            self._wait(t)
        else:
            self._close(t, "ungraded", "timeout")

    def _time_up(self, t: float) -> None:
        if self._phase == "asking" and self._tracker.share > 0 and not self._grace:
            self._grace = True
            self._due["limit"] = t + rules.GRACE_S
        else:
            self._end(t, "time")

    # -- what is seen and pressed ---------------------------------------------------------------------------

    def _see(self, event: Seen, t: float) -> None:
        scores, reading = event.scores, event.reading
        if scores.box is not None:
            self._hand_t = t
        listening = self._phase in ("asking", "waiting") or (self._phase == "answered" and self._open)
        doubled = self._trial is not None and self._trial.ask.double
        held = self._tracker.update(t, scores.p, scores.box, finish=listening, slide=doubled)
        moved = self._movement(reading)
        if self._phase == "waiting":
            self._absent_at_wait = self._absent_at_wait or not reading.hand
            if (reading.hand and self._absent_at_wait) or held is not None:
                self._begin(t)
        elif moved is not None and listening:
            self._tracker.disarm(moved)
            own = self._trial is not None and moved == self._trial.ask.letter
            self._judged(t, Verdict("right") if own else Verdict("wrong", moved), None, scores.box)
        elif held is not None:
            self._judge(held, event.light)
        if self._phase == "asking":
            self._advise(t, event)

    def _movement(self, reading: Reading) -> str | None:
        """A letter signed by movement, once each time it is confirmed."""
        now = reading.letter if reading.confirmed and reading.letter in MOVING else None
        new = now if now != self._moved else None
        self._moved = now
        return new

    def _press(self, event: Pressed, t: float) -> None:
        if event.button in ("next", "skip"):
            if self._phase == "asking":
                self._close(t, "ungraded", "skipped")
            if self._phase == "waiting":
                self._begin(t)
            else:
                self._due.pop("resume", None)
                self._resume(t)
        elif event.button in ("mode", "learner"):
            self._end(t, "mode" if event.button == "mode" else "learner")

    # -- judging --------------------------------------------------------------------------------------------

    def _judge(self, held: Held, light: float | None) -> None:
        assert self._trial is not None
        verdict = self._verifier.judge(self._trial.ask.letter, held.pose)
        self._judged(held.t, verdict, complaint(held.box, light), held.box)

    def _judged(self, t: float, verdict: Verdict, room: Reason | None, box: HandBox | None) -> None:
        trial = self._trial
        assert trial is not None
        self._idle = 0
        if verdict.decision == "right":
            self._close(t, "right", "right", box)
        elif self._phase == "answered":
            return  # the learner still looks at the picture: only the right answer counts already
        elif verdict.decision == "wrong" and room is None:
            self._miss(t, verdict.rival or "", box)
        elif trial.ask.letter in MOVING and verdict.rival is None:
            self._help = Message("now_move", (("letter", trial.ask.letter),))
        else:
            trial.unclear += 1
            self._help = Message({"dark": "more_light", "small": "closer"}.get(room or "", "relax"))
            if trial.unclear >= rules.UNCLEAR:
                self._close(t, "ungraded", room or "unclear", box)

    def _miss(self, t: float, rival: str, box: HandBox | None) -> None:
        trial = self._trial
        assert trial is not None
        trial.rivals.append(rival)
        if len(trial.rivals) >= self._rules.attempts:
            self._close(t, "wrong", "given_up", box)
            return
        self._out.append(Feedback(t, "wrong", trial.ask.letter, "looks_like", rival, final=False))
        self._pause(t, self._rules.miss_s, "wrong", rival, stay=True)
        named = () if self._rules.hide else (("letter", trial.ask.letter),)
        self._line.say(t, Message("not_this" if self._rules.hide else "looks_like", (*named, ("rival", rival))))

    def _close(self, t: float, outcome: Outcome, reason: Reason, box: HandBox | None = None) -> None:
        """The prompt is over; the next one comes after a pause."""
        trial = self._trial
        assert trial is not None
        self._right += outcome == "right"
        self._wrong += outcome == "wrong"
        self._ungraded += outcome == "ungraded"
        rival = trial.rivals[-1] if outcome == "wrong" and trial.rivals else None
        review = trial.closed(outcome, reason, t, self._rules.remembered, box.hand if box else None)
        self._out += [Feedback(t, outcome, trial.ask.letter, reason, rival), Record(t, review)]
        self._prompter.done(review)
        pause = self._rules.miss_s if outcome == "wrong" else self._rules.right_s
        if outcome != "wrong" and trial.ask.last:
            pause = rules.RIGHT_S
        self._pause(t, pause, outcome, rival, stay=False)
        letters = (("letter", trial.ask.letter),) + ((("rival", rival),) if rival else ())
        self._line.say(t, Message(reason, letters))

    def _pause(self, t: float, seconds: float, outcome: Outcome, rival: str | None, stay: bool) -> None:
        for name in ("hint", "timeout"):
            self._due.pop(name, None)
        self._phase, self._open = "answered", stay
        self._outcome, self._rival, self._help = outcome, rival, None
        assert self._trial is not None
        self._picture = self._rules.picture == "always" or (outcome == "wrong" and self._rules.picture != "never")
        if stay and self._picture:
            self._trial.helped = True
        self._due["resume"] = t + seconds

    # -- asking ---------------------------------------------------------------------------------------------

    def _begin(self, t: float) -> None:
        self._due.pop("leave", None)
        self._idle = 0
        if self._rules.limit_s is not None and self._asked == 0:
            self._ends_t = self._due["limit"] = t + self._rules.limit_s
        self._next(t)

    def _next(self, t: float) -> None:
        ask = self._prompter.next()
        if ask is None:
            self._end(t, "done")
            return
        going_on = self._before is not None and ask.word == self._before.word and ask.position > self._before.position
        self._picture = self._rules.picture == "always" or (self._rules.picture == "new" and ask.new)
        self._trial = Trial(ask, t, helped=False)
        self._before = ask
        self._asked += 1
        self._ask(t, disarm=self._rules.disarm or not (ask.word and going_on))

    def _ask_again(self, t: float) -> None:
        assert self._trial is not None
        last = self._trial.attempt == self._rules.attempts
        self._picture = self._rules.picture == "always" or (last and self._rules.picture != "never")
        self._ask(t, disarm=True, hint=self._rules.hints)

    def _ask(self, t: float, disarm: bool, hint: bool = False) -> None:
        assert self._trial is not None
        trial = self._trial
        if disarm:
            self._tracker.disarm()
        self._phase, self._open, self._outcome, self._rival, self._help = "asking", False, None, None, None
        self._hint = hint
        self._due["timeout"] = t + rules.TRIAL_S
        if self._rules.hints and not hint and not self._picture:
            self._due["hint"] = t + rules.HINT_S
        self._asked_t = t
        self._out.append(Prompt(t, trial.ask, trial.attempt, self._picture))
        self._line.say(t, self._base())

    def _base(self) -> Message:
        """The status line while nothing else is to be said."""
        assert self._trial is not None
        if self._rules.hide:
            return Message("copy")
        key = "sign" if self._trial.attempt == 1 else "sign_again"
        return Message("sign_double" if self._trial.ask.double else key, (("letter", self._trial.ask.letter),))

    def _advise(self, t: float, event: Seen) -> None:
        """About the hand or the room, never the model, and not while a handshape is being held."""
        if self._tracker.still:
            return
        room = complaint(event.scores.box, event.light)
        if t - self._hand_t >= NO_HAND_S:
            wanted = Message("show_hand")
        elif room is not None:
            wanted = Message("more_light" if room == "dark" else "closer")
        elif self._help is not None:
            wanted = self._help
        elif not self._tracker.armed and t - self._asked_t >= ADVICE_S:
            wanted = Message("relax")
        else:
            wanted = self._base()
        self._line.offer(t, wanted)

    def _wait(self, t: float) -> None:
        """Nobody seems to be there."""
        self._due.pop("resume", None)
        self._due["leave"] = t + rules.AWAY_END_S
        self._phase, self._trial, self._outcome, self._rival = "waiting", None, None, None
        self._picture = self._hint = False
        self._absent_at_wait = t - self._hand_t >= rules.GONE_S
        self._line.say(t, Message("show_hand"))

    def _end(self, t: float, reason: Literal["done", "time", "away", "mode", "learner"]) -> None:
        self._due.clear()
        self._phase, self._picture, self._hint, self._grace = "over", False, False, False
        score = self._right if self._rules.limit_s is not None else None
        summary = Summary(self._asked, self._right, self._wrong, self._ungraded, score)
        self._out.append(End(t, reason, summary))
        numbers = (("right", str(self._right)), ("asked", str(self._right + self._wrong)))
        self._line.say(t, Message("round_over" if score is not None else "session_over", numbers))

    # -- showing --------------------------------------------------------------------------------------------

    def _scene(self) -> Scene:
        trial = self._trial
        if trial is None:
            return Scene(self._phase, right=self._right, asked=self._asked, message=self._line.shown)
        ask = trial.ask
        closed = self._phase == "answered" and not self._open
        return Scene(
            self._phase, ask, hidden=self._rules.hide and not closed, attempt=trial.attempt,
            picture=ask.letter if self._picture else None, hint=ask.letter if self._hint else None,
            outcome=self._outcome, rival=self._rival, right=self._right, asked=self._asked,
            score=self._right if self._rules.limit_s is not None else None, message=self._line.shown,
            text=ask.word[: ask.position + closed],
        )  # fmt: skip

    def _publish(self, t: float) -> None:
        scene = self._scene()
        if scene != self.scene:
            self.scene = scene
            self._out.append(ViewChange(t, scene))
