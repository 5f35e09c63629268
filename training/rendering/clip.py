"""Spelled words as video frames with the truth of every frame.

Colours are computed in linear RGB and written as sRGB in OpenCV's order (BGR).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from device.signing.pose_table import pose_table
from device.signing.rotation import view_rotation
from device.signing.spelling import MOVE_S, Pace, perform, words_of
from device.signing.timeline import FINGER_COLUMNS, Moment, Timeline
from device.signing.viewpoint import DISTANCE, PIVOT
from device.types import Handedness
from training.rendering.lighting import Lamps
from training.rendering.person import Arm, Build
from training.rendering.reference_signs import reference_table
from training.rendering.render import Camera, Subject, render
from training.rendering.rotation import axis_rotation
from training.rendering.skin import Skin, Sleeve
from training.rendering.surface import surfaces

Array = NDArray[np.float32]
Image = NDArray[np.uint8]
FINE_FROM = 70.0
"""Pixels per hand unit from which the fine surface is used."""
STILL_S = 0.3
"""Seconds that a hand of a clip with a given hold is still before and after J's and Z's stroke."""


@dataclass(frozen=True)
class ClipScript:
    """What is signed and how it is filmed.

    Attributes:
        words: letters A–Z and numbers; there is a pause between words.
        hold: seconds each letter is held.
        speed: letters a second, which then decides `hold`; 0 = not given.
        seed: of tremor and noise.
        hand: "left" mirrors every frame.
        leave_between: the hand leaves the frame between words.
        lights_out: fraction of the light that is left in the middle third of the clip; 1 = no change.
        width, height: of the video, pixels.
        fps: frames a second.
        unit: pixels per hand unit, which sets the size of the hand.
        tone: of the skin, 0 lightest … 1 darkest.
        yaw, pitch: degrees by which the camera moves around the hand to its right and up.
        build: shape of the hand.
    """

    words: tuple[str, ...]
    hold: float = 0.68
    speed: float = 0.0
    seed: int = 2
    hand: Handedness = "right"
    leave_between: bool = False
    lights_out: float = 1.0
    width: int = 640
    height: int = 480
    fps: int = 15
    unit: float = 131.0
    tone: float = 0.34
    yaw: float = 0.0
    pitch: float = 0.0
    build: Build = field(default_factory=Build)


def timeline(script: ClipScript, arm: Arm) -> Timeline:
    """Plan the performance of a right hand.

    Raises:
        SpellingError: a character has no sign.
    """
    table = reference_table(arm, pose_table().ways)
    pace = Pace(MOVE_S, script.hold, math.inf, STILL_S, STILL_S)
    if script.speed:
        pace = Pace.of(script.speed)
    return perform(words_of(" ".join(script.words), table), pace, table, leave_between=script.leave_between)


def demo_background(width: int, height: int) -> Array:
    """Draw a room with wall, window, table and plant pot, float32 (height, width, 3) linear RGB."""
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
    out: Array = cv2.GaussianBlur(image, (0, 0), width / 180).astype(np.float32) ** 2.2
    return out


def render_frames(script: ClipScript) -> Iterator[tuple[Image, dict[str, Any]]]:
    """Render every frame with its truth.

    Yields:
        uint8 (height, width, 3) BGR, and {"frame", "t" seconds, "letter", "phase", "hand", "box" (x0 y0 x1 y1 as
        fractions of the frame) or None, "kp" 21 × (x, y) pixels}. `letter` is "" while none is shown. It changes
        halfway through a transition, so score holds and motion only.

    Raises:
        SpellingError: a character has no sign.
    """
    rng = np.random.default_rng([script.seed, 4])
    arm = Arm(script.build)
    turn = view_rotation(-script.yaw, script.pitch, 0)
    line = timeline(script, arm)
    coarse, fine, _ = surfaces()
    surface = fine if script.unit > FINE_FROM else coarse
    albedo = Skin(script.tone).albedo(surface)
    lamps, wall, sleeve = Lamps.studio(), demo_background(script.width, script.height), Sleeve()
    camera = Camera(script.width, script.height, DISTANCE, script.unit * DISTANCE, script.width / 2, script.height / 2)
    beat = rng.uniform(0, 2 * math.pi, 8)
    for i in range(int(line.seconds * script.fps) + 1):
        t = i / script.fps
        moment = _with_tremor(line.at(t), t, beat)
        subject = Subject(
            arm,
            moment.pose,
            turn @ moment.rotation,
            albedo,
            surface,
            sleeve=sleeve,
            shift=tuple((turn @ moment.position).tolist()),
            pivot=PIVOT,
        )
        layer = render(subject, camera, lamps)
        elbow = camera.project(subject.to_viewer(arm.skeleton.posed_elbow(moment.pose)[None]))[0, :2]
        background = _with_upper_arm(wall, elbow, layer.landmarks[0, :2], sleeve, script.unit)
        linear = layer.colour + background * (1 - layer.alpha[..., None])
        if script.lights_out < 1 and 1 / 3 <= t / line.seconds < 2 / 3:
            linear = linear * np.float32(script.lights_out)
        image = _develop(linear, rng)
        landmarks = layer.landmarks[:, :2].copy()
        if script.hand == "left":
            image = image[:, ::-1]
            landmarks[:, 0] = script.width - landmarks[:, 0]
        yield np.ascontiguousarray(image), frame_labels(script, i, t, moment, landmarks)


def _with_tremor(moment: Moment, t: float, beat: NDArray[np.float64]) -> Moment:
    """Add the small movements of a hand that is held still: up to 1.2° in joints, 2° and 0.02 hand units in all."""
    pose = moment.pose.copy()
    for k, columns in enumerate(FINGER_COLUMNS):
        pose[columns[0]] += 1.2 * math.sin(2.1 * t + beat[k])
        pose[columns[1]] += 1.0 * math.sin(2.7 * t + beat[4 + k])
    sway = axis_rotation(1, 2 * math.sin(1.3 * t)) @ axis_rotation(0, 1.5 * math.sin(1.7 * t + 1))
    position = np.add(moment.position, [0.02 * math.sin(1.1 * t), 0.02 * math.sin(1.9 * t), 0])
    return Moment(pose, sway @ moment.rotation, position, moment.letter, moment.phase)


def _develop(linear: Array, rng: np.random.Generator) -> Image:
    """Linear RGB → uint8 sRGB BGR with compressed highlights and sensor noise of 2 grey levels."""
    linear = linear / (1 + 0.18 * linear) * 1.12
    image = np.clip(linear, 0, 1) ** (1 / 2.2) * 255 + rng.normal(0, 2.0, linear.shape)
    out: Image = np.clip(image, 0, 255).astype(np.uint8)[..., ::-1]
    return out


def _with_upper_arm(wall: Array, elbow: Array, wrist: Array, sleeve: Sleeve, unit: float) -> Array:
    """Continue the sleeve beyond the elbow, where the mesh ends, straight out of the frame."""
    height, width = wall.shape[:2]
    if not (-unit < elbow[0] < width + unit and -unit < elbow[1] < height + unit):
        return wall
    along = (elbow - wrist) / max(1.0, float(np.linalg.norm(elbow - wrist)))
    image = wall.copy()
    start, end = (tuple(int(v) for v in p) for p in (elbow - along * 0.1 * unit, elbow + along * 12 * unit))
    colour = tuple(0.75 * c for c in sleeve.colour)
    cv2.line(image, start, end, colour, max(1, round(0.78 * unit)), cv2.LINE_AA)
    return image


def frame_labels(script: ClipScript, frame: int, t: float, moment: Moment, landmarks: Array) -> dict[str, Any]:
    """Return the labels of one frame, see render_frames.

    The hand counts as absent when less than half of its landmarks are inside.
    """
    size = np.array([script.width, script.height])
    inside = ((landmarks >= 0) & (landmarks <= size)).all(1).mean()
    low, high = landmarks.min(0), landmarks.max(0)
    present = inside >= 0.5
    hand: Literal["left", "right"] | None = script.hand if present else None
    box = [round(float(v), 4) for v in (*np.clip(low / size, 0, 1), *np.clip(high / size, 0, 1))] if present else None
    return {
        "frame": frame,
        "t": round(t, 3),
        "letter": moment.letter if present else "",
        "phase": moment.phase if present else "absent",
        "hand": hand,
        "box": box,
        "kp": landmarks.round(1).tolist(),
    }
