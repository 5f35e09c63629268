"""The Keras model that `fit` trains, and its data. Import this module only where training starts: it loads Keras."""

from typing import Any

from training.fitting.batches import Batch, BatchSource
from training.fitting.objective import Objective
from training.networks.pixels import PIXEL_SCALE
from training.tensorflow_quiet import import_keras

keras = import_keras()


class TrainingModel(keras.Model):  # type: ignore[misc, name-defined]  # Keras has no types
    """A network with its objective. uint8 images (n, h, w) become float32 (n, h, w, 1) in 0–1 first."""

    def __init__(self, network: Any, objective: Objective) -> None:
        """Wrap a built keras.Model."""
        super().__init__(name=f"training_{network.name}")
        self.network = network
        self.objective = objective
        self.figures = [keras.metrics.Mean(name=part) for part in objective.parts]
        self.built = True

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        """Return the network's outputs."""
        if isinstance(inputs, list | tuple):
            return self.network([_as_real(value) for value in inputs], training=training)
        return self.network(_as_real(inputs), training=training)

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Any:
        """Return the loss and add the other figures to their means, weighted by the size of the batch."""
        # In bfloat16 a probability of 0.999 would be 1, and the logarithm of its complement infinite.
        values = self.objective.compute(y, keras.tree.map_structure(_as_float32, y_pred))
        first = x[0] if isinstance(x, list | tuple) else x
        for figure in self.figures:
            figure.update_state(values[figure.name], sample_weight=keras.ops.shape(first)[0])
        return values["loss"]


def _as_float32(values: Any) -> Any:
    return keras.ops.cast(values, "float32")


def _as_real(values: Any) -> Any:
    """Convert uint8 images (n, h, w) to float32 (n, h, w, 1) in 0–1; other values stay."""
    if keras.backend.standardize_dtype(values.dtype) != "uint8":
        return values
    return keras.ops.cast(values, "float32")[..., None] * PIXEL_SCALE


class Batches(keras.utils.PyDataset):  # type: ignore[misc, name-defined]  # Keras has no types
    """A BatchSource as Keras takes it, with batches prepared ahead by threads.

    Attributes:
        epoch: of the batches, counted from 0.
        error: what the source raised, if it did; the backend reports it in a wrapping of its own.
    """

    def __init__(self, source: BatchSource, workers: int, ahead: int) -> None:
        """Prepare up to `ahead` batches with `workers` threads."""
        super().__init__(workers=workers, use_multiprocessing=False, max_queue_size=ahead)
        self.epoch = 0
        self.error: BaseException | None = None
        self._source = source

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return self._source.steps_per_epoch

    def __getitem__(self, index: int) -> Batch:
        """Return one batch of the current epoch."""
        try:
            return self._source.batch(self.epoch, index)
        except BaseException as error:
            self.error = error
            raise
