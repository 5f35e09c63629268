"""Training of the hand detector: targets of its cells, losses, batches and validation figures."""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from device.recognition.detector import box_from_grid
from device.recognition.hand_topology import MIDDLE_KNUCKLE, WRIST
from training.datasets.letterboxed_frames import LetterboxedFrames, detector_views
from training.fitting.batches import RandomBatches, draw_rows
from training.fitting.detector_augmentation import random_views
from training.fitting.objective import Objective
from training.metrics import macro_by_signer
from training.networks.detector import GRID, SIZE
from training.networks.measures import HIT, iou_pairs
from training.networks.pixels import to_input
from training.tensorflow_quiet import import_keras

CENTRE = 0.4  # fraction of the box around its centre whose cells are positive
IGNORE_BAND = 0.8  # cells between the two count neither way
DIRECTION_WEIGHT = 0.3  # mean distance of unit vectors; its loss falls to the size of the box's
MIN_SCORE = 0.5  # of a cell, in the validation figures


def cell_targets(boxes: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Assign hands to cells, as FCOS does with centre sampling (Tian et al. 2019, 2020).

    Args:
        boxes: float32 (n, 4), x0 y0 x1 y1 as fractions, NaN for no hand.

    Returns:
        hand: float32 (n, GRID, GRID), 1 on the centre of a hand, 0 off it, NaN where the cell is ignored.
        offsets: float32 (n, GRID, GRID, 4), from the cell's centre to the box's left, top, right and bottom.
    """
    centres = ((np.arange(GRID) + 0.5) / GRID).astype(np.float32)
    x, y = np.meshgrid(centres, centres)
    edges = boxes[:, None, None, :]
    offsets = np.stack([x - edges[..., 0], y - edges[..., 1], edges[..., 2] - x, edges[..., 3] - y], -1)
    middle, half = (edges[..., :2] + edges[..., 2:]) / 2, (edges[..., 2:] - edges[..., :2]) / 2
    distance = np.abs(np.stack(np.broadcast_arrays(x, y), -1) - middle)
    near = np.maximum(half * CENTRE, 0.5 / GRID)  # the cell that holds the centre is always positive
    hand = np.zeros(offsets.shape[:3], np.float32)
    hand[(distance <= np.maximum(half * IGNORE_BAND, 0.75 / GRID)).all(-1)] = np.nan
    hand[(distance <= near).all(-1)] = 1.0
    return hand, np.nan_to_num(offsets).astype(np.float32)


def objective() -> Objective:
    """Return the losses of cells, boxes and directions, each divided by the number of positive cells.

    Cells: focal loss (Lin et al. 2017, gamma 2). Boxes: IoU loss (Yu et al. 2016). Directions: distance of the vectors.
    Targets are those of `cell_targets`, and the true directions float32 (n, 2), NaN where unknown.
    """
    ops = import_keras().ops

    def compute(targets: Any, outputs: Any) -> dict[str, Any]:
        hand, offsets, direction = targets
        p, predicted, vectors = outputs
        p = ops.clip(p[..., 0], 1e-5, 1 - 1e-5)
        known = ops.cast(ops.logical_not(ops.isnan(hand)), "float32")
        positive = ops.where(hand > 0.5, 1.0, 0.0)
        focal = -(positive * (1 - p) ** 2 * ops.log(p) + (1 - positive) * p**2 * ops.log(1 - p))
        count = ops.sum(positive) + 1.0
        hand_loss = ops.sum(focal * known) / count
        box_loss = ops.sum((1 - iou_of_offsets(ops, predicted, offsets)) * positive) / count
        truth = ops.broadcast_to(direction[:, None, None, :], ops.shape(vectors))
        directed = positive * ops.cast(ops.logical_not(ops.isnan(truth[..., 0])), "float32")
        off = ops.sum((vectors - ops.where(ops.isnan(truth), 0.0, truth)) ** 2, -1)
        direction_loss = ops.sum(ops.sqrt(off + 1e-6) * directed) / (ops.sum(directed) + 1.0)
        loss = hand_loss + box_loss + DIRECTION_WEIGHT * direction_loss
        return {"loss": loss, "box_loss": box_loss, "hand_loss": hand_loss, "direction_loss": direction_loss}

    return Objective(("box_loss", "hand_loss", "direction_loss"), compute)


def iou_of_offsets(ops: Any, a: Any, b: Any) -> Any:
    """Compute the IoU of boxes given by their offsets from the same point: (…, 4), (…, 4) → (…).

    Args:
        ops: keras.ops.
        a: left, top, right, bottom.
        b: the same.
    """
    low = ops.minimum(a, b)
    shared = ops.maximum(low[..., 0] + low[..., 2], 0.0) * ops.maximum(low[..., 1] + low[..., 3], 0.0)
    area_a = (a[..., 0] + a[..., 2]) * (a[..., 1] + a[..., 3])
    area_b = (b[..., 0] + b[..., 2]) * (b[..., 1] + b[..., 3])
    return shared / (area_a + area_b - shared + 1e-6)


def batches(
    frames: LetterboxedFrames, weight: NDArray[np.float64], batch: int, steps_per_epoch: int, seed: int
) -> RandomBatches:
    """Return batches of random views: uint8 (batch, SIZE, SIZE), and `cell_targets` of their boxes.

    Args:
        frames: to draw from.
        weight: (n,), probability of each frame.
        batch: views in a batch.
        steps_per_epoch: batches in an epoch.
        seed: of all draws.
    """

    def draw(rng: np.random.Generator) -> tuple[Any, Any]:
        pixels, boxes, directions = random_views(frames, draw_rows(weight, batch, rng), SIZE, rng)
        return pixels, (*cell_targets(boxes), directions)

    return RandomBatches(draw, steps_per_epoch, seed)


def figures(model: Any, frames: LetterboxedFrames) -> dict[str, float]:
    """Measure a detector at MIN_SCORE.

    Args:
        model: of networks.detector.
        frames: validation frames.

    Returns:
        "found": fraction of hands found with IoU ≥ HIT, mean over signers; "direction": median error of their
        directions, degrees; "false": fraction of frames without a hand in which one is found, if there are any.
    """
    pixels, truth = detector_views(frames, SIZE)
    boxes, score, vectors = predict(model, pixels)
    confident = score >= MIN_SCORE
    present = ~np.isnan(truth[:, 0])
    hit = confident & (iou_pairs(boxes, truth) >= HIT)
    result = {"found": macro_by_signer(hit[present], frames.signer[present])}
    directed = hit & ~np.isnan(frames.landmarks[:, 0, 0])
    if directed.any():
        result["direction"] = float(np.median(angle_between(vectors[directed], directions(frames.landmarks[directed]))))
    if (~present).any():
        result["false"] = float(confident[~present].mean())
    return result


def directions(landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return unit vectors from wrist to middle knuckle: (n, 21, 2) → float32 (n, 2), NaN where unknown."""
    vectors = landmarks[:, MIDDLE_KNUCKLE] - landmarks[:, WRIST]
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6), np.float32)


def angle_between(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the angles between vectors (n, 2), pair by pair: float32 (n,), degrees, 0–180."""
    cross, dot = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], (a * b).sum(1)
    return np.asarray(np.abs(np.degrees(np.arctan2(cross, dot))), np.float32)


def predict(
    model: Any, pixels: NDArray[np.uint8]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Detect the most likely hand in each frame.

    Args:
        model: of networks.detector.
        pixels: uint8 (n, SIZE, SIZE).

    Returns:
        boxes float32 (n, 4), fractions; their scores float32 (n,), 0–1; and directions float32 (n, 2).
    """
    hand, offsets, vectors = model.predict(to_input(pixels), batch_size=256, verbose=0)
    cells = hand.reshape(len(hand), -1).argmax(1)
    of_cells = vectors.reshape(len(hand), -1, 2)[np.arange(len(hand)), cells]
    found = [box_from_grid(h[..., 0], o) for h, o in zip(hand, offsets, strict=True)]
    boxes = np.array([(b.x0, b.y0, b.x1, b.y1) for b in found], np.float32)
    return boxes, cast(NDArray[np.float32], np.array([b.score for b in found], np.float32)), of_cells
