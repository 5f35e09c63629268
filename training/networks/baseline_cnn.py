"""The report's convolutional network, layer by layer: 28×28 grey → 24 letters, 319,352 parameters."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from device.types import Pixels
from training.errors import RunError
from training.fitting.classifier_loop import Plan, Rows, fit, to_input
from training.run_folder import write_json, written_whole
from training.tensorflow_quiet import import_tensorflow, silenced

SIZE = 28


def build(classes: int) -> Any:
    """The untrained keras.Sequential; input float32 (28, 28, 1) = pixel/255, output softmax (classes,)."""
    keras = import_tensorflow().keras
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
        name="report_cnn",
    )


class ReportCnn:
    """The report's CNN as a LetterClassifier.

    Attributes:
        labels: in alphabetical order of what it was trained on; LETTERS for Sign MNIST.
        model: the keras.Sequential, once trained or loaded.
        history: of the last `fit`, one row an epoch.
    """

    name = "report_cnn"
    size = SIZE

    def __init__(self, plan: Plan | None = None) -> None:
        self.plan = plan or Plan()
        self.labels: tuple[str, ...] = tuple(STATIC_LETTERS)
        self.model: Any = None
        self.history: list[dict[str, float]] = []

    def fit(
        self,
        pixels: Pixels,
        letters: Sequence[str],
        *,
        seed: int,
        run: Path,
        held_out: tuple[Pixels, Sequence[str]] | None = None,
    ) -> None:
        """Learn from all rows; `held_out` ones (other photographs) only choose the epoch to keep."""
        self.labels = tuple(sorted(set(map(str, letters))))
        unknown = sorted(set(map(str, held_out[1] if held_out else ())) - set(self.labels))
        if unknown:
            raise RunError(f"The held-out rows show {', '.join(unknown)}, which no training row does.")
        import_tensorflow().keras.utils.set_random_seed(seed)
        self.model = build(len(self.labels))
        self.history = fit(
            self.model,
            self._rows(pixels, letters),
            self.plan,
            run,
            seed=seed,
            held_out=self._rows(*held_out) if held_out else None,
            title=f"Training in {run}",
        )

    def scores(self, pixels: Pixels) -> NDArray[np.float32]:
        """uint8 (n, 28, 28) → probabilities float32 (n, len(labels))."""
        return np.concatenate(
            [
                np.asarray(self.model(to_input(pixels[start : start + 512]), training=False))
                for start in range(0, len(pixels), 512)
            ]
        )

    def save(self, folder: Path) -> None:
        """Write model.keras and, after it, labels.json."""
        with written_whole(folder / "model.keras") as part, silenced():
            self.model.save(part)
        write_json(folder / "labels.json", {"name": self.name, "size": self.size, "labels": list(self.labels)})

    def load(self, folder: Path) -> None:
        """Read what `save` wrote; RunError when it is not there or does not fit."""
        keras = import_tensorflow().keras
        try:
            self.labels = tuple(json.loads((folder / "labels.json").read_text(encoding="utf-8"))["labels"])
            self.model = keras.models.load_model(folder / "model.keras", compile=False)
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise RunError(
                f"No trained model can be read from {folder} ({reason}); "
                "train one with `python -m training train report`."
            ) from None
        if self.model.output_shape[-1] != len(self.labels):
            raise RunError(
                f"{folder} has {len(self.labels)} labels for {self.model.output_shape[-1]} outputs; "
                "delete the run's folder and train again."
            )

    def _rows(self, pixels: Pixels, letters: Sequence[str]) -> Rows:
        index = {letter: i for i, letter in enumerate(self.labels)}
        return Rows(pixels, np.array([index[str(letter)] for letter in letters]))
