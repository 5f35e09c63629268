"""Synthetic people who spell: held letters, transitions, J and Z drawn, and movements that are neither.

Nothing is photographed: the hand model's joints are moved, turned and projected as a camera would see them.
"""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation, Slerp

from device.alphabet import STATIC_LETTERS
from training.dynamic.track import LabelledTrack, Performance
from training.rendering.letters import HANDSHAPES
from training.rendering.person import Arm, Build
from training.rendering.poses import PosedHand, pose_variant, random_letter, random_other
from training.rendering.skeleton import Skeleton
from training.rendering.strokes import Stroke, draw_j, draw_z, minimum_jerk
from training.rendering.variants import Variant

Array = NDArray[np.float64]
RATE = 40.0  # frames a second of a synthetic clip: a brisk stroke keeps its shape between frames
MIDDLE = np.array([0.0, 0.9, 0.0])  # of an upright hand, seen from its wrist
INDEX_LIKE = "DXLZ"
LITTLE_LIKE = "IY"
TRAINING_PEOPLE, TEST_PEOPLE = range(300), range(1000, 1060)
"""Synthetic people to learn from, and others to measure with."""
DYNAMIC_VIEWS = {
    "Z": ((0, 20, 10), (-25, 35, 15), (25, 30, 0), (-40, 15, 20), (10, 60, 0), (0, 0, 0)),
    "J": ((0, 0, 0), (15, 5, 0), (-15, 5, 0), (0, 10, 10)),
}


@dataclass
class MotionScript:
    """What a hand does, key by key, and what that means.

    Attributes:
        times, poses, turns, places: of each key.
        ease: a move to this key starts and stops gently (strokes bring their own pace).
        performances, unsure: see Clip.
    """

    times: list[float] = field(default_factory=lambda: [0.0])
    poses: list[Array] = field(default_factory=list)
    turns: list[Array] = field(default_factory=list)
    places: list[Array] = field(default_factory=list)
    ease: list[bool] = field(default_factory=lambda: [True])
    performances: list[Performance] = field(default_factory=list)
    unsure: list[tuple[float, float]] = field(default_factory=list)

    def go(self, seconds: float, pose: Array, turn: Array, place: Array) -> None:
        """Be there after so many seconds."""
        self._key(self.times[-1] + max(seconds, 1e-3), pose, turn, place, True)

    def hold(self, seconds: float) -> None:
        """Stay."""
        self.go(seconds, self.poses[-1], self.turns[-1], self.places[-1])

    def draw(self, stroke: Stroke, meaning: str | None) -> None:
        """Follow a stroke from here on; `meaning` is "J", "Z", "unsure" or None."""
        begin, pose, place = self.times[-1], self.poses[-1], self.places[-1]
        first = stroke.positions[0]
        for turn, at, t in zip(stroke.rotations[1:], stroke.positions[1:], stroke.times[1:], strict=True):
            self._key(max(begin + t, self.times[-1] + 1e-4), pose, turn, place + at - first, False)
        if meaning in ("J", "Z"):
            self.performances.append(Performance(meaning, begin, self.times[-1]))
        elif meaning:
            self.unsure.append((begin, self.times[-1] + 0.5))

    def _key(self, t: float, pose: Array, turn: Array, place: Array, ease: bool) -> None:
        self.times.append(t)
        self.poses.append(pose)
        self.turns.append(turn)
        self.places.append(place)
        self.ease.append(ease)

    @classmethod
    def begin(cls, pose: Array, turn: Array, place: Array) -> "MotionScript":
        """Start here."""
        return cls(poses=[pose], turns=[turn], places=[place])


@lru_cache(maxsize=256)
def synthetic_person(number: int) -> Skeleton:
    """Synthetic person `number`: the same number is always the same hand."""
    return Arm(Build.random(np.random.default_rng([7, number]))).skeleton


