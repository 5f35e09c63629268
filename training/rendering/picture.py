"""One labelled picture from (seed, number): the same two numbers always give the same picture."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from device.alphabet import NO_LETTER, STATIC_LETTERS
from device.types import HandBox, Handedness
from training.rendering.lighting import Lamps
from training.rendering.person import Arm, Build
from training.rendering.render import Camera, Layer, Subject, fit_camera, render
from training.rendering.scene import PhotoBackgrounds, paint_body, procedural_background
from training.rendering.skin import Skin, Sleeve
from training.rendering.surface import surfaces
from training.rendering.variants import PosedHand, random_letter, random_other

Array = NDArray[np.float32]
Mode = Literal["crop", "frame"]
FINE_FROM = 150
"""A hand whose landmark box is longer than this, in pixels, is drawn with the fine surface."""
MASK_ARM, MASK_HAND = 128, 255


@dataclass(frozen=True)
class RenderPlan:
    """What a set of pictures is like.

    Attributes:
        mode: "crop": square, cut around a hand with any margin; "frame": a camera frame, hand small.
        width, height: pixels.
        people: how many synthetic signers take turns.
        nothing: share of pictures that show no letter.
        empty: share of those without any hand.
        real: share of backgrounds from `rooms`, where there are any.
        clean: soft studio light, plain wall, hand whole and in focus: to check poses, not to learn from.
    """

    mode: Mode = "crop"
    width: int = 128
    height: int = 128
    people: int = 400
    nothing: float = 0.12
    empty: float = 0.15
    real: float = 0.55
    clean: bool = False


@dataclass(frozen=True)
class SyntheticSigner:
    """One synthetic signer."""

    arm: Arm
    skin: Skin
    coarse: Array
    fine: Array


@dataclass(frozen=True)
class LabelledImage:
    """A labelled picture.

    Attributes:
        image: uint8 (h, w, 3) BGR; quality: JPEG quality it should be saved with.
        mask: uint8 (h, w): 0 background, MASK_ARM, MASK_HAND.
        landmarks: float32 (21, 3) as in datasets.sample, None without a hand; may lie outside 0–1.
        visible: share of the landmarks inside the picture.
        what: kind of a picture that shows no letter; else "".
    """

    image: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    letter: str
    hand: Handedness | None
    landmarks: Array | None
    visible: float
    person: int
    tone: float
    variant: str
    what: str
    quality: int

    @property
    def box(self) -> HandBox | None:
        """The landmarks' extremes, as in the real data; None without a hand."""
        if self.landmarks is None:
            return None
        low, high = self.landmarks[:, :2].min(0).tolist(), self.landmarks[:, :2].max(0).tolist()
        return HandBox(*low, *high, hand=self.hand)


@lru_cache(maxsize=512)
def synthetic_signer(seed: int, number: int) -> SyntheticSigner:
    """Synthetic signer `number` of the set made with `seed`."""
    rng = np.random.default_rng([seed, 1, number])
    arm = Arm(Build.random(rng))
    skin = Skin.random(rng)
    coarse, fine, _ = surfaces()
    return SyntheticSigner(arm, skin, skin.albedo(coarse), skin.albedo(fine))


