"""`python -m device doctor`: what is here, what is missing, and the command that mends it.

Every finding has a code that stays the same, for documentation and support.
"""

import argparse
import importlib.util
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from device.errors import HandshapeError
from device.settings import DEMO, MODELS, RecognitionSettings, Settings, load_settings
from device.system import machine

if TYPE_CHECKING:  # importing it needs OpenCV, whose absence is a finding
    from device.recognition.recognizer import Recognizer

HOT_C = 80.0  # Raspberry Pi firmware starts to slow the processor at 80 °C (soft limit from 60 °C on 3B+)
LOW_DISK_MB = 200.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes:
        code: stable name, e.g. "D20".
        state: "ok", "warn" (works with less) or "fail" (the station cannot run).
        what: one sentence.
        mend: the command or act that mends it, "" when there is nothing to mend.
    """

    code: str
    state: Literal["ok", "warn", "fail"]
    what: str
    mend: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Command line of `doctor`."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="station.toml to check")
    parser.add_argument("--json", action="store_true", help="findings as a JSON list")


def main(args: argparse.Namespace) -> int:
    """Examine and print; 1 when something without which the station cannot run is missing."""
    findings = list(examine(args.config))
    if args.json:
        sys.stdout.write(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1) + "\n")
    else:
        marks = {"ok": "✓", "warn": "!", "fail": "✗"}
        for finding in findings:
            sys.stdout.write(f"{marks[finding.state]} {finding.code}  {finding.what}\n")
            if finding.mend:
                sys.stdout.write(f"        → {finding.mend}\n")
    return int(any(finding.state == "fail" for finding in findings))


def examine(config: Path | None, root: Path = machine.ROOT) -> Iterator[Finding]:
    """Look at everything, most basic first."""
    yield _system(root)
    settings, finding = _settings(config)
    yield finding
    yield from _models(settings.recognition)
    yield from _cameras(root)
    yield _gpio(root)
    yield _heat(root)
    yield _power()
    yield _disk()


def _system(root: Path) -> Finding:
    on = machine.describe(root)
    what = f"{on['machine']}, {on['arch']}, {on['os']}, Python {on['python']}"
    if machine.is_pi(root) and on["arch"] not in ("aarch64", "x86_64"):
        return Finding(
            "D10",
            "fail",
            f"{what}: a 32-bit system has no wheels of the TFLite runtime.",
            "flash the 64-bit Raspberry Pi OS",
        )
    return Finding("D10", "ok", what)


def _settings(config: Path | None) -> tuple[Settings, Finding]:
    try:
        return load_settings(config), Finding("D12", "ok", f"settings: {config or 'built-in values'}")
    except HandshapeError as error:
        return Settings(), Finding("D12", "fail", str(error), f"edit {config}")


def _models(settings: RecognitionSettings) -> Iterator[Finding]:
    """A runtime that imports may still crash or miscount on an old processor: run one inference."""
    from device.recognition.interpreter import installed_runtimes

    runtimes = installed_runtimes()
    if not runtimes:
        yield Finding("D20", "fail", "No TFLite runtime is installed.", "pip install -r requirements-device.txt")
        return
    yield Finding("D20", "ok", f"TFLite runtime: {', '.join(runtimes)}")
    try:
        from device.recognition.recognizer import open_recognizer

        recognizer = open_recognizer(settings)
        total, right = _tried(recognizer)
    except (HandshapeError, ImportError) as error:
        yield Finding("D21", "fail", str(error), "reinstall the station, or `make convert`")
        return
    except Exception as error:  # whatever a damaged model does, the other findings are still wanted
        said = f"the models cannot be used ({type(error).__name__}: {error})."
        yield Finding("D21", "fail", said, "reinstall the station")
        return
    name = f"{recognizer.metadata.name} {recognizer.metadata.sha256[:12]} in {settings.model or MODELS}"
    if total is None:
        yield Finding(
            "D21",
            "fail",
            f"model {name} sees no hand in the bundled clip on this processor.",
            'set runtime = "tflite_runtime" under [recognition]',
        )
    elif abs(total - 1) < 0.1 and right:  # a softmax; int8 rounds each of its outputs
        yield Finding("D21", "ok", f"model {name}: checksum right, a hand of the bundled clip read")
    else:
        yield Finding(
            "D21",
            "fail",
            f"model {name}: reads nothing right, or not in probabilities, on this processor.",
            'set runtime = "tflite_runtime" under [recognition]',
        )


def _tried(recognizer: "Recognizer") -> tuple[float | None, bool]:
    """The bundled clip up to the first letter read as it is spelled there.

    Returns:
        sum of the probabilities of the last hand seen, None when none was; whether a letter was right. The report's
        path has a guide box where the clip's hand is not: it need not be right.
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


def _cameras(root: Path) -> Iterator[Finding]:
    have_picamera = importlib.util.find_spec("picamera2") is not None
    devices = sorted((root / "dev").glob("video*"))
    if machine.is_pi(root) and not have_picamera:
        yield Finding(
            "D30",
            "warn",
            "picamera2 is not installed: only USB cameras work.",
            "sudo apt install python3-picamera2, with a venv that has --system-site-packages",
        )
    elif have_picamera:
        yield Finding("D30", "ok", "picamera2 is installed")
    if devices:
        unreadable = [str(device) for device in devices if not os.access(device, os.R_OK | os.W_OK)]
        if unreadable:
            yield Finding(
                "D31",
                "warn",
                f"This user may not open {', '.join(unreadable)}.",
                'sudo usermod -aG video "$USER", then log in again',
            )
        else:
            yield Finding("D31", "ok", f"video devices: {', '.join(device.name for device in devices)}")
    elif not have_picamera:
        yield Finding("D31", "warn", "No camera is plugged in.", "plug in a USB camera, or try `make demo`")


def _gpio(root: Path) -> Finding:
    chips = sorted((root / "dev").glob("gpiochip*"))
    if not chips:
        return Finding(
            "D40",
            "warn",
            "No GPIO here: LEDs, character display and buttons are out of reach.",
            "nothing to mend away from a Pi; on one, update Raspberry Pi OS",
        )
    if importlib.util.find_spec("lgpio") is None:
        return Finding(
            "D40",
            "warn",
            "GPIO is here, but the pin library lgpio is not.",
            "sudo apt install python3-lgpio, with a venv that has --system-site-packages",
        )
    return Finding("D40", "ok", f"GPIO: {', '.join(chip.name for chip in chips)}, lgpio")


def _heat(root: Path) -> Finding:
    degrees = machine.temperature(root)
    if degrees is None:
        return Finding("D50", "ok", "temperature: no sensor")
    if degrees >= HOT_C:
        return Finding(
            "D50", "warn", f"The processor is {degrees:.0f} °C hot and slows down.", "give it a heat sink or a fan"
        )
    return Finding("D50", "ok", f"temperature {degrees:.0f} °C")


def _power(throttled: Callable[[], list[str] | None] = machine.throttled) -> Finding:
    limits = throttled()
    if limits is None:
        return Finding("D51", "ok", "power: no vcgencmd here")
    if limits:
        return Finding(
            "D51",
            "warn",
            f"The Pi reports {', '.join(limits)}.",
            "use the official power supply and a short cable; cool the Pi",
        )
    return Finding("D51", "ok", "power: no undervoltage, no throttling")


def _disk() -> Finding:
    free = machine.free_megabytes(Path.cwd())
    if free < LOW_DISK_MB:
        return Finding("D60", "warn", f"Only {free:.0f} MB are free on the disk.", "delete recordings or old releases")
    return Finding("D60", "ok", f"disk: {free:.0f} MB free")
