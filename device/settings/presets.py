"""The presets of networks: which files each of them consists of. This table is the only place that names them.

The first preset is the default. The others follow in the order of their cost, the cheapest last. Presets may share
files. docs/training.md says how another preset is added.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from device.settings.values import MODELS

STATION = MODELS / "station"
SECOND = "second.tflite"
SLOW_BOARDS = ("Raspberry Pi 3", "Raspberry Pi Zero 2")


@dataclass(frozen=True)
class Preset:
    """Networks that are used together.

    Attributes:
        landmark, detector, classifier, motion: .tflite files of landmark model, hand detector, landmark classifier and
            dynamic-letter model, each with its .json beside it.
        second: .tflite of the second opinion, which is asked where the others are unsure; None for none.
        boards: how the names of the boards begin that use this preset as long as `doctor --tune` has chosen none.
    """

    landmark: Path = STATION / "hand.tflite"
    detector: Path = STATION / "finder.tflite"
    classifier: Path = STATION / "letters.tflite"
    motion: Path = MODELS / "motion" / "motion.tflite"
    second: Path | None = STATION / SECOND
    boards: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The .tflite files."""
        second = () if self.second is None else (self.second,)
        return self.detector, self.landmark, self.classifier, self.motion, *second


PRESETS = {"standard": Preset(), "light": Preset(second=None, boards=SLOW_BOARDS)}

NETWORKS = tuple(dict.fromkeys(path.stem for preset in PRESETS.values() for path in preset.files))
"""Names under which the networks of all presets are timed: those of their files."""


def default_preset(board: str) -> str:
    """Return the preset of a board on which none was measured.

    Args:
        board: its name, such as "Raspberry Pi Zero 2 W Rev 1.0", see machine.model_name.
    """
    return next((name for name, preset in PRESETS.items() if board.startswith(preset.boards)), next(iter(PRESETS)))


def preset_with(landmark: Path) -> Preset:
    """Return the preset whose landmark model this is, else the networks that lie beside it, with the shared motion."""
    for preset in PRESETS.values():
        if os.path.realpath(preset.landmark) == os.path.realpath(landmark):
            return preset
    second = landmark.with_name(SECOND)
    return Preset(
        landmark,
        landmark.with_name("finder.tflite"),
        landmark.with_name("letters.tflite"),
        second=second if second.is_file() else None,
    )
