"""What the hand network learns by: many kinds of labels, each picture giving those it has."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.landmarks import landmarks_from_heatmaps
from training.fitting.hand_augment import plain_views, views
from training.fitting.hand_images import LETTERS, Pool
from training.fitting.hand_loop import draw

POINT_WEIGHT = 10.0  # mean absolute error is about 0.03 of the square, cross-entropy about 0.5: keep both heard
SPREAD_WEIGHT = 0.3
HAND_WEIGHT = 0.5
SMOOTHING = 0.05  # a few per cent of the letters are odd variants or wrong


def batch_maker(
    pool: Pool, weight: NDArray[np.float64], size: int, count: int
) -> Callable[[np.random.Generator], tuple[Any, ...]]:
    """A function that draws one batch: pixels, points, label, side, and whether it is a window without a hand."""

    def make(rng: np.random.Generator) -> tuple[Any, ...]:
        rows = draw(weight, count, rng)
        pixels, points, side = views(pool, rows, size, rng)
        return pixels, points.reshape(count, -1), pool.label[rows], side, pool.source[rows] == "window"

    return make


def make_step(tf: Any, model: Any, optimizer: Any) -> Any:
    """One training step; returns [loss, point loss, letter loss, hand loss]."""

    @tf.function(jit_compile=False)
    def step(pixels: Any, points: Any, label: Any, side: Any, window: Any) -> Any:
        picture = tf.cast(pixels, tf.float32)[..., None] / 255.0
        with tf.GradientTape() as tape:
            letters, maps, hand = model(picture, training=True)
            known = tf.logical_not(tf.math.is_nan(points))
            place = places(tf, maps)
            at = tf.reshape(place, tf.shape(points))
            off = tf.where(known, tf.abs(at - tf.where(known, points, 0.0)), 0.0)
            count = tf.reduce_sum(tf.cast(known, tf.float32)) + 1.0
            point_loss = tf.reduce_sum(off) / count
            spread_loss = tf.reduce_sum(_spread(tf, maps, points)) / count
            target = tf.one_hot(label, letters.shape[-1]) * (1 - SMOOTHING) + SMOOTHING / letters.shape[-1]
            letter_loss = -tf.reduce_mean(tf.reduce_sum(target * tf.math.log(letters + 1e-7), -1))
            there = tf.where(window, 0.0, 1.0)
            sided = tf.cast(side >= 0, tf.float32)
            hand_loss = _binary(tf, hand[:, 0], there, tf.ones_like(there))
            hand_loss += _binary(tf, hand[:, 1], tf.cast(side == 1, tf.float32), sided)
            loss = POINT_WEIGHT * point_loss + SPREAD_WEIGHT * spread_loss + letter_loss + HAND_WEIGHT * hand_loss
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return tf.stack([loss, point_loss, letter_loss, hand_loss])

    return step


def places(tf: Any, maps: Any) -> Any:
    """device.recognition.detector.points_from_maps for a batch: logits (n, g, g, 21) → (n, 21, 2)."""
    cells = maps.shape[1]
    weight = tf.nn.softmax(tf.reshape(maps, (-1, cells * cells, maps.shape[3])), axis=1)
    weight = tf.reshape(weight, (-1, cells, cells, maps.shape[3]))
    middles = (tf.range(cells, dtype=tf.float32) + 0.5) / cells
    x = tf.einsum("nyxk,x->nk", weight, middles)
    return tf.stack([x, tf.einsum("nyxk,y->nk", weight, middles)], -1)


def _spread(tf: Any, maps: Any, points: Any) -> Any:
    """Cross-entropy of each map with its point shared among the four cells around it, (n, 21); 0 where unknown.

    The mean place alone would let a map be right on average and wrong everywhere.
    """
    cells = maps.shape[1]
    at = tf.reshape(points, (-1, maps.shape[3], 2))
    known = tf.logical_not(tf.math.is_nan(at[..., 0]))
    at = tf.where(known[..., None], at, 0.5) * cells - 0.5
    numbers = tf.range(cells, dtype=tf.float32)
    share = tf.nn.relu(1 - tf.abs(tf.clip_by_value(at, 0.0, cells - 1.0)[..., None] - numbers))  # (n, 21, 2, cells)
    wanted = tf.einsum("nkx,nky->nyxk", share[:, :, 0], share[:, :, 1])
    log_p = tf.nn.log_softmax(tf.reshape(maps, (-1, cells * cells, maps.shape[3])), axis=1)
    cross = -tf.reduce_sum(tf.reshape(wanted, (-1, cells * cells, maps.shape[3])) * log_p, axis=1)
    return tf.where(known, cross, 0.0)


def _binary(tf: Any, p: Any, target: Any, mask: Any) -> Any:
    p = tf.clip_by_value(p, 1e-6, 1 - 1e-6)
    loss = -(target * tf.math.log(p) + (1 - target) * tf.math.log(1 - p))
    return tf.reduce_sum(loss * mask) / (tf.reduce_sum(mask) + 1.0)


def figures(model: Any, pool: Pool) -> dict[str, float]:
    """Hands with a perfect box: letters read, mean over signers; median point error as a share of the diagonal."""
    letters, points, _ = predict(model, pool)
    known = np.flatnonzero(~np.isnan(pool.points[:, 0, 0]))
    _, truth = plain_views(pool.take(known), model.input_shape[1])
    return {
        "held_out_letters": letters_read(letters, pool),
        "held_out_points": float(np.median(point_error(points[known], truth))),
    }


def letters_read(p: NDArray[np.float32], pool: Pool) -> float:
    """Share of letters that probabilities (n, labels) name, mean over signers; other handshapes do not count."""
    real = pool.label < len(LETTERS)
    right = p[:, : len(LETTERS)].argmax(1) == pool.label
    people = np.unique(pool.signer[real])
    return float(np.mean([right[real & (pool.signer == person)].mean() for person in people]))


def point_error(points: NDArray[np.float32], truth: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean distance of the points (n, 21, 2) as a share of the diagonal of the true points' box, (n,)."""
    diagonal = np.linalg.norm(truth.max(1) - truth.min(1), axis=1)
    return np.linalg.norm(points - truth, axis=2).mean(1) / diagonal


def predict(model: Any, pool: Pool) -> list[NDArray[np.float32]]:
    """Letters (n, 25), points (n, 21, 2) and hand (n, 2) of hands with a perfect box."""
    pixels, _ = plain_views(pool, model.input_shape[1])
    letters, maps, hand = model.predict(pixels[..., None] / np.float32(255), batch_size=256, verbose=0)
    return [letters, np.array([landmarks_from_heatmaps(each) for each in maps]), hand]
