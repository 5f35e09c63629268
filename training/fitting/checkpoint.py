"""Keras' BackupAndRestore, made safe against interruptions while it writes. Loads Keras."""

import contextlib
import json
from pathlib import Path
from typing import Any

from device.names import shown
from training.errors import RunError
from training.run_folder import unwritable
from training.tensorflow_quiet import import_keras

keras = import_keras()


class Checkpoint(keras.callbacks.BackupAndRestore):  # type: ignore[misc, name-defined]  # Keras has no types
    """Keeps weights, optimizer and epoch after each epoch; the last two are kept in case writing is interrupted."""

    def __init__(self, folder: Path, steps_per_epoch: int) -> None:
        """Keep the files in `folder`."""
        super().__init__(str(folder), double_checkpoint=True, delete_checkpoint=False)
        self.epochs_done = 0
        self._folder = folder
        self._steps_per_epoch = steps_per_epoch

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Restore the model and set `epochs_done`.

        Raises:
            RunError: there is a checkpoint, but it cannot be read or is of another model.
        """
        try:
            self._restore()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise RunError(
                f"The checkpoint in {shown(self._folder)} cannot be restored ({reason}). "
                "Delete the run's folder and start again."
            ) from None

    def _restore(self) -> None:
        metadata = self._folder / "training_metadata.json"
        if not any(self._folder.glob("latest.weights.h5*")):
            return
        with contextlib.suppress(json.JSONDecodeError):  # raised after an interruption between weights and metadata
            super().on_train_begin()
        # The weights are written before the metadata. The optimizer's count of steps tells which epoch they are of.
        self.epochs_done = int(self.model.optimizer.iterations) // self._steps_per_epoch
        metadata.write_text(json.dumps({"epoch": self.epochs_done, "batch": 0}))
        super().on_train_begin()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write the checkpoint.

        Raises:
            RunError: the disk is full or the folder cannot be written; the checkpoint before stays.
        """
        try:
            super().on_epoch_end(epoch, logs)
        except OSError as error:
            raise unwritable(self._folder, error) from None
