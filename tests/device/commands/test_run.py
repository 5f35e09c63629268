"""`python -m device run`, from the camera to the last line."""

import json
import os
import pty
import select
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.fakes.clips import truth_of, write_clip, write_pictures

KEYS = ["t", "event", "letter", "confidence", "frame_age_ms"]


def events(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines()]


def confirmed(lines: list[dict]) -> str:
    return "".join(line["letter"] for line in lines if line["event"] == "confirmed")


@pytest.fixture
def flat_out(station, tiny, clip_cab):
    """Run the clip without real time; exit code 0 and an empty standard error are expected."""

    def run(*arguments: object, camera: str = f"clip:{clip_cab}") -> str:
        code, out, err = station("run", "--camera", camera, "--no-realtime", *tiny, *arguments)
        assert (code, err) == (0, "")
        return out

    return run


# ── without real time ────────────────────────────────────────────────────────────────────────────


def test_the_letters_of_a_clip_are_json_lines(flat_out):
    lines = events(flat_out("--display", "json"))
    assert confirmed(lines) == "CAB"
    for line in lines:
        assert list(line)[:5] == KEYS
        assert line["event"] in ("hand", "candidate", "confirmed", "lost", "stats")
        assert line["frame_age_ms"] is None, "a clip on its own clock has no age"
        assert (list(line)[5:] == []) == (line["event"] != "stats")
        assert (line["letter"] is None) == (line["confidence"] is None)
    assert [line["t"] for line in lines] == sorted(line["t"] for line in lines)
    assert {key: lines[-1][key] for key in ("event", "frames", "text", "spelled")} == {
        "event": "stats",
        "frames": 162,
        "text": "CAB",
        "spelled": "CAB",
    }


def test_twice_the_same_clip_gives_twice_the_same_bytes(flat_out, process, tiny, clip_cab):
    first = flat_out("--display", "json")
    assert flat_out("--display", "json") == first
    other = process("run", "--camera", f"clip:{clip_cab}", "--no-realtime", "--display", "json", *tiny)
    assert other.communicate(timeout=20)[0] == first, "in a process of its own"


def test_the_same_is_true_of_the_terminal_in_a_pipe_and_of_recorded_screens(flat_out, tmp_path):
    said = [flat_out("--display", "terminal", "--display", "recorder", "--record-to", tmp_path / name) for name in "ab"]
    assert said[0] == said[1]
    pictures = [[(path.name, path.read_bytes()) for path in sorted((tmp_path / name).iterdir())] for name in "ab"]
    assert pictures[0] == pictures[1]
    assert len(pictures[0]) > 10
    assert said[0].endswith("spelled  C A B\nread     C A B\n3 of 3 letters\n")
    assert "A  Hold it …  A " in said[0]


def test_a_folder_is_read_like_a_clip(flat_out, tmp_path):
    write_pictures(tmp_path, " " * 6 + "K" * 12 + " " * 8)
    lines = events(flat_out("--display", "json", camera=f"folder:{tmp_path}?fps=15"))
    assert confirmed(lines) == "K"
    assert "spelled" not in lines[-1]


def test_an_excluded_letter_is_never_reported(flat_out, tmp_path):
    clip = write_clip(tmp_path / "tub.mp4", truth_of("TUB", 30))
    out = flat_out("--display", "json", camera=f"clip:{clip}")
    assert '"T"' not in out
    assert confirmed(events(out)) == "UB"


def test_options_apply_on_top_of_the_settings_file(station, tiny, clip_cab, tmp_path):
    config = tmp_path / "station.toml"
    config.write_text('[camera]\nuri = "clip:nowhere.mp4"\n[display]\nuse = ["json"]\n[smoothing]\nhold_s = 5\n')
    code, out, err = station("run", "--config", config, "--camera", f"clip:{clip_cab}", "--no-realtime", *tiny)
    assert (code, err) == (0, "")
    assert confirmed(events(out)) == "", "a hold of five seconds is longer than any letter here"


def test_on_an_ascii_terminal_nothing_breaks(process, tiny, clip_cab):
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    running = process("run", "--camera", f"clip:{clip_cab}", "--no-realtime", *tiny, env=ascii_only)
    out, err = running.communicate(timeout=20)
    assert (running.returncode, err) == (0, "")
    assert "A  Hold it ...  A" in out


# ── in real time ─────────────────────────────────────────────────────────────────────────────────


def test_a_clip_in_real_time_keeps_its_pace_and_gives_the_same_letters(process, tiny, tmp_path):
    clip = write_clip(tmp_path / "ca.mp4", truth_of("CA", 30, held=0.8, between=0.5))
    running = process("run", "--camera", f"clip:{clip}", "--display", "json", *tiny)
    start = None
    lines = []
    for line in running.stdout:
        start = start or time.monotonic()
        lines.append(json.loads(line))
    took = time.monotonic() - start
    assert running.wait(10) == 0
    assert running.stderr.read() == ""
    assert confirmed(lines) == "CA"
    assert 1.5 < took < 8
    ages = [line["frame_age_ms"] for line in lines if line["event"] != "stats"]
    assert all(0 <= age < 2000 for age in ages)
    assert min(ages) < 100


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_program_and_restores_the_terminal(process, tiny, clip_cab, number):
    ours, its = pty.openpty()
    running = process(
        "run",
        "--camera",
        f"clip:{clip_cab}?loop=1",
        *tiny,
        stdout=its,
        stderr=its,
        stdin=its,
        env={"TERM": "xterm-256color", "COLUMNS": "60", "LINES": "20"},
    )
    os.close(its)
    seen = read_until(ours, b"Hold it")
    start = time.monotonic()
    running.send_signal(number)
    seen += read_until(ours, None)
    assert running.wait(5) == 0
    assert time.monotonic() - start < 3
    assert b"\x1b[?1049h" in seen, "the terminal was taken over"
    assert seen.rindex(b"\x1b[?1049l") > seen.rindex(b"\x1b[?1049h")
    assert seen.rindex(b"\x1b[?25h") > seen.rindex(b"\x1b[?25l"), "the cursor is visible again"
    assert b"Traceback" not in seen
    os.close(ours)


