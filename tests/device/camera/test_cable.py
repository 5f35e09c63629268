"""Which cable a person should check."""

import pytest

from device.assets.strings import load_strings
from device.camera.cable import Cable, cable_to_check
from device.errors import CameraBusy, CameraDenied, CameraError
from device.settings import LANGUAGES

PI4, PI5 = "Raspberry Pi 4 Model B Rev 1.4", "Raspberry Pi 5 Model B Rev 1.0"
NONE = CameraError("none")


@pytest.mark.parametrize(
    ("uri", "board", "error", "opened", "cable"),
    [
        ("auto", PI4, NONE, "absent", "any"),
        ("auto", PI5, NONE, "absent", "any_5"),
        ("auto", PI4, NONE, "picamera:", "ribbon"),
        ("auto", PI5, NONE, "v4l2:/dev/video0", "usb"),
        ("picamera:", PI5, NONE, "", "ribbon_5"),
        ("v4l2:/dev/video2", PI5, NONE, "", "usb"),
        ("auto", "Intel(R) Core(TM) i5", NONE, "absent", "usb"),
        ("auto", PI4, CameraBusy("x"), "absent", "busy"),
        ("auto", PI4, CameraDenied("x"), "absent", "denied"),
        ("clip:x.mp4?loop=1", PI4, NONE, "", "file"),
        ("page:", PI4, NONE, "", "page"),
    ],
)
def test_the_cable(uri, board, error, opened, cable):
    assert cable_to_check(uri, board, error, opened) == cable


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cable_has_a_sentence(language):
    for cable in Cable.__args__:
        assert load_strings(language)(f"self_test.cable_{cable}")
