"""Simulated learners: they see the station's effects and answer with the scores that a recognizer would output.

Their memory is independent of the scheduler: the activation model of Pavlik and Anderson (2005), in which a
repetition of a fresh memory decays faster.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from device.tutor.confusables import confusable_with
from device.tutor.engine import Engine
from device.tutor.events import Effect, End, Feedback, Prompt
from device.tutor.inputs import FrameInput, Input
from device.types import HandBox, Handedness, Reading, Scores

LETTERS = "ABCDEFGHIKLMNOPQRSTUVWXY"
LABELS = (*LETTERS, "nothing")
MOVE_S = 0.25  # a hand moves from one letter to the next


class ActivationMemory:
    """Memory of one learner: every encounter leaves a trace that decays by a power law.

    m = ln Σ (now − tᵢ)^−dᵢ, dᵢ = c·e^(m at tᵢ) + a, recalled with 1 / (1 + e^((τ − m)/s)); time between sessions
    runs slower by `h`, for nothing interferes.
    """

    A, C, TAU, S, H = 0.177, 0.217, -0.704, 0.255, 0.025

    def __init__(self) -> None:
        self._traces: dict[str, list[tuple[float, float]]] = {}

    def activation(self, letter: str, now: float) -> float:
        """Log of the summed traces; −∞ for a letter never met."""
        traces = self._traces.get(letter)
        return math.log(sum(max(now - t, 1.0) ** -d for t, d in traces)) if traces else -math.inf

    def recall(self, letter: str, now: float) -> float:
        """Probability of knowing it."""
        m = self.activation(letter, now)
        return 0.0 if m == -math.inf else 1 / (1 + math.exp(min((self.TAU - m) / self.S, 700)))

    def meet(self, letter: str, now: float) -> None:
        """See it, or sign it rightly."""
        decay = self.C * math.exp(self.activation(letter, now)) + self.A
        self._traces.setdefault(letter, []).append((now, decay))


@dataclass(frozen=True)
class Habits:
    """Habits of one learner.

    Attributes:
        think_s: from seeing a letter to moving.
        hand: that signs.
        confuses: pairs signed for each other half of the time, until corrected three times.
        clumsy: probability that a known handshape comes out as a rival.
        leaves_s, returns_s: goes away in the session's time; never comes back without the second.
        knows_all: no memory needed: always knows.
    """

    think_s: float = 1.0
    hand: Handedness = "right"
    confuses: str = ""
    clumsy: float = 0.03
    leaves_s: float | None = None
    returns_s: float | None = None
    knows_all: bool = False


class SimulatedLearner:
    """Answers prompts frame by frame.

    Attributes:
        memory: of this learner.
        clock: the learner's own time at the session's start, seconds; the caller moves it between sessions.
    """

    def __init__(self, habits: Habits, seed: object, memory: ActivationMemory | None = None) -> None:
        self.habits = habits
        self.memory = memory or ActivationMemory()
        self.clock = 0.0
        self._rng = Random(str(seed))
        self._noise = np.random.default_rng(self._rng.randrange(2**32))
        self._corrected = 0
        self._plan: list[tuple[float, str | None]] = [(-1.0, "nothing")]  # from then on this pose; a hand at rest
        self._prompt: Prompt | None = None

    def frames(self, fps: float, until_s: float) -> Iterator[FrameInput]:
        """Yield the recognizer's output, frame by frame; pass the effects to `take` in between."""
        for number in range(int(until_s * fps)):
            yield self.seen(number / fps)

    def seen(self, t: float) -> FrameInput:
        """The frame at time t of the session."""
        habits = self.habits
        gone = (
            habits.leaves_s is not None and t >= habits.leaves_s and (habits.returns_s is None or t < habits.returns_s)
        )
        p = np.zeros(len(LABELS), np.float32)
        box = None
        if not gone:
            box = HandBox(0.3, 0.2, 0.6, 0.8, habits.hand)
            p = self._read(self._pose(t))
        return FrameInput(Scores(t, LABELS, p, box), Reading(t, None, 0.0, confirmed=False, hold=0.0, hand=not gone))

    def take(self, effects: list[Effect]) -> None:
        """React to what the station shows."""
        for effect in effects:
            if isinstance(effect, Prompt):
                self._prompt = effect
                self._answer(effect.t, effect.picture)
            elif isinstance(effect, Feedback):
                self._react(effect)
            elif isinstance(effect, End):
                self._prompt = None

    def helped(self, t: float, letter: str) -> None:
        """React to a hint that appears at time t."""
        if self._prompt is not None:
            self._move(t + self.habits.think_s, letter)

    def rest(self) -> None:
        """The session is over: the next one starts at its own time 0, with the hand at rest."""
        self._plan = [(-1.0, "nothing")]
        self._prompt = None

    def _answer(self, t: float, picture: bool) -> None:
        assert self._prompt is not None
        letter = self._prompt.ask.letter
        known = self.habits.knows_all or self._rng.random() < self.memory.recall(letter, self.clock + t)
        pause = self.habits.think_s * self._rng.uniform(0.7, 1.5)
        if self._plan[-1][1] == letter:
            self._move(t + pause / 2, "nothing")  # asked again: open the hand first
        if picture:
            self._move(t + pause + 0.5, self._made(letter))
        elif known:
            self._move(t + pause, self._made(letter))
        elif self._rng.random() < 0.5:
            self._move(t + 2 * pause, self._rng.choice(sorted(confusable_with(letter) & set(LETTERS)) or list(LETTERS)))
        else:
            self._move(t + pause, "nothing")  # waits for a hint

    def _react(self, effect: Feedback) -> None:
        if effect.outcome == "right":
            self.memory.meet(effect.letter, self.clock + effect.t)
            self._move(effect.t + 0.4, "nothing")
        elif effect.outcome == "wrong":
            self.memory.meet(effect.letter, self.clock + effect.t)  # its picture is shown now
            self._corrected += effect.letter in self.habits.confuses
            self._move(effect.t + 0.5, "nothing")

    def _made(self, letter: str) -> str:
        """The letter the hand really makes."""
        pair = self.habits.confuses
        if letter in pair and self._corrected < 3 and self._rng.random() < 0.5:
            return pair[1 - pair.index(letter)]
        family = sorted(confusable_with(letter) & set(LETTERS))
        return self._rng.choice(family) if family and self._rng.random() < self.habits.clumsy else letter

    def _move(self, t: float, pose: str) -> None:
        self._plan = [step for step in self._plan if step[0] < t]
        self._plan += [(t, None), (t + MOVE_S, pose)]

    def _pose(self, t: float) -> str | None:
        return next(pose for start, pose in reversed(self._plan) if start <= t)

    def _read(self, pose: str | None) -> NDArray[np.float32]:
        """Return a recognizer's probabilities for a pose; None is a hand in motion, which may resemble any letter."""
        weights = np.full(len(LABELS), 0.15 / len(LABELS))
        if pose is None:
            weights += 0.85 / len(LABELS)
        else:
            weights[LABELS.index(pose)] += 0.75
            family = sorted(confusable_with(pose) & set(LETTERS))
            for other in family:
                weights[LABELS.index(other)] += 0.1 / len(family)
        return self._noise.dirichlet(weights / weights.sum() * 30).astype(np.float32)


def practise(
    step: Callable[[Input], list[Effect]],
    engine: Engine,
    learner: SimulatedLearner,
    fps: float = 10.0,
    until_s: float = 1800.0,
) -> list[Effect]:
    """Let a learner have one session; `step` passes an input to the engine and returns its effects."""
    effects: list[Effect] = []
    hint = engine.scene.hint
    for frame in learner.frames(fps, until_s):
        new = step(frame)
        effects += new
        learner.take(new)
        before, hint = hint, engine.scene.hint
        if hint is not None and hint != before and not new:
            learner.helped(frame.t, hint)
        if any(isinstance(effect, End) for effect in new):
            break
    return effects
