"""The landmark model: a grey square around a hand → 21 landmarks, letter, presence and side.

Landmarks come from heatmaps, one for each, as in Tompson et al. 2014; a dense layer on the coarsest features
placed them to 6 % of the hand's diagonal at best (docs/lab-notes/recognition.md).

Plain 3×3 convolutions train several times faster on a CPU than depthwise ones, and the int8 kernels of both TFLite
runtimes are fastest for them. ReLU6 keeps activations in a range that eight bits cover.
"""

from typing import Any

from device.recognition.hand_topology import LANDMARKS
from training.datasets.hand_squares import LABELS
from training.tensorflow_quiet import import_keras

SIZE = 96
WIDTHS = (16, 32, 64, 96, 128)
BLOCKS = (0, 0, 1, 1, 1)
HEATMAP_WIDTH = 56  # channels of the layers that lead to the heatmaps


def build(widths: tuple[int, ...] = WIDTHS, blocks: tuple[int, ...] = BLOCKS, size: int = SIZE) -> Any:
    """Return an untrained keras.Model.

    Args:
        widths: channels of each level; each level halves the resolution.
        blocks: residual blocks of each level (He et al. 2016).
        size: side of the input, pixels.

    Returns:
        float32 (n, size, size, 1) in 0–1 → letters (n, 25), probabilities of LABELS; heatmaps (n, 12, 12, 21),
        logits as device.recognition.detector.landmarks_from_heatmaps takes them; hand (n, 2), probabilities that
        there is a hand and that it is a right one.
    """
    keras = import_keras()
    layers = keras.layers

    def convolve(x: Any, width: int, stride: int = 1, kernel: int = 3, activate: bool = True) -> Any:
        x = layers.Conv2D(width, kernel, stride, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
        x = layers.BatchNormalization(momentum=0.97)(x)  # 0.99 lags behind in short trainings
        return layers.ReLU(6.0)(x) if activate else x

    picture = keras.Input((size, size, 1), name="picture")
    x, levels = picture, []
    for width, count in zip(widths, blocks, strict=True):
        x = convolve(x, width, stride=2)
        for _ in range(count):
            x = layers.ReLU(6.0)(layers.Add()([x, convolve(convolve(x, width), width, activate=False)]))
        levels.append(x)
    flat = layers.Flatten()(convolve(x, 64, kernel=1))
    # Batch normalisation after the dense layer: without it a large landmark loss kills the ReLUs in the first steps.
    shared = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.97)(layers.Dense(192, use_bias=False)(flat)))
    for level in levels[-2:-4:-1]:  # up to cells of an eighth of the square (feature pyramid, Lin et al. 2017)
        x = layers.UpSampling2D(2, interpolation="nearest")(convolve(x, HEATMAP_WIDTH, kernel=1))
        x = layers.Add()([x, convolve(level, HEATMAP_WIDTH, kernel=1)])
    x = convolve(x, HEATMAP_WIDTH)
    heatmaps = layers.Conv2D(LANDMARKS, 1, name="maps")(x)
    hand = layers.Dense(2, activation="sigmoid", name="hand")(shared)
    pooled = layers.GlobalAveragePooling2D()(convolve(convolve(x, HEATMAP_WIDTH, stride=2), HEATMAP_WIDTH, stride=2))
    shape = layers.Dense(96, use_bias=False)(layers.Concatenate()([pooled, layers.Dropout(0.2)(shared)]))
    shape = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.97)(shape))
    letters = layers.Dense(len(LABELS), activation="softmax", name="letters")(shape)
    return keras.Model(picture, [letters, heatmaps, hand], name="hand")
