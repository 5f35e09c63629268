"""The dynamic-letter model: one recurrent layer, GRU (Cho et al. 2014) or LSTM (Hochreiter & Schmidhuber 1997).

It is trained over whole tracks and runs on the device one step at a time. `step_model` is that step: the layer's
equations written with dense layers, its state among inputs and outputs. TFLite then needs neither a loop nor a
stateful operation.
"""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from device.recognition.dynamic.features import FEATURE_NAMES
from device.recognition.dynamic.network import CLASSES
from training.tensorflow_quiet import import_keras

Cell = Literal["gru", "lstm"]
UNITS = 28  # of the recurrent layer
TRACKS = "tracks.npz"
"""File of a run with tracks to quantise with (calibrationN) and to compare on (comparisonN)."""


def build(cell: Cell, units: int = UNITS) -> Any:
    """Return an untrained keras.Model: float32 (n, steps, features) → logits (n, steps, classes).

    Args:
        cell: kind of the recurrent layer.
        units: its width.
    """
    keras = import_keras()
    layer = keras.layers.GRU if cell == "gru" else keras.layers.LSTM
    x = keras.Input((None, len(FEATURE_NAMES)))
    h = layer(units, return_sequences=True, name="cell")(x)
    h = keras.layers.Dropout(0.15)(h)
    return keras.Model(x, keras.layers.Dense(len(CLASSES), name="says")(h))


def step_model(model: Any, cell: Cell) -> Any:
    """Return one step of a trained model as a keras.Model.

    Args:
        model: of `build`, trained.
        cell: kind of its recurrent layer.

    Returns:
        Inputs x (1, features) and states (1, units); outputs probabilities (1, classes) and the next states.
    """
    keras = import_keras()
    layers = keras.layers
    kernel, recurrent, bias = model.get_layer("cell").get_weights()
    units = recurrent.shape[0]
    x = keras.Input((len(FEATURE_NAMES),), batch_size=1, name="x")
    h = keras.Input((units,), batch_size=1, name="h")

    def dense(source: Any, weights: NDArray[Any], offset: NDArray[Any], part: int, name: str) -> Any:
        span = slice(part * units, (part + 1) * units)
        layer = layers.Dense(units, name=name)
        out = layer(source)
        layer.set_weights([weights[:, span], offset[span]])
        return out

    sigmoid, tanh = layers.Activation("sigmoid"), layers.Activation("tanh")

    # Input and state have a dense layer each: joined, they would share one scale in int8.
    def gate(part: int, offset: NDArray[Any], name: str) -> Any:
        by_input = dense(x, kernel, offset, part, f"{name}_x")
        return layers.Add()([by_input, dense(h, recurrent, 0 * offset, part, f"{name}_h")])

    if cell == "gru":
        # Keras' GRU (reset_after): z, r, candidate; bias has a row for the input and one for the state.
        z, r = sigmoid(gate(0, bias.sum(0), "update")), sigmoid(gate(1, bias.sum(0), "reset"))
        past = dense(h, recurrent, bias[1], 2, "past")
        new = tanh(layers.Add()([dense(x, kernel, bias[0], 2, "now"), layers.Multiply()([r, past])]))
        # h' = z·h + (1 − z)·new, written with one product: fewer roundings.
        after = layers.Add(name="h_next")([new, layers.Multiply()([z, layers.Subtract()([h, new])])])
        states, nexts = [h], [after]
    else:
        c = keras.Input((units,), batch_size=1, name="c")
        i, f, g, o = (gate(k, bias, f"gate{k}") for k in range(4))
        kept = layers.Multiply()([sigmoid(f), c])
        memory = layers.Add(name="c_next")([kept, layers.Multiply()([sigmoid(i), tanh(g)])])
        after = layers.Multiply(name="h_next")([sigmoid(o), tanh(memory)])
        states, nexts = [h, c], [after, memory]
    head = layers.Dense(len(CLASSES), activation="softmax", name="p")
    p = head(after)
    head.set_weights(model.get_layer("says").get_weights())
    return keras.Model([x, *states], [p, *nexts])


class FloatNetwork:
    """A trained model one step at a time, in NumPy: device.recognition.dynamic.network.Network without quantisation."""

    def __init__(self, model: Any, cell: Cell) -> None:
        """Copy the weights of a trained model.

        Args:
            model: of `build`.
            cell: kind of its recurrent layer.
        """
        self._cell = cell
        self._kernel, self._recurrent, self._bias = model.get_layer("cell").get_weights()
        self._head = model.get_layer("says").get_weights()
        self.reset()

    def reset(self) -> None:
        """Set the states to 0."""
        units = self._recurrent.shape[0]
        self._h, self._c = np.zeros(units), np.zeros(units)

    def step(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Advance by one step: features float32 (features,) → probabilities float32 (classes,)."""
        if self._cell == "gru":
            now, past = x @ self._kernel + self._bias[0], self._h @ self._recurrent + self._bias[1]
            (zx, rx, nx), (zh, rh, nh) = np.split(now, 3), np.split(past, 3)
            z, r = _sigmoid(zx + zh), _sigmoid(rx + rh)
            self._h = z * self._h + (1 - z) * np.tanh(nx + r * nh)
        else:
            i, f, g, o = np.split(x @ self._kernel + self._h @ self._recurrent + self._bias, 4)
            self._c = _sigmoid(f) * self._c + _sigmoid(i) * np.tanh(g)
            self._h = _sigmoid(o) * np.tanh(self._c)
        logits = self._h @ self._head[0] + self._head[1]
        e = np.exp(logits - logits.max())
        return np.asarray(e / e.sum(), np.float32)


def _sigmoid(v: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(1 / (1 + np.exp(-np.clip(v, -30, 30))))
