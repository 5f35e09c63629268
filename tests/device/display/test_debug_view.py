"""`--view debug`: as a picture compared with an approved one, in the terminal, and from `read`."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rich.console import Console

from device.display.debug_terminal import DebugTerminal
from device.display.debug_view import crop_of, square_of
from device.display.pixel.debug import BOX, LANDMARK, SQUARE, draw_debug
from device.recognition.hand_square import square_of_landmarks
from device.recognition.preprocess import normalise_contrast
from device.recognition.turned_crop import crop_turned
from device.view import View
from tests.fakes.clips import write_pictures
from tests.golden import remake
from tests.golden.cases import DEBUG_MODEL, debug_view

GOLDEN = Path(__file__).parents[2] / "golden" / "debug"
MADE = remake.debug()


@pytest.mark.parametrize("name", MADE)
def test_the_page_looks_like_the_approved_picture(name, tmp_path):
    golden = np.asarray(Image.open(GOLDEN / f"{name}.png").convert("RGB")).astype(int)
    drawn = np.asarray(MADE[name]).astype(int)
    assert drawn.shape == golden.shape
    different = (np.abs(drawn - golden).max(axis=2) > 40).mean()  # FreeType's edges, as in test_screen
    if different > 0.005:
        MADE[name].save(tmp_path / f"{name}.png")
    assert different <= 0.005, f"{different:.1%} of the pixels differ; drawn: {tmp_path / name}.png"


def test_every_golden_page_is_compared():
    assert {path.stem for path in GOLDEN.glob("*.png")} == set(MADE)


def test_the_crop_is_the_models_input():
    view = debug_view()
    square = square_of(view.frame, view.scores)
    assert square == square_of_landmarks(view.scores.landmarks * np.array([640, 480]))
    expected = crop_turned(view.frame.image, square.matrix, DEBUG_MODEL.size)
    assert np.array_equal(crop_of(view.frame, square, replace(DEBUG_MODEL, levelled=False)), expected)
    assert np.array_equal(crop_of(view.frame, square, DEBUG_MODEL), normalise_contrast(expected))


def test_landmarks_box_and_square_lie_where_the_hand_is_and_nothing_is_mirrored():
    view = debug_view()  # the hand is right of the middle of the camera's picture
    picture = np.asarray(draw_debug(view, (800, 480), DEBUG_MODEL))[:430, :500]  # without the caption
    left, width = 12, 488  # of the frame within the page
    for colour, x in ((LANDMARK, 0.55), (BOX, 0.55), (SQUARE, 0.55)):
        columns = np.nonzero((picture == colour).all(axis=2).any(axis=0))[0]
        assert (columns.min() + columns.max()) / 2 == pytest.approx(left + x * width, abs=8), colour


@pytest.mark.parametrize("view", [View("starting"), View("searching"), View("ended", text="HELLO")])
def test_a_view_without_a_frame_has_its_text(view):
    blank = np.asarray(draw_debug(view, (800, 480), DEBUG_MODEL))
    assert len(np.unique(blank.reshape(-1, 3), axis=0)) > 2


def test_no_hand_has_no_crop_and_no_letters():
    view = debug_view()
    scores = replace(view.scores, box=None, landmarks=None, p=0 * view.scores.p)
    lost = replace(view, status="searching", letter=None, box=None, scores=scores)
    picture = np.asarray(draw_debug(lost, (800, 480), DEBUG_MODEL))
    assert not (picture == LANDMARK).all(axis=2).any()
    assert "no hand" in lines(lost)[0]


def lines(view, terminal=False, columns=100, rows=30, encoding="utf-8"):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    console = Console(
        file=stream, width=columns, height=rows, force_terminal=terminal, highlight=False, color_system=None
    )
    display = DebugTerminal(DEBUG_MODEL, console=console)
    if terminal:
        display.draw(view)
    else:
        display.show(view)
        display.show(view)
    display.close()
    return stream.buffer.getvalue().decode(encoding).splitlines()


def test_in_a_pipe_each_change_is_one_line_with_the_likeliest_labels():
    printed = lines(debug_view())
    assert len(printed) == 1
    assert "right hand 0.98" in printed[0]
    assert "B 0.83  F 0.10  nothing 0.04" in printed[0]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_terminal_draws_frame_crop_and_bars(encoding):
    drawn = lines(debug_view(), terminal=True, encoding=encoding)
    text = "\n".join(drawn)
    ink = "#" if encoding == "ascii" else "█"
    bars = [line.count(ink) for line in drawn if " 0.83 " in line or " 0.10 " in line]
    assert len(bars) == 2
    assert bars[0] > 4 * bars[1] > 0
    assert "nothing" in text


def test_read_writes_a_page_for_every_picture_under_its_name(station, tiny, tmp_path):
    folder, out = write_pictures(tmp_path / "in", "CA"), tmp_path / "pages"
    code, printed, _ = station("read", folder, folder / "0.png", "--view", "debug", "--out", out, *tiny)
    assert code == 0
    assert sorted(path.name for path in out.iterdir()) == ["0-2.png", "0.png", "1.png"]
    assert Image.open(out / "0.png").size == (800, 480)
    assert printed.splitlines()[0].count("C ") >= 1
    assert "0." in printed.splitlines()[0].split(".png")[1]


def test_read_explains_out_and_names_a_folder_that_cannot_be_written(station, tiny, tmp_path):
    folder = write_pictures(tmp_path / "in", "C")
    code, _, error = station("read", folder, "--out", tmp_path / "pages", *tiny)
    assert code == 2
    assert "--view debug" in error
    (tmp_path / "file").write_text("")
    code, _, error = station("read", folder, "--view", "debug", "--out", tmp_path / "file", *tiny)
    assert code == 5
    assert "--out" in error


def test_run_records_debug_pages(station, tiny, tmp_path):
    folder = write_pictures(tmp_path / "in", "CCCCCCCCCC")
    code, _, _ = station(
        "run",
        "--camera",
        f"folder:{folder}?fps=10",
        "--no-realtime",
        "--view",
        "debug",
        "--display",
        "recorder",
        "--record-to",
        tmp_path / "screens",
        *tiny,
    )
    assert code == 0
    pages = sorted((tmp_path / "screens").glob("*.png"))
    assert any((np.asarray(Image.open(page).convert("RGB")) == BOX).all(axis=2).any() for page in pages)
