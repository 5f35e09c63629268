"""The dynamic-letter model: a small recurrent network that takes one step per frame."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from device.recognition.interpreter import Model

CLASSES = ("none", "J under way", "J done", "Z under way", "Z done")
"""Outputs of the network, in order."""


class Network(Protocol):
    """Anything that takes one step per frame."""

    def step(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return probabilities, float32 (len(CLASSES),), for features, float32 (len(FEATURE_NAMES),)."""
        ...

    def reset(self) -> None:
        """Clear the state: the next step is the first one."""
        ...


class RecurrentModel:
    """The network as a TFLite model: first input and output are features and probabilities, all others the state."""

    def __init__(self, model: Model) -> None:
        """Use a loaded model, with its state cleared."""
        self._model = model
        self._pairs = list(zip(model.inputs[1:], model.outputs[1:], strict=True))
        self.reset()

    def reset(self) -> None:
        """Clear the state."""
        for into, _ in self._pairs:
            into.write(np.zeros(into.spec.shape, np.float32))

    def step(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take one step, see Network."""
        self._model.inputs[0].write(x)
        self._model.invoke()
        for into, out in self._pairs:
            into.copy_from(out)
        return self._model.outputs[0].read().reshape(-1)
