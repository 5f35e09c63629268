"""OLED and LCD, on luma's dummy device and on luma's real drivers with a fake bus."""

from dataclasses import replace

import gpiozero
import luma.lcd.device
import luma.oled.device
import numpy as np
import pytest
from luma.core.device import dummy

from device.display import open_displays
from device.display.palette import NORMAL
from device.display.pixel import luma_display, screen
from device.display.pixel.luma_display import GpiozeroPins, LumaDisplay, open_lcd, open_oled, to_one_bit
from device.display.pixel.screen import draw, draw_page
from device.errors import DisplayError
from device.settings import LCD_CHIPS, OLED_CHIPS, DisplaySettings
from device.types import Frame
from device.view import View
from tests.golden import cases


class Bus:
    """A bus without a device; records what was sent."""

    def __init__(self) -> None:
        self.sent, self.closed = 0, False

    def command(self, *values):
        self.sent += len(values)

    def data(self, values):
        self.sent += len(values)

    def cleanup(self):
        self.closed = True


@pytest.mark.parametrize(("size", "pages", "pictures"), [((128, 64), 2, 2), ((240, 240), 2, 2), ((320, 240), 2, 4)])
def test_a_page_is_drawn_when_it_changes_and_a_picture_only_with_the_camera_image(size, pages, pictures, monkeypatch):
    drawn, shown = [], []

    def count(view, *rest):
        drawn.append(view)
        return draw_page(view, *rest)

    monkeypatch.setattr(screen, "draw_page", count)
    device = dummy(*size)
    monkeypatch.setattr(device, "display", lambda picture: shown.append(picture.tobytes()))
    display, view = LumaDisplay("oled", device), cases.views()["held"]
    images = [Frame(np.full((48, 64), grey, np.uint8), grey / 1000) for grey in (0, 1, 90)]
    views = [*(replace(view, frame=frame) for frame in images), replace(view, frame=images[0], hold=0.4)]
    for each in views:
        display.show(each)
    assert (len(drawn), len(shown)) == (pages, pictures)
    assert drawn[-1].hold == 0.4
    assert shown[-1] == draw(views[-1], size).tobytes()


@pytest.mark.parametrize("rotate", [0, 1])
def test_an_lcd_gets_only_the_bytes_of_the_areas_that_have_changed(pins, rotate):
    bus, memory = Bus(), np.zeros((240, 240, 3), np.uint8)
    device = luma.lcd.device.st7789(bus, width=240, height=240, rotate=rotate, gpio=GpiozeroPins(), gpio_LIGHT=18)
    window = []
    device.set_window = lambda *edges: window.append(edges)

    def write(data):
        left, top, right, bottom = window[-1]
        memory[top:bottom, left:right] = np.frombuffer(data, np.uint8).reshape(bottom - top, right - left, 3)

    device.data = write
    display, view = LumaDisplay("lcd", device), cases.views()["held"]
    for each in (view, replace(view, hold=0.4), replace(view, text="HELL")):
        display.show(each)
        assert np.array_equal(memory, np.asarray(device.preprocess(draw(each, (240, 240)))))
    sizes = [(right - left) * (bottom - top) for left, top, right, bottom in window]
    assert sizes[0] == 240 * 240
    assert sum(sizes[1:]) < 240 * 240


def test_an_lcd_shows_the_drawing():
    device = dummy(240, 240)
    view = cases.views()["held"]
    LumaDisplay("lcd", device).show(view)
    assert device.image.tobytes() == draw(view, (240, 240)).tobytes()


@pytest.mark.parametrize("name", cases.views())
def test_an_oled_shows_every_state_in_two_shades(name):
    device = dummy(128, 64, mode="1")
    LumaDisplay("oled", device).show(cases.views()[name])
    shades = np.unique(np.asarray(device.image.convert("L")))
    assert shades.tolist() == [0, 255]


def test_on_an_oled_even_dim_text_is_lit_and_the_background_is_not():
    picture = draw(View("starting"), (128, 64))
    on = np.asarray(to_one_bit(picture))
    assert not on[0, 0]
    assert 100 < on.sum() < 3000


def test_a_view_with_the_same_pixels_is_not_sent_again():
    sent = []
    device = dummy(128, 64, mode="1")
    device.display = sent.append
    oled = LumaDisplay("oled", device)
    for age in (40.0, 41.0, 42.0):
        oled.show(View("searching", frame_age_ms=age))
    assert len(sent) == 1
    oled.show(View("hand"))
    assert len(sent) == 2


def test_a_closed_display_is_off_and_the_bus_released():
    bus = Bus()
    oled = LumaDisplay("oled", luma.oled.device.ssd1306(bus))
    oled.show(View("searching"))
    before = bus.sent
    oled.close()
    oled.close()
    assert bus.closed
    assert bus.sent > before


@pytest.mark.parametrize("chip", OLED_CHIPS)
def test_luma_has_a_driver_for_every_oled_chip_of_the_settings(chip, monkeypatch):
    bus = Bus()
    monkeypatch.setattr("luma.core.interface.serial.i2c", lambda port, address: bus)
    oled = open_oled(chip, 1, 0x3C, NORMAL)
    before = bus.sent
    oled.show(View("holding", "B", 0.9, 0.5))
    assert bus.sent > before + 100
    oled.close()


SIZES = {
    "st7789": (240, 240),
    "st7735": (160, 128),
    "ili9341": (320, 240),
    "ili9486": (320, 480),
    "ili9488": (480, 320),
}


@pytest.mark.parametrize("chip", LCD_CHIPS)
def test_luma_has_a_driver_for_every_lcd_chip_of_the_settings(chip, monkeypatch, pins):
    bus = Bus()
    monkeypatch.setattr("luma.core.interface.serial.spi", lambda **options: bus)
    lcd = open_lcd(chip, SIZES[chip], (25, 27, 24), 0, NORMAL)
    assert pins(24), "the backlight is on"
    before = bus.sent
    lcd.show(View("holding", "B", 0.9, 0.5))
    assert bus.sent > before + 1000
    lcd.close()
    assert not pins(24)


def test_luma_uses_gpiozeros_pins(pins):
    gpio = GpiozeroPins()
    gpio.setup(17, gpio.OUT)
    gpio.output(17, gpio.HIGH)
    assert pins(17)
    gpio.output(17, gpio.LOW)
    assert not pins(17)
    gpio.cleanup([17])
    gpiozero.LED(17).close()  # free again


def test_without_a_bus_the_error_says_what_to_check():
    with pytest.raises(DisplayError, match=r"“oled” does not answer \(I2C device not found.*i2cdetect -y 99"):
        open_oled("ssd1306", 99, 0x3C, NORMAL)


def test_without_spi_the_error_says_what_to_check(pins):
    with pytest.raises(DisplayError, match=r"“lcd” does not answer .*python3-spidev"):
        open_lcd("st7789", (240, 240), (25, 27, 24), 0, NORMAL)


def test_without_pins_the_error_names_the_setting():
    with pytest.raises(DisplayError, match=r"set display\.lcd_pins"):
        open_lcd("st7789", (240, 240), (), 0, NORMAL)


def test_without_luma_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "luma.core.error", None)
    with pytest.raises(DisplayError, match="needs luma"):
        luma_display.open_device("oled", lambda: None, "")


def test_missing_displays_are_warnings_while_another_works(pins):
    messages = []
    displays = open_displays(DisplaySettings(use=("oled", "lcd", "json"), oled_bus=20), messages.append)
    assert displays.names == ("json",)
    assert [("oled" in messages[0]), ("lcd" in messages[1])] == [True, True]
    displays.close()
