"""The hand network: a grey square around a hand → 21 points, letter, presence and side.

Plain 3×3 convolutions: on the CPUs at hand they train several times faster than depthwise ones, and the int8
kernels of both TFLite runtimes are best at them. ReLU6 keeps activations in a range that eight bits cover.
"""

from typing import Any

from training.hand.geometry import POINTS
from training.hand.pool import LABELS
from training.quiet import import_tensorflow

SIZE = 96
WIDTHS = (16, 32, 64, 96, 128)
BLOCKS = (0, 0, 1, 1, 1)


def build(widths: tuple[int, ...] = WIDTHS, blocks: tuple[int, ...] = BLOCKS, size: int = SIZE) -> Any:
    """A keras.Model: input float32 (n, size, size, 1) in 0–1; outputs points (n, 42), letters (n, 25), hand (n, 2).

    `points` are x, y fractions of the square; `letters` are probabilities of LABELS; `hand` is the probability that
    there is one, and that it is a right one.
    """
    keras = import_tensorflow().keras
    layers = keras.layers

    def convolve(x: Any, width: int, stride: int = 1, kernel: int = 3, activate: bool = True) -> Any:
        x = layers.Conv2D(width, kernel, stride, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
        x = layers.BatchNormalization(momentum=0.97)(x)  # 0.99 lags behind in short epochs
        return layers.ReLU(6.0)(x) if activate else x

    picture = keras.Input((size, size, 1), name="picture")
    x = picture
    for width, count in zip(widths, blocks, strict=True):
        x = convolve(x, width, stride=2)
        for _ in range(count):
            x = layers.ReLU(6.0)(layers.Add()([x, convolve(convolve(x, width), width, activate=False)]))
    x = layers.Flatten()(convolve(x, 64, kernel=1))
    # BN after the dense layer: without it a strong point loss kills the ReLUs in the first steps.
    shared = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.97)(layers.Dense(192, use_bias=False)(x)))
    points = layers.Dense(2 * POINTS, name="points", bias_initializer=keras.initializers.Constant(0.5))(shared)
    hand = layers.Dense(2, activation="sigmoid", name="hand")(shared)
    shape = layers.Dense(96, use_bias=False)(layers.Concatenate()([points, layers.Dropout(0.2)(shared)]))
    shape = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.97)(shape))
    letters = layers.Dense(len(LABELS), activation="softmax", name="letters")(shape)
    return keras.Model(picture, [points, letters, hand], name="hand")
