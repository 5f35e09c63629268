"""The sections of station.toml for displays and push buttons; see `sections.py`."""

from dataclasses import dataclass

from device.settings.rules import any_path, between, file_path, one_of, pins, screen_size, setting, some_of
from device.settings.values import DISPLAYS, LCD_CHIPS, OLED_CHIPS, SELF_TESTS


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
