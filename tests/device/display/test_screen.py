"""The drawing of all pixel displays, compared with approved pictures (tests/golden/README.md)."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from device.alphabet import ALPHABET
from device.assets.strings import load_strings
from device.display.palette import HIGH_CONTRAST, MARKS, NORMAL, display_state
from device.display.pixel import live_panel, panels, text_drawing
from device.display.pixel.hand_zoom import HandZoom
from device.display.pixel.large_screen import MAX_HELP_LINES, help_font_px
from device.display.pixel.reference_panel import draw_reference
from device.display.pixel.screen import draw
from device.settings import LANGUAGES
from device.signing.pictures import sign_picture
from device.tutor.message_text import Texts
from device.tutor.scene import Message
from device.types import Frame, HandBox
from device.view import View
from tests.golden import cases, remake
from tests.golden.cases import SIZES, STATUSES, view_of

GOLDEN = Path(__file__).parents[2] / "golden" / "screens"
MADE = remake.screens()
VIEWS = cases.views()
NO_LESSON = ("pairing", "settings", "camera_busy", "picture_")
PLAIN = [key for key in load_strings("en").texts if key.startswith("message.") and not key[8:].startswith(NO_LESSON)]


def test_every_status_has_golden_pictures_of_every_size():
    assert {path.stem for path in GOLDEN.glob("*.png")} == set(MADE)
    assert {view.status for view in VIEWS.values()} == set(STATUSES)
    assert len(MADE) >= len(VIEWS) * len(SIZES)


@pytest.mark.parametrize("name", MADE)
def test_the_screen_looks_like_the_approved_picture(name, tmp_path):
    golden = np.asarray(Image.open(GOLDEN / f"{name}.png").convert("RGB")).astype(int)
    drawn = np.asarray(MADE[name]).astype(int)
    assert drawn.shape == golden.shape
    # Another version of FreeType may shade edges differently: a few pixels, a little. The files have 64 colours.
    different = (np.abs(drawn - golden).max(axis=2) > 48).mean()
    if different > 0.01:
        MADE[name].save(tmp_path / f"{name}.png")
    assert different <= 0.01, f"{different:.1%} of the pixels differ; drawn: {tmp_path / name}.png"


# ── from three metres, without colour, in every language ─────────────────────────────────────────


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [n for n, view in VIEWS.items() if view.letter or (view.task and view.task.prompt)])
def test_every_letter_has_at_least_a_third_of_the_height(name, size, monkeypatch):
    heights = []

    def measure(image, letter, area, colour):
        box = text_drawing.letter_mask(letter, (area[2] - area[0], area[3] - area[1])).getbbox()
        if letter.isalpha():
            heights.append(box[3] - box[1])

    monkeypatch.setattr(panels, "draw_letter", measure)
    view = VIEWS[name]
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        task = view.task and replace(view.task, prompt=letter)
        draw(replace(view, letter=letter if task is None else None, task=task), size)
    assert len(heights) == 26
    assert min(heights) >= size[1] / 3


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("palette", [NORMAL, HIGH_CONTRAST], ids=["normal", "high"])
def test_states_differ_without_colour(size, palette):
    """Also on an OLED, where a pixel is lit or dark."""
    views = {name: view for name, view in VIEWS.items() if name not in ("searching", "waiting")}  # the same words
    lit = {}
    for name, view in views.items():
        lit[name] = (np.asarray(draw(view, size, palette).convert("L")) >= 100).tobytes()
    assert len(set(lit.values())) == len(views)


def contrast(a, b) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2)."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("palette", "min_contrast"), [(NORMAL, 4.5), (HIGH_CONTRAST, 7.0)], ids=["normal", "high"])
def test_every_colour_can_be_read_on_the_background(palette, min_contrast):
    for colour in (palette.foreground, palette.dim, palette.recording, *palette.states.values()):
        assert contrast(colour, palette.background) >= min_contrast
    assert set(palette.states) == set(HIGH_CONTRAST.states)


def test_every_answer_has_a_different_mark():
    states = {name: display_state(VIEWS[name]) for name in ("right", "wrong", "ungraded")}
    assert len({MARKS[state] for state in states.values()}) == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("bold", [False, True])
def test_the_fonts_have_every_character_of_every_language(language, bold):
    face = text_drawing.font(40, bold)
    missing = bytes(face.getmask("\uffff"))
    signs = {c for text in load_strings(language).texts.values() for c in text if not c.isspace()}
    assert not {c for c in signs | {*MARKS.values(), "…", "·"} if bytes(face.getmask(c)) == missing}
    assert all(unicodedata.is_normalized("NFC", text) for text in load_strings(language).texts.values())


@pytest.mark.parametrize("size", SIZES)
def test_the_language_of_the_view_is_the_language_on_the_screen(size):
    english, vietnamese = (draw(View("searching", language=each), size).tobytes() for each in ("en", "vi"))
    assert english != vietnamese


# ── parts ────────────────────────────────────────────────────────────────────────────────────────


def test_recording_is_marked_on_every_size():
    for size in SIZES[:3]:
        for frame in (None, view_of("hand").frame):
            picture = np.asarray(draw(View("holding", "W", 1, 1, frame=frame, recording=True), size))
            plain = np.asarray(draw(View("holding", "W", 1, 1, frame=frame), size))
            reds = (picture == NORMAL.recording).all(axis=2).sum()
            assert reds >= 9, size
            assert not (plain == NORMAL.recording).all(axis=2).any()


def test_the_live_picture_is_a_mirror_and_its_marks_are_mirrored_with_it():
    image = np.zeros((480, 640), np.uint8)
    image[:, :200] = 250  # bright on the camera's left: the learner's right
    view = replace(VIEWS["marked"], frame=Frame(image, 0.0), box=None)
    picture = np.asarray(draw(view, (800, 480)))
    live = picture[200, 20:270]
    assert live[:80].max() < 60
    assert live[-30:].min() > 200
    marked = (picture[:, :290] == NORMAL.mark).all(axis=2)
    assert np.nonzero(marked.any(axis=0))[0].max() < 200  # the marked hand is right of the camera's middle


@pytest.mark.parametrize("name", ["asked", "wrong", "again", "marked"])
def test_the_learners_hand_is_as_large_as_the_letter(name, monkeypatch):
    heights = {}
    show = live_panel.shown_part

    def part(image, box, ratio):
        shown = show(image, box, ratio)
        heights["hand"] = (box.y1 - box.y0) * image.shape[0] / (shown[3] - shown[1])  # of the panel
        return shown

    def letter(image, text, area, colour):
        heights["letter"] = (area[3] - area[1]) / 0.86  # of the panel's height, which the letter nearly fills

    monkeypatch.setattr(live_panel, "shown_part", part)
    monkeypatch.setattr(panels, "draw_letter", letter)
    draw(VIEWS[name], (800, 480))
    assert heights["letter"] >= 160
    assert heights["hand"] >= 0.7


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_lesson_is_9_mm_high_on_a_7_inch_screen(language):
    """No sentence needs more lines than there is room for, in the size that is never reduced."""
    texts, size = Texts(load_strings(language)), help_font_px((800, 480))
    assert size / 480 * 86 >= 9
    pairs = [(a, b) for a in ALPHABET for b in ALPHABET if a != b]
    said = [Message(key, (("letter", a), ("rival", b))) for a, b in pairs for key in ("looks_like", "unsure")]
    values = {"letter": "W", "rival": "M", "word": "WILLIAM", "written": "WILLIAM", "number": "7", "of": "7"}
    values |= {"right": "29", "asked": "30"}
    said += [Message(key.removeprefix("message."), tuple(values.items())) for key in PLAIN]
    for message in said:
        text = texts.brief(message, None) or texts.message(message)
        lines = text_drawing.wrap_pixels(f"✗ {text}", text_drawing.font(size), 776)
        assert len(lines) <= MAX_HELP_LINES, text


def test_the_live_picture_follows_the_hand_only_when_it_leaves_its_place():
    zoom, frame = HandZoom(), VIEWS["asked"].frame

    def at(x, t, size=0.3):
        box = None if x is None else HandBox(x, 0.3, x + size, 0.3 + size)
        return zoom.steady(replace(VIEWS["asked"], box=box, frame=replace(frame, t=t)))

    first = at(0.3, 0.0)
    assert at(0.31, 0.1) is first  # trembles
    assert at(None, 0.5) is first  # one frame without a hand
    moved = at(0.5, 0.6)
    assert moved.x0 == 0.5
    assert at(0.5, 0.7, size=0.1).x1 == 0.6  # farther away
    assert at(None, 3.0) is None


def test_the_handshape_is_that_of_the_learners_hand_seen_in_a_mirror_or_from_the_front():
    task = VIEWS["introduced"].task
    seen = {}
    for hand in ("right", "left"):
        for side in ("mirror", "front"):
            image = Image.new("RGB", (300, 300), NORMAL.background)
            shown = replace(task, picture_hand=hand, picture_side=side, caption="")
            draw_reference(image, shown, (0, 0, 300, 300), NORMAL, 0.0)
            seen[hand, side] = np.asarray(image).astype(int)
    assert np.abs(seen["right", "front"] - seen["left", "front"]).mean() > 2
    assert (seen["right", "front"] == seen["left", "front"][:, ::-1]).all()
    assert (seen["right", "front"] == seen["left", "mirror"]).all()
    assert (seen["right", "front"] == np.asarray(_on_ground(sign_picture("T", 300)))).all()


def _on_ground(picture):
    image = Image.new("RGB", picture.size, NORMAL.background)
    image.paste(picture, (0, 0), picture)
    return image


@pytest.mark.parametrize("size", SIZES)
def test_the_ring_fills_in_proportion(size):
    def filled(hold):
        picture = np.asarray(draw(View("holding", "I", 0.9, hold), size))
        return int((picture == NORMAL.states["holding"]).all(axis=2).sum())

    none, quarter, half, three, whole = map(filled, (0.0, 0.25, 0.5, 0.75, 1.0))
    assert none < quarter < half < three < whole
    assert half - none == pytest.approx((whole - none) / 2, rel=0.1)


def test_a_hidden_prompt_is_not_drawn():
    view = VIEWS["pictures"]
    assert view.task.prompt == ""
    named = replace(view, task=replace(view.task, picture="K", prompt="K"))
    assert draw(view, (800, 480)).tobytes() != draw(named, (800, 480)).tobytes()


def test_a_pairing_code_replaces_everything_else():
    for size in SIZES:
        other = replace(VIEWS["pairing"], frame=None, letter="A")
        assert draw(VIEWS["pairing"], size).tobytes() == draw(other, size).tobytes()


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_a_letter_fills_its_area(letter):
    mask = np.asarray(text_drawing.letter_mask(letter, (60, 80))) >= 128
    rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
    assert rows.size > 55 or columns.size > 50
    assert abs((rows.min() + rows.max()) / 2 - 39.5) <= 2
    assert abs((columns.min() + columns.max()) / 2 - 29.5) <= 2


@settings(max_examples=25)
@given(
    st.integers(48, 500),
    st.integers(32, 400),
    st.sampled_from(STATUSES),
    st.text("AWI .", max_size=400),
    st.text("abcdefg ", max_size=120),
    st.booleans(),
    st.booleans(),
    st.sampled_from(sorted(VIEWS)),
)
def test_any_view_can_be_drawn_at_any_size(width, height, status, text, message, letter, recording, name):
    draw(replace(VIEWS[name], recording=recording, message=message, text=text), (width, height))
    frame = Frame(np.full((48, 64, 3), 90, np.uint8), 0.0)
    view = View(
        status,
        "W" if letter else None,
        0.5,
        1.5,
        text,
        message,
        30.0,
        41.0,
        frame,
        HandBox(-0.2, 0.1, 1.3, 0.9),
        recording,
    )
    assert draw(view, (width, height)).size == (width, height)
