"""Spelled words as video, with the truth of every frame: holds, transitions, double letters, J and Z."""

import math
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from training.rendering.letters import HANDSHAPES, view_rotation
from training.rendering.lighting import Lamps
from training.rendering.person import Arm, Build
from training.rendering.render import Camera, Subject, render
from training.rendering.skeleton import PARAMETER_INDEX, axis_rotation
from training.rendering.skin import Skin, Sleeve
from training.rendering.surface import surfaces
from training.rendering.variants import OTHERS, interpolate_rotation

Array = NDArray[np.float64]
MOVE_S = 0.34
"""From one letter to the next."""
ENTER_S, LEAVE_S, PAUSE_S = 0.55, 0.60, 0.25
STAGGER = 0.12
"""Fingers start by up to this share of a transition after one another: hands do not morph in step."""
FLEX = [[PARAMETER_INDEX[f"{f}_{j}"] for j in ("mcp", "pip", "dip", "abd", "tw")] for f in "imrl"]
HANGING = np.array([0.0, -2.9, 0.0])
"""Below the picture, hand units."""
PIVOT = np.array([0.0, 0.9, 0.0])
"""The middle knuckle's neighbourhood stays in place when the hand turns."""


@dataclass(frozen=True)
class ClipScript:
    """What is signed and how it is filmed.

    Attributes:
        words: letters A–Z; a pause lies between words.
        hold: seconds each letter is held. seed: of person, tremor and noise.
        hand: "left" mirrors the whole picture's hand. leave_between: the hand drops out of the frame
            between words. lights_out: share of the light that is left for the middle third, 1 = no change.
        width, height, fps: of the video. unit: pixels per hand unit.
    """

    words: tuple[str, ...]
    hold: float = 0.68
    seed: int = 2
    hand: str = "right"
    leave_between: bool = False
    lights_out: float = 1.0
    width: int = 640
    height: int = 480
    fps: int = 15
    unit: float = 131.0
    tone: float = 0.34


@dataclass(frozen=True)
class Key:
    """A moment: what the hand does at `t` seconds. phase: of the time that ends here."""

    t: float
    pose: Array
    rotation: Array
    place: Array
    letter: str
    phase: str


@dataclass
class Timeline:
    """Keys in order; `at` gives the hand at any time."""

    keys: list[Key] = field(default_factory=list)

    def add(self, after: float, pose: Array, rotation: Array, place: Array, letter: str, phase: str) -> None:
        t = (self.keys[-1].t if self.keys else 0.0) + after
        self.keys.append(Key(t, pose, rotation, np.asarray(place, float), letter, phase))

    @property
    def seconds(self) -> float:
        return self.keys[-1].t

    def at(self, t: float) -> tuple[Array, Array, Array, str, str]:
        """(pose, rotation, place, letter, phase) at time t; in a transition the letter changes halfway."""
        i = int(np.searchsorted([k.t for k in self.keys], t, side="right"))
        if i >= len(self.keys):
            k = self.keys[-1]
            return k.pose, k.rotation, k.place, k.letter, k.phase
        a, b = self.keys[i - 1], self.keys[i]
        u = (t - a.t) / max(1e-6, b.t - a.t)
        e = u if b.phase == "motion" else _ease(u)
        pose = a.pose * (1 - e) + b.pose * e
        if b.phase == "transition":
            for k, columns in enumerate(FLEX):
                late = STAGGER * k / 3
                f = _ease(min(1.0, max(0.0, (u - late) / (1 - STAGGER))))
                pose[columns] = a.pose[columns] * (1 - f) + b.pose[columns] * f
        letter = b.letter if u > 0.5 else a.letter
        return pose, interpolate_rotation(a.rotation, b.rotation, e), a.place * (1 - e) + b.place * e, letter, b.phase


def _ease(u: float) -> float:
    return u * u * (3 - 2 * u)


def timeline(script: ClipScript, arm: Arm) -> Timeline:
    """The whole performance of a right hand.

    Raises:
        ValueError: a word holds something else than A–Z.
    """
    poses = {letter: shape.pose(arm.skeleton) for letter, shape in HANDSHAPES.items()}
    rest_shape = OTHERS["relaxed"].shape
    rest, rest_turn = rest_shape.pose(arm.skeleton), axis_rotation(1, -10)
    line = Timeline()
    line.add(0.0, rest, rest_turn, HANGING, "", "absent")
    line.add(ENTER_S, rest, rest_turn, [0, -0.3, 0], "", "enter")
    for n, word in enumerate(script.words):
        if not word.isalpha() or not word.isascii():
            raise ValueError(f"“{word}” is not a word of the letters A–Z")
        if n and script.leave_between:
            line.add(LEAVE_S, rest, rest_turn, HANGING, "", "leave")
            line.add(PAUSE_S, rest, rest_turn, HANGING, "", "absent")
            line.add(ENTER_S, rest, rest_turn, [0, -0.3, 0], "", "enter")
        elif n:
            line.add(PAUSE_S + 0.05, rest, rest_turn, [0, -0.3, 0], "", "rest")
        _word(line, word.upper(), poses, script.hold)
    line.add(LEAVE_S, rest, rest_turn, HANGING, "", "leave")
    line.add(PAUSE_S, rest, rest_turn, HANGING, "", "absent")
    return line


