"""The TFLite runtimes and which of them are installed. It imports neither them nor OpenCV, so that `doctor` can ask."""

import importlib.util
from typing import Literal

Runtime = Literal["tflite_runtime", "ai_edge_litert"]
RUNTIMES: tuple[Runtime, ...] = ("ai_edge_litert", "tflite_runtime")  # the preferred one first


def installed_runtimes() -> list[Runtime]:
    """Return the TFLite runtimes that can be imported, the preferred one first."""
    return [name for name in RUNTIMES if importlib.util.find_spec(name) is not None]