def render_track(
    seed: int,
    number: int,
    *,
    spelled: int = 6,
    moving: float = 0.45,
    other: float = 0.22,
    people: range = TRAINING_PEOPLE,
) -> LabelledTrack:
    """Clip `number`: about `spelled` letters and other movements by one person.

    Args:
        moving: share of J and Z (0: a clip in which nothing may be read as one).
        other: share of movements that are neither; the rest are letters held still.
        people: numbers of synthetic persons to draw from.
    """
    rng = np.random.default_rng([seed, 3, number])
    who = people[int(rng.integers(len(people)))]
    skeleton = synthetic_person(who)
    manner = _Manner(rng, skeleton)
    script = manner.enter()
    for _ in range(spelled):
        kind = rng.random()
        if kind < moving:
            manner.perform(script, "JZ"[rng.integers(2)])
        elif kind < 1 - other:
            manner.letter(script)
        else:
            manner.distract(script)
    manner.leave(script)
    return _filmed(rng, script, skeleton, f"synthetic-{who}")


class _Manner:
    """How this person moves in this clip."""

    def __init__(self, rng: np.random.Generator, skeleton: Skeleton) -> None:
        self.rng, self.skeleton = rng, skeleton
        self.hurry = float(np.exp(rng.normal(0, 0.35)))
        self.wander = float(rng.choice([0.05, 0.2, 0.6], p=[0.4, 0.4, 0.2]))
        self.home = rng.normal(0, 0.4, 3) * np.array([1, 1, 0.3])

    def enter(self) -> MotionScript:
        first = self._some()
        side = self.rng.normal(0, 1.5)
        script = MotionScript.begin(
            first.pose, first.rotation, self.home + np.array([side, -self.rng.uniform(0, 4), 0])
        )
        script.go(self._move_s() * 1.5, first.pose, first.rotation, self._place())
        return script

    def leave(self, script: MotionScript) -> None:
        away = np.array([self.rng.normal(0, 1.5), -self.rng.uniform(1, 4), 0])
        script.go(self._move_s() * 1.5, script.poses[-1], script.turns[-1], script.places[-1] + away)

    def letter(self, script: MotionScript) -> None:
        shown = self._some()
        self._reach(script, shown)
        script.hold(self.rng.uniform(0.15, 1.6) * self.hurry)

    def perform(self, script: MotionScript, letter: str) -> None:
        shown = self._ready(letter)
        self._reach(script, shown)
        if self.rng.random() < 0.8:
            script.hold(float(np.exp(self.rng.uniform(np.log(0.05), np.log(1.5)))))
        stroke = (draw_j if letter == "J" else draw_z)(self.rng, script.turns[-1])
        script.draw(stroke, letter)
        after = self.rng.random()
        if after < 0.55:
            script.hold(self.rng.uniform(0.1, 1.5))
        if self.rng.random() < 0.3:  # back to where it began, perhaps to draw it again
            script.go(self._move_s() * 1.3, shown.pose, shown.rotation, script.places[-1] - stroke.positions[-1])
            script.hold(self.rng.uniform(0.05, 0.4))
            if self.rng.random() < 0.5:
                script.draw((draw_j if letter == "J" else draw_z)(self.rng, script.turns[-1]), letter)
                script.hold(self.rng.uniform(0.1, 0.8))

    def distract(self, script: MotionScript) -> None:
        """Something that moves and is neither."""
        like = self.rng.random()
        if like < 0.4:
            shown = random_letter(self.rng, self.skeleton, self.rng.choice(list("IIIY")))
        elif like < 0.8:
            shown = random_letter(self.rng, self.skeleton, self.rng.choice(list("DDXLG")))
        else:
            shown = self._some()
        self._reach(script, shown)
        script.hold(self.rng.uniform(0.0, 0.5))
        [self._carry, self._wave, self._circle, self._part, self._back, self._turn, self._fidget][self.rng.integers(7)](
            script, "J" if like < 0.4 else "Z"
        )
        script.hold(self.rng.uniform(0.1, 0.8))

    def _carry(self, script: MotionScript, letter: str) -> None:
        there = self.rng.normal(0, 1.0, 3) * np.array([1, 1, 0.3])
        script.go(self._move_s() * 1.5, script.poses[-1], script.turns[-1], script.places[-1] + there)

    def _wave(self, script: MotionScript, letter: str) -> None:
        """To and fro on one line; never twice across and once slanting."""
        angle = self.rng.choice([0.0, np.pi / 2, self.rng.uniform(0, np.pi)])
        there = self.rng.uniform(0.3, 1.5) * np.array([np.cos(angle), np.sin(angle), 0])
        seconds, origin = self._move_s(), script.places[-1]
        for i in range(self.rng.integers(2, 6)):
            script.go(seconds, script.poses[-1], script.turns[-1], origin + there * (1 - i % 2))

    def _circle(self, script: MotionScript, letter: str) -> None:
        """Once around; for a little finger against the J's hook, so that half of it is none."""
        sense = -1 if letter == "J" else self.rng.choice([-1, 1])
        radius, start, seconds = self.rng.uniform(0.25, 0.9), self.rng.uniform(0, 2 * np.pi), self._move_s() * 2.5
        u = np.linspace(0, 1, 20)
        angle = start + sense * 2 * np.pi * u
        path = radius * np.stack([np.cos(angle), np.sin(angle), 0 * u], 1)
        script.draw(Stroke(np.repeat(script.turns[-1][None], 20, 0), path, u * seconds), None)

    def _part(self, script: MotionScript, letter: str) -> None:
        """Begins to draw and thinks better of it."""
        stroke = (draw_j if letter == "J" else draw_z)(self.rng, script.turns[-1]).part(self.rng.uniform(0.2, 0.5))
        script.draw(stroke, None)
        script.hold(self.rng.uniform(0, 0.3))
        if self.rng.random() < 0.5:
            script.draw(stroke.reversed(), None)

    def _back(self, script: MotionScript, letter: str) -> None:
        """The way back from where a J or Z ends."""
        stroke = (draw_j if letter == "J" else draw_z)(self.rng, script.turns[-1])
        end = script.places[-1] + stroke.positions[-1]
        script.go(0.6, script.poses[-1], stroke.rotations[-1], end)
        script.hold(self.rng.uniform(0.3, 0.8))
        script.draw(stroke.reversed(), None)
        # An unlucky way to the end may itself be a J or a Z.
        script.unsure.append((script.times[-1] - stroke.seconds - 1.6, script.times[-1] - stroke.seconds))

    def _turn(self, script: MotionScript, letter: str) -> None:
        """Turns the hand in place."""
        turn = Rotation.from_rotvec(self.rng.normal(0, 0.4, 3)).as_matrix() @ script.turns[-1]
        script.go(self._move_s() * 1.5, script.poses[-1], turn, self._place())

    def _fidget(self, script: MotionScript, letter: str) -> None:
        for _ in range(self.rng.integers(3, 8)):
            script.go(self.rng.uniform(0.08, 0.3), script.poses[-1], script.turns[-1], self._place())

    def _some(self) -> PosedHand:
        if self.rng.random() < 0.1:
            return random_other(self.rng, self.skeleton)
        return random_letter(self.rng, self.skeleton, self.rng.choice(list(STATIC_LETTERS)))

    def _ready(self, letter: str) -> PosedHand:
        """The handshape of J or Z before it moves, as people make it."""
        like = self.rng.random()
        if letter == "J" and like < 0.5:
            return random_letter(self.rng, self.skeleton, "I")
        if letter == "Z" and like < 0.35:
            return random_letter(self.rng, self.skeleton, self.rng.choice(list("DDX")))
        return pose_variant(
            self.rng, self.skeleton, Variant("", 1.0, HANDSHAPES[letter], DYNAMIC_VIEWS[letter]), letter
        )

    def _reach(self, script: MotionScript, shown: PosedHand) -> None:
        script.go(self._move_s(), shown.pose, shown.rotation, self._place())

    def _place(self) -> Array:
        return self.home + self.rng.normal(0, self.wander, 3) * np.array([1, 1, 0.3])

    def _move_s(self) -> float:
        return float(np.exp(self.rng.normal(np.log(0.35), 0.35))) * self.hurry


