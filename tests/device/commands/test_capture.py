"""`python -m device capture` from the command line, with a clip as the camera."""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

import cv2
import pytest

from device.capture import store as store_module
from tests.fakes.clips import frame_of, write_clip, write_pictures
from tests.tools.waiting import until

WHO = ("--signer", "anna", "--hand", "left", "--lighting", "lamp", "--room", "kitchen")
QUICK = ("--countdown", "0", "--every", "0", "--no-realtime")


@pytest.fixture
def to(tmp_path) -> Path:
    return tmp_path / "recordings"


@pytest.fixture
def clip(tmp_path) -> Path:
    return write_clip(tmp_path / "a.avi", ["A"] * 60)


@pytest.fixture
def capture(station, to, clip):
    def run(*arguments: object, camera: str = f"clip:{clip}", who=WHO, pace=QUICK) -> tuple[int, str, str]:
        return station("capture", *who, "--camera", camera, "--to", to, *pace, *arguments)

    return run


def pictures(to: Path) -> list[str]:
    return sorted(str(path.relative_to(to)) for path in to.rglob("*.png"))


def only_session(to: Path) -> Path:
    return next(to.glob("anna/*/session.json")).parent


def test_letters_are_recorded_in_the_folders_training_reads(capture, to, clip):
    code, out, err = capture("--consent", "yes", "--letters", "A,B,nothing", "--count", "4")
    assert (code, err) == (0, "")
    folder = only_session(to)
    assert folder.name.endswith("-left-lamp-kitchen")
    assert pictures(folder) == [f"{letter}/{i:04d}.png" for letter in ("A", "B", "nothing") for i in range(4)]
    raw = json.loads((folder / "session.json").read_text())
    assert raw["signer"] == "anna"
    assert raw["session"] == folder.name
    assert (raw["hand"], raw["lighting"], raw["room"]) == ("left", "lamp", "kitchen")
    assert raw["camera"] == f"clip:{clip}"
    assert raw["guide_box"] == [0.275, 0.2, 0.725, 0.8]
    assert raw["consent"][:4].isdigit()
    assert f"12 pictures in {folder}; nothing is missing." in out


def test_pictures_are_the_camera_s_frames_whole_grey_and_unmirrored(capture, to, tmp_path):
    write_pictures(tmp_path / "frames", "R")
    capture("--consent", "yes", "--letters", "R", "--count", "1", camera=f"folder:{tmp_path / 'frames'}")
    kept = cv2.imread(str(only_session(to) / "R" / "0000.png"), cv2.IMREAD_UNCHANGED)
    expected = cv2.cvtColor(frame_of("R"), cv2.COLOR_BGR2GRAY)
    assert kept.shape == (240, 320)
    assert (kept == expected).all()


def test_training_reads_what_was_recorded(capture, to):
    recordings = pytest.importorskip("training.datasets.recordings")
    capture("--consent", "yes", "--letters", "A,nothing", "--count", "3")
    samples = recordings.samples(to)
    assert [(each.letter, each.signer, each.hand) for each in samples] == (
        [("A", "anna", "left")] * 3 + [("nothing", "anna", "left")] * 3
    )
    assert samples[0].load().shape == (240, 320)


def test_a_session_goes_on_where_it_was_stopped_and_overwrites_nothing(capture, to):
    capture("--consent", "yes", "--letters", "AB", "--count", "3")
    folder = only_session(to)
    before = {name: (folder / name).stat().st_mtime_ns for name in pictures(folder)}
    shutil.rmtree(folder / "B")
    code, out, _ = capture("--letters", "AB", "--count", "5")
    assert code == 0
    assert pictures(folder) == [f"{letter}/{i:04d}.png" for letter in "AB" for i in range(5)]
    kept = {name: (folder / name).stat().st_mtime_ns for name in before if name.startswith("A")}
    assert kept == {name: t for name, t in before.items() if name.startswith("A")}
    assert "nothing is missing" in out


