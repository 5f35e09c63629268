"""A hand for tests of the tutor: hold a letter, move, go away; all effects are kept."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from device.tutor import rules
from device.tutor.engine import Engine
from device.tutor.events import Effect, PromptSpec, Review
from device.tutor.inputs import Button, FrameInput, Input, Interrupted, Pressed
from device.tutor.lesson import Lesson
from device.tutor.scene import Scene
from device.tutor.verification import Verifier
from device.types import HandBox, Reading, Scores

Pose = NDArray[np.float32]
Kind = TypeVar("Kind", bound=Effect)

LETTERS = "ABCDEFGHIKLMNOPQRSTUVWXY"
LABELS = (*LETTERS, "nothing")
BOX = HandBox(0.3, 0.2, 0.6, 0.8)


def p_of(**shares: float) -> Pose:
    """Probabilities, float32 (labels,); the rest is spread over all labels."""
    p = np.full(len(LABELS), (1 - sum(shares.values())) / len(LABELS), np.float32)
    for label, share in shares.items():
        p[LABELS.index(label)] += share
    return p


OPEN = p_of(nothing=0.9)  # a hand in view that signs nothing


class Listed:
    """A prompter that asks for these letters."""

    def __init__(self, *asks: PromptSpec | str) -> None:
        self.asks = [PromptSpec(ask) if isinstance(ask, str) else ask for ask in asks]
        self.reviews: list[Review] = []

    def next(self) -> PromptSpec | None:
        return self.asks.pop(0) if self.asks else None

    def done(self, review: Review) -> None:
        self.reviews.append(review)

    def park(self, letter: str) -> None:
        self.asks = [ask for ask in self.asks if ask.letter != letter]


class Actor:
    """A hand in front of an engine, or of a lesson, which stores what its engine records.

    Attributes:
        engine: takes the inputs.
        t: now, s.
        effects: all so far.
        scenes: (time, scene, whether a prompt or an answer came with it) of each change.
    """

    def __init__(self, lesson: Engine | Lesson, fps: float = 20.0) -> None:
        self._take = lesson.step
        self.engine = lesson.engine if isinstance(lesson, Lesson) else lesson
        self.fps = fps
        self.t = 0.0
        self.effects: list[Effect] = []
        self.scenes: list[tuple[float, Scene, bool]] = []
        self._frames = 0

    def show(
        self,
        seconds: float,
        p: Pose = OPEN,
        box: HandBox | None = BOX,
        light: float | None = None,
        reading: Reading | None = None,
    ) -> list[Effect]:
        """Show the same frame for some seconds; return the new effects."""
        start, end = self.t, self.t + seconds
        new: list[Effect] = []
        while (self._frames + 1) / self.fps <= end + 1e-9:
            self._frames += 1
            t = self._frames / self.fps
            hand = box is not None
            smoothed = reading or Reading(t, None, 0.0, confirmed=False, hold=0.0, hand=hand)
            new += self._step(FrameInput(Scores(t, LABELS, p if hand else 0 * p, box), smoothed, light))
        self.t = max(start, end)
        return new

    def sign(self, letter: str, seconds: float = 2.0, share: float = 0.9, **more: Any) -> list[Effect]:
        """Hold a letter."""
        return self.show(seconds, p_of(**{letter: share}), **more)

    def away(self, seconds: float) -> list[Effect]:
        """Show no hand."""
        return self.show(seconds, box=None)

    def press(self, button: Button) -> list[Effect]:
        """Press a button."""
        return self._step(Pressed(self.t, button))

    def tick(self, seconds: float) -> list[Effect]:
        """Let time pass without a frame."""
        self.t += seconds
        self._frames = int(self.t * self.fps)
        return self._step(Pressed(self.t, "save"))  # which the tutor ignores

    def lose_camera(self) -> list[Effect]:
        """Interrupt the frames."""
        return self._step(Interrupted(self.t))

    def _step(self, event: Input) -> list[Effect]:
        before = self.engine.scene
        new = self._take(event)
        if self.engine.scene != before:
            self.scenes.append((event.t, self.engine.scene, bool(new)))
        self.effects += new
        return new

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Return all effects of a kind so far."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    @property
    def message(self) -> str:
        """Key of the status line."""
        return self.engine.scene.message.key


def tutor(*asks: PromptSpec | str, mode: str = "letters", fps: float = 20.0, ready: bool = True) -> Actor:
    """Create a hand in front of a tutor that asks for these; with `ready`, the first prompt is there already."""
    actor = Actor(Engine(LABELS, Listed(*asks), rules.RULES[mode], Verifier(LABELS)), fps)
    if ready:
        actor.show(1.0)
    return actor
