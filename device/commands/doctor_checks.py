"""The checks of `doctor`. Every finding has a code that stays the same, for documentation and support."""

import importlib.util
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from device.errors import CameraBusy, CameraError, HandshapeError
from device.settings import (
    DEMO,
    MODELS,
    CameraSettings,
    RecognitionSettings,
    Settings,
    load_settings,
    pin_conflicts,
    pin_uses,
)
from device.settings.pin_uses import advice
from device.system import machine

if TYPE_CHECKING:  # importing them needs OpenCV, whose absence is a finding
    from device.camera import Camera
    from device.recognition.recognizer import Recognizer
    from device.runtime.picture_watch import PictureFault

PICTURE_S = 2.0  # a camera that starts needs a second to set its exposure
MIN_CAMERA_FPS = 10.0  # below this a movement such as J or Z has too few frames
HOT_C = 80.0  # Raspberry Pi firmware starts to slow the processor at 80 °C (soft limit from 60 °C on 3B+)
LOW_DISK_MB = 200.0
# What make builds on a Pi then sees the new library; a station sees it at once.
AGAIN = "then remove the folder .venv-device and run `make doctor` again (on a station nothing more)"
OTHER_RUNTIME = "measure what works here: `doctor --tune`"  # on a station `handshape doctor --tune`


@dataclass(frozen=True)
class Finding:
    """The result of one check.

    Attributes:
        code: stable name, such as "D20"; docs/troubleshooting.md has a section for each.
        state: "ok", "warn" (the program runs, with less) or "fail" (it cannot run).
        what: one sentence.
        fix: the command or action that fixes it; "" if nothing is wrong.
    """

    code: str
    state: Literal["ok", "warn", "fail"]
    what: str
    fix: str = ""


def check_system(root: Path) -> Finding:
    """Check the machine and its operating system."""
    on = machine.describe(root)
    what = f"{on['machine']}, {on['arch']}, {on['os']}, Python {on['python']}"
    if machine.is_pi(root) and (on["arch"] not in ("aarch64", "x86_64") or machine.userland_bits() != 64):
        reason = "a 32-bit system has no wheels of the TFLite runtime."
        return Finding("D10", "fail", f"{what}: {reason}", "flash the 64-bit Raspberry Pi OS")
    return Finding("D10", "ok", what)


def check_settings(config: Path | None) -> tuple[Settings, Finding]:
    """Read the settings; return the built-in values with a wrong file."""
    try:
        return load_settings(config), Finding("D12", "ok", f"settings: {config or 'built-in values'}")
    except HandshapeError as error:
        return Settings(), Finding("D12", "fail", str(error), f"correct {config}, or name another file with --config")


def check_models(settings: RecognitionSettings) -> Iterator[Finding]:
    """Check runtime and models with one inference; a runtime may import and still fail on an old processor."""
    from device.recognition.runtimes import installed_runtimes

    runtimes = installed_runtimes()
    if not runtimes:
        yield Finding("D20", "fail", "No TFLite runtime is installed.", "pip install -r requirements-device.txt")
        return
    yield Finding("D20", "ok", f"TFLite runtime: {', '.join(runtimes)}")
    try:
        from device.recognition.recognizer import open_recognizer

        recognizer = open_recognizer(settings)
        total, right = _read_demo(recognizer)
    except (HandshapeError, ImportError) as error:
        yield Finding("D21", "fail", str(error), "reinstall the station, or `make convert`")
        return
    except Exception as error:  # whatever a damaged model raises, the other checks must still run
        what = f"The models cannot be used ({type(error).__name__}: {error})."
        yield Finding("D21", "fail", what, "reinstall the station")
        return
    name = f"{recognizer.metadata.name} ({recognizer.metadata.sha256[:12]}, {settings.model or MODELS})"
    if total is None:
        what = f"{name}: no hand is found in the bundled clip on this processor."
        yield Finding("D21", "fail", what, OTHER_RUNTIME)
    elif abs(total - 1) < 0.1 and right:  # a softmax; int8 rounds each of its outputs
        yield Finding("D21", "ok", f"{name}: checksum correct, a letter of the bundled clip recognised")
    else:
        what = f"{name}: no letter of the bundled clip is recognised, or probabilities do not sum to 1, here."
        yield Finding("D21", "fail", what, OTHER_RUNTIME)