def _filmed(rng: np.random.Generator, script: MotionScript, skeleton: Skeleton, signer: str) -> LabelledTrack:
    """The script's joints as a camera sees them: x right, y down, in hand sizes."""
    times = np.array(script.times)
    t = np.arange(0, times[-1], 1 / RATE)
    after = np.clip(np.searchsorted(times, t, side="right"), 1, len(times) - 1)
    share = np.clip((t - times[after - 1]) / (times[after] - times[after - 1]), 0, 1)
    share = np.where(np.array(script.ease)[after], minimum_jerk(share), share)
    place = np.array(script.places)
    poses = np.array(script.poses)
    mix = share[:, None]
    wrist = place[after - 1] * (1 - mix) + place[after] * mix + _sway(rng, t, (0.0, 0.01, 0.03, 0.08))
    turn = Slerp(np.arange(len(times)), Rotation.from_matrix(np.array(script.turns)))(after - 1 + share)
    turn = Rotation.from_rotvec(_sway(rng, t, (0.0, 0.02, 0.05))) * turn
    still = np.abs(poses[after] - poses[after - 1]).sum(1) < 1e-9
    joints = np.empty((len(t), 21, 3))
    known: dict[int, Array] = {}
    for i, (k, s) in enumerate(zip(after, share, strict=True)):
        if still[i]:
            if id(script.poses[k]) not in known:
                known[id(script.poses[k])] = skeleton.landmarks(script.poses[k])
            joints[i] = known[id(script.poses[k])]
        else:
            joints[i] = skeleton.landmarks(poses[k - 1] * (1 - s) + poses[k] * s)
    world = np.einsum("tab,tjb->tja", turn.as_matrix(), joints) + wrist[:, None] - MIDDLE
    world = world @ Rotation.from_euler("xyz", rng.normal(0, [12, 10, 9]), degrees=True).as_matrix().T
    distance = rng.uniform(6, 16)
    seen = world[..., :2] / (1 - world[..., 2:] / distance) * np.array([1.0, -1.0])
    drawn = [p for p in script.performances if legible(p, t, seen)]
    unsure = [(p.start, p.end + 0.5) for p in script.performances if p not in drawn]
    return LabelledTrack(signer, signer, t, seen, 1, tuple(drawn), (*script.unsure, *unsure))


