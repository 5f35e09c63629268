"""The convolutional network of the original report: 28×28 grey pixels → 24 letters, 319,352 parameters."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from device.names import shown
from device.system.json_text import read_object
from device.types import Pixels
from training.errors import RunError
from training.networks.pixels import to_input
from training.run_folder import write_json, written_whole
from training.tensorflow_quiet import import_keras, silenced

SIZE = 28
NAME = "report_cnn"


def build(classes: int) -> Any:
    """Return the untrained keras.Sequential: float32 (n, 28, 28, 1) in 0–1 → probabilities (n, classes)."""
    keras = import_keras()
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 1)),
            layers.Conv2D(128, 5, padding="same", activation="relu"),
            layers.MaxPooling2D(3, strides=2, padding="same"),
            layers.Conv2D(64, 2, padding="same", activation="relu"),
            layers.MaxPooling2D(2, padding="same"),
            layers.Conv2D(32, 2, padding="same", activation="relu"),
            layers.MaxPooling2D(2, padding="same"),
            layers.Flatten(),
            layers.Dense(512, activation="relu"),
            layers.Dropout(0.25),
            layers.Dense(classes, activation="softmax"),
        ],
        name=NAME,
    )


class BaselineCnn:
    """The network as a LetterClassifier.

    Attributes:
        labels: in alphabetical order; all static letters unless it was trained on fewer.
        model: the keras.Sequential, once trained or loaded.
    """

    name = NAME
    size = SIZE

    def __init__(self) -> None:
        """Start without weights."""
        self.labels: tuple[str, ...] = tuple(STATIC_LETTERS)
        self.model: Any = None

    def scores(self, pixels: Pixels) -> NDArray[np.float32]:
        """Classify squares: uint8 (n, 28, 28) → probabilities float32 (n, len(labels))."""
        parts = [pixels[start : start + 512] for start in range(0, len(pixels), 512)]
        return np.concatenate([np.asarray(self.model(to_input(part), training=False)) for part in parts])

    def save(self, folder: Path) -> None:
        """Write model.keras and, after it, labels.json.

        Raises:
            RunError: the folder cannot be written.
        """
        with written_whole(folder / "model.keras") as part, silenced():
            self.model.save(part)
        write_json(folder / "labels.json", {"name": self.name, "size": self.size, "labels": list(self.labels)})

    def load(self, folder: Path) -> None:
        """Read what `save` wrote.

        Raises:
            RunError: a file is missing or damaged, or labels and outputs differ in number.
        """
        keras = import_keras()
        try:
            self.labels = tuple(read_object(folder / "labels.json")["labels"])
            self.model = keras.models.load_model(folder / "model.keras", compile=False)
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise RunError(
                f"No trained model can be read from {shown(folder)} ({reason}); "
                "train one with `python -m training train report`."
            ) from None
        if self.model.output_shape[-1] != len(self.labels):
            raise RunError(
                f"{shown(folder)} has {len(self.labels)} labels for {self.model.output_shape[-1]} outputs; "
                "delete the run's folder and train again."
            )