def _word(line: Timeline, word: str, poses: dict[str, Array], hold: float) -> None:
    drift = 0.0
    for i, letter in enumerate(word):
        rotation = view_rotation(HANDSHAPES[letter].view)
        place = np.array([-0.55 if letter in "GH" else 0.35 if letter in "PQ" else 0.0, 0.1, 0.0])
        place[0] += drift
        if i and word[i - 1] == letter and letter not in "JZ":
            # A double letter slides to the signer's outer side with a small bounce.
            here = line.keys[-1].place
            line.add(0.14, poses[letter], rotation, np.add(here, [-0.12, 0.10, 0.05]), letter, "double")
            line.add(0.16, poses[letter], rotation, np.add(here, [-0.30, 0.0, 0.0]), letter, "double")
            line.add(hold, poses[letter], rotation, np.add(here, [-0.30, 0.0, 0.0]), letter, "hold")
            drift -= 0.15
            continue
        if letter == "J":
            _draw_j(line, poses["J"], rotation)
        elif letter == "Z":
            _draw_z(line, poses["Z"])
        else:
            line.add(MOVE_S, poses[letter], rotation, place, letter, "transition")
            line.add(hold, poses[letter], rotation, place, letter, "hold")


def _draw_j(line: Timeline, pose: Array, rotation: Array) -> None:
    """Down, then a hook to the signer's left while the palm turns to the signer (seen from the front)."""
    start = np.array([-0.15, 0.4, 0.0])
    line.add(MOVE_S, pose, rotation, start, "J", "transition")
    line.add(0.30, pose, rotation, start, "J", "hold")
    steps = 10
    for k in range(1, steps + 1):
        t = k / steps
        place = np.add(start, [0, -0.75 * min(1.0, t / 0.5), 0])
        yaw = 35 * t
        if t > 0.5:
            u = (t - 0.5) / 0.5
            angle = u * math.pi * 0.85
            place = np.add(start, [0.38 * (1 - math.cos(angle)), -0.75 - 0.28 * math.sin(angle) + 0.25 * u * u, 0])
            yaw = 17 + 95 * u
        tilt = axis_rotation(2, -20 * max(0.0, t - 0.4)) @ axis_rotation(0, -12 * t) @ axis_rotation(1, yaw)
        line.add(1.05 / steps, pose, tilt, place, "J", "motion")
    end = line.keys[-1]
    line.add(0.30, pose, end.rotation, end.place, "J", "motion")


def _draw_z(line: Timeline, pose: Array) -> None:
    """Three strokes; the person opposite sees them mirrored."""
    tilt = axis_rotation(0, 14)
    corners = np.array([(0.46, 0.35, 0.1), (-0.50, 0.35, 0.1), (0.46, -0.31, 0.1), (-0.50, -0.31, 0.1)])
    line.add(MOVE_S, pose, tilt, corners[0], "Z", "transition")
    line.add(0.25, pose, tilt, corners[0], "Z", "hold")
    for corner, seconds in zip(corners[1:], (0.36, 0.45, 0.36), strict=True):
        line.add(seconds, pose, tilt, corner, "Z", "motion")
        line.add(0.05, pose, tilt, corner, "Z", "motion")
    line.add(0.35, pose, tilt, corners[3], "Z", "motion")


def demo_background(width: int, height: int) -> NDArray[np.float32]:
    """A quiet room drawn by us: wall, window, table, plant pot; linear RGB."""
    x, y = np.meshgrid(np.arange(width, dtype=np.float32) / width, np.arange(height, dtype=np.float32) / height)
    glow = 1 - 0.5 * ((x - 0.35) ** 2 + (y - 0.3) ** 2)
    image = np.stack([0.63 * glow, 0.61 * glow, 0.57 * glow], -1)

    def box(x0: float, y0: float, x1: float, y1: float, colour: tuple[float, float, float]) -> None:
        corners = (int(x0 * width), int(y0 * height)), (int(x1 * width), int(y1 * height))
        cv2.rectangle(image, *corners, colour, -1)

    box(0.06, 0, 0.235, 0.54, (0.42, 0.38, 0.33))
    box(0.08, 0, 0.22, 0.52, (0.70, 0.74, 0.78))
    box(0, 0.833, 1, 1, (0.36, 0.27, 0.20))
    box(0.8125, 0.625, 0.9375, 0.8375, (0.28, 0.36, 0.33))
    return cv2.GaussianBlur(image, (0, 0), width / 180) ** 2.2


