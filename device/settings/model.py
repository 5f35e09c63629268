"""What a person may change: frozen dataclasses filled from station.toml.

Every error names the file, the key and the line. What belongs to the weights is in the model's metadata,
not here; everything else is a constant beside the code that uses it.
"""

import dataclasses
import re
import tomllib
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from device.errors import SettingsError

MODELS = Path(__file__).parents[1] / "models"
DEMO = Path(__file__).parents[1] / "assets" / "demo" / "hello_jz.mp4"
LANGUAGES = ("en", "vi")
MODES = ("letters", "words", "receptive", "round", "read")
LEARNERS = (
    "red-fox",
    "blue-whale",
    "green-frog",
    "yellow-duck",
    "white-owl",
    "black-bear",
    "orange-tiger",
    "purple-cat",
    "pink-pig",
    "brown-horse",
    "grey-mouse",
    "golden-fish",
)
DISPLAYS = (
    "terminal",
    "framebuffer",
    "oled",
    "lcd",
    "leds",
    "character",
    "web",
    "sound",
    "json",
    "recorder",
    "log",
)
OLED_CHIPS = ("ssd1306", "sh1106", "ssd1309", "ssd1315", "sh1107", "ssd1322", "ssd1327", "ssd1331", "ssd1351")
LCD_CHIPS = ("st7789", "st7735", "ili9341", "ili9486", "ili9488")


def _between(low: float, high: float) -> dict[str, Callable[[Any], str]]:
    return {"check": lambda value: "" if low <= value <= high else f"must lie between {low} and {high}"}


def _one_of(*choices: str) -> dict[str, Callable[[Any], str]]:
    return {"check": lambda value: "" if value in choices else f"must be one of {', '.join(choices)}"}


def _some_of(*choices: str) -> dict[str, Callable[[Any], str]]:
    def check(values: Any) -> str:
        wrong = [value for value in values if value not in choices]
        return f"knows no “{wrong[0]}”; choose from {', '.join(choices)}" if wrong else ""

    return {"check": check}


def _letters() -> dict[str, Callable[[Any], str]]:
    fine = re.compile("[A-Z]*")
    return {"check": lambda value: "" if fine.fullmatch(value) else "takes capital letters A–Z, nothing between them"}


def _pins(count: int) -> dict[str, Callable[[Any], str]]:
    def check(values: Any) -> str:
        if values and len(values) != count:
            return f"needs {count} GPIO numbers (or none), not {len(values)}"
        if len(set(values)) != len(values):
            return "names a GPIO twice"
        return "" if all(0 <= pin <= 27 for pin in values) else "takes GPIO numbers from 0 to 27"

    return {"check": check}


def _size() -> dict[str, Callable[[Any], str]]:
    def check(values: Any) -> str:
        return "" if len(values) == 2 and all(16 <= side <= 1024 for side in values) else "takes a width and a height"

    return {"check": check}


@dataclass(frozen=True)
class CameraSettings:
    """Where frames come from.

    Attributes:
        uri: "auto" (Pi camera, else the first V4L2 device), "picamera:", "v4l2:/dev/video0",
            "clip:PATH", "clip:PATH?loop=1" (for ever, as if live) or "folder:PATH?fps=30".
        width, height: asked of a live camera, pixels.
        fps: asked of a live camera.
        stall_s: seconds without a frame after which the station says the camera has stopped.
        wait: a camera that is absent at the start is waited for (what a station that starts at boot needs);
            False ends `run` with a sentence.
    """

    uri: str = "auto"
    width: int = field(default=640, metadata=_between(64, 4096))
    height: int = field(default=480, metadata=_between(64, 4096))
    fps: float = field(default=30.0, metadata=_between(1, 240))
    stall_s: float = field(default=1.5, metadata=_between(0.2, 60))
    wait: bool = False


@dataclass(frozen=True)
class RecognitionSettings:
    """How a frame becomes letters.

    Attributes:
        path: "station": find the hand and read it; "report": the fixed guide box and the report's CNN; "auto": the
            one the model belongs to, "station" where none is named.
        model: .tflite of the letters; empty takes the bundled one of the path.
        runtime: "auto", "tflite_runtime" or "ai_edge_litert".
        threads: of the interpreter.
        guide_x, guide_y: centre of the guide box, fractions of the frame's width and height.
        guide_size: side of the (square) guide box, fraction of the frame's shorter side.
    """

    path: str = field(default="auto", metadata=_one_of("auto", "report", "station"))
    model: str = ""
    runtime: str = field(default="auto", metadata=_one_of("auto", "tflite_runtime", "ai_edge_litert"))
    threads: int = field(default=1, metadata=_between(1, 8))
    guide_x: float = field(default=0.5, metadata=_between(0, 1))
    guide_y: float = field(default=0.5, metadata=_between(0, 1))
    guide_size: float = field(default=0.6, metadata=_between(0.05, 1))


