"""The hand detector: a letterboxed grey frame → where the hand is.

A grid of cells. Each gives the probability that it lies on the centre of a hand, the offsets from its centre to the
box's left, top, right and bottom, and the hand's direction: the anchor-free scheme of FCOS (Tian et al. 2019), with
one level.
"""

from typing import Any

from training.tensorflow_quiet import import_keras

SIZE = 192
GRID = 24
DEEPER = tuple(f"{block}_{part}" for block in ("middle1", "coarse1", "coarse2") for part in "ab")
"""Layers of the residual blocks that the detectors before model version 5 did not have. They start as the identity."""
ADDED = ((), DEEPER, ("direction", *DEEPER))
"""Layers that earlier detectors did not have, the newest detector first: training may start from any of them."""


def build() -> Any:
    """Return an untrained keras.Model: float32 (n, SIZE, SIZE, 1) in 0–1 → hand, offsets and direction.

    Returns:
        hand (n, GRID, GRID, 1), probabilities; offsets (n, GRID, GRID, 4), fractions of the frame's square; direction
        (n, GRID, GRID, 2), x and y of about a unit vector from the wrist to the knuckle of the middle finger.
    """
    keras = import_keras()
    layers = keras.layers

    def convolve(
        x: Any,
        width: int,
        stride: int = 1,
        kernel: int = 3,
        activate: bool = True,
        name: str | None = None,
        scale: str = "ones",
    ) -> Any:
        x = layers.Conv2D(
            width, kernel, stride, padding="same", use_bias=False, kernel_initializer="he_normal", name=name
        )(x)
        norm = name and f"{name}_norm"
        x = layers.BatchNormalization(momentum=0.97, gamma_initializer=scale, name=norm)(x)
        return layers.ReLU(6.0)(x) if activate else x

    def residual(x: Any, width: int) -> Any:
        return layers.ReLU(6.0)(layers.Add()([x, convolve(convolve(x, width), width, activate=False)]))

    def deeper(x: Any, width: int, name: str) -> Any:
        inner = convolve(convolve(x, width, name=f"{name}_a"), width, activate=False, name=f"{name}_b", scale="zeros")
        return layers.ReLU(6.0)(layers.Add()([x, inner]))

    frame = keras.Input((SIZE, SIZE, 1), name="frame")
    x = convolve(frame, 12, stride=2)
    x = convolve(x, 24, stride=2)
    fine = residual(convolve(x, 48, stride=2), 48)
    middle = deeper(residual(convolve(fine, 64, stride=2), 64), 64, "middle1")
    x = residual(convolve(middle, 80, stride=2), 80)  # its receptive field is the whole frame
    x = deeper(deeper(x, 80, "coarse1"), 80, "coarse2")
    x = layers.UpSampling2D(2, interpolation="nearest")(convolve(x, 64, kernel=1))
    x = convolve(layers.Add()([x, convolve(middle, 64, kernel=1)]), 48)
    x = layers.UpSampling2D(2, interpolation="nearest")(x)
    x = convolve(layers.Add()([x, convolve(fine, 48, kernel=1)]), 48)
    rare = keras.initializers.Constant(-3.0)  # few cells lie on a hand (Lin et al. 2017)
    hand = layers.Conv2D(1, 1, activation="sigmoid", bias_initializer=rare, name="hand")(x)
    start = keras.initializers.Constant(0.15)
    offsets = layers.Conv2D(4, 1, activation="relu", bias_initializer=start, name="reach")(x)
    direction = layers.Conv2D(2, 1, name="direction")(x)
    return keras.Model(frame, [hand, offsets, direction], name="finder")
