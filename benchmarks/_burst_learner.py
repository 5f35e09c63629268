"""A learner for the tutor whose hands are webcam bursts, and the loop that lets it have a session.

A burst is 15 frames of one held letter, played forward and backward. The learner reads the prompt, holds the burst of
its letter until the tutor answers, lowers the hand, and tries again where the tutor asks for it. When the tutor asks
whether the letter was signed, the learner says yes if it was.
"""

from collections.abc import Iterator, Mapping, Sequence

from benchmarks._common import BURST_FPS
from device.tutor.engine import Engine
from device.tutor.events import Effect, End, Feedback, Prompt, Question
from device.tutor.inputs import FrameInput, Pressed
from device.tutor.lesson import Lesson
from device.types import Reading, Scores

THINK_S = 1.0
"""From a prompt to the hand in the picture."""
LOWERED_S = 0.8
"""Time for which the hand is lowered before it tries again."""
ANSWER_S = 1.5
"""From a question to the press that answers it."""
WAVE_S = 3.0
"""From the moment when the tutor waits for a hand to an open hand."""
LONGEST_S = 1800.0
"""Longest session."""

Bursts = Mapping[str, Sequence[Scores]]


class BurstLearner:
    """Answers prompts with bursts.

    Attributes:
        instead: {letter that is prompted: letter that is signed}; other letters are signed as prompted.
    """

    def __init__(self, bursts: Bursts, instead: Mapping[str, str] | None = None) -> None:
        """Start with the hand in the picture, at rest."""
        self._loops = {letter: [*burst, *burst[-2:0:-1]] for letter, burst in bursts.items()}
        self._blank = next(iter(bursts.values()))[0]
        self._asked = ""
        self._plan: list[tuple[float, str]] = [(-1.0, "rest"), (0.5, "")]
        self.instead = dict(instead or {})

    def frames(self, until_s: float) -> Iterator[FrameInput]:
        """Yield the recognition results until a time; pass the effects to `take` in between."""
        for number in range(int(until_s * BURST_FPS)):
            t = number / BURST_FPS
            yield self._seen(t, number)

    def take(self, effects: Sequence[Effect]) -> None:
        """React to what the tutor shows."""
        for effect in effects:
            if isinstance(effect, Prompt):
                self._asked = effect.ask.letter
                self._lower(effect.t)
                self._plan.append((effect.t + THINK_S, self.instead.get(self._asked, self._asked)))
            elif isinstance(effect, Feedback):
                self._lower(effect.t + 0.3)

    def relax(self, t: float) -> None:
        """Open the hand and make the letter again: the tutor could not judge it."""
        self._lower(t + 0.3)
        self._plan.append((t + 0.3 + LOWERED_S, self.instead.get(self._asked, self._asked)))

    def wave(self, t: float) -> None:
        """Show an open hand: the tutor waits for one."""
        self._lower(t)
        self._plan.append((t + WAVE_S, "rest"))

    @property
    def honest(self) -> bool:
        """The learner signs what is prompted."""
        return self._asked not in self.instead

    def _lower(self, t: float) -> None:
        self._plan = [step for step in self._plan if step[0] < t]
        self._plan.append((t, ""))

    def _seen(self, t: float, number: int) -> FrameInput:
        pose = next(pose for start, pose in reversed(self._plan) if start <= t)
        blank = self._blank
        if pose in self._loops:
            loop = self._loops[pose]
            scores = loop[number % len(loop)]
            return _input(scores, t)
        p = 0 * blank.p
        if pose == "rest" and "nothing" in blank.labels:
            p[blank.labels.index("nothing")] = 1.0
        return _input(Scores(t, blank.labels, p, blank.box if pose == "rest" else None), t)


def _input(scores: Scores, t: float) -> FrameInput:
    hand = scores.box is not None
    return FrameInput(Scores(t, scores.labels, scores.p, scores.box), Reading(t, None, 0.0, False, 0.0, hand))


def practise(lesson: Engine | Lesson, learner: BurstLearner, until_s: float = LONGEST_S) -> list[Effect]:
    """Let a learner have a session of an engine or a lesson; return its effects."""
    engine = lesson.engine if isinstance(lesson, Lesson) else lesson
    effects: list[Effect] = []
    message, phase = "", "waiting"
    question_t: float | None = None
    for frame in learner.frames(until_s):
        new = lesson.step(frame)
        if question_t is not None and frame.t >= question_t:
            question_t = None
            new += lesson.step(Pressed(frame.t, "yes" if learner.honest else "no"))
        effects += new
        learner.take(new)
        if any(isinstance(effect, Question) for effect in new):
            question_t = frame.t + ANSWER_S
        if engine.scene.phase == "waiting" and phase != "waiting" and effects:
            learner.wave(frame.t)
        phase = engine.scene.phase
        before, message = message, engine.scene.message.key
        if message == "relax" and before != message and not new:
            learner.relax(frame.t)
        if any(isinstance(effect, End) for effect in new):
            break
    return effects
