"""The screen of a starting station on every display."""

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from rich.console import Console

from device.assets.strings import load_strings
from device.display import self_test_text
from device.display.pixel import self_test as screen
from device.display.pixel.screen import draw
from device.display.status_log import StatusLog
from device.display.terminal import Terminal
from device.settings import LANGUAGES
from device.view import Pairing, SelfTest, View
from tests.golden.cases import SIZES, view_of

ADDRESS = "http://192.168.178.123:8420"
TEST = SelfTest("ok", "ok", "waiting", name="handshape.local", address=ADDRESS)
VIEW = replace(view_of("searching"), message="Show your hand", self_test=TEST)


def lost(language="en"):
    advice = load_strings(language)("self_test.cable_any_5")
    test = SelfTest("failed", advice=advice, name="handshape.local")
    return View("camera lost", message=advice, language=language, self_test=test)


@pytest.mark.parametrize("size", SIZES[:3])
def test_a_telephone_can_read_the_code(size):
    view = replace(VIEW, self_test=replace(TEST, code_turn=True))
    picture = draw(view, size)
    enlarged = picture.resize((picture.width * 4, picture.height * 4), 0) if size[0] < 480 else picture
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(np.asarray(enlarged)[:, :, ::-1].copy())
    assert text.lower() == ADDRESS


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_advice_is_in_the_pictures_place_and_whole(size, language, monkeypatch):
    drawn = []
    paragraph = screen.draw_paragraph

    def note(pen, text, area, colour, max_size, bold=False):
        drawn.append((text, area))
        paragraph(pen, text, area, colour, max_size, bold)

    monkeypatch.setattr(screen, "draw_paragraph", note)
    cut = []
    monkeypatch.setattr(
        "device.display.pixel.text_drawing.truncate",
        lambda text, face, width: cut.append((text, face.getlength(text) <= width)) or text,
    )
    view = lost(language)
    draw(view, size)
    assert [text for text, _ in drawn].count(view.self_test.advice) == 1
    assert all(fits for _, fits in cut), cut


@pytest.mark.parametrize("size", SIZES[:3])
def test_states_differ_without_colour(size):
    tests = [
        replace(TEST, light=light, hand=hand) for light in ("waiting", "ok", "failed") for hand in ("ok", "waiting")
    ]
    pictures = {(np.asarray(draw(replace(VIEW, self_test=t), size).convert("L")) >= 100).tobytes() for t in tests}
    assert len(pictures) == len(tests)


def test_the_address_stands_beside_the_name_unless_the_page_says_it():
    test = replace(TEST, network="192.168.178.123", address="")
    assert "This station is handshape.local (192.168.178.123)" in self_test_text.about(test, "en")
    assert "handshape.local (192.168.178.123)" in self_test_text.log_line(test, load_strings("en"))
    assert self_test_text.about(replace(test, address=ADDRESS), "en")[0] == "This station is handshape.local"
    without = replace(VIEW, self_test=replace(test, network=""))
    for size in SIZES[:3]:
        assert draw(replace(VIEW, self_test=test), size).tobytes() != draw(without, size).tobytes()


def test_a_code_for_the_page_is_shown_in_place_of_the_self_test():
    pairing = Pairing("handshape.local", "123 456")
    with_code = replace(VIEW, pairing=pairing)
    assert draw(with_code, (240, 240)).tobytes() == draw(replace(with_code, self_test=None), (240, 240)).tobytes()


@pytest.mark.parametrize("size", [(100, 36), (80, 24), (40, 16), (20, 5)])
@pytest.mark.parametrize("view", [VIEW, lost()], ids=["ok", "lost"])
def test_terminal(size, view):
    out = io.StringIO()
    console = Console(file=out, width=size[0], height=size[1], force_terminal=True, color_system=None)
    terminal = Terminal(console=console)
    terminal.draw(view)
    terminal.close()
    text = out.getvalue()
    if size[0] >= 40:
        assert "✓ Camera" in text or "✗ Camera" in text
        assert "handshape.local" in text or "a Pi 5 needs" in text
    assert ("█" in text) == (size == (100, 36) and view is VIEW), "a QR code only where all of it has room"


def test_a_pipe_has_one_line_for_each_change():
    out = io.StringIO()
    terminal = Terminal(stream=out)
    for view in (VIEW, VIEW, replace(VIEW, self_test=replace(TEST, hand="ok"))):
        terminal.show(view)
    lines = out.getvalue().splitlines()
    assert len(lines) == 2
    assert "handshape.local" in lines[0]
    assert "✓ Hand" in lines[1]


def test_the_log_names_what_works_and_the_cable():
    out = io.StringIO()
    log = StatusLog(out)
    for view in (VIEW, VIEW, lost()):
        log.show(view)
    assert out.getvalue().splitlines() == [
        f"Self-test: camera works, light works, hand not yet. This station is handshape.local; its page is {ADDRESS}.",
        "Self-test: camera FAILED, light not yet, hand not yet. This station is handshape.local. "
        "No camera. Flat cable: turn the power off, check both ends; a Pi 5 needs the narrow one. "
        "USB: plug it in again.",
    ]
