"""Logs of the mode “read”: a log of an older release replays, and a new one has the same format."""

import json

from device.reading.activity import ReadingActivity
from device.runtime.input_log import InputLog
from device.runtime.read_log import Typed, replay_engine
from device.tutor.events import End
from device.tutor.log import LogWriter, replay
from device.tutor.plan import LessonPlan
from device.types import Frame
from tests.fakes.scripted import LABELS, perception_of

PLAN = LessonPlan("read", LABELS, ("nothing",), "ABC", (), 30, "", (), ())


def seen(t: float, letter: str | None, fresh: bool = False) -> str:
    """A frame as a log of release 0.1 has it."""
    reading = {"letter": letter, "confidence": 0.9, "confirmed": fresh, "hold": 1.0, "hand": True, "fresh": fresh}
    return json.dumps({"seen": {"t": t, "p": [0.9, 0.1, 0, 0], "box": None, "reading": reading, "light": 99.5}})


def test_a_log_of_release_0_1_replays():
    plan = {
        "mode": "read",
        "labels": list(LABELS),
        "excluded": ["nothing"],
        "letters": "ABC",
        "words": ["CAB"],
        "trials": 30,
        "seed": "x",
        "agenda": [["A", True]],
        "confusions": [],
        "thresholds": [],
    }
    lines = [
        json.dumps({"format": 1, "plan": plan}),
        seen(1.0, "A", fresh=True),
        seen(2.0, "B"),
        '{"tick": {"t": 2.5}}',
        '{"pressed": {"t": 3.0, "button": "save"}}',
        '{"interrupted": {"t": 4.0}}',
        '{"pressed": {"t": 5.0, "button": "delete"}}',
        '{"pressed": {"t": 6.0, "button": "mode"}}',
        seen(7.0, "C", fresh=True),
    ]
    *typed, end = replay(lines, replay_engine)
    assert typed == [Typed(1.0, "A"), Typed(3.0, "AB"), Typed(5.0, "A")]
    assert isinstance(end, End)
    assert (end.t, end.reason) == (6.0, "mode")


def test_what_a_reading_activity_logs_replays_to_the_same_text(tmp_path):
    writer = LogWriter(tmp_path / "log")
    activity = ReadingActivity(report="text", log=InputLog(writer.begin(PLAN)))
    perception = perception_of(lambda t: "A" if t < 1 else "B" if t < 2 else None)
    for number in range(60):
        if number == 50:
            activity.press("delete")
        frame = Frame(None, number / 15, number)
        activity.step(frame, *perception.see(frame))
    activity.close()
    writer.close()
    with (tmp_path / "log").open(encoding="utf-8") as lines:
        *effects, end = replay(lines, replay_engine)
    assert isinstance(end, End)
    assert end.reason == "stopped"
    assert [effect.text for effect in effects][:2] == ["A", "AB"]
    assert effects[-1].text == activity.line.text
