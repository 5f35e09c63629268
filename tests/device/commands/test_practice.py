"""`python -m device practice`, from the camera to the displays and the progress file."""

import contextlib
import json
import sqlite3

import numpy as np
import pytest

from device.personal.hand_file import LearnerHand, load_hand, save_hand
from device.recognition.personal import sample_of
from device.tutor.progress.schema import VERSION
from tests.fakes.clips import TINY, truth_of, write_clip
from tests.fakes.signed_hands import scores_of

DEMO = "clip:device/assets/demo/hello_jz.mp4"


@pytest.fixture
def practice(station, tmp_path):
    """Run `practice` on a clip; exit code, standard output, standard error."""

    def run(*arguments, camera=DEMO, display="json"):
        return station(
            "practice",
            "--camera",
            camera,
            "--no-realtime",
            "--display",
            display,
            "--model",
            TINY,
            "--progress",
            tmp_path / "progress.db",
            *arguments,
        )

    return run


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    """A clip in which a word is signed slowly, as a camera URI."""

    def make(word: str, between: float = 2.0) -> str:
        path = tmp_path_factory.mktemp("film") / "film.avi"
        write_clip(path, truth_of(word, 10, held=2.0, between=between), fps=10, labelled=False)
        return f"clip:{path}"

    return make


def events(out: str, kind: str) -> list[dict]:
    return [line for line in map(json.loads, out.splitlines()) if line["event"] == kind]


def rows(tmp_path, query: str) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(tmp_path / "progress.db")) as db:
        return db.execute(query).fetchall()


def test_letters_that_are_signed_are_right_and_kept(practice, film, tmp_path):
    code, out, err = practice("--letters", "C", "--trials", "3", camera=film("CCC"))
    assert (code, err) == (0, "")
    assert [(line["letter"], line["picture"]) for line in events(out, "prompt")] == [
        ("C", True),
        ("C", False),
        ("C", False),
    ]
    assert [line["outcome"] for line in events(out, "answer")] == ["right"] * 3
    (over,) = events(out, "session")
    assert (over["reason"], over["asked"], over["right"]) == ("done", 3, 3)
    assert rows(tmp_path, "SELECT letter, outcome, rating IS NULL FROM reviews ORDER BY seq") == [
        ("C", "right", 1),
        ("C", "right", 0),
        ("C", "right", 0),
    ]
    assert rows(tmp_path, "SELECT learner, mode, ended FROM sessions") == [("red-fox", "letters", "done")]


def test_a_wrong_letter_is_named(practice, film):
    _, out, _ = practice("--letters", "BC", camera=film("CC"))
    first = events(out, "answer")[0]
    assert (first["letter"], first["outcome"], first["rival"], first["final"]) == ("B", "wrong", "C", False)


