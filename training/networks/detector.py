"""The finder network: a letterboxed grey frame → where the hand is.

A grid of cells; each says how likely it is to lie on the middle of a hand, and how far the hand's box reaches
from the cell's middle to the left, top, right and bottom (the anchor-free scheme of FCOS, Tian et al. 2019,
with one level, since one hand is wanted).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.tensorflow_quiet import import_tensorflow

SIZE = 160
GRID = 20
CENTRAL = 0.4  # share of the box around its middle whose cells shall answer
QUIET = 0.8  # cells between the two may answer or not


def build() -> Any:
    """A keras.Model: float32 (n, SIZE, SIZE, 1) in 0–1 → hand (n, GRID, GRID, 1), reach (n, GRID, GRID, 4)."""
    keras = import_tensorflow().keras
    layers = keras.layers

    def convolve(x: Any, width: int, stride: int = 1, kernel: int = 3, activate: bool = True) -> Any:
        x = layers.Conv2D(width, kernel, stride, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
        x = layers.BatchNormalization(momentum=0.97)(x)
        return layers.ReLU(6.0)(x) if activate else x

    def residual(x: Any, width: int) -> Any:
        return layers.ReLU(6.0)(layers.Add()([x, convolve(convolve(x, width), width, activate=False)]))

    frame = keras.Input((SIZE, SIZE, 1), name="frame")
    x = convolve(frame, 12, stride=2)
    x = convolve(x, 24, stride=2)
    fine = residual(convolve(x, 48, stride=2), 48)
    middle = residual(convolve(fine, 64, stride=2), 64)
    x = residual(convolve(middle, 80, stride=2), 80)  # sees the whole frame: a face is no hand, an arm leads to one
    x = layers.UpSampling2D(2, interpolation="nearest")(convolve(x, 64, kernel=1))
    x = convolve(layers.Add()([x, convolve(middle, 64, kernel=1)]), 48)
    x = layers.UpSampling2D(2, interpolation="nearest")(x)
    x = convolve(layers.Add()([x, convolve(fine, 48, kernel=1)]), 48)
    rare = keras.initializers.Constant(-3.0)  # few cells lie on a hand
    hand = layers.Conv2D(1, 1, activation="sigmoid", bias_initializer=rare, name="hand")(x)
    reach = layers.Conv2D(4, 1, activation="relu", bias_initializer=keras.initializers.Constant(0.15), name="reach")(x)
    return keras.Model(frame, [hand, reach], name="finder")


def targets(boxes: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What the cells shall say.

    Args:
        boxes: float32 (n, 4) as fractions, NaN for no hand.

    Returns:
        hand: float32 (n, GRID, GRID), 1 on the middle of a hand, 0 off it, NaN where either will do.
        reach: float32 (n, GRID, GRID, 4).
    """
    middles = ((np.arange(GRID) + 0.5) / GRID).astype(np.float32)
    x, y = np.meshgrid(middles, middles)
    edges = boxes[:, None, None, :]
    reach = np.stack([x - edges[..., 0], y - edges[..., 1], edges[..., 2] - x, edges[..., 3] - y], -1)
    centre, half = (edges[..., :2] + edges[..., 2:]) / 2, (edges[..., 2:] - edges[..., :2]) / 2
    off = np.abs(np.stack(np.broadcast_arrays(x, y), -1) - centre)
    near = np.maximum(half * CENTRAL, 0.5 / GRID)  # the cell that holds the middle always answers
    hand = np.zeros(reach.shape[:3], np.float32)
    hand[(off <= np.maximum(half * QUIET, 0.75 / GRID)).all(-1)] = np.nan
    hand[(off <= near).all(-1)] = 1.0
    return hand, np.nan_to_num(reach).astype(np.float32)


def make_step(tf: Any, model: Any, optimizer: Any) -> Any:
    """One training step: (pixels, hand, reach) → [loss, reach loss, hand loss, 0]."""

    @tf.function(jit_compile=False)
    def step(pixels: Any, hand: Any, reach: Any) -> Any:
        picture = tf.cast(pixels, tf.float32)[..., None] / 255.0
        with tf.GradientTape() as tape:
            p, far = model(picture, training=True)
            p = tf.clip_by_value(p[..., 0], 1e-5, 1 - 1e-5)
            sure = tf.cast(tf.logical_not(tf.math.is_nan(hand)), tf.float32)
            on = tf.where(hand > 0.5, 1.0, 0.0)
            # Focal loss (Lin et al. 2017), gamma 2: most cells are easy wall.
            focal = -(on * (1 - p) ** 2 * tf.math.log(p) + (1 - on) * p**2 * tf.math.log(1 - p))
            count = tf.reduce_sum(on) + 1.0
            hand_loss = tf.reduce_sum(focal * sure) / count
            reach_loss = tf.reduce_sum((1 - overlap(tf, far, reach)) * on) / count
            loss = hand_loss + reach_loss
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return tf.stack([loss, reach_loss, hand_loss, 0.0])

    return step


def overlap(tf: Any, a: Any, b: Any) -> Any:
    """Intersection over union of boxes given by their reach from the same point, (…, 4) → (…)."""
    low = tf.minimum(a, b)
    meet = tf.maximum(low[..., 0] + low[..., 2], 0.0) * tf.maximum(low[..., 1] + low[..., 3], 0.0)
    area_a = (a[..., 0] + a[..., 2]) * (a[..., 1] + a[..., 3])
    area_b = (b[..., 0] + b[..., 2]) * (b[..., 1] + b[..., 3])
    return meet / (area_a + area_b - meet + 1e-6)