def check_cameras(root: Path) -> Iterator[Finding]:
    """Check picamera2 and the video devices."""
    have_picamera = importlib.util.find_spec("picamera2") is not None
    devices = sorted((root / "dev").glob("video*"))
    if machine.is_pi(root) and not have_picamera:
        fix = f"sudo apt install python3-picamera2, {AGAIN}"
        yield Finding("D30", "warn", "picamera2 is not installed: only USB cameras work.", fix)
    elif have_picamera:
        yield Finding("D30", "ok", "picamera2 is installed")
    if devices:
        unreadable = [str(device) for device in devices if not os.access(device, os.R_OK | os.W_OK)]
        if unreadable:
            fix = 'sudo usermod -aG video "$USER", then log in again'
            yield Finding("D31", "warn", f"This user may not open {', '.join(unreadable)}.", fix)
        else:
            yield Finding("D31", "ok", f"video devices: {', '.join(device.name for device in devices)}")
    elif not have_picamera:
        yield Finding("D31", "warn", "No camera is plugged in.", "plug in a USB camera, or try `make demo`")


def check_picture(settings: CameraSettings, root: Path, now: Callable[[], float] = time.monotonic) -> Iterator[Finding]:
    """Look through the camera of the settings for two seconds; a clip, a folder and a browser's camera are left out.

    Args:
        settings: which camera.
        root: root of the file system; another one than the real one has no camera to look through.
        now: monotonic clock, s.
    """
    if root != machine.ROOT or settings.uri.partition(":")[0] not in ("auto", "picamera", "v4l2"):
        return
    try:
        from device.camera import open_camera
        from device.runtime.picture_watch import SENTENCES

        camera = open_camera(settings)
    except CameraBusy as error:
        yield Finding("D32", "ok", f"no picture was taken: {error}")
        return
    except (CameraError, ImportError):  # without a camera D31 says so
        return
    try:
        fault, rate = _picture_fault(camera, now)
    except CameraError as error:
        yield Finding("D32", "warn", str(error), "check the camera's plug, or try another camera")
        return
    finally:
        camera.close()
    if fault is None and rate < MIN_CAMERA_FPS:
        what = f"The camera {camera.name} delivers only {rate:.0f} frames a second, as cameras do in the dark."
        yield Finding("D32", "warn", what, "turn on a lamp, or choose a smaller picture under [camera]")
    elif fault is None:
        yield Finding("D32", "ok", f"picture of {camera.name}: something can be seen, {rate:.0f} frames a second")
    else:
        what, _, fix = SENTENCES[fault].partition("; ")
        yield Finding("D32", "warn", f"{what}.", fix.rstrip("."))


def _picture_fault(camera: "Camera", now: Callable[[], float]) -> "tuple[PictureFault | None, float]":
    """Return what is wrong with the last picture of PICTURE_S seconds, and the rate of its second half.

    The first pictures are exposed wrongly.
    """
    from device.runtime.picture_watch import fault_of, sample

    fault, frames, start = None, 0, now()
    while (passed := now() - start) < PICTURE_S and (frame := camera.read()) is not None:
        fault = fault_of(sample(frame.image))
        frames += passed >= PICTURE_S / 2
    return fault, frames / (PICTURE_S / 2)


