"""Sessions as logs: a replay gives the same effects."""

import dataclasses
import errno
import gzip
import io
import json
import os
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.tutor.inputs import FrameInput, Interrupted, Pressed, Written
from device.tutor.lesson import Lesson
from device.tutor.log import (
    LogError,
    LogWriter,
    effect_line,
    input_line,
    log_lines,
    plan_line,
    replay,
    rounded,
)
from device.tutor.plan import make_plan, open_engine
from device.tutor.progress import ProgressStore
from device.types import HandBox, Reading, Scores
from tests.fakes.learners import LETTERS, Habits, SimulatedLearner, practise
from tests.tools.actor import LABELS, p_of

FILES = Path(__file__).parent / "files"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def logged(path, modes=("letters",)) -> list:
    """Sessions that are logged; returns their effects."""
    store, log, effects = ProgressStore.in_memory(), LogWriter(path), []
    for mode in modes:
        session = store.plan_session("red-fox", mode, NOW)
        plan = make_plan(store, session, LABELS, ("nothing",), LETTERS, ("CAB", "HELLO"), 5, {"verify_accept": 0.3})
        lesson = Lesson(store, session, plan, note=log.begin(plan))

        def step(event, lesson=lesson):
            if isinstance(event, FrameInput):
                event = dataclasses.replace(event, scores=rounded(event.scores), light=120.0 + event.t / 7)
            return lesson.step(event)

        effects += practise(step, lesson.engine, SimulatedLearner(Habits(clumsy=0.3), mode), until_s=150.0)
    log.close()
    store.close()
    return effects


@pytest.mark.parametrize("mode", ["letters", "words", "receptive", "round"])
def test_a_replay_has_the_same_effects_at_the_same_times(tmp_path, mode):
    effects = logged(tmp_path / "log", (mode,))
    assert len(effects) > 10
    with (tmp_path / "log").open(encoding="utf-8") as lines:
        assert list(replay(lines)) == effects


def test_a_session_that_the_program_cuts_off_has_an_end_in_its_log(tmp_path):
    """So a reader of the log can tell it from a session whose end a power cut took."""
    store, log = ProgressStore.in_memory(), LogWriter(tmp_path / "log")
    session = store.plan_session("red-fox", "round", NOW)
    plan = make_plan(store, session, LABELS, ("nothing",), LETTERS, (), 5, {})
    lesson = Lesson(store, session, plan, note=log.begin(plan))
    practise(lesson.step, lesson.engine, SimulatedLearner(Habits(), "round"), until_s=40.0)
    lesson.stop()
    lesson.stop()
    log.close()
    effects = list(replay(log_lines(tmp_path / "log")))
    assert ends(effects) == 1
    assert effects[-1].reason == "stopped"
    assert store.db.execute("SELECT ended, score FROM sessions").fetchall() == [("stopped", None)]


def test_several_sessions_in_one_log_are_replayed_one_after_the_other(tmp_path):
    effects = logged(tmp_path / "log", ("letters", "words"))
    assert list(replay((tmp_path / "log").read_text(encoding="utf-8").splitlines())) == effects


def test_a_log_has_no_pictures_and_no_landmarks(tmp_path):
    logged(tmp_path / "log")
    text = (tmp_path / "log").read_text(encoding="utf-8")
    assert "landmarks" not in text
    assert "image" not in text


EVENTS = [
    FrameInput(
        rounded(Scores(1.23456789, LABELS, p_of(A=0.123456), HandBox(0.1, 0.2, 1 / 3, 0.4, "left", 0.9))),
        Reading(1.23456789, "A", 0.1, confirmed=True, hold=1 / 7, hand=True),
        17.3,
    ),
    FrameInput(rounded(Scores(2.0, LABELS, p_of(B=1.0), None)), Reading(2.0, None, 0.0, False, 0.0, False)),
    Pressed(3.0, "skip"),
    Interrupted(5.0),
    Written(6.5, "Đỗ“\n"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_input_survives_the_log(event):
    taken = []

    class Engine:
        def step(self, event):
            taken.append(event)
            return []

    store = ProgressStore.in_memory()
    plan = make_plan(store, store.plan_session("red-fox", "letters", NOW), LABELS, (), LETTERS, (), 5, {})
    assert list(replay([plan_line(plan), input_line(event)], lambda plan: Engine())) == []
    (back,) = taken
    if isinstance(event, FrameInput):
        assert (back.reading, back.light, back.scores.box) == (event.reading, event.light, event.scores.box)
        assert (back.scores.p == event.scores.p).all()
        assert back.t == event.t
    else:
        assert back == event


def test_the_same_plan_and_inputs_give_the_same_effects():
    store = ProgressStore.in_memory()
    plan = make_plan(store, store.plan_session("red-fox", "letters", NOW), LABELS, (), LETTERS, (), 5, {})
    engines = open_engine(plan), open_engine(plan)
    first, second = (practise(engine.step, engine, SimulatedLearner(Habits(), 1)) for engine in engines)
    assert first == second


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"seen": {"t": 1}}', "Line 2"),
        ('{"dance": {}}', "Line 2"),
        ("[1]", "Line 2"),
        ('{"plan": {}, "format": 99}', "format 99"),
        ('{"plan": {}, "format": 1}', "Line 2"),
        ('{"seen": {"t": 1, "p": [1, 0], "box": null, "reading": {}, "light": null}}', "2 probabilities for 25"),
    ],
)
def test_a_log_that_was_cut_or_edited_is_refused_with_its_line(line, said):
    store = ProgressStore.in_memory()
    plan = make_plan(store, store.plan_session("red-fox", "letters", NOW), LABELS, (), LETTERS, (), 5, {})
    with pytest.raises(LogError, match=said):
        list(replay([plan_line(plan), line]))


