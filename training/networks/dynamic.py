"""The network: one recurrent layer, GRU or LSTM, and what it says of each step.

It is trained over whole tracks and runs on the station one step at a time. `step_model` is that step: the layer's own
equations written with dense layers, its state among inputs and outputs, so that neither a loop nor a stateful operation
is left for TFLite.
"""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from device.recognition.dynamic.features import FEATURE_NAMES
from device.recognition.dynamic.network import CLASSES
from training.tensorflow_quiet import import_tensorflow

Cell = Literal["gru", "lstm"]


def build(cell: Cell, units: int) -> Any:
    """keras.Model: (n, steps, features) → logits (n, steps, classes)."""
    import_tensorflow()
    import keras

    layer = keras.layers.GRU if cell == "gru" else keras.layers.LSTM
    x = keras.Input((None, len(FEATURE_NAMES)))
    h = layer(units, return_sequences=True, name="cell")(x)
    h = keras.layers.Dropout(0.15)(h)
    return keras.Model(x, keras.layers.Dense(len(CLASSES), name="says")(h))


def step_model(model: Any, cell: Cell) -> Any:
    """One step of a trained model: inputs x (1, features) and states (1, units), outputs probabilities and states."""
    import keras
    from keras import layers

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

    # Input and state have dense layers of their own: joined, they would have to share one scale in int8.
    def gate(part: int, offset: NDArray[Any], name: str) -> Any:
        seen = dense(x, kernel, offset, part, f"{name}_x")
        return layers.Add()([seen, dense(h, recurrent, 0 * offset, part, f"{name}_h")])

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
    says = layers.Dense(len(CLASSES), activation="softmax", name="p")
    p = says(after)
    says.set_weights(model.get_layer("says").get_weights())
    return keras.Model([x, *states], [p, *nexts])


class FloatNetwork:
    """A trained model as the station's Network (device.recognition.dynamic.decisions), one step at a time, in floating point NumPy."""  # noqa: E501

    def __init__(self, model: Any, cell: Cell) -> None:
        """Take the weights out of a trained model."""
        self._cell = cell
        self._kernel, self._recurrent, self._bias = model.get_layer("cell").get_weights()
        self._says = model.get_layer("says").get_weights()
        self.reset()

    def reset(self) -> None:
        """See device.recognition.dynamic.decisions.Network."""
        units = self._recurrent.shape[0]
        self._h, self._c = np.zeros(units), np.zeros(units)

    def step(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """See device.recognition.dynamic.decisions.Network."""
        if self._cell == "gru":
            now, past = x @ self._kernel + self._bias[0], self._h @ self._recurrent + self._bias[1]
            (zx, rx, nx), (zh, rh, nh) = np.split(now, 3), np.split(past, 3)
            z, r = _sigmoid(zx + zh), _sigmoid(rx + rh)
            self._h = z * self._h + (1 - z) * np.tanh(nx + r * nh)
        else:
            i, f, g, o = np.split(x @ self._kernel + self._h @ self._recurrent + self._bias, 4)
            self._c = _sigmoid(f) * self._c + _sigmoid(i) * np.tanh(g)
            self._h = _sigmoid(o) * np.tanh(self._c)
        logits = self._h @ self._says[0] + self._says[1]
        e = np.exp(logits - logits.max())
        return (e / e.sum()).astype(np.float32)


def _sigmoid(v: NDArray[Any]) -> NDArray[Any]:
    return 1 / (1 + np.exp(-np.clip(v, -30, 30)))
