"""How a synthetic person moves: letters held still, J and Z drawn, and movements that are neither."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from device.alphabet import STATIC_LETTERS
from training.dynamic.motion_script import MotionScript
from training.rendering.letters import HANDSHAPES
from training.rendering.poses import PosedHand, pose_variant, random_letter, random_other
from training.rendering.skeleton import Skeleton
from training.rendering.strokes import Stroke, draw_j, draw_z
from training.rendering.variants import Variant

Array = NDArray[np.float64]
DYNAMIC_VIEWS = {
    "Z": ((0, 20, 10), (-25, 35, 15), (25, 30, 0), (-40, 15, 20), (10, 60, 0), (0, 0, 0)),
    "J": ((0, 0, 0), (15, 5, 0), (-15, 5, 0), (0, 10, 10)),
}
"""Views (yaw, pitch, roll; degrees) in which people begin J and Z."""
MOVE_S = 0.35
"""Median time from one letter to the next."""


class SyntheticSigner:
    """One person in one track: pace, restlessness and usual place of the hand."""

    def __init__(self, rng: np.random.Generator, skeleton: Skeleton) -> None:
        """Choose pace and place with `rng`, for this hand."""
        self.rng, self.skeleton = rng, skeleton
        self.slowness = float(np.exp(rng.normal(0, 0.35)))
        self.wander = float(rng.choice([0.05, 0.2, 0.6], p=[0.4, 0.4, 0.2]))
        self.home = rng.normal(0, 0.4, 3) * np.array([1, 1, 0.3])
        self.distractions = (
            self._carry,
            self._wave,
            self._circle,
            self._aborted_stroke,
            self._backwards,
            self._turn,
            self._fidget,
        )

    def enter(self) -> MotionScript:
        """Bring the hand into view."""
        first = self._any_hand()
        side = self.rng.normal(0, 1.5)
        below = self.home + np.array([side, -self.rng.uniform(0, 4), 0])
        script = MotionScript.begin(first.pose, first.rotation, below)
        script.go(self._move_s() * 1.5, first.pose, first.rotation, self._position())
        return script

    def leave(self, script: MotionScript) -> None:
        """Lower the hand."""
        away = np.array([self.rng.normal(0, 1.5), -self.rng.uniform(1, 4), 0])
        script.go(self._move_s() * 1.5, script.poses[-1], script.rotations[-1], script.positions[-1] + away)

    def hold_letter(self, script: MotionScript) -> None:
        """Sign a static letter, or rarely a hand that is none."""
        self._reach(script, self._any_hand())
        script.hold(self.rng.uniform(0.15, 1.6) * self.slowness)

    def perform(self, script: MotionScript, letter: str) -> None:
        """Draw a J or a Z; sometimes return to its beginning and draw it again."""
        hand = self._ready(letter)
        self._reach(script, hand)
        if self.rng.random() < 0.8:
            script.hold(float(np.exp(self.rng.uniform(np.log(0.05), np.log(1.5)))))
        stroke = self._stroke(script, letter)
        script.draw(stroke, letter)
        after = self.rng.random()
        if after < 0.55:
            script.hold(self.rng.uniform(0.1, 1.5))
        if self.rng.random() < 0.3:
            script.go(self._move_s() * 1.3, hand.pose, hand.rotation, script.positions[-1] - stroke.positions[-1])
            script.hold(self.rng.uniform(0.05, 0.4))
            if self.rng.random() < 0.5:
                script.draw(self._stroke(script, letter), letter)
                script.hold(self.rng.uniform(0.1, 0.8))

    def distract(self, script: MotionScript) -> None:
        """Make a movement that is neither J nor Z, mostly with a handshape that J and Z start with."""
        like = self.rng.random()
        if like < 0.4:
            hand = random_letter(self.rng, self.skeleton, self.rng.choice(list("IIIY")))
        elif like < 0.8:
            hand = random_letter(self.rng, self.skeleton, self.rng.choice(list("DDXLG")))
        else:
            hand = self._any_hand()
        self._reach(script, hand)
        script.hold(self.rng.uniform(0.0, 0.5))
        self.distractions[self.rng.integers(len(self.distractions))](script, "J" if like < 0.4 else "Z")
        script.hold(self.rng.uniform(0.1, 0.8))

    def _carry(self, script: MotionScript, letter: str) -> None:
        """Carry the hand elsewhere."""
        shift = self.rng.normal(0, 1.0, 3) * np.array([1, 1, 0.3])
        script.go(self._move_s() * 1.5, script.poses[-1], script.rotations[-1], script.positions[-1] + shift)

    def _wave(self, script: MotionScript, letter: str) -> None:
        """Move back and forth on one line: unlike a Z, which has a slanting stroke between two across."""
        angle = self.rng.choice([0.0, np.pi / 2, self.rng.uniform(0, np.pi)])
        shift = self.rng.uniform(0.3, 1.5) * np.array([np.cos(angle), np.sin(angle), 0])
        seconds, origin = self._move_s(), script.positions[-1]
        for i in range(self.rng.integers(2, 6)):
            script.go(seconds, script.poses[-1], script.rotations[-1], origin + shift * (1 - i % 2))

    def _circle(self, script: MotionScript, letter: str) -> None:
        """Draw a circle; with a little finger against the direction of J's hook, so that half of it is no J."""
        sense = -1 if letter == "J" else self.rng.choice([-1, 1])
        radius, start, seconds = self.rng.uniform(0.25, 0.9), self.rng.uniform(0, 2 * np.pi), self._move_s() * 2.5
        u = np.linspace(0, 1, 20)
        angle = start + sense * 2 * np.pi * u
        path = radius * np.stack([np.cos(angle), np.sin(angle), 0 * u], 1)
        script.draw(Stroke(np.repeat(script.rotations[-1][None], 20, 0), path, u * seconds), None)

    def _aborted_stroke(self, script: MotionScript, letter: str) -> None:
        """Draw the first 20–50 % of a stroke, then optionally move back."""
        stroke = self._stroke(script, letter).part(self.rng.uniform(0.2, 0.5))
        script.draw(stroke, None)
        script.hold(self.rng.uniform(0, 0.3))
        if self.rng.random() < 0.5:
            script.draw(stroke.reversed(), None)

    def _backwards(self, script: MotionScript, letter: str) -> None:
        """Draw a J or Z from its end to its beginning."""
        stroke = self._stroke(script, letter)
        end = script.positions[-1] + stroke.positions[-1]
        script.go(0.6, script.poses[-1], stroke.rotations[-1], end)
        script.hold(self.rng.uniform(0.3, 0.8))
        script.draw(stroke.reversed(), None)
        # The movement to the end may happen to be a J or a Z.
        script.ambiguous.append((script.times[-1] - stroke.seconds - 1.6, script.times[-1] - stroke.seconds))

    def _turn(self, script: MotionScript, letter: str) -> None:
        """Turn the hand in place."""
        rotation = Rotation.from_rotvec(self.rng.normal(0, 0.4, 3)).as_matrix() @ script.rotations[-1]
        script.go(self._move_s() * 1.5, script.poses[-1], rotation, self._position())

    def _fidget(self, script: MotionScript, letter: str) -> None:
        """Make several short movements."""
        for _ in range(self.rng.integers(3, 8)):
            script.go(self.rng.uniform(0.08, 0.3), script.poses[-1], script.rotations[-1], self._position())

    def _stroke(self, script: MotionScript, letter: str) -> Stroke:
        return (draw_j if letter == "J" else draw_z)(self.rng, script.rotations[-1])

    def _any_hand(self) -> PosedHand:
        if self.rng.random() < 0.1:
            return random_other(self.rng, self.skeleton)
        return random_letter(self.rng, self.skeleton, self.rng.choice(list(STATIC_LETTERS)))

    def _ready(self, letter: str) -> PosedHand:
        """Return the handshape before J or Z, as people make it."""
        like = self.rng.random()
        if letter == "J" and like < 0.5:
            return random_letter(self.rng, self.skeleton, "I")
        if letter == "Z" and like < 0.35:
            return random_letter(self.rng, self.skeleton, self.rng.choice(list("DDX")))
        variant = Variant("", 1.0, HANDSHAPES[letter], DYNAMIC_VIEWS[letter])
        return pose_variant(self.rng, self.skeleton, variant, letter)

    def _reach(self, script: MotionScript, hand: PosedHand) -> None:
        script.go(self._move_s(), hand.pose, hand.rotation, self._position())

    def _position(self) -> Array:
        out: Array = self.home + self.rng.normal(0, self.wander, 3) * np.array([1, 1, 0.3])
        return out

    def _move_s(self) -> float:
        return float(np.exp(self.rng.normal(np.log(MOVE_S), 0.35))) * self.slowness