def test_a_log_without_its_beginning_is_refused():
    with pytest.raises(LogError, match="beginning"):
        list(replay(['{"tick": {"t": 1.0}}']))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (1000, "The first 3 lines are no lines of a practice log; name another file"),
        (2, "The file has no line of a practice log; name another file"),
    ],
)
def test_a_file_that_is_no_log_is_refused_in_one_sentence(tmp_path, lines, said):
    (tmp_path / "x.jpg").write_bytes(b"\xff\xd8\x00\n" * lines)
    warnings = []
    with pytest.raises(LogError, match=said):
        list(replay(log_lines(tmp_path / "x.jpg"), warn=warnings.append))
    assert not warnings


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "The file has no line of a practice log"),
        ("\n\n", "The file has no line of a practice log"),
        ("{}", "Line 1 is no line of a practice log"),
        ("[1, 2]", "Line 1 is no line of a practice log"),
        ('{"plan": {}}', r"\('format' is missing\); it was edited"),
        ('{"format": 1, "plan": 7}', "a value is of another kind"),
    ],
)
def test_a_line_that_is_none_of_a_log_is_refused_without_words_of_python(line, said):
    with pytest.raises(LogError, match=said):
        list(replay(line.splitlines()))


@pytest.mark.parametrize("inputs", [[], ['{"tick": {"t": 1.0}}\n', '{"tick": {"t"']])
def test_a_log_whose_plan_is_torn_has_no_effects(tmp_path, inputs):
    logged(tmp_path / "log")
    torn = (tmp_path / "log").read_text()[:40]
    (tmp_path / "log").write_text("\n".join([torn, "".join(inputs)]))
    warnings = []
    assert not list(replay(log_lines(tmp_path / "log"), warn=warnings.append))
    assert len(warnings) == (2 if inputs else 1)


def test_a_log_of_release_0_1_replays():
    """A session on the bundled clip, and its effects as release 0.1 printed them (without ShowHint and ViewChange)."""
    with gzip.open(FILES / "practice-0.1.log.gz", "rt", encoding="utf-8") as lines:
        effects = [json.loads(effect_line(effect)) for effect in replay(lines)]
    expected = (FILES / "practice-0.1.effects").read_text(encoding="utf-8").splitlines()
    assert effects == [json.loads(line) for line in expected]
    assert len(effects) > 4


def test_a_tick_of_an_older_log_is_ignored():
    store = ProgressStore.in_memory()
    plan = make_plan(store, store.plan_session("red-fox", "letters", NOW), LABELS, (), LETTERS, (), 5, {})
    assert list(replay([plan_line(plan), '{"tick": {"t": 4.5}}'])) == []


# ── torn lines, full disks, two programs ─────────────────────────────────────────────────────────


def ends(effects) -> int:
    return sum(type(effect).__name__ == "End" for effect in effects)


TEARS = {
    "one byte": lambda line, rng: line[:-1],
    "any byte": lambda line, rng: line[: rng.randrange(1, len(line))],
    "its first byte": lambda line, rng: line[:1],
    "zeros": lambda line, rng: line[:100] + bytes(400),
    "noise": lambda line, rng: line[:50] + rng.randbytes(300).replace(b"\n", b"x"),
    "half a character": lambda line, rng: line[:-2] + "é".encode()[:1],
}


@pytest.mark.parametrize("tear", TEARS)
def test_a_torn_last_line_costs_that_line_only(tmp_path, tear):
    path, rng = tmp_path / "log", random.Random(tear)
    whole = logged(path)
    *lines, last = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines) + TEARS[tear](last, rng).rstrip(b"\n"))
    second = logged(path, ("words",))
    warned = []
    effects = list(replay(log_lines(path), warn=warned.append))
    assert effects[-len(second) :] == second
    assert effects[: -len(second)] == whole[: len(effects) - len(second)]
    if tear != "one byte":  # only the line break was missing
        assert warned == [f"Line {len(lines) + 1} of the log is torn, as after a power cut, and is passed over."]