def read_until(descriptor: int, what: bytes | None, seconds: float = 15) -> bytes:
    """What a terminal was sent, until `what` is in it, or (None) until the other side closes."""
    seen, end = b"", time.monotonic() + seconds
    while what is None or what not in seen:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, end - time.monotonic()))
        assert ready, f"did not find {what!r} after {seen[-300:]!r}"
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # Linux's way of saying that the other side has closed
            break
        seen += part
    return seen


def test_a_stop_ends_the_json_lines_with_the_statistics(process, tiny, clip_cab):
    running = process("run", "--camera", f"clip:{clip_cab}?loop=1", "--display", "json", *tiny)
    lines = [running.stdout.readline()]
    running.terminate()
    out, err = running.communicate(timeout=3)
    assert (running.returncode, err) == (0, "")
    assert events(lines[0] + out)[-1]["event"] == "stats"


@pytest.mark.parametrize("display", ["json", "terminal"])
def test_a_closed_output_ends_the_program_without_a_message(process, tiny, clip_cab, display):
    running = process("run", "--camera", f"clip:{clip_cab}?loop=1", "--display", display, *tiny)
    assert running.stdout.readline()
    running.stdout.close()  # as `| head -1` does
    assert running.wait(10) == 0
    assert running.stderr.read() == ""


def test_a_full_disk_at_standard_output_is_one_sentence(process, tiny, clip_cab):
    with Path("/dev/full").open("w") as full:
        running = process(
            "run", "--camera", f"clip:{clip_cab}", "--no-realtime", "--display", "json", *tiny, stdout=full
        )
        _, err = running.communicate(timeout=20)
    assert err == "handshape: The display “json” has failed: No space left on device.\n"
    assert running.returncode == 5


def test_a_lost_camera_is_reported_in_time_and_its_return_too(process, tiny, clip_cab, tmp_path):
    clip = Path(shutil.copy(clip_cab, tmp_path / "here.mp4"))
    running = process("run", "--camera", f"clip:{clip}?loop=1", "--display", "json", *tiny)
    until_event(running, "candidate")
    clip.rename(tmp_path / "away.mp4")
    start = time.monotonic()
    until_event(running, "lost")
    assert time.monotonic() - start < 2.0
    assert " is gone; put it back" in (said := running.stderr.readline()) or "There is no video" in said
    (tmp_path / "away.mp4").rename(clip)
    assert "The camera delivers frames again." in running.stderr.readline()
    until_event(running, "candidate")
    running.terminate()
    assert running.wait(3) == 0


def until_event(running, kind: str) -> dict:
    for line in running.stdout:
        event = json.loads(line)
        if event["event"] == kind:
            return event
    raise AssertionError(f"ended without “{kind}”: {running.stderr.read()}")


FAKES = str(Path(__file__).parents[2] / "fakes")


def test_the_pi_camera_is_read_and_stopped(process, tiny):
    """Against the stand-in for picamera2, as a process of its own."""
    running = process("run", "--camera", "picamera:", "--display", "json", *tiny, env={"PYTHONPATH": FAKES})
    event = until_event(running, "confirmed")
    assert event["letter"] == "B"
    assert 25 <= event["frame_age_ms"] < 2000, "the sensor's own delay is counted"
    running.terminate()
    _, err = running.communicate(timeout=3)
    assert (running.returncode, err) == (0, "")


def test_a_pi_camera_that_stalls_is_opened_again_without_a_restart(process, tiny):
    running = process(
        "run", "--camera", "picamera:", "--display", "json", *tiny, env={"PYTHONPATH": FAKES, "FAKE_STALL_AFTER": "40"}
    )
    until_event(running, "confirmed")
    until_event(running, "lost")
    assert "stopped delivering frames; check its ribbon cable." in running.stderr.readline()
    assert "The camera delivers frames again." in running.stderr.readline()
    until_event(running, "confirmed")
    running.terminate()
    assert running.wait(5) == 0


# ── displays ─────────────────────────────────────────────────────────────────────────────────────


def test_leds_and_character_work_through_gpiozero_s_mock_pins(process, tiny, clip_cab):
    running = process(
        "run",
        "--camera",
        f"clip:{clip_cab}",
        "--no-realtime",
        *tiny,
        "--display",
        "leds",
        "--display",
        "character",
        "--display",
        "json",
        env={"GPIOZERO_PIN_FACTORY": "mock"},
    )
    out, err = running.communicate(timeout=20)
    assert (running.returncode, err) == (0, "")
    assert confirmed(events(out)) == "CAB"


def test_a_missing_display_is_a_warning_while_another_works(station, tiny, clip_cab):
    code, out, err = station(
        "run", "--camera", f"clip:{clip_cab}", "--no-realtime", *tiny, "--display", "leds", "--display", "json"
    )
    assert code == 0
    assert len(err.splitlines()) == 1
    assert "The display “leds” needs GPIO pins" in err
    assert confirmed(events(out)) == "CAB"
