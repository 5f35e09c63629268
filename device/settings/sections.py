"""The sections of station.toml as frozen dataclasses: every setting with its built-in value, rule and meaning.

Thresholds of a network stand in the model's metadata, not here. Every other number is a constant beside the code
that uses it. `python -m device.settings.reference` writes docs/configuration.md from these classes.
"""

from dataclasses import dataclass

from device.settings.rules import (
    any_path,
    between,
    file_path,
    letters,
    networks,
    one_of,
    pins,
    preset,
    screen_size,
    setting,
    some_of,
)
from device.settings.values import (
    DISPLAYS,
    HANDS,
    LANGUAGES,
    LCD_CHIPS,
    LEARNERS,
    MODES,
    NUMBER_TASKS,
    OLD_PATHS,
    OLED_CHIPS,
    PATHS,
    RUNTIMES,
    SELF_TESTS,
    SIDES,
    SKINS,
    VOCABULARIES,
    WATCH_SIDES,
    WATCH_SPEEDS,
    WATCHED,
)


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
class DisplaySettings:
    """Where letters are displayed; several displays may run at once.

    Attributes:
        use: displays to open. "auto" stands for every display that is really there: a connected screen, an OLED or LCD
            that answers, and the log. LEDs, character, sound and page are opened only by name.
        led_pins: GPIO of the LEDs for searching, hand seen, holding, right and try again.
        character_pins: GPIO of the 14 segments a–n of gpiozero's LEDCharDisplay.
        character_active_high: false for a common-anode display.
        self_test: when the screen with camera, light, name and address is shown before the first lesson. "auto": by the
            service, until a hand was seen once, and later while there is no camera; "always"; "never".
        record_to: folder for the PNG files of the display "recorder".
        high_contrast: true draws every display in black, white and strong colours.
        framebuffer: device of a monitor without a desktop.
        oled_chip: controller of an OLED on I²C.
        oled_bus: number of its I²C bus.
        oled_address: its I²C address; 60 is 0x3C.
        lcd_chip: controller of an LCD on SPI.
        lcd_size: its width and height in pixels.
        lcd_pins: GPIO of its data/command, reset and backlight lines; many ready-made boards need [25, 27, 24].
        lcd_quarter_turns: quarter turns by which it is mounted.
    """

    use: tuple[str, ...] = setting(("terminal",), some_of(*DISPLAYS))
    led_pins: tuple[int, ...] = setting((17, 27, 22, 23, 24), pins(5))
    character_pins: tuple[int, ...] = setting((4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 18, 19, 20), pins(14))
    character_active_high: bool = True
    self_test: str = setting("auto", one_of(*SELF_TESTS))
    record_to: str = setting("recordings/screens", any_path())
    high_contrast: bool = False
    framebuffer: str = setting("/dev/fb0", file_path())
    oled_chip: str = setting("ssd1306", one_of(*OLED_CHIPS))
    oled_bus: int = setting(1, between(0, 20))
    oled_address: int = setting(0x3C, between(0x08, 0x77))
    lcd_chip: str = setting("st7789", one_of(*LCD_CHIPS))
    lcd_size: tuple[int, ...] = setting((240, 240), screen_size())
    lcd_pins: tuple[int, ...] = setting((6, 5, 13), pins(3))
    lcd_quarter_turns: int = setting(0, between(0, 3), old_names=("lcd_rotate",))


