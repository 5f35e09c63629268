"""The sections of station.toml as frozen dataclasses: every setting with its built-in value, rule and meaning.

Displays and buttons are in `hardware_sections.py`, practice is in `practice_section.py`. Thresholds of a network stand
in the model's metadata, not here. Every other number is a constant beside the code that uses it.
`python -m device.settings.reference` writes docs/configuration.md from these classes.
"""

from dataclasses import dataclass, field

from device.settings.hardware_sections import ButtonSettings, DisplaySettings
from device.settings.practice_section import PracticeSettings
from device.settings.rules import any_path, between, file_path, networks, one_of, preset, setting
from device.settings.values import OLD_PATHS, PATHS, RUNTIMES, VOCABULARIES


@dataclass(frozen=True)
class CameraSettings:
    """Where frames come from.

    Attributes:
        uri: "auto" (the Pi camera, else the first V4L2 device that is a camera), "picamera:", "v4l2:/dev/video0",
            "clip:FILE", "clip:FILE?loop=1" (plays for ever in real time), "folder:DIR?fps=30", or "page:" (only
            browsers' cameras).
        width: width in pixels that a live camera is asked for. With the built-in width and height a size that
            `doctor --tune` has found better on this machine is used.
        height: height in pixels that a live camera is asked for.
        fps: frames per second that a live camera is asked for.
        stall_s: seconds without a frame after which the camera counts as lost.
        wait: true waits for a camera that is missing at the start, as a station that starts at boot must; false
            ends the command with a message.
    """

    uri: str = "auto"
    width: int = setting(640, between(64, 4096))
    height: int = setting(480, between(64, 4096))
    fps: float = setting(30.0, between(1, 240))
    stall_s: float = setting(1.5, between(0.2, 60))
    wait: bool = False


@dataclass(frozen=True)
class RecognitionSettings:
    """How a frame becomes letters.

    Attributes:
        path: "landmark" detects the hand, finds its landmarks and classifies them; "baseline" classifies the image in
            a fixed guide box with the CNN of the original report; "auto" takes the path that the model belongs to,
            "landmark" if no model is named. The former names "station" and "report" are accepted.
        vocabulary: "letters", or "numbers" for 0–9 (landmark path only).
        preset: networks of the landmark path; "auto" takes those that `doctor --tune` has chosen on this machine, else
            those that are meant for this board, else the first. Not used where `model` names a file.
        model: .tflite file of the letters; empty takes the bundled model of the path.
        runtime: library that runs the models; "auto" takes what `doctor --tune` has found fastest on this machine, else
            the first that is installed.
        threads: threads of the runtime; 0 takes what `doctor --tune` has found, else 1.
        guide_x: centre of the guide box, fraction of the frame's width.
        guide_y: centre of the guide box, fraction of the frame's height.
        guide_size: side of the square guide box, fraction of the frame's shorter side.
    """

    path: str = setting("auto", one_of(*PATHS), old_values=OLD_PATHS)
    vocabulary: str = setting("letters", one_of(*VOCABULARIES))
    preset: str = setting("auto", preset())
    model: str = setting("", any_path())
    runtime: str = setting("auto", one_of(*RUNTIMES))
    threads: int = setting(0, between(0, 8))
    guide_x: float = setting(0.5, between(0, 1))
    guide_y: float = setting(0.5, between(0, 1))
    guide_size: float = setting(0.6, between(0.05, 1))


@dataclass(frozen=True)
class SmoothingSettings:
    """How long a letter must be visible before it counts.

    Attributes:
        window_s: seconds of frames that are averaged.
        hold_s: seconds for which a displayed letter must be held to count as signed.
    """

    window_s: float = setting(0.5, between(0.05, 5))
    hold_s: float = setting(0.3, between(0, 10))


@dataclass(frozen=True)
class HealthSettings:
    """Where the station publishes its state of health; off by default. Never includes images, letters or text.

    Attributes:
        metrics_port: port of the Prometheus page; 0 for none.
        metrics_address: address the page listens on; "0.0.0.0" opens it to the network.
        mqtt: "mqtt://HOST[:1883]/TOPIC" to publish the state there; empty for none.
    """

    metrics_port: int = setting(0, between(0, 65535))
    metrics_address: str = "127.0.0.1"
    mqtt: str = ""


@dataclass(frozen=True)
class WebSettings:
    """The web page, served when display.use contains "web". Only this machine may open it by default.

    Attributes:
        port: port to listen on; 0 for any free one.
        lan: true admits other devices of the network after they have entered the code from the station's display.
        host_names: further host names that the page may be opened by; requests for other names are rejected.
        trusted_proxies: addresses or networks of proxies whose headers X-Forwarded-Proto, X-Forwarded-Host and
            X-Forwarded-For count; those of others change nothing.
        certificate: PEM file of the certificate for https. Browsers on other devices give their camera only to https
            pages.
        key: PEM file of the certificate's private key.
        pictures: false hides camera pictures from viewers on other devices; they see letters only.
    """

    port: int = setting(8420, between(0, 65535))
    lan: bool = False
    host_names: tuple[str, ...] = setting((), old_names=("names",))
    trusted_proxies: tuple[str, ...] = setting(("127.0.0.1", "::1"), networks())
    certificate: str = setting("", file_path())
    key: str = setting("", file_path())
    pictures: bool = True


@dataclass(frozen=True)
class Settings:
    """All of station.toml."""

    camera: CameraSettings = field(default_factory=CameraSettings)
    recognition: RecognitionSettings = field(default_factory=RecognitionSettings)
    smoothing: SmoothingSettings = field(default_factory=SmoothingSettings)
    display: DisplaySettings = field(default_factory=DisplaySettings)
    buttons: ButtonSettings = field(default_factory=ButtonSettings)
    health: HealthSettings = field(default_factory=HealthSettings)
    practice: PracticeSettings = field(default_factory=PracticeSettings)
    web: WebSettings = field(default_factory=WebSettings)
