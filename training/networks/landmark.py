"""The landmark model: an upright grey square around a hand → 21 landmarks, letter, presence and side.

Landmarks come from heatmaps, one for each, as in Tompson et al. 2014; a dense layer on the coarsest features
placed them to 6 % of the hand's diagonal at best (docs/lab-notes/recognition.md). Features of a quarter of the
square's resolution gain more than anything else that was tried.

Plain 3×3 convolutions train several times faster on a CPU than depthwise ones, and the int8 kernels of both TFLite
runtimes are fastest for them. ReLU6 keeps activations in a range that eight bits cover.
"""

from dataclasses import dataclass
from typing import Any

from device.recognition.hand_topology import LANDMARKS
from training.datasets.hand_squares import LABELS
from training.tensorflow_quiet import import_keras

SIZE = 96
HEATMAP_WIDTH = 56  # channels of the layers that lead to the heatmaps


@dataclass(frozen=True)
class Architecture:
    """Size and inputs of the network.

    Attributes:
        widths: channels of each level; each level halves the resolution.
        blocks: residual blocks of each level (He et al. 2016).
        fine: heatmaps of a quarter of the resolution of the input instead of an eighth.
        turned: the angle of the square is a second input.
        classes: of the letters' output.
    """

    widths: tuple[int, ...] = (16, 32, 64, 96, 128)
    blocks: tuple[int, ...] = (0, 1, 3, 2, 2)
    fine: bool = True
    turned: bool = True
    classes: int = len(LABELS)


VERSION_2 = Architecture(blocks=(0, 0, 1, 1, 1), fine=False, turned=False, classes=25)
"""The landmark model of version 0.2: training may start from its .tflite, see `training.networks.grow`."""


def build(architecture: Architecture = Architecture()) -> Any:  # noqa: B008  # frozen
    """Return an untrained keras.Model.

    Blocks start as the identity (the scale of their last batch normalisation is 0, Goyal et al. 2017).

    Args:
        architecture: of the network.

    Returns:
        float32 (n, SIZE, SIZE, 1) in 0–1, and float32 (n, 2), cosine and sine of the square's angle → letters
        (n, classes), probabilities of LABELS; heatmaps (n, g, g, 21), logits as
        device.recognition.heatmaps.landmarks_from_heatmaps takes them; hand (n, 2), probabilities that there is a hand
        and that it is a right one.
    """
    keras = import_keras()
    layers = keras.layers

    def convolve(
        x: Any, width: int, name: str, *, stride: int = 1, kernel: int = 3, activate: bool = True, scale: str = "ones"
    ) -> Any:
        x = layers.Conv2D(
            width, kernel, stride, padding="same", use_bias=False, kernel_initializer="he_normal", name=name
        )(x)
        # A momentum of 0.99 lags behind in short trainings.
        x = layers.BatchNormalization(momentum=0.97, gamma_initializer=scale, name=f"{name}_norm")(x)
        return layers.ReLU(6.0)(x) if activate else x

    def residual(x: Any, width: int, name: str) -> Any:
        inner = convolve(convolve(x, width, f"{name}_a"), width, f"{name}_b", activate=False, scale="zeros")
        return layers.ReLU(6.0)(layers.Add()([x, inner]))

    def dense(x: Any, width: int, name: str) -> Any:
        # Batch normalisation after the dense layer: without it a large landmark loss kills the ReLUs in the first
        # steps.
        x = layers.Dense(width, use_bias=False, name=name)(x)
        return layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.97, name=f"{name}_norm")(x))

    picture = keras.Input((SIZE, SIZE, 1), name="picture")
    x, levels = picture, []
    for level, (width, count) in enumerate(zip(architecture.widths, architecture.blocks, strict=True)):
        x = convolve(x, width, f"level{level}", stride=2)
        for block in range(count):
            x = residual(x, width, f"level{level}_block{block}")
        levels.append(x)
    shared = dense(layers.Flatten()(convolve(x, 64, "narrow", kernel=1)), 192, "shared")
    for level in (3, 2):  # up to cells of an eighth of the square (feature pyramid, Lin et al. 2017)
        x = convolve(x, HEATMAP_WIDTH, f"up{level}", kernel=1)
        x = layers.UpSampling2D(2, interpolation="nearest")(x)
        x = layers.Add()([x, convolve(levels[level], HEATMAP_WIDTH, f"side{level}", kernel=1)])
    x = convolve(x, HEATMAP_WIDTH, "merge")
    pooled = convolve(convolve(x, HEATMAP_WIDTH, "pool_a", stride=2), HEATMAP_WIDTH, "pool_b", stride=2)
    if architecture.fine:
        side = convolve(levels[1], HEATMAP_WIDTH, "side1", kernel=1, activate=False, scale="zeros")
        x = layers.ReLU(6.0)(layers.Add()([layers.UpSampling2D(2, interpolation="nearest")(x), side]))
        refined = convolve(x, HEATMAP_WIDTH, "merge_fine", activate=False, scale="zeros")
        x = layers.ReLU(6.0)(layers.Add()([x, refined]))
    heatmaps = layers.Conv2D(LANDMARKS, 1, name="maps")(x)
    hand = layers.Dense(2, activation="sigmoid", name="hand")(shared)
    parts = [layers.GlobalAveragePooling2D()(pooled), layers.Dropout(0.2)(shared)]
    inputs = [picture]
    if architecture.turned:
        direction = keras.Input((2,), name="direction")
        parts.append(direction)
        inputs.append(direction)
    shape = dense(layers.Concatenate()(parts), 96, "shape")
    letters = layers.Dense(architecture.classes, activation="softmax", name="letters")(shape)
    return keras.Model(inputs if architecture.turned else picture, [letters, heatmaps, hand], name="hand")