def render_image(plan: RenderPlan, seed: int, number: int, rooms: PhotoBackgrounds | None = None) -> LabelledImage:
    """Picture `number` of the set made with `seed`."""
    rng = np.random.default_rng([seed, 0, number])
    who = int(rng.integers(plan.people))
    signer = synthetic_signer(seed, who)
    nothing = rng.random() < plan.nothing
    empty = nothing and rng.random() < plan.empty
    letter = NO_LETTER if nothing else STATIC_LETTERS[rng.integers(len(STATIC_LETTERS))]
    background = _background(rng, plan, rooms)
    mask = np.zeros((plan.height, plan.width), np.uint8)
    landmarks, variant, linear = None, "", background**2.2
    if not empty:
        skeleton = signer.arm.skeleton
        posed = random_other(rng, skeleton) if nothing else random_letter(rng, skeleton, letter)
        variant = posed.variant
        layer = _hand_layer(rng, plan, signer, posed, background)
        linear = background**2.2
        linear = _compose(rng, layer, linear, plan.clean)
        mask[layer.alpha > 0.5] = MASK_ARM
        mask[layer.hand > 0.5] = MASK_HAND
        landmarks = layer.landmarks / np.array([plan.width, plan.height, plan.width], np.float32)
    image = _expose(rng, linear) if not plan.clean else _develop(linear)
    hand: Handedness | None = None if empty else "right"
    if rng.random() < 0.5:
        image, mask = np.ascontiguousarray(image[:, ::-1]), np.ascontiguousarray(mask[:, ::-1])
        if landmarks is not None:
            landmarks[:, 0] = 1 - landmarks[:, 0]
            hand = "left"
    visible = 0.0
    if landmarks is not None:
        inside = (landmarks[:, :2] >= 0).all(1) & (landmarks[:, :2] <= 1).all(1)
        visible = float(inside.mean())
    what = "" if not nothing else "no_hand" if empty else variant
    quality = 95 if plan.clean else int(rng.integers(40, 96))
    return LabelledImage(image, mask, letter, hand, landmarks, visible, who, signer.skin.tone, variant, what, quality)


def _background(rng: np.random.Generator, plan: RenderPlan, rooms: PhotoBackgrounds | None) -> Array:
    if plan.clean:
        return np.full((plan.height, plan.width, 3), (0.58, 0.61, 0.63), np.float32)
    if rooms is not None and rng.random() < plan.real:
        return rooms.window(rng, plan.width, plan.height)
    return procedural_background(rng, plan.width, plan.height)


def _framing(rng: np.random.Generator, plan: RenderPlan) -> tuple[float, tuple[float, float]]:
    """Length of the landmark box's longer side and its centre, pixels."""
    if plan.clean:
        return rng.uniform(0.5, 0.6) * plan.height, (plan.width / 2, plan.height / 2)
    if plan.mode == "crop":
        side = rng.uniform(0.3, 1.0) * plan.width
        slack = (plan.width - side) / 2 + 0.05 * plan.width
        dx, dy = rng.uniform(-1, 1, 2) * slack
        return side, (plan.width / 2 + dx, plan.height / 2 + dy)
    side = math.exp(rng.uniform(math.log(0.14), math.log(0.72))) * plan.height
    margin = side * 0.45
    return side, (
        rng.uniform(margin, plan.width - margin),
        rng.uniform(margin, plan.height - margin),
    )


def _hand_layer(
    rng: np.random.Generator, plan: RenderPlan, signer: SyntheticSigner, posed: PosedHand, background: Array
) -> Layer:
    side, centre = _framing(rng, plan)
    fine = side > FINE_FROM
    surface = surfaces()[1 if fine else 0]
    subject = Subject(
        signer.arm,
        posed.pose,
        posed.rotation,
        signer.fine if fine else signer.coarse,
        surface,
        sleeve=Sleeve.random(rng) if rng.random() < 0.65 else None,
        gloss=rng.uniform(0.3, 1.3),
    )
    camera = fit_camera(subject, plan.width, plan.height, rng.uniform(4, 13), side, centre)
    elbow = camera.project(subject.place(signer.arm.skeleton.posed_elbow(posed.pose)[None]))[0]
    ends_inside = -10 < elbow[0] < plan.width + 10 and -10 < elbow[1] < plan.height + 10
    if plan.clean:
        return render(subject, camera, Lamps.studio())
    if ends_inside or rng.random() < (0.5 if plan.mode == "frame" else 0.2):
        paint_body(rng, background, elbow[:2].tolist(), camera.focal / camera.distance, signer.skin.tone)
    layer = render(subject, camera, Lamps.random(rng))
    if rng.random() < 0.22:
        layer = _motion_blur(rng, layer, camera, side)
    return layer


