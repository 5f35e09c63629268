"""Five LEDs and a 14-segment character, through gpiozero (on its mock pins where there is no Pi)."""

import warnings
from typing import Any

from device.display import view_text
from device.display.palette import DisplayState, display_state
from device.errors import DisplayError
from device.view import View

LED_NAMES = ("searching", "hand", "holding", "right", "try_again")
LIT: dict[DisplayState, str] = {
    "hand": "hand",
    "holding": "holding",
    "right": "right",
    "wrong": "try_again",
    "lost": "try_again",
    "later": "searching",
}


class Leds:
    """One LED a state: searching, hand seen, holding, right (or read), try again (a wrong answer, a lost camera)."""

    name = "leds"
    slow = False
    pause_s = 0.0

    def __init__(self, pins: tuple[int, ...]) -> None:
        """Claim five GPIO pins, in the order of LED_NAMES.

        Raises:
            DisplayError: gpiozero or a GPIO chip is missing, or a pin is taken.
        """
        need_pins("leds", pins, "led_pins")
        named = dict(zip(LED_NAMES, pins, strict=True))
        # Without _order gpiozero sorts its LEDs by name, and so their values.
        self._leds = _claim("leds", lambda gpiozero: gpiozero.LEDBoard(**named, _order=LED_NAMES))

    def show(self, view: View) -> None:
        """Light the LED of what is going on, and only that one."""
        name = LIT.get(display_state(view), "searching" if view.status == "searching" else "")
        self._leds.value = tuple(int(name == led) for led in LED_NAMES)

    def close(self) -> None:
        """All dark; the pins are free again."""
        if not self._leds.closed:
            self._leds.off()
            self._leds.close()


class Character:
    """A single 14-segment character (7 segments cannot show K, M, V, W, X and Z)."""

    name = "character"
    slow = False
    pause_s = 0.0

    def __init__(self, pins: tuple[int, ...], active_high: bool = True) -> None:
        """Claim fourteen GPIO pins, segments a to n as gpiozero's LEDCharDisplay names them.

        Raises:
            DisplayError: see Leds.
        """
        need_pins("character", pins, "character_pins")
        self._display = _claim("character", lambda gpiozero: gpiozero.LEDCharDisplay(*pins, active_high=active_high))

    def show(self, view: View) -> None:
        """Show the letter asked for or read, “-” when the camera is lost, else nothing."""
        letter = view_text.letter(view)
        self._display.value = "-" if view.status == "camera lost" else letter if letter.isalpha() else " "

    def close(self) -> None:
        """All dark; the pins are free again."""
        if not self._display.closed:
            self._display.value = " "
            self._display.close()


def need_pins(name: str, pins: tuple[int, ...], key: str) -> tuple[int, ...]:
    """The pins of a display.

    Raises:
        DisplayError: it has none.
    """
    if not pins:
        raise DisplayError(f"The display “{name}” has no pins; set display.{key} or leave it out of display.use.")
    return pins


def _claim(name: str, make: Any) -> Any:
    try:
        import gpiozero
    except ImportError:
        raise DisplayError(f"The display “{name}” needs gpiozero; `pip install -r requirements-device.txt`.") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # gpiozero tells of every pin library it tries; we say it once, below
            return make(gpiozero)
    except (gpiozero.exc.BadPinFactory, ImportError):  # ImportError: GPIOZERO_PIN_FACTORY names one that is absent
        raise DisplayError(
            f"The display “{name}” needs GPIO pins and there are none here; on a Pi run "
            "`sudo apt install python3-lgpio`, elsewhere leave it out of display.use."
        ) from None
    except Exception as error:  # every pin library has errors of its own; lgpio's is a bare Exception
        raise DisplayError(
            f"The display “{name}” cannot use its GPIO pins ({error}); check the pins in "
            "station.toml and that this user is in the group “gpio”."
        ) from None