@dataclass(frozen=True)
class SmoothingSettings:
    """How long the hand must agree with itself.

    Attributes:
        window_s: seconds of frames that vote.
        hold_s: seconds a letter must be held, once it is shown, to count as signed.
    """

    window_s: float = field(default=0.5, metadata=_between(0.05, 5))
    hold_s: float = field(default=0.3, metadata=_between(0, 10))


@dataclass(frozen=True)
class DisplaySettings:
    """Where letters are shown; several at once are fine.

    Attributes:
        use: any of terminal, framebuffer, oled, lcd, leds, character, web, sound, json, recorder, log.
        led_pins: GPIO of searching, hand seen, holding, right, try again; five or none.
        character_pins: GPIO of the 14 segments a–n of gpiozero's LEDCharDisplay; fourteen or none.
        character_active_high: False for a common-anode display.
        record_to: folder for the recorder's PNGs.
        high_contrast: black, white and strong colours on every display.
        framebuffer: device of a monitor without a desktop.
        oled_chip, oled_bus, oled_address: controller, I²C bus and address of an OLED.
        lcd_chip, lcd_size: controller of an LCD on SPI, and its width and height in pixels.
        lcd_pins: GPIO of its data/command, reset and backlight.
        lcd_rotate: quarter turns it is mounted by.
    """

    use: tuple[str, ...] = field(default=("terminal",), metadata=_some_of(*DISPLAYS))
    led_pins: tuple[int, ...] = field(default=(17, 27, 22, 23, 24), metadata=_pins(5))
    character_pins: tuple[int, ...] = field(
        default=(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 18, 19, 20), metadata=_pins(14)
    )
    character_active_high: bool = True
    record_to: str = "recordings/screens"
    high_contrast: bool = False
    framebuffer: str = "/dev/fb0"
    oled_chip: str = field(default="ssd1306", metadata=_one_of(*OLED_CHIPS))
    oled_bus: int = field(default=1, metadata=_between(0, 20))
    oled_address: int = field(default=0x3C, metadata=_between(0x08, 0x77))
    lcd_chip: str = field(default="st7789", metadata=_one_of(*LCD_CHIPS))
    lcd_size: tuple[int, ...] = field(default=(240, 240), metadata=_size())
    lcd_pins: tuple[int, ...] = field(default=(25, 27, 24), metadata=_pins(3))
    lcd_rotate: int = field(default=0, metadata=_between(0, 3))


@dataclass(frozen=True)
class ButtonSettings:
    """Push buttons from a GPIO to ground, see buttons.py; the station works without any.

    Attributes:
        use: there are buttons.
        mode, next, skip, learner: GPIO of each; -1 for none (the learner changes with a long press of “mode”, too).
    """

    use: bool = False
    mode: int = field(default=25, metadata=_between(-1, 27))
    next: int = field(default=26, metadata=_between(-1, 27))
    skip: int = field(default=21, metadata=_between(-1, 27))
    learner: int = field(default=15, metadata=_between(-1, 27))


@dataclass(frozen=True)
class HealthSettings:
    """Who may ask how the station is doing; nobody, unless set. Never pictures, letters or text.

    Attributes:
        metrics_port: of the Prometheus page; 0 for none.
        metrics_address: to listen on; "0.0.0.0" lets the network read.
        mqtt: "mqtt://HOST[:1883]/TOPIC" to publish the state to; empty for none.
    """

    metrics_port: int = field(default=0, metadata=_between(0, 65535))
    metrics_address: str = "127.0.0.1"
    mqtt: str = ""


@dataclass(frozen=True)
class PracticeSettings:
    """What `practice` teaches, to whom.

    Attributes:
        mode: "letters", "words", "receptive" (pictures are shown, the learner signs them back), "round" (two
            minutes, a score) or "read" (no tutor: what is signed becomes text).
        letters: only these are asked for, e.g. "ABCDE"; empty for all that the model reads.
        words: text file with one name or word a line; empty for the bundled list.
        trials: letters asked for in one session of "letters" or "receptive".
        learner: the slot progress is kept under: a colour and an animal, no name.
        language: of all text on displays.
        hand: "left", "right", or "auto": the hand the learner was seen to sign with.
        progress: file progress is kept in; empty for the service's state folder, else the user's.
        rotate: each session is followed by one of the next mode, so that all are met without a button.
    """

    mode: str = field(default="letters", metadata=_one_of(*MODES))
    letters: str = field(default="", metadata=_letters())
    words: str = ""
    trials: int = field(default=30, metadata=_between(1, 500))
    learner: str = field(default="red-fox", metadata=_one_of(*LEARNERS))
    language: str = field(default="en", metadata=_one_of(*LANGUAGES))
    hand: str = field(default="auto", metadata=_one_of("auto", "left", "right"))
    progress: str = ""
    rotate: bool = False