def test_consent_is_asked_once_per_signer(capture, to):
    assert capture("--letters", "A", "--count", "1")[0] == 6
    assert not to.exists()
    capture("--consent", "yes", "--letters", "A", "--count", "1")
    assert capture("--letters", "A", "--count", "2", "--session", "second")[0] == 0
    code, _, err = capture("--letters", "A", who=("--signer", "ben", *WHO[2:]))
    assert (code, "ben has not agreed to be recorded yet" in err) == (6, True)


def test_a_clip_that_ends_early_says_what_is_missing(capture):
    code, out, _ = capture("--consent", "yes", "--count", "10")
    assert code == 0
    assert "60 pictures in" in out
    assert "180 are missing: give the same command again" in out


def test_at_a_terminal_what_is_missing_is_asked_for(capture, to, monkeypatch):
    answers = iter(["anna", "right", "lamp", "kitchen", "yes"])
    questions = []

    def answer(question):
        questions.append(question)
        return next(answers)

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("device.commands.capture.input", answer, raising=False)
    code, _, err = capture("--letters", "A", "--count", "1", who=())
    assert (code, err) == (0, "")
    assert len(questions) == 5
    assert "Type yes to agree" in questions[-1]
    assert json.loads((only_session(to) / "session.json").read_text())["hand"] == "right"


def test_a_question_without_an_answer_is_one_sentence(fault, to, clip, monkeypatch):
    def end_of_input(question):
        raise EOFError

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("device.commands.capture.input", end_of_input, raising=False)
    assert "Without an answer nothing is recorded" in fault(2, "capture", "--camera", f"clip:{clip}", "--to", to)
    assert not to.exists()


@pytest.mark.parametrize(
    ("code", "arguments", "says"),
    [
        (2, ("--count", "0"), "--count must lie between 1 and"),
        (2, ("--burst", "0"), "--burst must lie between 1 and"),
        (2, ("--every", "-1"), "--every must lie between 0 and"),
        (2, ("--countdown", "nan"), "--countdown must lie between 0 and"),
        (6, ("--letters", "AJ"), "J is a movement"),
        (6, ("--letters", "A1"), "“1” is not a letter"),
        (6, ("--signer", "../x"), "“../x” cannot name the signer"),
        (6, ("--session", "a b"), "“a b” cannot name the session"),
        (6, ("--consent", "no"), "anna has not agreed, so nothing was recorded"),
        (4, ("--camera", "clip:none.mp4"), "There is no video"),
    ],
)
def test_a_wrong_value_is_one_sentence(fault, to, clip, code, arguments, says):
    base = ("capture", *WHO, "--consent", "yes", "--camera", f"clip:{clip}", "--to", to, *QUICK)
    assert says in fault(code, *base, *arguments)
    assert pictures(to) == []


def test_without_a_terminal_the_missing_options_are_named(fault, to, clip):
    said = fault(2, "capture", "--signer", "anna", "--camera", f"clip:{clip}", "--to", to)
    assert "add --hand, --lighting, --room." in said


def test_another_hand_in_the_same_session_is_refused(capture, fault, to, clip):
    capture("--consent", "yes", "--letters", "A", "--count", "1", "--session", "x")
    said = fault(
        6, "capture", *WHO, "--hand", "right", "--session", "x", "--camera", f"clip:{clip}", "--to", to, *QUICK
    )
    assert "was recorded with hand left, not right" in said


def test_a_full_disk_ends_with_a_sentence_and_all_pictures_before_it(capture, fault, to, clip, monkeypatch):
    real = os.fsync

    def full(descriptor):
        unfinished = Path(f"/proc/self/fd/{descriptor}").readlink().name.endswith(".part")
        if unfinished and len(list(to.rglob("*.png"))) == 3:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    said = fault(
        6, "capture", *WHO, "--consent", "yes", "--letters", "A", "--camera", f"clip:{clip}", "--to", to, *QUICK
    )
    assert "No space left on device" in said
    assert "give the same command again" in said
    monkeypatch.undo()
    assert len(pictures(to)) == 3
    assert not list(to.rglob("*.part"))
    code, out, _ = capture("--letters", "A", "--count", "10")
    assert (code, "10 pictures in" in out) == (0, True)


