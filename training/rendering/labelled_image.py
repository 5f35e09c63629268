"""One labelled image from (seed, number): the same two numbers always give the same image."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from device.alphabet import NO_LETTER, STATIC_LETTERS
from device.recognition.geometry import box_around
from device.types import HandBox, Handedness
from training.rendering.backgrounds import Backgrounds, procedural_background
from training.rendering.exposure import compose, develop, expose, motion_blur
from training.rendering.lighting import Lamps
from training.rendering.person import Arm, Build
from training.rendering.poses import PosedHand, random_letter, random_other
from training.rendering.render import Layer, Subject, fit_camera, render
from training.rendering.signer_body import paint_body
from training.rendering.skin import Skin, Sleeve
from training.rendering.surface import surfaces

Array = NDArray[np.float32]
Mode = Literal["crop", "frame"]
FINE_FROM = 150
"""A hand whose landmark box is longer than this, in pixels, is drawn with the fine surface."""
MASK_ARM, MASK_HAND = 128, 255
CLEAN_WALL = (0.58, 0.61, 0.63)
"""sRGB of the wall behind a clean image."""


@dataclass(frozen=True)
class RenderPlan:
    """What the images of a set are like.

    Attributes:
        mode: "crop": square around a hand with any margin; "frame": a camera frame in which the hand is small.
        width, height: pixels.
        people: number of synthetic signers that take turns at random.
        nothing: fraction of images that show no letter.
        empty: fraction of those that show no hand.
        real: fraction of backgrounds taken from the given backgrounds, if any.
        clean: soft studio light, plain wall, whole hand in focus: to check poses, not for training.
        turned: fraction of the letters that are seen from the side, above, below or behind, see poses.turned_rotation.
    """

    mode: Mode = "crop"
    width: int = 128
    height: int = 128
    people: int = 400
    nothing: float = 0.12
    empty: float = 0.15
    real: float = 0.55
    clean: bool = False
    turned: float = 0.0


@dataclass(frozen=True)
class SyntheticSigner:
    """One synthetic signer.

    Attributes:
        arm: its shape.
        skin: its skin.
        coarse, fine: albedo of the vertices of the two surfaces, linear RGB.
    """

    arm: Arm
    skin: Skin
    coarse: Array
    fine: Array


@dataclass(frozen=True)
class LabelledImage:
    """An image with its labels.

    Attributes:
        image: uint8 (h, w, 3) BGR.
        mask: uint8 (h, w): 0 background, MASK_ARM, MASK_HAND.
        letter: A–Y without J, or NO_LETTER.
        hand: None without a hand.
        landmarks: float32 (21, 3) as in datasets.sample, None without a hand; may lie outside 0–1.
        visible: fraction of the landmarks inside the image.
        person: number of the synthetic signer.
        tone: of the skin, 0 lightest … 1 darkest.
        variant: name of the variant, "" without a hand.
        what: kind of an image that shows no letter; else "".
        quality: JPEG quality for writing the image, 0–100.
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
        """The box around the landmarks, as in the real data; None without a hand."""
        return None if self.landmarks is None else box_around(self.landmarks[:, :2], self.hand)


@lru_cache(maxsize=512)
def synthetic_signer(seed: int, number: int) -> SyntheticSigner:
    """Return synthetic signer `number` of the set made with `seed`."""
    rng = np.random.default_rng([seed, 1, number])
    arm = Arm(Build.random(rng))
    skin = Skin.random(rng)
    coarse, fine, _ = surfaces()
    return SyntheticSigner(arm, skin, skin.albedo(coarse), skin.albedo(fine))


