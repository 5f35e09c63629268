"""Which networks the settings name: a preset, or those beside a landmark model."""

from pathlib import Path

from device.errors import ModelError
from device.names import shown
from device.recognition.metadata import metadata_path
from device.settings import PRESETS, Preset, RecognitionSettings, default_preset, preset_with
from device.system import machine


def preset_name(settings: RecognitionSettings) -> str:
    """Return the preset that the settings take on this machine; "" if they name a model."""
    if settings.model:
        return ""
    return default_preset(machine.model_name()) if settings.preset == "auto" else settings.preset


def settings_of(name: str) -> RecognitionSettings:
    """Return the settings that name a preset, or the networks beside a landmark model.

    Args:
        name: of a preset, or path of a landmark model.
    """
    return RecognitionSettings(preset=name) if name in PRESETS else RecognitionSettings(model=name)


def networks_of(settings: RecognitionSettings) -> Preset:
    """Return the files of the networks.

    Raises:
        ModelError: there is no such preset, a file of it is missing, or the path of the model is none.
    """
    name = preset_name(settings)
    if not name:
        metadata_path(Path(settings.model))  # fails for a path without a name
        return preset_with(Path(settings.model))
    if name not in PRESETS:
        raise ModelError(f"There is no preset “{name}”; set recognition.preset to one of auto, {', '.join(PRESETS)}.")
    for path in PRESETS[name].files:
        if not path.is_file():
            others = ", ".join(each for each in PRESETS if each != name)
            instead = f", or set recognition.preset to another one: {others}" if others else ""
            raise ModelError(
                f"The model {shown(path)} of the preset “{name}” is missing; run `make convert` or reinstall the "
                f"station{instead}."
            )
    return PRESETS[name]