@dataclass(frozen=True)
class WebSettings:
    """The web page, where display.use names “web”. It is for this machine only, unless set otherwise.

    Attributes:
        port: to listen on; 0 for any that is free.
        lan: other devices of the network may use it, too, once they have typed the code from the station's display.
        names: host names it is opened by there, beside this machine's own; others are turned away.
        certificate, key: PEM files for https, without which a browser on another device keeps its camera to itself.
        pictures: those who watch from other devices may see what the camera sees; False shows them letters only.
    """

    port: int = field(default=8420, metadata=_between(0, 65535))
    lan: bool = False
    names: tuple[str, ...] = ()
    certificate: str = ""
    key: str = ""
    pictures: bool = True


@dataclass(frozen=True)
class Settings:
    """The whole of station.toml."""

    camera: CameraSettings = CameraSettings()
    recognition: RecognitionSettings = RecognitionSettings()
    smoothing: SmoothingSettings = SmoothingSettings()
    display: DisplaySettings = DisplaySettings()
    buttons: ButtonSettings = ButtonSettings()
    health: HealthSettings = HealthSettings()
    practice: PracticeSettings = PracticeSettings()
    web: WebSettings = WebSettings()


def load_settings(path: Path | None) -> Settings:
    """Read a settings file; None gives the defaults.

    Raises:
        SettingsError: unreadable, not TOML, an unknown key, or a value of the wrong type or out of range.
    """
    if path is None:
        return Settings()
    try:
        text = path.read_text(encoding="utf-8-sig")  # Windows' Notepad starts its files with a byte order mark
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"The settings file {path} cannot be read: {reason}.") from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The settings file {path} is not valid TOML: {error}.") from None
    return _fill(Settings, table, "", path, text)


def with_values(settings: Settings, section: str, **values: Any) -> Settings:
    """A copy with some values of one section changed (None leaves a value as it is), checked like a file.

    Raises:
        SettingsError: a value is out of range.
    """
    given = {key: value for key, value in values.items() if value is not None}
    part = dataclasses.replace(getattr(settings, section), **given)
    for item in dataclasses.fields(part):
        complaint = _complaint(item, getattr(part, item.name))
        if complaint:
            raise SettingsError(f"{section}.{item.name} {complaint}.")
    return dataclasses.replace(settings, **{section: part})


def _fill(kind: type, table: dict[str, Any], prefix: str, path: Path, text: str) -> Any:
    fields = {item.name: item for item in dataclasses.fields(kind)}
    hints = typing.get_type_hints(kind)
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        where = f"{path}, line {_line_of(text, prefix.rstrip('.'), key)}"
        if key not in fields:
            raise SettingsError(f"{where}: there is no setting “{name}”; known here: {', '.join(fields)}.")
        if dataclasses.is_dataclass(hints[key]):
            if not isinstance(value, dict):
                raise SettingsError(f"{where}: “{name}” is a section; write [{name}] above its keys.")
            values[key] = _fill(typing.cast(type, hints[key]), value, f"{name}.", path, text)
            continue
        values[key] = _typed(value, hints[key], f"{where}: {name}")
        complaint = _complaint(fields[key], values[key])
        if complaint:
            raise SettingsError(f"{where}: {name} {complaint}.")
    return kind(**values)


def _complaint(item: "dataclasses.Field[Any]", value: Any) -> str:
    return item.metadata["check"](value) if "check" in item.metadata else ""


def _typed(value: Any, wanted: Any, name: str) -> Any:
    if isinstance(wanted, types.GenericAlias):
        inner = typing.get_args(wanted)[0]
        if not isinstance(value, list):
            raise SettingsError(f"{name} must be a list in square brackets, not {value!r}.")
        return tuple(_typed(item, inner, name) for item in value)
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        kinds = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotes"}
        raise SettingsError(f"{name} must be {kinds[wanted]}, not {value!r}.")
    return value


def _line_of(text: str, section: str, key: str) -> int:
    """Line (from 1) of a key in its section; of the section's header when the key is one; 1 if not found.

    Understands [section] headers, dotted keys (camera.fps = 30) and inline tables (camera = { fps = 30 }).
    """
    current, wanted = "", f"{section}.{key}" if section else key
    inside = re.compile(rf"[{{,]\s*[\"']?{re.escape(key)}[\"']?\s*=")
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if header:
            current = header[1].strip("\"'")
            if current == wanted:
                return number
            continue
        assigned = re.match(r"\s*([\w.\"'-]+)\s*=", line)
        if assigned:
            name = re.sub("[\"']", "", assigned[1])
            full = f"{current}.{name}" if current else name
            if full == wanted or full.startswith(f"{wanted}.") or (full == section and inside.search(line)):
                return number
    return 1
