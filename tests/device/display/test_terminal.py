"""The terminal: any size, with and without colour, in a pipe, in ASCII."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from device.assets.strings import load_strings
from device.display.block_graphics import letter_blocks
from device.display.terminal import MIN_COLUMNS, MIN_ROWS, Terminal
from device.types import Frame, HandBox
from device.view import View
from tests.golden import cases
from tests.golden.cases import STATUSES

HOLDING = View("holding", "B", 0.83, 0.5, "HELLO", fps=29.7, frame_age_ms=41.4)
SIZES = [(80, 24), (120, 40), (40, 12), (24, 10), (200, 60)]


def console(columns=80, rows=24, encoding="utf-8", **options) -> Console:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    return Console(file=stream, width=columns, height=rows, **{"force_terminal": False, "highlight": False, **options})


def written(to: Console) -> str:
    return to.file.buffer.getvalue().decode(to.file.encoding)


def page(view: View, columns=80, rows=24, **options) -> list[str]:
    """Return the page's lines on a screen of this size."""
    to = console(columns, rows, **options)
    to.print(Terminal(console=to).page(view))
    return written(to).splitlines()


def ink(lines: list[str]) -> list[str]:
    return [line for line in lines if set(line) & set("█▀▄#")]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("status", STATUSES)
def test_every_status_fits_every_terminal_and_has_its_text(status, size):
    view = View(status, "W" if status in ("holding", "confirmed") else None, 0.9, 0.7, "HELLO", fps=30)
    lines = page(view, *size)
    assert len(lines) <= size[1]
    assert max(map(len, lines)) <= size[0]
    assert load_strings("en")(f"status.{status.replace(' ', '_')}") in "\n".join(lines)


@pytest.mark.parametrize("size", SIZES)
def test_the_letter_is_as_large_as_the_terminal_allows(size):
    lines = ink(page(HOLDING, *size))[:-1]  # the last is the bar of the hold
    assert len(lines) >= (size[1] - 7) * 0.75


def test_the_letter_has_its_shape():
    """The rows are in order: a B has two bowls of different width."""
    rows = letter_blocks("L", (60, 20), ascii_only=False)
    left = {len(row) - len(row.lstrip()) for row in rows if row.strip()}
    assert len(left) == 1, "the stem of an L is straight"
    assert {len(row) for row in rows} == {60}


def test_the_page_has_letter_confidence_rate_and_age():
    text = "\n".join(page(HOLDING))
    for part in ("Hold it … B 83%", "HELLO", "30 FPS", "frame 41 ms old", "Ctrl-C stops"):
        assert part in text


@pytest.mark.parametrize(("hold", "full"), [(0.0, 0), (0.5, 20), (1.0, 40)])
def test_the_hold_is_a_bar(hold, full):
    bar = next(line for line in page(View("holding", "I", 0.9, hold)) if re.fullmatch(r"\s*[█·]{40}\s*", line))
    assert bar.count("█") == full


def test_a_message_replaces_the_status():
    lines = page(View("camera lost", message="No picture: check the camera's plug"))
    assert any("No picture: check the camera's plug" in line for line in lines)


def test_of_a_long_text_the_newest_letters_are_shown():
    text = "".join(chr(65 + i % 26) for i in range(300))
    lines = page(View("searching", text=text), 40, 12)
    assert any(text[-30:] in line for line in lines)


@given(st.integers(1, 130), st.integers(1, 50), st.sampled_from("AIMQW"), st.text(max_size=200), st.text(max_size=90))
def test_any_view_can_be_shown_in_any_size(columns, rows, letter, text, message):
    text, message = (re.sub(r"[^A-Za-z .,]", "", each) for each in (text, message))
    lines = page(View("holding", letter, 0.9, 0.4, text, message, fps=30, recording=True), columns, rows)
    assert len(lines) <= max(rows, 1)
    assert all(len(line) <= columns for line in lines)


@pytest.mark.parametrize("size", [(MIN_COLUMNS - 1, 24), (80, MIN_ROWS - 1), (60, 3), (50, 1)])
def test_a_terminal_that_is_too_small_shows_the_letter_and_the_reason(size):
    lines = page(HOLDING, *size)
    assert len(lines) == 1
    assert lines[0].startswith("B Hold it …")
    assert "terminal" in lines[0] or size[0] < 30