def test_a_torn_plan_costs_its_session_only(tmp_path):
    path = tmp_path / "log"
    logged(path)
    first = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first[0][:40])
    second, warned = logged(path), []
    assert list(replay(log_lines(path), warn=warned.append)) == second
    assert len(warned) == 1


def test_a_session_that_an_older_release_appended_to_a_torn_line_is_replayed(tmp_path):
    logged(tmp_path / "one")
    second = logged(tmp_path / "two", ("words",))
    joined = (tmp_path / "one").read_bytes()[:-40] + (tmp_path / "two").read_bytes()
    (tmp_path / "log").write_bytes(joined)
    warned = []
    assert list(replay(log_lines(tmp_path / "log"), warn=warned.append))[-len(second) :] == second
    assert len(warned) == 1


def test_a_full_disk_ends_the_log_and_not_the_lesson(tmp_path, monkeypatch):
    path, warned, room = tmp_path / "log", [], [3000]
    real = io.FileIO.write

    class Full(io.FileIO):
        def write(self, data):
            if room[0] == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            size = min(len(data), room[0])
            room[0] -= size
            return real(self, data[:size])

    monkeypatch.setattr(io, "FileIO", Full)
    log, store = LogWriter(path, warned.append), ProgressStore.in_memory()
    plan = make_plan(store, store.plan_session("red-fox", "letters", NOW), LABELS, (), LETTERS, (), 5, {})
    note = log.begin(plan)
    for _ in range(500):
        note(Pressed(3.0, "skip"))
    assert warned == [f"The log {path} cannot be written: No space left on device; this session is not logged further."]
    room[0] = 10**6
    log.begin(plan)(Pressed(4.0, "skip"))  # the next session begins on a new line
    log.close()
    lines = path.read_text().splitlines()
    assert json.loads(lines[-1]) == {"pressed": {"t": 4.0, "button": "skip"}}
    assert json.loads(lines[-2])["plan"]


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


NO_LOGS = {
    "a folder": (Path.mkdir, "cannot be written: Is a directory"),
    "a pipe": (make_fifo, "no program reads this pipe"),
    "a database": (lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(100)), "is no log of a lesson"),
    "settings": (lambda path: path.write_text('{\n "file": {}}'), "is no log of a lesson"),
    "a table": (lambda path: path.write_text("session,learner\n"), "is no log of a lesson"),
}


@pytest.mark.parametrize("kind", NO_LOGS)
def test_nothing_is_added_to_what_is_no_log(tmp_path, kind):
    make, said = NO_LOGS[kind]
    path = tmp_path / "log"
    make(path)
    before = path.lstat(), path.read_bytes() if path.is_file() else b""
    with pytest.raises(LogError, match=said):
        LogWriter(path)
    assert (path.lstat().st_mode, path.lstat().st_size) == (before[0].st_mode, before[0].st_size)


def test_two_programs_do_not_write_one_log(tmp_path):
    first = LogWriter(tmp_path / "log")
    with pytest.raises(LogError, match="in use by another program; name another file"):
        LogWriter(tmp_path / "log")
    first.close()
    LogWriter(tmp_path / "log").close()


def test_a_log_goes_through_a_link(tmp_path):
    (tmp_path / "log").symlink_to("elsewhere")
    effects = logged(tmp_path / "log")
    assert list(replay(log_lines(tmp_path / "elsewhere"))) == effects


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("box", "x0"), "0.1"),
        (("reading", "hold"), None),
        (("reading", "confirmed"), "no"),
        (("light",), []),
        (("t",), {}),
        (("t",), float("nan")),
        (("t",), 1e300),
    ],
)
def test_a_value_of_another_kind_is_named_with_its_line(place, value):
    """The engine would meet it much later, and end with a traceback."""
    with gzip.open(FILES / "practice-0.1.log.gz", "rt", encoding="utf-8") as log:
        lines = [next(log) for _ in range(3)]
    entry = json.loads(lines[1])
    entry["seen"]["box"] = {"x0": 0.1, "y0": 0.1, "x1": 0.9, "y1": 0.9, "hand": None, "score": 1.0}
    holder = entry["seen"]
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    with pytest.raises(LogError, match="Line 2 of the log cannot be read"):
        list(replay([lines[0], json.dumps(entry), lines[2]]))


@pytest.mark.parametrize(
    ("key", "value"), [("letters", ["ANNA"]), ("letters", "Aa"), ("words", ["²"]), ("labels", [1]), ("mode", None)]
)
def test_a_plan_that_was_edited_is_named_with_its_line(key, value):
    with gzip.open(FILES / "practice-0.1.log.gz", "rt", encoding="utf-8") as log:
        lines = [next(log) for _ in range(3)]
    entry = json.loads(lines[0])
    entry["plan"][key] = value
    with pytest.raises(LogError, match="Line 1 of the log cannot be read"):
        list(replay([json.dumps(entry), *lines[1:]]))
