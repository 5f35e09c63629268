"""What goes wrong at the start is one sentence on standard error, the right exit code, and no traceback."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.fakes.clips import TINY, write_clip, write_pictures

SETTINGS, MODEL, CAMERA, DISPLAY = 2, 3, 4, 5


@pytest.fixture
def model(tmp_path):
    """A copy of the tiny model that may be spoiled."""
    path = tmp_path / "model" / "letters.tflite"
    path.parent.mkdir()
    shutil.copy(TINY, path)
    shutil.copy(TINY.with_suffix(".json"), path.with_suffix(".json"))
    return path


@pytest.fixture
def picture(tmp_path) -> Path:
    return write_pictures(tmp_path / "pictures", "A") / "0.png"


# ── cameras ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pace", [(), ("--no-realtime",)])
@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("v4l2:/dev/video99", "There is no camera at /dev/video99; plug one in"),
        ("clip:none.mp4", "There is no video none.mp4"),
        ("folder:none", "There is no folder none"),
        ("picamera:", "picamera2 is not installed"),
        ("telescope:", "“telescope:” is not a camera; use auto, picamera:"),
        ("clip:x.mp4?loop=2", "write clip:FILE?loop=1"),
    ],
)
def test_no_such_camera(fault, tiny, uri, says, pace):
    assert says in fault(CAMERA, "run", "--camera", uri, *pace, *tiny)


@pytest.mark.skipif(any(Path("/dev").glob("video*")), reason="this machine has a camera")
def test_no_camera_at_all(fault, tiny):
    assert "No camera was found; plug one in" in fault(CAMERA, "run", *tiny)


@pytest.mark.parametrize("pace", [(), ("--no-realtime",)])
@pytest.mark.parametrize("content", ["garbage", "empty", "cut"])
def test_an_unreadable_video(fault, tiny, tmp_path, content, pace):
    clip = tmp_path / "x.mp4"
    if content == "cut":
        write_clip(clip, ["A"] * 30)
        clip.write_bytes(clip.read_bytes()[:-4000])
    else:
        clip.write_bytes(b"no video at all" if content == "garbage" else b"")
    assert f"{clip} is not a video that can be read" in fault(CAMERA, "run", "--camera", f"clip:{clip}", *pace, *tiny)


@pytest.mark.parametrize("pace", [(), ("--no-realtime",)])
def test_an_empty_folder(fault, tiny, tmp_path, pace):
    assert "holds no picture" in fault(CAMERA, "run", "--camera", f"folder:{tmp_path}", *pace, *tiny)


@pytest.mark.parametrize("pace", [(), ("--no-realtime",)])
def test_a_garbage_picture_in_the_middle_is_a_warning(station, tiny, tmp_path, pace):
    write_pictures(tmp_path, "AAA")
    (tmp_path / "1.png").write_bytes(b"garbage")
    code, out, err = station("run", "--camera", f"folder:{tmp_path}", "--display", "json", *pace, *tiny)
    assert code == 0
    assert f"{tmp_path / '1.png'} is not a picture" in err
    assert '"event": "stats"' in out  # the others were processed


def test_a_browsers_camera_needs_the_page(fault, tiny):
    assert "there is no web page: add --display web" in fault(SETTINGS, "run", "--camera", "page:", *tiny)


def test_a_live_camera_has_no_clock_of_its_own(fault, tiny, clip_cab):
    said = fault(SETTINGS, "run", "--camera", f"clip:{clip_cab}?loop=1", "--no-realtime", *tiny)
    assert "--no-realtime needs a clip: or folder: camera" in said


# ── models ───────────────────────────────────────────────────────────────────────────────────────


def spoil(model: Path, how: str) -> None:
    metadata = model.with_suffix(".json")
    if how == "missing":
        model.unlink()
    elif how == "corrupt":
        model.write_bytes(model.read_bytes()[:3000])
    elif how == "another":
        model.write_bytes(model.read_bytes()[::-1])
    elif how == "metadata missing":
        metadata.unlink()
    elif how == "metadata corrupt":
        metadata.write_bytes(metadata.read_bytes()[:100])
    elif how == "labels shifted out":
        raw = json.loads(metadata.read_text())
        metadata.write_text(json.dumps({**raw, "labels": raw["labels"][1:]}))
    elif how == "thresholds":
        raw = json.loads(metadata.read_text())
        metadata.write_text(json.dumps({**raw, "thresholds": {"enter": 0.3, "exit": 0.9}}))


SPOILED = {
    "missing": "is missing; run `make convert`",
    "corrupt": "sha256 differs",
    "another": "sha256 differs",
    "metadata missing": "metadata",
    "metadata corrupt": "is not JSON",
    "labels shifted out": "23 labels for 24 outputs",
    "thresholds": "thresholds",
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_model_is_never_run(fault, model, picture, how):
    spoil(model, how)
    assert SPOILED[how] in fault(MODEL, "read", picture, "--model", model)
    assert SPOILED[how] in fault(MODEL, "run", "--camera", f"folder:{picture.parent}", "--model", model)


def test_bench_refuses_a_spoiled_model_too(fault, model, clip_cab):
    spoil(model, "corrupt")
    assert "sha256 differs" in fault(MODEL, "bench", "--camera", f"clip:{clip_cab}", "--model", model)


# ── settings ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", ["run", "read", "bench"])
def test_an_unknown_key_is_named_with_its_line(fault, tmp_path, picture, command):
    config = tmp_path / "station.toml"
    config.write_text("[camera]\nfsp = 3\n")
    more = (picture,) if command == "read" else ()
    assert f"{config}, line 2: there is no setting “camera.fsp”" in fault(SETTINGS, command, "--config", config, *more)


def test_a_missing_settings_file(fault):
    assert "cannot be read: No such file" in fault(SETTINGS, "run", "--config", "none.toml")


def test_an_unknown_display(fault, tiny, clip_cab):
    said = fault(SETTINGS, "run", "--camera", f"clip:{clip_cab}", "--display", "hologram", *tiny)
    assert "display.use knows no “hologram”; choose from terminal" in said


def test_an_unknown_command_names_those_there_are(station):
    code, _, err = station("dance")
    assert code == 2
    assert "run" in err
    assert "doctor" in err


# ── displays ─────────────────────────────────────────────────────────────────────────────────────


def test_no_gpio(fault, tiny, clip_cab, monkeypatch):
    monkeypatch.delenv("GPIOZERO_PIN_FACTORY", raising=False)
    said = fault(DISPLAY, "run", "--camera", f"clip:{clip_cab}", "--display", "leds", *tiny)
    assert "needs GPIO pins, but this machine has none; on a Pi run `sudo apt install python3-lgpio`" in said


def test_a_folder_for_screens_that_cannot_be_made(fault, tiny, clip_cab, tmp_path):
    (tmp_path / "file").touch()
    said = fault(
        DISPLAY,
        "run",
        "--camera",
        f"clip:{clip_cab}",
        "--display",
        "recorder",
        "--record-to",
        tmp_path / "file" / "x",
        *tiny,
    )
    assert "Screens cannot be recorded in" in said


@pytest.mark.parametrize("command", ["run", "practice", "web"])
def test_a_folder_for_screens_without_the_recorder(fault, tiny, clip_cab, tmp_path, command):
    said = fault(SETTINGS, command, "--camera", f"clip:{clip_cab}", "--record-to", tmp_path / "x", *tiny)
    assert "add --display recorder" in said


# ── the command itself ───────────────────────────────────────────────────────────────────────────


def test_a_missing_library_is_one_sentence_that_names_the_doctor(fault, tiny, monkeypatch, picture):
    monkeypatch.delitem(__import__("sys").modules, "device.commands.read", raising=False)
    monkeypatch.setitem(__import__("sys").modules, "device.commands.read", None)
    code_and_text = fault(1, "read", picture, *tiny)
    assert "run `python -m device doctor`" in code_and_text


@pytest.mark.parametrize("command", ["run", "read", "bench", "doctor"])
def test_every_command_explains_itself(station, command):
    code, out, err = station(command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"usage: python -m device {command}")


def test_a_figure_file_that_cannot_be_written(fault, tmp_path, tiny):
    clip = write_clip(tmp_path / "a.mp4", ["A"] * 30)
    said = fault(
        1,
        "bench",
        "--camera",
        f"clip:{clip}",
        "--frames",
        5,
        "--against",
        "tflite_runtime",
        *tiny,
        "--json",
        tmp_path / "none" / "x.json",
    )
    assert "cannot be written to" in said


def test_without_a_home_or_terminal_it_still_runs(process, picture, tiny):
    running = process("read", picture, "--json", *tiny, env={"HOME": "/nonexistent", "TERM": ""}, stdin=-3)
    out, err = running.communicate(timeout=20)
    assert (running.returncode, err) == (0, "")
    assert json.loads(out)["letter"] == "A"
    assert os.path.basename(json.loads(out)["file"]) == "0.png"  # noqa: PTH119
