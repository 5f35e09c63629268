"""Push buttons on GPIO, through gpiozero: from a pin to ground, without a resistor. Buttons are optional.

| button | short press | pressed for a second |
| --- | --- | --- |
| mode | the next mode | the next learner |
| next | the next letter; reading: a space | |
| skip | this letter later; reading: delete | reading: clear the line |
| learner | the next learner | |
"""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

BOUNCE_S = 0.03  # contacts of a cheap button chatter for 5 to 20 ms
HOLD_S = 1.0  # longer than any accidental press
LONG_PRESS = {"mode": "learner", "skip": "clear"}  # button → action of a long press
Press = Callable[[str], None]


class Buttons:
    """The buttons in use. Each press calls a function in a thread of gpiozero; see Controls.press."""

    def __init__(self, pins: Mapping[str, int], press: Press) -> None:
        """Claim a pin for each button.

        Args:
            pins: name of the button → GPIO number.
            press: called with the name of the action.

        Raises:
            gpiozero.GPIOZeroError: there is no GPIO, or a pin is in use.
            OSError: there is no GPIO.
            ImportError: gpiozero is not installed.
        """
        import gpiozero

        self._buttons: list[Any] = []
        try:
            for name, pin in pins.items():
                button = gpiozero.Button(pin, pull_up=True, bounce_time=BOUNCE_S, hold_time=HOLD_S)
                self._buttons.append(button)
                _listen(button, name, press)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Release the pins; safe to call twice."""
        for button in self._buttons:
            button.close()
        self._buttons = []


def open_buttons(pins: Mapping[str, int], press: Press, warn: Callable[[str], None]) -> Buttons | None:
    """Open the buttons; return None without pins, or after a warning if they cannot be used.

    Args:
        pins: name of the button → GPIO number.
        press: called with the name of the action, in a thread of gpiozero.
        warn: called with one sentence if the buttons cannot be used.
    """
    if not pins:
        return None
    try:
        import gpiozero

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # gpiozero warns about every pin library it tries
            return Buttons(pins, press)
    except ImportError:
        warn("The buttons need gpiozero and a pin library (python3-lgpio); the station works without buttons.")
    except gpiozero.exc.BadPinFactory:
        warn(
            "There are no GPIO pins for the buttons; on a Pi run `sudo apt install python3-lgpio`, elsewhere set "
            "buttons.use = false. The station works without them."
        )
    except Exception as error:  # every pin library has its own errors; that of lgpio is a bare Exception
        warn(
            f"The buttons cannot use their GPIO pins ({error}); check [buttons] in station.toml and that this user is "
            "in the group “gpio”. The station works without them."
        )
    return None


def _listen(button: Any, name: str, press: Press) -> None:
    if name not in LONG_PRESS:
        button.when_pressed = lambda: press(name)
        return
    long = False

    def hold() -> None:
        nonlocal long
        long = True
        press(LONG_PRESS[name])

    def release() -> None:
        nonlocal long
        if not long:  # a short press counts when it ends: until then it may become a long one
            press(name)
        long = False

    button.when_held, button.when_released = hold, release