def _motion_blur(rng: np.random.Generator, layer: Layer, camera: Camera, side: float) -> Layer:
    """Smear the moving hand, not the room: up to an eighth of the hand's length."""
    reach = max(1, round(side * rng.uniform(0.02, 0.06)))
    angle = rng.uniform(0, math.pi)
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    dx, dy = round(reach * math.cos(angle)), round(reach * math.sin(angle))
    cv2.line(kernel, (reach - dx, reach - dy), (reach + dx, reach + dy), 1.0, 1)
    kernel /= kernel.sum()
    stack = cv2.filter2D(np.concatenate([layer.colour, layer.alpha[..., None]], 2), -1, kernel)
    return Layer(stack[..., :3], stack[..., 3], cv2.filter2D(layer.hand, -1, kernel), layer.landmarks)


def _compose(rng: np.random.Generator, layer: Layer, background: Array, clean: bool) -> Array:
    """The hand, exposed as an automatic camera would, over the background with its cast shadow."""
    alpha = layer.alpha[..., None]
    weight = float(layer.alpha.sum())
    brightness = float(layer.colour.mean(2).sum()) / weight if weight > 1 else 0.3
    aim = 0.30 if clean else rng.lognormal(math.log(0.30), 0.45)
    gain = np.clip(aim / (brightness + 1e-4), 0.15, 6) ** 0.75
    if not clean and rng.random() < 0.45:
        height, width = layer.alpha.shape
        small = cv2.resize(layer.alpha, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        shadow = cv2.GaussianBlur(small, (0, 0), max(0.6, width / 2 * rng.uniform(0.01, 0.06)))
        move = np.float32([[1, 0, rng.normal(0, 0.1) * width / 2], [0, 1, rng.normal(0.03, 0.08) * width / 2]])
        shadow = cv2.resize(cv2.warpAffine(shadow, move, (width // 2, height // 2)), (width, height))
        background = background * (1 - np.float32(rng.uniform(0.1, 0.7)) * shadow)[..., None]
    return layer.colour * np.float32(gain) + background * (1 - alpha)


def _develop(linear: Array) -> NDArray[np.uint8]:
    """A perfect camera: linear RGB → uint8 BGR."""
    return np.ascontiguousarray((np.clip(linear, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)[..., ::-1])


def _expose(rng: np.random.Generator, linear: Array) -> NDArray[np.uint8]:
    """Lens, sensor and the camera's own processing: linear RGB → uint8 BGR."""
    height, width = linear.shape[:2]
    if rng.random() < 0.4:
        linear = cv2.GaussianBlur(linear, (0, 0), rng.uniform(0.3, 1.25) * min(width, height) / 96)
    if rng.random() < 0.25:  # a webcam that enlarges a smaller sensor picture
        share = rng.uniform(0.4, 0.8)
        small = cv2.resize(linear, (int(width * share), int(height * share)), interpolation=cv2.INTER_AREA)
        linear = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.25:
        linear = linear * np.float32(0.75) + np.float32(rng.uniform(0, 0.2))
    linear = np.maximum(linear, 0)
    noise = rng.standard_normal(linear.shape, dtype=np.float32) * np.float32(2 * rng.uniform(0, 0.03))
    linear = np.clip(linear + noise * np.sqrt(linear + np.float32(0.01)), 0, 1)
    image = np.sqrt(linear) if rng.random() < 0.3 else linear ** np.float32(1 / 2.2)
    if rng.random() < 0.15:
        image = image * np.float32(1.8) - cv2.GaussianBlur(image, (0, 0), 1.2) * np.float32(0.8)
    image = (image - 0.5) * np.float32(rng.uniform(0.75, 1.25)) + np.float32(0.5 + rng.normal(0, 0.06))
    return np.ascontiguousarray((np.clip(image, 0, 1) * 255).astype(np.uint8)[..., ::-1])
