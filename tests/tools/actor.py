"""A hand for tests: hold a letter, move, go away; the effects are kept."""

import numpy as np

from device.tutor import rules
from device.tutor.engine import Engine
from device.tutor.events import FrameInput, Interrupted, Pressed, PromptSpec
from device.tutor.verification import Verifier
from device.types import HandBox, Reading, Scores

LETTERS = "ABCDEFGHIKLMNOPQRSTUVWXY"
LABELS = (*LETTERS, "nothing")
BOX = HandBox(0.3, 0.2, 0.6, 0.8)


def p_of(**shares: float) -> np.ndarray:
    """Probabilities; what is left over goes to all labels alike."""
    p = np.full(len(LABELS), (1 - sum(shares.values())) / len(LABELS), np.float32)
    for label, share in shares.items():
        p[LABELS.index(label)] += share
    return p


OPEN = p_of(nothing=0.9)  # a hand in view that signs nothing


class Listed:
    """A prompter that asks for these letters."""

    def __init__(self, *asks: PromptSpec | str) -> None:
        self.asks = [PromptSpec(ask) if isinstance(ask, str) else ask for ask in asks]
        self.reviews = []

    def next(self) -> PromptSpec | None:
        return self.asks.pop(0) if self.asks else None

    def done(self, review) -> None:
        self.reviews.append(review)


class Actor:
    """Acts before an engine.

    Attributes:
        t: now.
        effects: all there were.
        scenes: (time, scene, whether a prompt or an answer came with it) of each change.
    """

    def __init__(self, engine, fps: float = 20.0) -> None:
        self.engine, self.fps = engine, fps
        self.t = 0.0
        self.effects = []
        self.scenes = []
        self._frames = 0

    def show(self, seconds: float, p=OPEN, box=BOX, light=None, reading=None) -> list:
        """The same frame for so long; returns the new effects."""
        start, end, new = self.t, self.t + seconds, []
        while (self._frames + 1) / self.fps <= end + 1e-9:
            self._frames += 1
            t = self._frames / self.fps
            hand = box is not None
            said = reading or Reading(t, None, 0.0, confirmed=False, hold=0.0, hand=hand)
            new += self._step(FrameInput(Scores(t, LABELS, p if hand else 0 * p, box), said, light))
        self.t = max(start, end)
        return new

    def sign(self, letter: str, seconds: float = 2.0, share: float = 0.9, **more) -> list:
        """Hold a letter."""
        return self.show(seconds, p_of(**{letter: share}), **more)

    def away(self, seconds: float) -> list:
        return self.show(seconds, box=None)

    def press(self, button: str) -> list:
        return self._step(Pressed(self.t, button))

    def tick(self, seconds: float) -> list:
        """Time passes without a frame."""
        self.t += seconds
        self._frames = int(self.t * self.fps)
        return self._step(Pressed(self.t, "save"))  # which the tutor ignores

    def lose_camera(self) -> list:
        return self._step(Interrupted(self.t))

    def _step(self, event) -> list:
        before = self.engine.scene
        new = self.engine.step(event)
        if self.engine.scene != before:
            self.scenes.append((event.t, self.engine.scene, bool(new)))
        self.effects += new
        return new

    def of(self, kind: type) -> list:
        """All effects of a kind so far."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    @property
    def message(self) -> str:
        return self.engine.scene.message.key


def tutor(*asks: PromptSpec | str, mode: str = "letters", fps: float = 20.0, ready: bool = True) -> Actor:
    """An actor before a tutor that asks for these; with `ready` a hand is in view and the first prompt is there."""
    prompter = Listed(*asks)
    actor = Actor(Engine(LABELS, prompter, rules.RULES[mode], Verifier(LABELS)), fps)
    actor.prompter = prompter
    if ready:
        actor.show(1.0)
    return actor


def in_log(effects: list, kind: type) -> list:
    return [effect for effect in effects if isinstance(effect, kind)]