def test_a_word_is_spelled(practice, film, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("Cab\n", encoding="utf-8")
    _, out, _ = practice("--mode", "words", "--words", words, "--trials", "3", camera=film("CAB", between=0.5))
    assert [(line["letter"], line["outcome"]) for line in events(out, "answer")] == [
        ("C", "right"),
        ("A", "right"),
        ("B", "right"),
    ]


def test_read_mode_reports_the_line_of_text(practice, film):
    _, out, _ = practice("--mode", "read", camera=film("CAB", between=1.0))
    assert [line["text"] for line in events(out, "session")] == ["C", "CA", "CAB"]
    assert events(out, "prompt") == []


@pytest.mark.parametrize("mode", ["letters", "words", "read", "receptive", "round"])
def test_every_mode_watches_the_bundled_clip_to_its_end(practice, mode):
    code, out, err = practice("--mode", mode)
    assert (code, err) == (0, "")
    assert events(out, "stats")[-1]["frames"] > 50


@pytest.mark.parametrize(("language", "said"), [("en", "Sign C"), ("vi", "Làm chữ C")])
def test_the_display_uses_the_learners_language(practice, film, language, said):
    code, out, _ = practice("--language", language, "--letters", "C", camera=film("C"), display="terminal")
    assert code == 0
    assert said in out


def test_a_log_replays(practice, film, station, tmp_path):
    practice("--letters", "C", "--trials", "2", "--log", tmp_path / "log", camera=film("CC"))
    code, out, _ = station("practice", "--replay", tmp_path / "log")
    assert code == 0
    effects = [json.loads(line) for line in out.splitlines()]
    assert [effect["outcome"] for effect in effects if effect["effect"] == "Feedback"] == ["right", "right"]


def test_progress_is_exported_imported_and_reset(practice, film, station, tmp_path):
    practice("--letters", "C", "--trials", "2", camera=film("CC"))
    here, there = ("--progress", tmp_path / "progress.db"), ("--progress", tmp_path / "other.db")
    table = tmp_path / "table.csv"
    assert station("practice", "--export", table, *here)[:2] == (0, f"2 answers written to {table}\n")
    assert station("practice", "--import", table, *there)[:2] == (0, f"2 new answers from {table}\n")
    assert station("practice", "--reset", "red-fox", *there)[0] == 0
    code, out, err = station("practice", "--export", table, *there)
    assert (code, out) == (6, "")
    assert "has 2 answers that this progress does not have" in err
    assert station("practice", "--export", table, "--force", *there)[1].startswith("0 answers")


def test_a_learned_hand_travels_with_the_progress_and_is_forgotten_with_it(station, tmp_path):
    samples = [sample_of(scores_of(0, x, np.random.default_rng(0)), 320, 240, x, 0) for x in "AB"]
    save_hand(tmp_path / "progress.db", LearnerHand("red-fox", "0" * 12, "2026-11-30", tuple(samples)))
    here, there = ("--progress", tmp_path / "progress.db"), ("--progress", tmp_path / "other.db")
    table = tmp_path / "table.csv"
    _, out, _ = station("practice", "--export", table, *here)
    assert out.endswith(f"1 learned hand written to {tmp_path / 'table.hands.json'}\n")
    assert station("practice", "--import", table, *there)[1].splitlines()[1].startswith("1 new learned hand from")
    assert len(load_hand(tmp_path / "other.db", "red-fox").samples) == 2
    assert station("practice", "--reset", "red-fox", *there)[0] == 0
    assert load_hand(tmp_path / "other.db", "red-fox") is None
    assert station("personalise", "--remove", *here)[1] == "The hand of red-fox is deleted.\n"
    assert station("personalise", "--remove", *here)[1] == "The hand of red-fox is not there.\n"


def test_a_run_that_is_cut_short_keeps_what_was_answered(practice, film, tmp_path):
    practice("--letters", "C", "--trials", "30", camera=film("CC"))
    assert len(rows(tmp_path, "SELECT * FROM reviews")) == 2
    assert rows(tmp_path, "SELECT ended FROM sessions") == [("stopped",)]


def test_letters_the_model_cannot_judge_are_left_out_with_a_warning(practice):
    code, _, err = practice("--letters", "CJT")
    assert code == 0
    assert err == "handshape: This model cannot judge J, T; left out of practice.\n"


def test_no_letter_to_judge_is_a_sentence(fault, tmp_path):
    said = fault(
        2,
        "practice",
        "--camera",
        DEMO,
        "--no-realtime",
        "--model",
        TINY,
        "--letters",
        "JZ",
        "--progress",
        tmp_path / "p.db",
    )
    assert "choose from" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--letters", "abc"), "capital letters"),
        (("--trials", "0"), "between 1 and 500"),
        (("--words", "no such file"), "cannot be read"),
        (("--replay", "no such log"), "There is no log"),
    ],
)
def test_bad_arguments_are_a_sentence(fault, tmp_path, arguments, said):
    assert said in fault(
        2, "practice", "--camera", DEMO, "--no-realtime", "--model", TINY, "--progress", tmp_path / "p.db", *arguments
    )


def test_progress_that_cannot_be_written_does_not_stop_practice(practice, film, station, tmp_path):
    (tmp_path / "progress.db").mkdir()
    code, out, err = practice("--letters", "C", "--trials", "1", camera=film("C"))
    assert code == 0
    assert "its progress is not kept" in err
    assert [line["outcome"] for line in events(out, "answer")] == ["right"]


def test_progress_of_a_newer_release_is_left_alone_and_practice_goes_on(practice, tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "progress.db")) as db:
        db.execute("CREATE TABLE meta (key, value)")
        db.execute("INSERT INTO meta VALUES ('generation', '7')")
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
        db.commit()
    code, _, err = practice()
    assert code == 0
    assert "newer release" in err
    assert rows(tmp_path, "PRAGMA user_version") == [(VERSION + 1,)]


def test_progress_is_in_the_services_folder_or_the_users(monkeypatch, tmp_path):
    from device.commands.practice import progress_path
    from device.settings import PracticeSettings

    monkeypatch.setenv("STATE_DIRECTORY", f"{tmp_path}/service:/other")
    assert progress_path(PracticeSettings()) == tmp_path / "service" / "progress.db"
    monkeypatch.delenv("STATE_DIRECTORY")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert progress_path(PracticeSettings()) == tmp_path / "handshape" / "progress.db"
    assert progress_path(PracticeSettings(progress="/x/y.db")).name == "y.db"
