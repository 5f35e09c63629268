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
        self._states = list(zip(model.inputs[1:], model.outputs[1:], strict=True))
        # The bytes are the same if input and output store a state alike.
        alike = [into.spec.stores_like(out.spec) for into, out in self._states]
        self._alike = [(into.memory, out.memory) for (into, out), same in zip(self._states, alike, strict=True) if same]
        self._unlike = [pair for pair, same in zip(self._states, alike, strict=True) if not same]
        self.reset()

    def reset(self) -> None:
        """Clear the state."""
        for into, _ in self._states:
            into.write(np.zeros(into.spec.shape, np.float32))

    def step(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take one step, see Network."""
        self._model.inputs[0].write(x)
        self._model.invoke()
        for memory, written in self._alike:
            memory[...] = written
        for into, out in self._unlike:
            into.write(out.read())
        return self._model.outputs[0].read().reshape(-1)