@dataclass(frozen=True)
class ButtonSettings:
    """Push buttons between a GPIO and ground.

    Attributes:
        use: true when buttons are connected.
        mode: GPIO of the button "mode"; -1 for none. A press of one second changes the learner.
        next: GPIO of the button "next"; -1 for none.
        skip: GPIO of the button "skip"; -1 for none.
        learner: GPIO of the button "learner"; -1 for none.
    """

    use: bool = False
    mode: int = setting(25, between(-1, 27))
    next: int = setting(26, between(-1, 27))
    skip: int = setting(21, between(-1, 27))
    learner: int = setting(15, between(-1, 27))

    @property
    def pins(self) -> dict[str, int]:
        """GPIO of every button that is connected, by the button's name."""
        names = ("mode", "next", "skip", "learner") if self.use else ()
        return {name: pin for name in names if (pin := getattr(self, name)) >= 0}


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
class PracticeSettings:
    """What `practice` teaches, and to which learner.

    Attributes:
        mode: "letters", "words", "receptive" (read the pictures, sign them back), "round" (two minutes with a score),
            "numbers" (0–9), "watch" (a drawn hand spells, the learner writes or signs what it was) or "read" (no
            lesson: signed letters become text).
        accept: letters and numbers that the models do not read of a learner; in lessons, any held hand counts as them.
        letters: letters to ask for, such as "ABCDE", and numbers for the mode "numbers", such as "123"; without any of
            a kind, all of it that the model recognises.
        words: text file with one name or word a line; empty for the bundled list.
        own_words: names or words of the learner, with commas between; the mode "words" asks for them first.
        trials: letters or numbers asked for in one session.
        numbers: what the mode "numbers" asks for: "single" numbers, or "rows" such as house, postcode and phone
            numbers, signed digit by digit.
        learner: slot that progress is kept under: a colour and an animal instead of a name.
        language: language of all text on the displays.
        hand: hand the learner signs with; "auto" uses the hand that is seen, and at first that of earlier sessions.
        seen_from: from where pictures show the hand: "mirror", as learners see themselves in the live picture;
            "front", as the person opposite sees it; "own", as learners see their own hand.
        skin: of the hand in the pictures, and of the drawn hand that spells.
        watch: what the hand spells in the mode "watch": "words" (the list of words), "names" or "numbers".
        watch_speed: letters a second in the mode "watch"; "auto" follows the learner's success.
        watch_side: from where the hand is seen in the mode "watch": "front" as a person opposite sees it, "side" half
            turned, "behind" as the signer sees it.
        own_handshapes: folder with a teacher's own photographs or clips, one for each letter or number, named like
            A.jpg; displays and page show them in place of the built-in pictures. Empty for none.
        own_handshapes_by: the teacher's name, shown below these pictures.
        progress: file for the progress; empty for the service's state folder, else the user's.
        rotate_modes: true starts each session in the next mode, so that lessons occur without a button ("numbers" and
            "watch" do not).
    """

    mode: str = setting("letters", one_of(*MODES))
    accept: str = setting("", letters())
    letters: str = setting("", letters())
    words: str = setting("", file_path())
    own_words: str = ""
    trials: int = setting(30, between(1, 500))
    numbers: str = setting("single", one_of(*NUMBER_TASKS))
    learner: str = setting("red-fox", one_of(*LEARNERS))
    language: str = setting("en", one_of(*LANGUAGES))
    hand: str = setting("auto", one_of(*HANDS))
    seen_from: str = setting("mirror", one_of(*SIDES))
    skin: str = setting("medium", one_of(*SKINS))
    watch: str = setting("words", one_of(*WATCHED))
    watch_speed: str = setting("auto", one_of(*WATCH_SPEEDS))
    watch_side: str = setting("front", one_of(*WATCH_SIDES))
    own_handshapes: str = setting("", any_path())
    own_handshapes_by: str = ""
    progress: str = setting("", file_path())
    rotate_modes: bool = setting(False, old_names=("rotate",))


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

    camera: CameraSettings = CameraSettings()
    recognition: RecognitionSettings = RecognitionSettings()
    smoothing: SmoothingSettings = SmoothingSettings()
    display: DisplaySettings = DisplaySettings()
    buttons: ButtonSettings = ButtonSettings()
    health: HealthSettings = HealthSettings()
    practice: PracticeSettings = PracticeSettings()
    web: WebSettings = WebSettings()
