"""Small displays on I²C and SPI, through luma: an OLED of one colour, an LCD of many."""

import warnings
from typing import Any

from PIL import Image

from device.display.leds import need_pins
from device.display.palette import NORMAL, Palette
from device.display.pixel.screen import draw
from device.errors import DisplayError
from device.view import View

LIT = 100  # grey 0–255 from which a pixel of a one-colour display is lit; dim text still is, the background is not
SPI_HZ = 32_000_000  # a 240×240 picture takes 29 ms at that


class LumaDisplay:
    """Draws on a luma device, whichever it is: what differs from one to another is luma's business."""

    slow = True

    def __init__(self, name: str, device: Any, palette: Palette = NORMAL, pause_s: float = 1 / 15) -> None:
        """Take over an open luma device."""
        self.name = name
        self.pause_s = pause_s
        self._device = device
        self._palette = palette
        self._shown: bytes | None = None
        self._closed = False

    def show(self, view: View) -> None:
        """Draw the view, unless it looks like the last one: the bus is slow."""
        picture = draw(view, self._device.size, self._palette)
        if self._device.mode == "1":
            picture = lit(picture)
        elif self._device.mode != picture.mode:
            picture = picture.convert(self._device.mode)
        pixels = picture.tobytes()
        if pixels != self._shown:
            self._device.display(picture)
            self._shown = pixels

    def close(self) -> None:
        """Dark, and the bus is free again."""
        if not self._closed:
            self._closed = True
            self._device.cleanup()


def lit(picture: Image.Image) -> Image.Image:
    """One bit a pixel, without dithering: dots would eat the letters' edges."""
    return picture.convert("L").point(lambda grey: 255 * (grey >= LIT)).convert("1")


def open_oled(chip: str, port: int, address: int, palette: Palette) -> LumaDisplay:
    """An OLED on the I²C bus.

    Raises:
        DisplayError: luma, the bus or the display is missing.
    """

    def make() -> Any:
        import luma.oled.device
        from luma.core.interface.serial import i2c

        return getattr(luma.oled.device, chip)(i2c(port=port, address=address))

    advice = f"check its wires (docs/wiring), that `i2cdetect -y {port}` names 0x{address:02x}, and that I²C is on"
    return LumaDisplay("oled", _opened("oled", make, advice), palette)


def open_lcd(chip: str, size: tuple[int, ...], pins: tuple[int, ...], rotate: int, palette: Palette) -> LumaDisplay:
    """An LCD on the first SPI bus.

    Args:
        chip: its controller.
        size: (width, height) in pixels, before it is rotated.
        pins: GPIO of data/command, reset and backlight.
        rotate: quarter turns clockwise.

    Raises:
        DisplayError: luma, spidev, the bus or a pin is missing.
    """

    def make() -> Any:
        import luma.lcd.device
        from luma.core.interface.serial import spi

        data, reset, light = need_pins("lcd", pins, "lcd_pins")
        gpio = GpiozeroPins()
        bus = spi(gpio=gpio, gpio_DC=data, gpio_RST=reset, bus_speed_hz=SPI_HZ)
        driver = getattr(luma.lcd.device, chip)
        return driver(bus, width=size[0], height=size[1], rotate=rotate, gpio=gpio, gpio_LIGHT=light)

    advice = "check its wires and pins, that SPI is on and that python3-spidev is installed"
    return LumaDisplay("lcd", _opened("lcd", make, advice), palette)


class GpiozeroPins:
    """The few calls luma makes to RPi.GPIO, on gpiozero's pins: one owner of pins in the whole station."""

    OUT, LOW, HIGH = 0, 0, 1

    def __init__(self) -> None:
        self._pins: dict[int, Any] = {}

    def setup(self, pin: int, mode: int) -> None:
        """Claim a pin as output."""
        from gpiozero import DigitalOutputDevice

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # gpiozero tells of every pin library it tries
            self._pins[pin] = DigitalOutputDevice(pin)

    def output(self, pin: int, level: int) -> None:
        """Set it."""
        self._pins[pin].value = bool(level)

    def cleanup(self, pins: int | list[int]) -> None:
        """Give pins back."""
        for pin in [pins] if isinstance(pins, int) else pins:
            if pin in self._pins:
                self._pins.pop(pin).close()


def _opened(name: str, make: Any, advice: str) -> Any:
    try:
        import luma.core.error  # noqa: F401
    except ImportError:
        raise DisplayError(f"The display “{name}” needs luma; `pip install -r requirements-device.txt`.") from None
    try:
        return make()
    except Exception as error:  # luma's, gpiozero's, the bus's; lgpio has one of its own, a bare Exception
        reason = str(error).strip().rstrip(".") or type(error).__name__
        raise DisplayError(f"The display “{name}” does not answer ({reason}); {advice}.") from None