def render_frames(script: ClipScript):  # noqa: ANN201 - a generator of (uint8 (h, w, 3) BGR, truth)
    """Every frame with its truth.

    Truth: {"frame", "t", "letter", "phase", "hand", "box" (x0 y0 x1 y1, 0–1) or None, "kp" 21 × pixels}.
    `letter` is "" while none is shown; in transitions it changes halfway: score holds and motion only.
    """
    rng = np.random.default_rng([script.seed, 4])
    arm = Arm(Build())
    line = timeline(script, arm)
    coarse, fine, _ = surfaces()
    surface = fine if script.unit > 70 else coarse
    albedo = Skin(script.tone).albedo(surface)
    lamps, wall, sleeve = Lamps.studio(), demo_background(script.width, script.height), Sleeve()
    camera = Camera(script.width, script.height, 9.0, script.unit * 9.0, script.width / 2, script.height / 2)
    beat = rng.uniform(0, 2 * math.pi, 8)
    for i in range(int(line.seconds * script.fps) + 1):
        t = i / script.fps
        pose, rotation, place, letter, phase = line.at(t)
        pose = pose.copy()
        for k, columns in enumerate(FLEX):  # nobody holds quite still
            pose[columns[0]] += 1.2 * math.sin(2.1 * t + beat[k])
            pose[columns[1]] += 1.0 * math.sin(2.7 * t + beat[4 + k])
        sway = axis_rotation(1, 2 * math.sin(1.3 * t)) @ axis_rotation(0, 1.5 * math.sin(1.7 * t + 1))
        place = np.add(place, [0.02 * math.sin(1.1 * t), 0.02 * math.sin(1.9 * t), 0])
        subject = Subject(
            arm, pose, sway @ rotation, albedo, surface, sleeve=sleeve, shift=tuple(place.tolist()), pivot=PIVOT
        )
        layer = render(subject, camera, lamps)
        alpha = layer.alpha[..., None]
        elbow = camera.project(subject.place(arm.skeleton.posed_elbow(pose)[None]))[0, :2]
        linear = _upper_arm(wall, elbow, layer.landmarks[0, :2], sleeve, script.unit)
        linear = layer.colour + linear * (1 - alpha)
        if script.lights_out < 1 and 1 / 3 <= t / line.seconds < 2 / 3:
            linear = linear * np.float32(script.lights_out)
        linear = linear / (1 + 0.18 * linear) * 1.12
        image = np.clip(linear, 0, 1) ** (1 / 2.2) * 255 + rng.normal(0, 2.0, linear.shape)
        image = np.clip(image, 0, 255).astype(np.uint8)[..., ::-1]
        marks = layer.landmarks[:, :2].copy()
        if script.hand == "left":
            image = image[:, ::-1]
            marks[:, 0] = script.width - marks[:, 0]
        yield np.ascontiguousarray(image), _truth(script, i, t, letter, phase, marks)


def _upper_arm(
    wall: NDArray[np.float32], elbow: NDArray, wrist: NDArray, sleeve: Sleeve, unit: float
) -> NDArray[np.float32]:
    """The sleeve goes on beyond the mesh's elbow, straight out of the picture."""
    height, width = wall.shape[:2]
    if not (-unit < elbow[0] < width + unit and -unit < elbow[1] < height + unit):
        return wall
    along = (elbow - wrist) / max(1.0, float(np.linalg.norm(elbow - wrist)))
    image = wall.copy()
    start, end = (tuple(int(v) for v in p) for p in (elbow - along * 0.1 * unit, elbow + along * 12 * unit))
    colour = tuple(0.75 * c for c in sleeve.colour)
    cv2.line(image, start, end, colour, max(1, round(0.78 * unit)), cv2.LINE_AA)
    return image


def _truth(script: ClipScript, frame: int, t: float, letter: str, phase: str, marks: NDArray) -> dict:
    low, high = marks.min(0), marks.max(0)
    size = np.array([script.width, script.height])
    inside = ((marks >= 0) & (marks <= size)).all(1).mean()
    box = None
    if inside >= 0.5:
        box = [round(float(v), 4) for v in (*np.clip(low / size, 0, 1), *np.clip(high / size, 0, 1))]
    return {
        "frame": frame,
        "t": round(t, 3),
        "letter": letter if box is not None else "",
        "phase": phase if box is not None else "absent",
        "hand": script.hand if box is not None else None,
        "box": box,
        "kp": marks.round(1).tolist(),
    }