def check_gpio(root: Path) -> Finding:
    """Check for GPIO pins and the library for them."""
    chips = sorted((root / "dev").glob("gpiochip*"))
    if not chips:
        what = "There is no GPIO here: LEDs, character display and buttons do not work."
        return Finding("D40", "warn", what, "on a Pi, update Raspberry Pi OS; elsewhere there is nothing to fix")
    if importlib.util.find_spec("lgpio") is None:
        fix = f"sudo apt install python3-lgpio, {AGAIN}"
        return Finding("D40", "warn", "GPIO is here, but the pin library lgpio is not installed.", fix)
    return Finding("D40", "ok", f"GPIO: {', '.join(chip.name for chip in chips)}, lgpio")


def check_pins(settings: Settings) -> Finding:
    """Check that no GPIO is claimed twice by the enabled displays and the buttons."""
    conflicts = pin_conflicts(settings)
    if not conflicts:
        uses = pin_uses(settings)
        return Finding("D41", "ok", f"pins: {sum(map(len, uses.values()))} GPIO in use, none by two parts")
    what = f"{'; '.join(conflicts)}."
    return Finding("D41", "fail", what, advice(settings))


def check_displays(settings: Settings, root: Path) -> tuple[Settings, Finding]:
    """Find the displays that "auto" stands for; return the settings with them.

    Args:
        settings: which displays to open.
        root: root of the file system.
    """
    try:
        from device.display.discovery import with_found_displays
    except ImportError as error:  # D10 says which library is missing
        return settings, Finding("D42", "warn", f"The displays cannot be looked for: {error}.")

    found = with_found_displays(settings, root=root)
    names = ", ".join(found.display.use) or "none"
    if "auto" not in settings.display.use:
        return found, Finding("D42", "ok", f"displays: {names} (as set)")
    if set(found.display.use) <= {"log", "terminal"}:
        fix = "plug a monitor in before the Pi starts, or name an LCD or LEDs: handshape display auto lcd"
        return found, Finding("D42", "warn", f"No display is found here: {names} only.", fix)
    return found, Finding("D42", "ok", f"displays found: {names}")


def check_heat(root: Path) -> Finding:
    """Check the processor's temperature."""
    degrees = machine.temperature(root)
    if degrees is None:
        return Finding("D50", "ok", "temperature: no sensor")
    if degrees >= HOT_C:
        what = f"The processor is {degrees:.0f} °C hot and slows down."
        return Finding("D50", "warn", what, "give it a heat sink or a fan")
    return Finding("D50", "ok", f"temperature {degrees:.0f} °C")


def check_power(throttled: Callable[[], list[str] | None] = machine.throttled) -> Finding:
    """Check for undervoltage and throttling."""
    limits = throttled()
    if limits is None:
        return Finding("D51", "ok", "power: no vcgencmd here")
    if limits:
        fix = "use the official power supply and a short cable; cool the Pi"
        return Finding("D51", "warn", f"The Pi reports {', '.join(limits)}.", fix)
    return Finding("D51", "ok", "power: no undervoltage, no throttling")


def check_disk() -> Finding:
    """Check the free space of the current folder's disk."""
    free = machine.free_megabytes(Path.cwd())
    if free < LOW_DISK_MB:
        return Finding("D60", "warn", f"Only {free:.0f} MB are free on the disk.", "delete recordings or old releases")
    return Finding("D60", "ok", f"disk: {free:.0f} MB free")


def _read_demo(recognizer: "Recognizer") -> tuple[float | None, bool]:
    """Read the bundled clip until a letter is recognised correctly.

    Returns:
        Sum of the probabilities of the last hand found, None if there was none; and whether a letter was correct.
        The baseline counts as correct with any letter, because its guide box is not where the clip's hand is.
    """
    from device.camera.clip import ClipCamera
    from device.recognition.baseline import GuideBoxRecognizer

    camera, total = ClipCamera(DEMO), None
    try:
        while (frame := camera.read()) is not None:
            scores = recognizer.recognize(frame)
            if scores.box is not None:
                total = float(scores.p.sum())
                if isinstance(recognizer, GuideBoxRecognizer) or scores.top(1)[0][0] == frame.truth:
                    return total, True
    finally:
        camera.close()
    return total, False
