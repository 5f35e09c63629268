"""Sessions as logs: a replay gives the same effects."""

import dataclasses
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.tutor.events import FrameInput, Interrupted, Pressed
from device.tutor.lesson import Lesson
from device.tutor.log import LogError, LogWriter, effect_line, input_line, plan_line, replay, rounded
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
        ("{", "Line 2"),
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
