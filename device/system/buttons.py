"""Push buttons on GPIO, through gpiozero: from a pin to ground, no resistor. The station works without any.

| button | short | held for a second |
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
HOLD_S = 1.0  # nobody presses that long by chance
HELD = {"mode": "learner", "skip": "clear"}
Press = Callable[[str], None]


class Buttons:
    """Owns the pins; presses come from gpiozero's own thread."""

    def __init__(self, pins: Mapping[str, int], press: Press) -> None:
        """Claim a pin for each button.

        Raises:
            gpiozero.GPIOZeroError, OSError, ImportError: no GPIO here, or a pin is taken.
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
        """The pins are free again; safe to call twice."""
        for button in self._buttons:
            button.close()
        self._buttons = []


def open_buttons(pins: Mapping[str, int], press: Press, warn: Callable[[str], None]) -> Buttons | None:
    """Open the buttons (name → GPIO); None without pins, or with a warning if they cannot be used."""
    if not pins:
        return None
    try:
        import gpiozero

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # gpiozero tells of every pin library it tries; we say it once, below
            return Buttons(pins, press)
    except ImportError:
        warn("The buttons need gpiozero and a pin library (python3-lgpio); the station works without buttons.")
    except gpiozero.exc.BadPinFactory:
        warn(
            "There are no GPIO pins here for the buttons; on a Pi run `sudo apt install python3-lgpio`, elsewhere set "
            "buttons.use = false. The station works without them."
        )
    except Exception as error:  # every pin library has errors of its own; lgpio's is a bare Exception
        warn(
            f"The buttons cannot use their GPIO pins ({error}); check [buttons] in station.toml and that this user is "
            "in the group “gpio”. The station works without them."
        )
    return None


def _listen(button: Any, name: str, press: Press) -> None:
    if name not in HELD:
        button.when_pressed = lambda: press(name)
        return
    held = False

    def hold() -> None:
        nonlocal held
        held = True
        press(HELD[name])

    def release() -> None:
        nonlocal held
        if not held:  # a short press counts when it ends: until then it may become a long one
            press(name)
        held = False

    button.when_held, button.when_released = hold, release