def legible(performance: Performance, t: Array, seen: Array) -> bool:
    """Whether what the camera saw is a J or a Z at all: a hand drawn edge-on may leave a line."""
    during = (t >= performance.start) & (t <= performance.end + 1 / RATE)
    if during.sum() < 4:
        return False
    x, y = seen[during, 20 if performance.letter == "J" else 8].T
    if performance.letter == "J":
        low = int(y.argmax())
        return y[low] - y[0] > 0.6 and x[low:].max() - x[: low + 1].min() > 0.5
    # The two turns are where the tip is farthest back and forth.
    best, far = 0.0, np.maximum.accumulate(x[::-1])[::-1]
    for first in range(1, len(x) - 1):
        back = far[first] - x[first]
        last = first + int(x[first:].argmax())
        best = max(best, min(x[0] - x[first], back, x[last] - x[-1]))
    return best > 0.3 and y[-1] - y[0] > 0.1


def _sway(rng: np.random.Generator, t: Array, sizes: tuple[float, ...]) -> Array:
    """(n, 3) a slow unrest of the arm."""
    size = rng.choice(sizes)
    waves = rng.uniform(0.2, 1.5, (3, 4)), rng.uniform(0, 2 * np.pi, (3, 4)), rng.normal(0, size / 2, (3, 4))
    rate, phase, amount = waves
    return (amount * np.sin(2 * np.pi * rate * t[:, None, None] + phase)).sum(-1)
