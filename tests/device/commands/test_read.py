"""`python -m device read`: single pictures, without smoothing."""

import json
import os
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from device.names import shown
from device.reading.picture import describe_picture
from device.types import HandBox, Scores
from tests.fakes.clips import TINY, frame_of, truth_of, write_clip, write_pictures
from tests.fakes.drawn_letters import LETTERS, draw

KEYS = ["file", "letter", "confidence", "top", "found", "box", "hand", "ms"]


@pytest.fixture
def lines(station, tiny):
    def read(*paths: object, code: int = 0) -> list[dict]:
        got, out, _ = station("read", *paths, "--json", *tiny)
        assert got == code
        return [json.loads(line) for line in out.splitlines()]

    return read


def test_every_picture_is_one_line_with_the_keys_that_scripts_rely_on(lines, tmp_path):
    folder = write_pictures(tmp_path, "CAB")
    read = lines(folder)
    assert [line["letter"] for line in read] == ["C", "A", "B"]
    assert [line["file"] for line in read] == [str(folder / f"{i}.png") for i in range(3)]
    for line in read:
        assert list(line) == KEYS
        assert line["confidence"] == line["top"][0][1] > 0.9
        assert line["top"][0][0] == line["letter"]
        assert len(line["top"]) == 3
        assert [p for _, p in line["top"]] == sorted((p for _, p in line["top"]), reverse=True)
        assert line["found"] is True
        assert line["hand"] is None
        assert line["ms"] > 0


def test_the_box_is_given_as_fractions_of_the_picture(lines, tmp_path):
    write_pictures(tmp_path, "A")
    x0, y0, x1, y1 = lines(tmp_path)[0]["box"]
    assert (x1 - x0) * 320 == pytest.approx((y1 - y0) * 240, abs=0.5), "the guide box is square in pixels"
    assert (x0 + x1, y0 + y1) == (1, 1)


def test_a_square_picture_is_a_hand_already_cut_out(lines, tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), draw("K", 200))
    line = lines(tmp_path / "a.png")[0]
    assert (line["letter"], line["box"]) == ("K", [0, 0, 1, 1])


def test_a_picture_of_nothing_has_no_letter_but_says_what_came_closest(lines, tmp_path):
    write_pictures(tmp_path, " ")
    line = lines(tmp_path)[0]
    assert line["letter"] is None
    assert line["confidence"] < 0.5
    assert len(line["top"]) == 3


def test_a_letter_no_learner_may_meet_is_never_the_answer(lines, tmp_path):
    write_pictures(tmp_path, "T")
    line = lines(tmp_path)[0]
    assert line["letter"] is None
    assert line["top"][0][0] == "T"


def test_pictures_do_not_know_of_each_other(lines, tmp_path):
    folder = write_pictures(tmp_path, "ABAB")
    together = [(line["letter"], line["top"]) for line in lines(folder)]
    alone = [(line["letter"], line["top"]) for i in range(4) for line in lines(folder / f"{i}.png")]
    assert together == alone


def test_every_drawn_letter_is_read(lines, tmp_path):
    letters = "".join(letter for letter in LETTERS if letter != "T")
    write_pictures(tmp_path, letters)
    assert "".join(line["letter"] or "?" for line in lines(tmp_path)) == letters


def test_one_bad_picture_does_not_stop_the_others(station, tiny, tmp_path):
    write_pictures(tmp_path, "ABC")
    (tmp_path / "1.png").write_bytes(b"garbage")
    code, out, err = station("read", tmp_path, "--json", *tiny)
    read = [json.loads(line) for line in out.splitlines()]
    assert code == 4
    broken = f"{tmp_path / '1.png'} is not a picture that can be read"
    assert err.splitlines() == [f"handshape: {broken}; use a JPEG, PNG, BMP, WebP, TIFF or GIF file."]
    assert [line["letter"] for line in read] == ["A", None, "C"]
    assert list(read[1]) == [*KEYS[:-1], "error", "ms"]
    assert (read[1]["found"], read[1]["box"], read[1]["top"]) == (False, None, [])
    assert "is not a picture" in read[1]["error"]


@pytest.mark.parametrize("what", ["missing.png", "empty"])
def test_a_missing_file_is_reported_and_the_rest_is_read(station, tiny, tmp_path, what):
    (tmp_path / "empty").mkdir()
    picture = write_pictures(tmp_path / "good", "A")
    code, out, err = station("read", tmp_path / what, picture, *tiny)
    assert code == 4
    assert len(err.splitlines()) == 1
    assert str(tmp_path / what) in err
    assert out.splitlines()[-1].startswith("A  ")


def test_for_people_there_is_a_line_a_picture(station, tiny, tmp_path):
    write_pictures(tmp_path, "A ")
    code, out, err = station("read", tmp_path, *tiny)
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    assert first.startswith("A  ")
    assert first.endswith("0.png")
    assert second.startswith("–  ")


@pytest.mark.parametrize("name", ["ein Bild.png", "Ä–ß.png", "[1].png", "-dash.png"])
def test_any_file_name_will_do(lines, tmp_path, name):
    ok, data = cv2.imencode(".png", frame_of("A"))
    assert ok
    (tmp_path / name).write_bytes(data.tobytes())
    assert lines(tmp_path)[0]["file"] == str(tmp_path / name)


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (28, 28), (5000, 40)])
def test_any_size_of_picture_will_do(lines, tmp_path, size):
    cv2.imwrite(str(tmp_path / "a.png"), np.full(size, 90, np.uint8))
    assert len(lines(tmp_path)) == 1