def test_recording_is_marked_at_every_size():
    view = View("holding", "B", recording=True)
    assert "● REC" in "\n".join(page(view))
    assert "* REC" in "\n".join(page(view, encoding="ascii"))
    assert page(view, 20, 5)[0].startswith("REC")
    assert "REC" not in "\n".join(page(HOLDING))


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1"])
@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 5)])
def test_a_terminal_without_unicode_gets_ascii(encoding, size):
    lines = page(View("holding", "B", 0.83, 0.5, message="It’s “B” – hold …"), *size, encoding=encoding)
    assert all(line.isascii() for line in lines)
    if size == (80, 24):
        assert 'It\'s "B" - hold ...' in "\n".join(lines)
        assert len(ink(lines)) > 12


def test_colour_is_used_where_there_is_colour():
    to = console(force_terminal=True, color_system="truecolor")
    to.print(Terminal(console=Console(file=io.StringIO(), width=80, height=24)).page(HOLDING))
    assert "\x1b[38;2;255;190;80m" in written(to)


def test_without_colour_there_is_none(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    to = console(force_terminal=True)
    to.print(Terminal(console=Console(file=io.StringIO(), width=80, height=24)).page(HOLDING))
    assert "38;" not in written(to)
    assert "Hold it" in written(to)


def test_the_terminal_is_restored_at_the_end():
    to = console(force_terminal=True)
    terminal = Terminal(console=to)
    terminal.show(HOLDING)
    terminal.close()
    terminal.close()
    output = written(to)
    assert output.index("\x1b[?1049h") < output.index("Hold it") < output.rindex("\x1b[?1049l")
    assert output.rindex("\x1b[?25l") < output.rindex("\x1b[?25h"), "the cursor is visible again"


# ── in a pipe ────────────────────────────────────────────────────────────────────────────────────


def piped(*views: View, **options) -> list[str]:
    to = console(**options)
    terminal = Terminal(console=to)
    for view in views:
        terminal.show(view)
    terminal.close()
    return written(to).splitlines()


def test_a_page_that_has_not_changed_is_drawn_twice_a_second_only():
    stream = io.StringIO()
    terminal = Terminal(console=Console(file=stream, width=80, height=24, force_terminal=True))
    drawn = []
    for number in range(20):
        before = stream.tell()
        frame = Frame(np.zeros((8, 8), np.uint8), number / 15, number)
        terminal.show(replace(HOLDING, frame=frame, frame_age_ms=float(number)))
        drawn.append(stream.tell() > before)
    before = stream.tell()
    terminal.show(replace(HOLDING, hold=1.0, frame=frame))
    assert sum(drawn) == 3
    assert stream.tell() > before
    terminal.close()


def test_in_a_pipe_each_change_is_one_line():
    holding = [View("holding", "B", 0.8 + i / 100, i / 10, "A") for i in range(5)]
    lines = piped(View("searching"), View("searching", fps=30), *holding, View("confirmed", "B", 0.9, 1, "AB"))
    assert lines == ["·  Show your hand", "B  Hold it …  B 80%   A", "B  Read  B 90%   AB"]
    assert not any("\x1b" in line for line in lines)


def test_a_dumb_terminal_is_treated_like_a_pipe(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert piped(View("searching"), force_terminal=True) == ["·  Show your hand"]


def test_an_ascii_pipe_gets_all_texts():
    assert piped(View("starting"), encoding="ascii") == [".  Starting ..."]


def test_a_long_line_is_not_folded():
    assert len(piped(View("confirmed", "A", 1, 1, "A" * 500), columns=40)) == 1


def test_a_closed_pipe_is_a_broken_pipe_error(monkeypatch):
    class Closed(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    monkeypatch.setattr("os.dup2", lambda *_: None)  # rich would point our standard output elsewhere
    monkeypatch.setattr("sys.stdout.fileno", lambda: 1, raising=False)
    terminal = Terminal(console=Console(file=Closed(), width=80, height=24))
    with pytest.raises(BrokenPipeError):
        terminal.show(HOLDING)


# ── preview ──────────────────────────────────────────────────────────────────────────────────────


def previewed(columns=80, **options) -> list[str]:
    image = np.zeros((480, 640), np.uint8)
    image[:, :160] = 255  # bright at the camera's left: the learner's right
    view = View("holding", "R", frame=Frame(image, 0.0), box=HandBox(0.5, 0.25, 0.75, 0.75))
    to = console(columns, 24, **options)
    to.print(Terminal(console=to, preview=True).page(view))
    return written(to).splitlines()


def test_the_preview_is_a_mirror_with_the_box_in_it_left_of_the_letter():
    rows = previewed()[2:16]
    assert all(row[31:39] == "@" * 8 for row in rows), "what is on the camera's left is on the mirror's right"
    assert all(set(row[:9]) == {" "} for row in rows)
    framed = [x for row in rows for x, character in enumerate(row[:40]) if character == "o"]
    assert (min(framed), max(framed)) == (10, 20)
    assert any(set(row[40:]) & set("█▀▄") for row in rows)


def test_the_preview_gives_way_to_the_letter_on_a_narrow_terminal():
    assert not any("o" in line for line in previewed(50)[2:16])


def test_the_preview_has_32_greys_where_there_is_colour():
    output = "\n".join(previewed(force_terminal=True, color_system="truecolor"))
    assert "38;2;252;252;252" in output
    assert "38;2;255;190;80" in output, "the box has the colour of the status"


def test_the_preview_is_off_by_default():
    to = console()
    to.print(Terminal(console=to).page(View("hand", frame=Frame(np.full((48, 64), 255, np.uint8), 0.0))))
    assert "@" not in written(to)


# ── lessons ──────────────────────────────────────────────────────────────────────────────────────

LESSONS = {name: view for name, view in cases.views().items() if view.task is not None}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_every_state_of_a_lesson_fits_every_terminal(name, size, encoding):
    lines = page(LESSONS[name], *size, encoding=encoding)
    assert len(lines) <= size[1]
    assert max(map(len, lines)) <= size[0]
    assert LESSONS[name].message[:12] in "\n".join(lines)


def test_a_lesson_has_mode_learner_and_score():
    text = "\n".join(page(LESSONS["wrong"]))
    for part in ("Letters · Red fox", "4 of 6", "✗ Looks like N: you show", "Thumb tip between"):
        assert part in text
    assert "As you see yourself" in "\n".join(page(LESSONS["introduced"]))
    assert "1:14" in "\n".join(page(LESSONS["round"]))
    assert "H E L [L] O" in "\n".join(page(LESSONS["word"]))
    assert "Try 2 of 3" in "\n".join(page(LESSONS["again"]))


def test_the_handshape_is_beside_the_letter():
    shown = page(LESSONS["pictures"], 100, 40, encoding="ascii")
    assert sum(character in "-=+*#%@" for line in shown[1:-7] for character in line[50:]) > 100
    without = page(LESSONS["asked"], 100, 40, encoding="ascii")
    assert max(len(line.rstrip()) for line in without[1:-7]) > 60, "alone, the letter has all the room"


def test_a_linux_console_gets_only_characters_of_its_font(monkeypatch):
    monkeypatch.setenv("TERM", "linux")
    text = "\n".join(page(LESSONS["wrong"]))
    assert "x Looks like N" in text
    assert "✗" not in text


def test_vietnamese_in_ascii_has_no_marks():
    text = "\n".join(page(cases.vietnamese()["word"], encoding="ascii"))
    assert "Lai chu L: mo ban tay" in text


def test_a_pairing_code_is_shown():
    assert "http://192.168.1.20:8080" in "\n".join(page(cases.views()["pairing"]))
    assert any("4821-73" in line for line in piped(cases.views()["pairing"]))


def test_in_a_pipe_a_lesson_has_one_line_for_each_sentence():
    asked, held = LESSONS["asked"], LESSONS["asked"]
    lines = piped(asked, replace(held, status="holding", hold=0.3), asked, LESSONS["right"], LESSONS["right"])
    assert [line.split("  ")[1] for line in lines] == ["Sign W", "✓ Right"]
