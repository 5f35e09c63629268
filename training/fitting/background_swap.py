"""Other backgrounds behind real hands, so that a network cannot overfit the rooms of the training signers.

The hand's mask is estimated from its landmarks: thick lines for the fingers, the palm and a part of the forearm.
A rim of the old background stays around the hand; so edges near a hand carry no information.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from device.recognition.hand_topology import BONES, WRIST
from device.types import Pixels

PALM_EDGE = (0, 1, 5, 9, 13, 17)
LINES = (*(bone for bone in BONES if bone[0] != WRIST), *zip(PALM_EDGE, (*PALM_EDGE[1:], WRIST), strict=True))
"""Pairs of landmarks that thick lines connect: the bones of the fingers and the edge of the palm."""
THICK = 0.3  # of a finger with a margin, in lengths of the palm: 18 mm of 90 mm, times 1.5
ARM = 0.62  # thickness of the wrist, in lengths of the palm
SMALLEST = 0.07  # size of a pasted hand, fraction of the frame's square
LIT_OTHERWISE = 0.3  # of the hands before another background are darker or brighter than it, as before a window,
DARKEST, BRIGHTEST = 0.3, 1.3  # by a factor between these
FOLDS = (3, 13)  # rolls drawn behind a hand: at least, and fewer than
UPRIGHT_FOLDS = 0.7  # of the drawings have upright rolls, as clothes on a rail
LIKE_HAND = 0.5  # of the drawings behind a hand are about as light as the hand, so that only their shape differs
SHADES = 5  # strokes of a roll, from its dark edge to its light middle


def replace_background(
    image: Pixels, landmarks: NDArray[np.float32], background: Pixels, rng: np.random.Generator
) -> Pixels:
    """Put the hand of one square before the background of another.

    Args:
        image: uint8 (s, s).
        landmarks: (21, 2) fractions of the square.
        background: uint8 (s, s).
        rng: decides the hand's light, the mask's size and softness, and mirrors the background.

    Returns:
        uint8 (s, s).
    """
    mask = hand_mask(image.shape[0], landmarks, float(np.exp(rng.uniform(-0.05, 0.5))), float(rng.uniform(0.3, 1.6)))
    mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.7, 3.5)).astype(np.uint8)
    if rng.random() < 0.5:
        background = background[:, ::-1]
    return _blend(_lit_otherwise(image, rng), background, mask)


def paste_hand(
    image: Pixels, box: NDArray[np.float32], other: Pixels, landmarks: NDArray[np.float32], rng: np.random.Generator
) -> tuple[Pixels, NDArray[np.float32]]:
    """Paste the hand of another frame: over the frame's own hand and larger, or anywhere in a frame without one.

    Args:
        image: uint8 (s, s).
        box: of the frame's own hand, (4,), fractions; NaN for none.
        other: uint8 (s, s), the frame whose hand is pasted.
        landmarks: of that hand, (21, 2), fractions.
        rng: decides light, size, rotation, place and mirroring.

    Returns:
        uint8 (s, s), and the landmarks of the pasted hand, float32 (21, 2).
    """
    size = image.shape[0]
    low, high = landmarks.min(0), landmarks.max(0)
    side = float((high - low).max())
    if np.isnan(box[0]):
        wanted = float(np.exp(rng.uniform(np.log(SMALLEST), np.log(0.55))))
        middle = rng.uniform(wanted / 2, 1 - wanted / 2, 2)
    else:
        wanted = min(float((box[2:] - box[:2]).max()) * rng.uniform(1.05, 1.6), 0.85)
        middle = (box[:2] + box[2:]) / 2 + rng.normal(0, 0.04, 2) * wanted
    angle, zoom = np.radians(rng.normal(0, 12)), wanted / side
    turn = zoom * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turn = turn * ([-1, 1] if rng.random() < 0.5 else [1, 1])
    shift = middle - turn @ ((low + high) / 2)
    matrix = np.hstack([turn, (shift * size)[:, None]])
    mask = hand_mask(size, landmarks, float(np.exp(rng.uniform(0.0, 0.4))), float(rng.uniform(0.3, 2.5)))
    moved = cv2.warpAffine(mask, matrix, (size, size), flags=cv2.INTER_LINEAR)
    mask = cv2.GaussianBlur(moved, (0, 0), rng.uniform(0.6, 1.5)).astype(np.uint8)
    hand = cv2.warpAffine(other, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    placed = landmarks @ turn.T + shift
    return _blend(_lit_otherwise(hand.astype(np.uint8), rng), image, mask), placed.astype(np.float32)


def patterned_background(size: int, rng: np.random.Generator) -> Pixels:
    """Draw stripes, checks, bricks or blots at any scale and angle, which hide a hand's outline.

    Returns:
        uint8 (size, size).
    """
    y, x = np.mgrid[:size, :size].astype(np.float32) / size
    angle, period = rng.uniform(0, np.pi), float(np.exp(rng.uniform(np.log(0.025), np.log(0.25))))
    u = (x * np.cos(angle) + y * np.sin(angle)) / period
    v = (y * np.cos(angle) - x * np.sin(angle)) / (period * rng.uniform(0.4, 1.5))
    kind = rng.integers(4)
    if kind == 0:
        wave = np.sin(2 * np.pi * u)
    elif kind == 1:
        wave = np.sign(np.sin(2 * np.pi * u)) * np.sign(np.sin(2 * np.pi * v))
    elif kind == 2:  # bricks: every other row by half a brick
        joint = np.minimum(v % 1, (u + 0.5 * (np.floor(v) % 2)) % 1)
        wave = np.where(joint < rng.uniform(0.08, 0.2), -1.0, 1.0)
    else:
        cells = max(3, round(1 / period))
        blots = rng.normal(0, 1, (cells, cells)).astype(np.float32)
        wave = cv2.resize(blots, (size, size), interpolation=cv2.INTER_CUBIC)
        if rng.random() < 0.5:
            wave = np.sign(wave)
    real = rng.uniform(50, 200) + rng.uniform(10, 80) * np.asarray(wave)
    return np.asarray(cv2.GaussianBlur(real.clip(0, 255).astype(np.uint8), (0, 0), rng.uniform(0.4, 1.5)), np.uint8)


def folds_behind(image: Pixels, landmarks: NDArray[np.float32], rng: np.random.Generator) -> Pixels:
    """Draw rolls like folds of hanging clothes, which resemble fingers, around a hand and behind it.

    Half of the drawings are about as light as the hand (LIKE_HAND).

    Args:
        image: uint8 (s, s).
        landmarks: (21, 2) fractions of the square; NaN for no hand: the rolls are drawn anywhere.
        rng: decides everything.

    Returns:
        uint8 (s, s).
    """
    size = image.shape[0]
    known = not np.isnan(landmarks[0, 0])
    low, high = (landmarks.min(0), landmarks.max(0)) if known else (np.zeros(2), np.ones(2))
    mask = None
    if known:
        mask = hand_mask(size, landmarks, float(np.exp(rng.uniform(-0.05, 0.3))), float(rng.uniform(0.3, 2.5)))
    middle, extent = (low + high) / 2, float((high - low).max()) * (1.0 if known else rng.uniform(0.2, 0.7))
    angle = rng.normal(0, 0.15) if rng.random() < UPRIGHT_FOLDS else rng.uniform(0, np.pi)
    light, dark = rng.uniform(40, 240), rng.uniform(0.3, 0.9)
    if mask is not None and mask.any() and rng.random() < LIKE_HAND:
        light = float(image[mask > 0].mean())
    drawn = image.copy()
    for _ in range(int(rng.integers(*FOLDS))):
        place = middle + rng.normal(0, 0.6, 2) * (extent if known else 0.5)
        length, width = rng.uniform(0.3, 1.6) * extent, rng.uniform(0.07, 0.3) * extent
        turn = angle + rng.normal(0, 0.12)
        half = np.array([np.sin(turn), np.cos(turn)]) * length / 2
        lit = float(np.clip(light * np.exp(rng.normal(0, 0.25)), 15, 255))
        aside = np.array([half[1], -half[0]]) / length * width * rng.uniform(-0.5, 0.5)  # where the light comes from
        for shade in range(SHADES):
            share = shade / SHADES
            ends = [np.rint((place + sign * half + aside * share) * size).astype(int).tolist() for sign in (-1, 1)]
            stroke = max(1, round(width * size * (1 - share)))
            cv2.line(drawn, ends[0], ends[1], (lit * (dark + (1 - dark) * share),), stroke, cv2.LINE_AA)
    drawn = cv2.GaussianBlur(drawn, (0, 0), rng.uniform(0.5, 1.6)).astype(np.uint8)
    if mask is None:
        return drawn
    return _blend(image, drawn, cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.7, 2.5)).astype(np.uint8))


def hand_mask(size: int, landmarks: NDArray[np.float32], thickness: float = 1.0, arm: float = 1.0) -> Pixels:
    """Estimate where a hand is.

    Args:
        size: side of the square, pixels.
        landmarks: (21, 2), fractions of the square.
        thickness: factor of the fingers' thickness.
        arm: length of the visible forearm, in lengths of the palm.

    Returns:
        uint8 (size, size), 255 where the hand may be, 0 elsewhere.
    """
    at = landmarks * size
    palm = max(float(np.linalg.norm(at[a] - at[b])) for a, b in ((0, 5), (0, 9), (0, 17), (5, 17)))
    mask = np.zeros((size, size), np.uint8)
    pixels = np.rint(at).astype(int)
    cv2.fillConvexPoly(mask, cv2.convexHull(pixels[list(PALM_EDGE)]), (255,))
    width = max(2, round(THICK * thickness * palm))
    for a, b in LINES:
        cv2.line(mask, pixels[a].tolist(), pixels[b].tolist(), (255,), width)
    along = at[0] - at[[5, 9, 13, 17]].mean(0)
    elbow = at[0] + along / max(float(np.linalg.norm(along)), 1.0) * arm * palm
    arm_width = max(2, round(ARM * thickness * palm))
    cv2.line(mask, pixels[0].tolist(), np.rint(elbow).astype(int).tolist(), (255,), arm_width)
    return mask


def _lit_otherwise(hand: Pixels, rng: np.random.Generator) -> Pixels:
    """Make some hands darker or brighter, as the light of a room and of a window differ."""
    if rng.random() >= LIT_OTHERWISE:
        return hand
    factor = np.exp(rng.uniform(np.log(DARKEST), np.log(BRIGHTEST)))
    return np.asarray((hand * factor).clip(0, 255), np.uint8)


def _blend(over: Pixels, under: Pixels, mask: Pixels) -> Pixels:
    """Mix two images by a mask: 255 shows `over`, 0 shows `under`."""
    weight = mask.astype(np.uint16)
    return np.asarray((over * weight + under * (255 - weight)) // 255, np.uint8)
