"""A fingerspelled text as video frames with labels, by the training renderer or by the station's light renderer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.signing.renderer import HandRenderer
from device.signing.spelling import spell
from device.signing.viewpoint import Viewpoint
from device.types import Handedness
from training.rendering.clip import ClipScript, frame_labels, render_frames
from training.rendering.person import Build

Image = NDArray[np.uint8]
UNITS_HIGH = 3.66
"""Height of the frame in hand units, as in the demo clip."""
GROUND = (58, 52, 46)
"""Colour behind the light renderer's hand, BGR."""


@dataclass(frozen=True)
class SpelledClip:
    """What is spelled and how it is filmed.

    Attributes:
        text: letters and numbers; there is a rest between words.
        speed: letters a second.
        hand: "left" mirrors every frame.
        tone: of the skin, 0 lightest … 1 darkest.
        person: number of a random hand; 0 = the usual one. The light renderer knows only this one.
        yaw, pitch: degrees by which the camera moves around the hand to its right and up.
        leave_between: the hand leaves the frame between words.
        light: use the station's light renderer.
        width, height: pixels.
        fps: frames a second.
    """

    text: str
    speed: float = 2.0
    hand: Handedness = "right"
    tone: float = 0.34
    person: int = 0
    yaw: float = 0.0
    pitch: float = 0.0
    leave_between: bool = False
    light: bool = False
    width: int = 640
    height: int = 480
    fps: int = 30


def spelled_frames(clip: SpelledClip) -> Iterator[tuple[Image, dict[str, Any]]]:
    """Yield every frame, uint8 (height, width, 3) BGR, with its labels; see clip.render_frames.

    Raises:
        SpellingError: a character has no sign.
    """
    script = ClipScript(
        tuple(clip.text.split()),
        speed=clip.speed,
        hand=clip.hand,
        leave_between=clip.leave_between,
        width=clip.width,
        height=clip.height,
        fps=clip.fps,
        unit=min(clip.width, clip.height) / UNITS_HIGH,
        tone=clip.tone,
        yaw=clip.yaw,
        pitch=clip.pitch,
        build=Build.random(np.random.default_rng(clip.person)) if clip.person else Build(),
    )
    return _light_frames(clip, script) if clip.light else render_frames(script)


def _light_frames(clip: SpelledClip, script: ClipScript) -> Iterator[tuple[Image, dict[str, Any]]]:
    line = spell(clip.text, clip.speed, leave_between=clip.leave_between)
    renderer = HandRenderer(clip.tone, clip.hand)
    view = Viewpoint(clip.width, clip.height, script.unit, clip.yaw, clip.pitch)
    for i in range(int(line.seconds * clip.fps) + 1):
        moment = line.at(i / clip.fps)
        hand = renderer.render(moment, view)
        cover = hand.rgba[..., 3:].astype(np.uint16)
        image = (hand.rgba[..., 2::-1] * cover + np.array(GROUND, np.uint16) * (255 - cover)) // 255
        yield image.astype(np.uint8), frame_labels(script, i, i / clip.fps, moment, hand.landmarks)
