"""The second opinion: a larger network, which starts from the weights of MediaPipe's hand landmark model.

Its features know many more people than the pictures of this project show. It is an EfficientNet-B0 (Tan and Le 2019)
without squeeze and excitation; only its outputs for letters are new (training/networks/mediapipe_weights.py).
"""

from dataclasses import dataclass
from typing import Any

from device.recognition.hand_topology import LANDMARKS
from training.datasets.hand_squares import LABELS
from training.networks.landmark import SIZE
from training.tensorflow_quiet import import_keras

STEM, FIRST, WIDTH = 24, 16, 160  # channels of the first two convolutions, and of the layer before the letters
FROZEN = 4
"""Blocks, from the first on, that training leaves as they are: edges and folds look alike in all pictures, and steps
take two thirds of the time."""


@dataclass(frozen=True)
class Block:
    """An inverted residual block (Sandler et al. 2018): widen, filter each channel, narrow.

    Attributes:
        kernel: of the depthwise convolution, which has this side in pixels.
        stride: of the depthwise convolution.
        wide: channels of the depthwise convolution.
        narrow: channels of the result; 0 keeps the wide ones.
    """

    kernel: int
    stride: int
    wide: int
    narrow: int


BLOCKS = (
    Block(3, 2, 64, 24),
    Block(3, 1, 144, 24),
    Block(5, 2, 144, 40),
    Block(5, 1, 240, 40),
    Block(3, 2, 240, 80),
    Block(3, 1, 480, 80),
    Block(3, 1, 480, 80),
    Block(5, 1, 480, 112),
    Block(5, 1, 672, 112),
    Block(5, 1, 672, 112),
    Block(5, 2, 672, 192),
    Block(5, 1, 1152, 192),
    Block(5, 1, 1152, 192),
    Block(5, 1, 1152, 192),
    Block(3, 1, 1152, 0),
)
"""Of MediaPipe's hand_landmark_full.tflite."""


def build() -> Any:
    """Return an untrained keras.Model; its first layers are frozen.

    The first layer has no stride, so that features have twice the resolution that MediaPipe's stride would give at this
    size (docs/lab-notes/recognition.md).

    Returns:
        float32 (n, SIZE, SIZE, 1) in 0–1, and float32 (n, 2), cosine and sine of the square's angle → letters
        (n, LABELS), probabilities; points (n, 42), x and y of each landmark as fractions of the square; hand (n, 2),
        probabilities that there is a hand and that it is a right one.
    """
    keras = import_keras()
    layers = keras.layers

    def convolve(x: Any, width: int, kernel: int, name: str, trainable: bool, activate: bool = True) -> Any:
        x = layers.Conv2D(width, kernel, padding="same", name=name, trainable=trainable)(x)
        return layers.ReLU(6.0)(x) if activate else x

    def filter_channels(x: Any, kernel: int, stride: int, name: str, trainable: bool) -> Any:
        depthwise = layers.DepthwiseConv2D(kernel, stride, padding="same", name=name, trainable=trainable)
        return layers.ReLU(6.0)(depthwise(x))

    picture = keras.Input((SIZE, SIZE, 1), name="picture")
    direction = keras.Input((2,), name="direction")
    x = convolve(picture, STEM, 3, "stem", False)
    x = convolve(filter_channels(x, 3, 1, "first_filter", False), FIRST, 1, "first", False, activate=False)
    for number, block in enumerate(BLOCKS):
        name, trainable = f"block{number}", number >= FROZEN
        inner = convolve(x, block.wide, 1, f"{name}_widen", trainable)
        inner = filter_channels(inner, block.kernel, block.stride, f"{name}_filter", trainable)
        if block.narrow:
            inner = convolve(inner, block.narrow, 1, f"{name}_narrow", trainable, activate=False)
        same = block.stride == 1 and block.narrow == x.shape[-1]
        x = layers.Add()([inner, x]) if same else inner
    features = layers.GlobalAveragePooling2D()(x)
    points = layers.Dense(2 * LANDMARKS, name="points")(features)
    hand = layers.Dense(2, activation="sigmoid", name="hand")(features)
    # One dense layer on all of them joined would give them one scale in int8, which is too coarse for points.
    parts = {"shape_features": layers.Dropout(0.2)(features), "shape_points": points, "shape_direction": direction}
    shape = layers.Add()([layers.Dense(WIDTH, use_bias=False, name=name)(part) for name, part in parts.items()])
    shape = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.97, name="shape_norm")(shape))
    letters = layers.Dense(len(LABELS), activation="softmax", name="letters")(shape)
    return keras.Model([picture, direction], [letters, points, hand], name="second")