def test_a_consumer_that_closes_the_pipe_causes_no_message(process, tmp_path):
    write_pictures(tmp_path, "A" * 40)
    running = process("read", tmp_path, "--model", TINY)
    running.stdout.close()
    assert running.wait(20) == 0
    assert running.stderr.read() == ""


def test_a_clip_is_read_as_the_station_would_read_it(lines, clip_cab):
    line = lines(clip_cab)[0]
    assert (line["text"], line["spelled"]) == ("CAB", "CAB")
    assert [letter for letter, _, _ in line["letters"]] == ["C", "A", "B"]
    times = [t for _, t, _ in line["letters"]]
    assert times == sorted(times)
    assert all(confidence > 0.5 for _, _, confidence in line["letters"])


def test_a_clip_for_people_is_its_word(station, tiny, clip_cab):
    code, out, _ = station("read", clip_cab, *tiny)
    assert (code, out) == (0, f"CAB  {clip_cab}\n")


def test_a_broken_clip_is_one_sentence_and_the_others_are_still_read(station, tiny, clip_cab, tmp_path):
    (tmp_path / "broken.mp4").write_bytes(b"no video")
    code, out, err = station("read", tmp_path / "broken.mp4", clip_cab, "--json", *tiny)
    assert code == 4
    assert "broken.mp4 is not a video" in err
    first, second = (json.loads(line) for line in out.splitlines())
    assert (first["text"], second["text"]) == ("", "CAB")


def test_only_a_model_that_cannot_say_nothing_needs_to_be_sure():
    def read(labels, p):
        recognizer = SimpleNamespace(labels=labels, excluded=("nothing",))
        return describe_picture(recognizer, Scores(0.0, labels, np.array(p, np.float32), HandBox(0, 0, 1, 1)))["letter"]

    assert read(("A", "B", "C"), (0.45, 0.3, 0.25)) is None
    assert read(("A", "B", "nothing"), (0.45, 0.3, 0.25)) == "A"
    assert read(("A", "B", "nothing"), (0.3, 0.25, 0.45)) is None


def test_a_strip_is_a_sentence_and_the_other_pictures_are_still_read(lines, tmp_path):
    folder = write_pictures(tmp_path, "CAB")
    cv2.imwrite(str(folder / "1.png"), np.zeros((1, 6000), np.uint8))
    read = lines(folder, code=4)
    assert [line["letter"] for line in read] == ["C", None, "B"]
    assert "is a strip" in read[1]["error"]


def test_a_page_of_the_debug_view_never_replaces_a_picture(station, tiny, tmp_path):
    folder = write_pictures(tmp_path / "a", "CA")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for _ in range(2):
        code, _, err = station("read", folder / "0.png", folder / "1.png", "--view", "debug", "--out", folder, *tiny)
        assert (code, err) == (0, "")
    assert {path: path.read_bytes() for path in before} == before
    assert sorted(path.name for path in folder.iterdir()) == ["0-2.png", "0.png", "1-2.png", "1.png"]


ODD_NAMES = [
    "a\x1b[2J.png",
    "a\nH  99%  b.png",
    "²1.png",
    "-x.png",
    "a\\xe9.png",
    os.fsdecode(b"caf\xe9.png"),
    "10:15.png",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_picture_of_any_name_is_one_line_that_leads_back_to_it(station, lines, tiny, tmp_path, name):
    (write_pictures(tmp_path, "A") / "0.png").rename(tmp_path / name)
    (line,) = lines(tmp_path)
    assert line["file"] == str(tmp_path / name)
    assert line["letter"] == "A"
    code, out, err = station("read", tmp_path, *tiny)
    assert (code, err) == (0, "")
    assert out.splitlines() == [f"A  {line['confidence']:4.0%}  {tmp_path}/{shown(name)}"]


def test_a_name_that_begins_as_an_option_is_a_file_if_it_exists(station, tiny, tmp_path, monkeypatch):
    (write_pictures(tmp_path, "A") / "0.png").rename(tmp_path / "-x.png")
    monkeypatch.chdir(tmp_path)
    assert station("read", "-x.png", *tiny)[0] == 0
    (tmp_path / "-x.png").unlink()
    assert station("read", "-x.png", *tiny)[0] == 2


def test_of_a_video_that_is_cut_short_is_printed_what_was_read(station, tiny, tmp_path):
    cut = write_clip(tmp_path / "cut.avi", truth_of("CAB", 30), labelled=False)
    data = cut.read_bytes()
    cut.write_bytes(data[: len(data) * 2 // 3])
    code, out, err = station("read", cut, "--json", *tiny)
    line = json.loads(out)
    assert code == 4
    assert "CAB".startswith(line["text"])
    assert line["text"]
    assert line["error"] in err
    assert "cut.avi is cut short: its end is missing" in line["error"]
    assert station("read", cut, *tiny)[1] == f"{line['text']}  {cut}\n"


def test_videos_and_pictures_of_a_folder_are_both_read(station, tiny, clip_cab, tmp_path):
    write_pictures(tmp_path, "A")
    (tmp_path / f"1{clip_cab.suffix}").write_bytes(clip_cab.read_bytes())
    code, out, _ = station("read", tmp_path, *tiny)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["A", "CAB"]


def test_a_pipe_is_a_sentence_at_once(station, tiny, tmp_path):
    os.mkfifo(tmp_path / "p.png")
    code, _, err = station("read", tmp_path / "p.png", *tiny)
    assert code == 4
    assert "p.png cannot be read: it is a pipe, not a file" in err
