"""The hand network: a grey square around a hand → 21 points, letter, presence and side.

Points are read off maps (one a point, softmax over its cells, mean place): a dense layer on the coarsest features
placed them to 6 % of the hand's diagonal at best, and a letter head on geometry wants better.

Plain 3×3 convolutions: on the CPUs at hand they train several times faster than depthwise ones, and the int8
kernels of both TFLite runtimes are best at them. ReLU6 keeps activations in a range that eight bits cover.
"""

from typing import Any

from training.fitting.geometry import POINTS
from training.fitting.hand_images import LABELS
from training.tensorflow_quiet import import_tensorflow

SIZE = 96
WIDTHS = (16, 32, 64, 96, 128)
BLOCKS = (0, 0, 1, 1, 1)
PLACE = 56  # width of the layers that place the points


def build(widths: tuple[int, ...] = WIDTHS, blocks: tuple[int, ...] = BLOCKS, size: int = SIZE) -> Any:
    """A keras.Model: float32 (n, size, size, 1) in 0–1 → letters (n, 25), maps (n, 12, 12, 21), hand (n, 2).

    `letters` are probabilities of LABELS; `maps` are logits, see device.recognition.detector.points_from_maps; `hand` is the
    probability that there is one, and that it is a right one.
    """  # noqa: E501
    keras = import_tensorflow().keras
    layers = keras.layers

    def convolve(x: Any, width: int, stride: int = 1, kernel: int = 3, activate: bool = True) -> Any:
        x = layers.Conv2D(width, kernel, stride, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
        x = layers.BatchNormalization(momentum=0.97)(x)  # 0.99 lags behind in short epochs
        return layers.ReLU(6.0)(x) if activate else x

    picture = keras.Input((size, size, 1), name="picture")
    x, levels = picture, []
    for width, count in zip(widths, blocks, strict=True):
        x = convolve(x, width, stride=2)
        for _ in range(count):
            x = layers.ReLU(6.0)(layers.Add()([x, convolve(convolve(x, width), width, activate=False)]))
        levels.append(x)
    whole = layers.Flatten()(convolve(x, 64, kernel=1))
    # BN after the dense layer: without it a strong point loss kills the ReLUs in the first steps.
    shared = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.97)(layers.Dense(192, use_bias=False)(whole)))
    for level in levels[-2:-4:-1]:  # down again to cells of an eighth of a square, with what each level saw
        x = layers.UpSampling2D(2, interpolation="nearest")(convolve(x, PLACE, kernel=1))
        x = layers.Add()([x, convolve(level, PLACE, kernel=1)])
    x = convolve(x, PLACE)
    maps = layers.Conv2D(POINTS, 1, name="maps")(x)
    hand = layers.Dense(2, activation="sigmoid", name="hand")(shared)
    near = layers.GlobalAveragePooling2D()(convolve(convolve(x, PLACE, stride=2), PLACE, stride=2))
    shape = layers.Dense(96, use_bias=False)(layers.Concatenate()([near, layers.Dropout(0.2)(shared)]))
    shape = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.97)(shape))
    letters = layers.Dense(len(LABELS), activation="softmax", name="letters")(shape)
    return keras.Model(picture, [letters, maps, hand], name="hand")
