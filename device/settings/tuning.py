"""What `doctor --tune` has found fastest on this machine: a file beside the progress, for settings that are "auto"."""

import importlib.util
import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from device.errors import SettingsError
from device.names import shown
from device.settings.presets import PRESETS
from device.settings.sections import CameraSettings, Settings
from device.settings.values import RUNTIMES
from device.system import machine
from device.system.files import write_atomic
from device.system.json_text import read_object
from device.system.user_folders import NoHomeError, user_folder

NAME = "tuning.json"


@dataclass(frozen=True)
class Tuning:
    """The fastest choice on one machine.

    Attributes:
        machine: name of the board; the file is ignored on another one, because SD cards move.
        python: version, such as "3.11"; other versions have other runtimes.
        runtime: TFLite runtime.
        threads: of the runtime.
        width: of the camera's picture; 0 when no camera was measured.
        height: as width.
        fps: frames per second that were recognised with these.
        preset: of networks; empty where there was no choice.
    """

    machine: str
    python: str
    runtime: str
    threads: int
    width: int = 0
    height: int = 0
    fps: float = 0.0
    preset: str = ""


def this_machine() -> tuple[str, str]:
    """Return the board's name and the version of Python, as in `Tuning`."""
    found = machine.describe()
    return str(found["machine"]), ".".join(str(found["python"]).split(".")[:2])


def tuning_path() -> Path | None:
    """Return the file: in the service's state folder, else in the user's; None for a user without a home."""
    service = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    if service:
        return Path(service) / NAME
    try:
        return user_folder("XDG_STATE_HOME", ".local/state") / "handshape" / NAME
    except NoHomeError:
        return None


def read_tuning(path: Path | None = None) -> Tuning | None:
    """Return what was measured on this machine; None without a usable file.

    Args:
        path: the file; None for `tuning_path`.
    """
    path = path or tuning_path()
    if path is None:
        return None
    try:
        table = read_object(path)
        found = Tuning(**{item.name: table[item.name] for item in fields(Tuning) if item.name != "preset"})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    numbers = (found.threads, found.width, found.height)
    right = (
        (found.machine, found.python) == this_machine()
        and found.runtime in RUNTIMES[1:]
        and all(type(number) is int for number in numbers)
        and 1 <= found.threads <= 8
        and (found.width == found.height == 0 or (64 <= found.width <= 4096 and 64 <= found.height <= 4096))
    )
    if not right or importlib.util.find_spec(found.runtime) is None:
        return None
    preset = table.get("preset")  # files of version 0.1 have none; a preset that is gone is measured again
    return replace(found, preset=preset) if isinstance(preset, str) and preset in PRESETS else found


def write_tuning(tuning: Tuning, path: Path | None = None) -> Path:
    """Remember what was measured; return the file.

    Args:
        tuning: the best choice.
        path: the file; None for `tuning_path`.

    Raises:
        SettingsError: there is no place for it, or it cannot be written.
    """
    path = path or tuning_path()
    if path is None:
        raise SettingsError("This user has no home folder; what was measured cannot be kept.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, json.dumps(asdict(tuning), indent=1, ensure_ascii=False) + "\n", durable=True)
    except OSError as error:
        raise SettingsError(f"{shown(path)} cannot be written: {error.strerror}.") from None
    return path


def with_tuning(settings: Settings, tuning: Tuning | None) -> Settings:
    """Return settings with the measured values in place of "auto", 0 threads and the built-in camera size."""
    if tuning is None:
        return settings
    recognition, camera, built_in = settings.recognition, settings.camera, CameraSettings()
    if recognition.runtime in ("auto", tuning.runtime):  # threads were measured with this runtime
        recognition = replace(recognition, runtime=tuning.runtime, threads=recognition.threads or tuning.threads)
    if tuning.preset and recognition.preset == "auto":
        recognition = replace(recognition, preset=tuning.preset)
    if tuning.width and (camera.width, camera.height) == (built_in.width, built_in.height):
        camera = replace(camera, width=tuning.width, height=tuning.height)
    return replace(settings, recognition=recognition, camera=camera)