def render_image(plan: RenderPlan, seed: int, number: int, backgrounds: Backgrounds | None = None) -> LabelledImage:
    """Render image `number` of the set made with `seed`.

    Args:
        plan: what the images are like.
        seed, number: of all random choices.
        backgrounds: used for the fraction `plan.real`; None for invented ones only.

    Raises:
        DataError: a background cannot be read.
    """
    rng = np.random.default_rng([seed, 0, number])
    person = int(rng.integers(plan.people))
    signer = synthetic_signer(seed, person)
    nothing = rng.random() < plan.nothing
    empty = nothing and rng.random() < plan.empty
    letter = NO_LETTER if nothing else STATIC_LETTERS[rng.integers(len(STATIC_LETTERS))]
    background = _background(rng, plan, backgrounds)
    mask = np.zeros((plan.height, plan.width), np.uint8)
    landmarks: Array | None = None
    variant, linear = "", background**2.2
    if not empty:
        skeleton = signer.arm.skeleton
        if nothing:
            posed = random_other(rng, skeleton)
        else:
            turned = plan.turned > 0 and rng.random() < plan.turned  # sets without turned views stay the same
            posed = random_letter(rng, skeleton, letter, turned=turned)
        variant = posed.variant
        layer = _hand_layer(rng, plan, signer, posed, background)
        linear = compose(rng, layer, background**2.2, clean=plan.clean)
        mask[layer.alpha > 0.5] = MASK_ARM
        mask[layer.hand > 0.5] = MASK_HAND
        landmarks = layer.landmarks / np.array([plan.width, plan.height, plan.width], np.float32)
    image = develop(linear) if plan.clean else expose(rng, linear)
    hand: Handedness | None = None if empty else "right"
    if rng.random() < 0.5:
        image, mask = np.ascontiguousarray(image[:, ::-1]), np.ascontiguousarray(mask[:, ::-1])
        if landmarks is not None:
            landmarks[:, 0] = 1 - landmarks[:, 0]
            hand = "left"
    what = "" if not nothing else "no_hand" if empty else variant
    quality = 95 if plan.clean else int(rng.integers(40, 96))
    tone = signer.skin.tone
    visible = _inside(landmarks)
    return LabelledImage(image, mask, letter, hand, landmarks, visible, person, tone, variant, what, quality)


def _inside(landmarks: Array | None) -> float:
    """Return the fraction of the landmarks inside the image; 0 without a hand."""
    if landmarks is None:
        return 0.0
    inside = (landmarks[:, :2] >= 0).all(1) & (landmarks[:, :2] <= 1).all(1)
    return float(inside.mean())


def _background(rng: np.random.Generator, plan: RenderPlan, backgrounds: Backgrounds | None) -> Array:
    """Return a background, (h, w, 3) sRGB 0–1."""
    if plan.clean:
        return np.full((plan.height, plan.width, 3), CLEAN_WALL, np.float32)
    if backgrounds is not None and rng.random() < plan.real:
        return backgrounds.window(rng, plan.width, plan.height)
    return procedural_background(rng, plan.width, plan.height)


def _framing(rng: np.random.Generator, plan: RenderPlan) -> tuple[float, tuple[float, float]]:
    """Return the longer side of the landmark box and its centre, pixels."""
    if plan.clean:
        return rng.uniform(0.5, 0.6) * plan.height, (plan.width / 2, plan.height / 2)
    if plan.mode == "crop":
        side = rng.uniform(0.3, 1.0) * plan.width
        slack = (plan.width - side) / 2 + 0.05 * plan.width
        dx, dy = rng.uniform(-1, 1, 2) * slack
        return side, (plan.width / 2 + dx, plan.height / 2 + dy)
    side = math.exp(rng.uniform(math.log(0.14), math.log(0.72))) * plan.height
    margin = side * 0.45
    return side, (rng.uniform(margin, plan.width - margin), rng.uniform(margin, plan.height - margin))


def _hand_layer(
    rng: np.random.Generator, plan: RenderPlan, signer: SyntheticSigner, posed: PosedHand, background: Array
) -> Layer:
    """Render the hand and paint the signer's body into the background, in place."""
    side, centre = _framing(rng, plan)
    fine = side > FINE_FROM
    subject = Subject(
        signer.arm,
        posed.pose,
        posed.rotation,
        signer.fine if fine else signer.coarse,
        surfaces()[1 if fine else 0],
        sleeve=Sleeve.random(rng) if rng.random() < 0.65 else None,
        gloss=rng.uniform(0.3, 1.3),
    )
    camera = fit_camera(subject, plan.width, plan.height, rng.uniform(4, 13), side, centre)
    if plan.clean:
        return render(subject, camera, Lamps.studio())
    elbow = camera.project(subject.to_viewer(signer.arm.skeleton.posed_elbow(posed.pose)[None]))[0]
    ends_inside = -10 < elbow[0] < plan.width + 10 and -10 < elbow[1] < plan.height + 10
    if ends_inside or rng.random() < (0.5 if plan.mode == "frame" else 0.2):
        paint_body(rng, background, elbow[:2].tolist(), camera.focal / camera.distance, signer.skin.tone)
    layer = render(subject, camera, Lamps.random(rng))
    return motion_blur(rng, layer, side) if rng.random() < 0.22 else layer
