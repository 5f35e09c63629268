"""Five LEDs and a 14-segment character, through gpiozero (on its mock pins where there is no Pi)."""

import warnings
from collections.abc import Callable
from typing import Any

from device.display import view_text
from device.display.base import Display
from device.display.making import DisplayOptions
from device.display.palette import DisplayState, display_state
from device.errors import DisplayError
from device.view import View

LED_NAMES = ("searching", "hand", "holding", "right", "try_again")
LED_OF: dict[DisplayState, str] = {
    "hand": "hand",
    "holding": "holding",
    "right": "right",
    "wrong": "try_again",
    "lost": "try_again",
    "later": "searching",
}


class Leds:
    """One LED for each state: searching, hand in view, holding, right (or read), try again (wrong, or no camera)."""

    name = "leds"
    slow = False
    pause_s = 0.0

    def __init__(self, pins: tuple[int, ...]) -> None:
        """Claim five GPIO pins, in the order of LED_NAMES.

        Raises:
            DisplayError: no pins are set, gpiozero or a GPIO chip is missing, or a pin is in use.
        """
        require_pins("leds", pins, "led_pins")
        named = dict(zip(LED_NAMES, pins, strict=True))
        # Without _order gpiozero sorts its LEDs, and so their values, by name.
        self._leds = _claim("leds", lambda gpiozero: gpiozero.LEDBoard(**named, _order=LED_NAMES))

    def show(self, view: View) -> None:
        """Light the LED of the current state only."""
        lit = LED_OF.get(display_state(view), "searching" if view.status == "searching" else "")
        self._leds.value = tuple(int(name == lit) for name in LED_NAMES)

    def close(self) -> None:
        """Turn the LEDs off and release the pins."""
        if not self._leds.closed:
            self._leds.off()
            self._leds.close()


class Character:
    """A single 14-segment character (7 segments cannot show K, M, V, W, X and Z)."""

    name = "character"
    slow = False
    pause_s = 0.0

    def __init__(self, pins: tuple[int, ...], active_high: bool = True) -> None:
        """Claim fourteen GPIO pins.

        Args:
            pins: of the segments a to n, in the order of gpiozero's LEDCharDisplay.
            active_high: a segment is on when its pin is high.

        Raises:
            DisplayError: see Leds.
        """
        require_pins("character", pins, "character_pins")
        self._display = _claim("character", lambda gpiozero: gpiozero.LEDCharDisplay(*pins, active_high=active_high))

    def show(self, view: View) -> None:
        """Show the prompt or the recognized letter, “-” without a camera, else nothing."""
        letter = view_text.large_letter(view)
        self._display.value = "-" if view.status == "camera lost" else letter if letter.isalnum() else " "

    def close(self) -> None:
        """Turn the segments off and release the pins."""
        if not self._display.closed:
            self._display.value = " "
            self._display.close()


def require_pins(name: str, pins: tuple[int, ...], key: str) -> tuple[int, ...]:
    """Return the pins of a display.

    Raises:
        DisplayError: the setting `key` has none.
    """
    if not pins:
        raise DisplayError(f"The display “{name}” has no pins; set display.{key} or remove it from display.use.")
    return pins


def _claim(name: str, make: Callable[[Any], Any]) -> Any:
    try:
        import gpiozero
    except ImportError:
        raise DisplayError(f"The display “{name}” needs gpiozero; `pip install -r requirements-device.txt`.") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # gpiozero warns for each pin library it tries; the error below is enough
            return make(gpiozero)
    except (gpiozero.exc.BadPinFactory, ImportError):  # ImportError: GPIOZERO_PIN_FACTORY names a missing library
        raise DisplayError(
            f"The display “{name}” needs GPIO pins, but this machine has none; on a Pi run "
            "`sudo apt install python3-lgpio`, elsewhere remove it from display.use."
        ) from None
    except Exception as error:  # every pin library has errors of its own; lgpio raises a bare Exception
        raise DisplayError(
            f"The display “{name}” cannot use its GPIO pins ({error}); check the pins in "
            "station.toml and that this user is in the group “gpio”."
        ) from None


def make_leds(options: DisplayOptions) -> Display:
    """Open the display “leds”.

    Raises:
        DisplayError: see Leds.
    """
    return Leds(options.settings.led_pins)


def make_character(options: DisplayOptions) -> Display:
    """Open the display “character”.

    Raises:
        DisplayError: see Character.
    """
    return Character(options.settings.character_pins, options.settings.character_active_high)