def test_it_stops_before_the_disk_is_full(capture, to, monkeypatch):
    monkeypatch.setattr(store_module.machine, "free_megabytes", lambda path: 50.0)
    code, _, err = capture("--consent", "yes")
    assert (code, "Only 50 MB are free" in err) == (6, True)
    assert pictures(to) == []


def test_while_pictures_are_written_the_display_says_so(capture):
    _, out, _ = capture(
        "--consent",
        "yes",
        "--letters",
        "A,nothing",
        "--count",
        "2",
        pace=("--countdown", "0.2", "--every", "0", "--no-realtime"),
    )
    lines = out.splitlines()
    assert lines[0].startswith("A  Make the letter A: 1   A 0 of 2")
    assert lines[1].startswith("A  REC  Hold it, move and turn it a little")
    assert lines[2].startswith("·  Keep your hand out of the picture: 1")
    assert lines[3].startswith("·  REC  Keep your hand out of the picture")
    assert "thank you" in lines[4]
    assert "REC" not in lines[4]


def test_twice_the_same_clip_gives_the_same_pictures(capture, to):
    for name in "xy":
        capture("--consent", "yes", "--letters", "AB", "--count", "5", "--session", name, "--countdown", "0.5")
    assert pictures(to / "anna" / "x") == pictures(to / "anna" / "y")
    for name in pictures(to / "anna" / "x"):
        assert (to / "anna" / "x" / name).read_bytes() == (to / "anna" / "y" / name).read_bytes()


def test_the_pi_camera_records_too(process, to):
    """Against the stand-in for picamera2, as a process of its own."""
    fakes = str(Path(__file__).parents[2] / "fakes")
    running = process(
        "capture",
        *WHO,
        "--consent",
        "yes",
        "--camera",
        "picamera:",
        "--to",
        to,
        "--letters",
        "B",
        "--count",
        "2",
        "--countdown",
        "0",
        "--every",
        "0",
        env={"PYTHONPATH": fakes},
    )
    _, err = running.communicate(timeout=20)
    assert (running.returncode, err) == (0, "")
    assert [cv2.imread(str(to / name), cv2.IMREAD_UNCHANGED).shape for name in pictures(to)] == [(480, 640)] * 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_all_pictures_and_leaves_no_unfinished_file(process, to, clip, number):
    running = process(
        "capture",
        *WHO,
        "--consent",
        "yes",
        "--camera",
        f"clip:{clip}?loop=1",
        "--to",
        to,
        "--countdown",
        "0",
        "--every",
        "0.02",
        "--count",
        "9999",
    )
    until(lambda: len(pictures(to)) >= 10, 20)
    running.send_signal(number)
    out, err = running.communicate(timeout=3)
    assert (running.returncode, err) == (0, "")
    assert "give the same command again" in out
    assert not list(to.rglob("*.part"))
    for name in pictures(to):
        assert cv2.imread(str(to / name)) is not None


def test_a_process_killed_in_the_middle_leaves_only_whole_pictures(process, capture, to, clip):
    running = process(
        "capture",
        *WHO,
        "--consent",
        "yes",
        "--camera",
        f"clip:{clip}?loop=1",
        "--to",
        to,
        "--countdown",
        "0",
        "--every",
        "0",
        "--count",
        "9999",
        "--letters",
        "A",
    )
    until(lambda: len(pictures(to)) >= 10, 20)
    running.kill()
    running.wait(5)
    for name in pictures(to):
        assert cv2.imread(str(to / name)) is not None
    have = len(pictures(to))
    assert capture("--letters", "A", "--count", str(have + 3))[0] == 0
    assert len(pictures(to)) == have + 3
    assert not list(to.rglob("*.part"))
