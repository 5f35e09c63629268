"""The contract between a network's losses and `fit`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Objective:
    """What a training run minimises.

    Attributes:
        parts: names of the further figures that are logged beside the loss, such as single losses or an accuracy.
        compute: (targets, outputs) → {"loss": scalar, and one scalar for each of `parts`}. Targets are as the
            BatchSource gives them, outputs as the network gives them. Uses keras.ops only.
    """

    parts: tuple[str, ...]
    compute: Callable[[Any, Any], dict[str, Any]]
