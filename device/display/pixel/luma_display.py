"""Small displays on I²C and SPI, through luma: a monochrome OLED and a colour LCD."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from device.display.base import Display
from device.display.leds import require_pins
from device.display.making import DisplayOptions
from device.display.palette import NORMAL, Palette
from device.display.pixel.changed_areas import changed_areas
from device.display.pixel.screen import Screen
from device.errors import DisplayError
from device.view import View

LIT_FROM_GREY = 100  # grey 0–255 from which a monochrome pixel is lit: dim text is, the background is not
SPI_HZ = 32_000_000  # a 240×240 picture takes 29 ms
PAUSE_S = 1 / 15  # between two pictures; the bus is slow


class LumaDisplay:
    """Draws on a luma device of any kind."""

    slow = True
    pause_s = PAUSE_S

    def __init__(self, name: str, device: Any, palette: Palette = NORMAL) -> None:
        """Take over an open luma device.

        Args:
            name: of the display.
            device: with luma's `size`, `mode`, `display` and `cleanup`.
            palette: colours.
        """
        self.name = name
        self._device = device
        self._screen = Screen(device.size, palette)
        self._shown: NDArray[np.uint8] | None = None
        self._closed = False

    def show(self, view: View) -> None:
        """Draw the view, and send what differs from the last one."""
        picture = self._screen.draw(view)
        if picture is None:
            return
        if self._device.mode == "1":
            picture = to_one_bit(picture)
        elif self._device.mode != picture.mode:
            picture = picture.convert(self._device.mode)
        if hasattr(self._device, "set_window"):
            self._send_areas(picture)
            return
        pixels = np.asarray(picture)
        if self._shown is None or not np.array_equal(pixels, self._shown):
            self._device.display(picture)  # luma's other drivers find out by themselves what has changed
            self._shown = pixels

    def _send_areas(self, picture: Image.Image) -> None:
        """Send the areas that have changed to a driver that would send the whole picture: luma's st7789."""
        pixels = np.asarray(self._device.preprocess(picture))  # turned as the display is mounted
        for top, bottom, left, right in changed_areas(self._shown, pixels):
            self._device.set_window(left, top, right, bottom)
            self._device.data(pixels[top:bottom, left:right].tobytes())
        self._shown = pixels

    def close(self) -> None:
        """Turn the display off and release the bus."""
        if not self._closed:
            self._closed = True
            self._device.cleanup()


def to_one_bit(picture: Image.Image) -> Image.Image:
    """Return the picture in mode "1", without dithering, whose dots would blur the letters' edges."""
    return picture.convert("L").point(lambda grey: 255 * (grey >= LIT_FROM_GREY)).convert("1")


def open_oled(chip: str, port: int, address: int, palette: Palette) -> LumaDisplay:
    """Open an OLED on an I²C bus.

    Args:
        chip: name of its controller in luma.oled, such as "ssd1306".
        port: number of the bus.
        address: on the bus.
        palette: colours.

    Raises:
        DisplayError: luma, the bus or the display is missing.
    """

    def make() -> Any:
        import luma.oled.device
        from luma.core.interface.serial import i2c

        return getattr(luma.oled.device, chip)(i2c(port=port, address=address))

    advice = f"check its wires (docs/wiring), that `i2cdetect -y {port}` lists 0x{address:02x}, and that I²C is enabled"
    return LumaDisplay("oled", open_device("oled", make, advice), palette)


def open_lcd(chip: str, size: tuple[int, ...], pins: tuple[int, ...], rotate: int, palette: Palette) -> LumaDisplay:
    """Open an LCD on the first SPI bus.

    Args:
        chip: name of its controller in luma.lcd, such as "st7789".
        size: (width, height) in pixels, before rotation.
        pins: GPIO pins of data/command, reset and backlight.
        rotate: quarter turns clockwise.
        palette: colours.

    Raises:
        DisplayError: luma, spidev, the bus or a pin is missing.
    """

    def make() -> Any:
        import luma.lcd.device
        from luma.core.interface.serial import spi

        data, reset, light = require_pins("lcd", pins, "lcd_pins")
        gpio = GpiozeroPins()
        bus = spi(gpio=gpio, gpio_DC=data, gpio_RST=reset, bus_speed_hz=SPI_HZ)
        driver = getattr(luma.lcd.device, chip)
        return driver(bus, width=size[0], height=size[1], rotate=rotate, gpio=gpio, gpio_LIGHT=light)

    advice = "check its wires and pins, that SPI is enabled and that python3-spidev is installed"
    return LumaDisplay("lcd", open_device("lcd", make, advice), palette)


class GpiozeroPins:
    """The part of RPi.GPIO that luma uses, on gpiozero's pins: the whole station uses one pin library."""

    OUT, LOW, HIGH = 0, 0, 1  # read by luma

    def __init__(self) -> None:
        """Claim nothing yet."""
        self._pins: dict[int, Any] = {}

    def setup(self, pin: int, mode: int) -> None:
        """Claim a pin as output."""
        from gpiozero import DigitalOutputDevice

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # gpiozero warns for each pin library it tries
            self._pins[pin] = DigitalOutputDevice(pin)

    def output(self, pin: int, level: int) -> None:
        """Set a pin to LOW or HIGH."""
        self._pins[pin].value = bool(level)

    def cleanup(self, pins: int | list[int]) -> None:
        """Release pins."""
        for pin in [pins] if isinstance(pins, int) else pins:
            if pin in self._pins:
                self._pins.pop(pin).close()


def open_device(name: str, make: Callable[[], Any], advice: str) -> Any:
    """Return what `make` returns.

    Args:
        name: of the display.
        make: opens a luma device.
        advice: what to check if it fails; follows a semicolon.

    Raises:
        DisplayError: luma is not installed, or `make` raises.
    """
    try:
        import luma.core.error  # noqa: F401  an import that fails is the test
    except ImportError:
        raise DisplayError(f"The display “{name}” needs luma; `pip install -r requirements-device.txt`.") from None
    try:
        return make()
    except Exception as error:  # luma, gpiozero and the bus have their own; lgpio raises a bare Exception
        reason = str(error).strip().rstrip(".") or type(error).__name__
        raise DisplayError(f"The display “{name}” does not answer ({reason}); {advice}.") from None


def make_oled(options: DisplayOptions) -> Display:
    """Open the display “oled”.

    Raises:
        DisplayError: see open_oled.
    """
    display = options.settings
    return open_oled(display.oled_chip, display.oled_bus, display.oled_address, options.palette)


def make_lcd(options: DisplayOptions) -> Display:
    """Open the display “lcd”.

    Raises:
        DisplayError: see open_lcd.
    """
    display = options.settings
    return open_lcd(display.lcd_chip, display.lcd_size, display.lcd_pins, display.lcd_quarter_turns, options.palette)
