"""Logs of the mode “watch”: a session with written and signed answers, presses and a lost camera replays exactly."""

from dataclasses import asdict

from device.runtime.input_log import InputLog
from device.runtime.read_log import replay_engine
from device.tutor.log import LogWriter, replay
from device.tutor.plan import LessonPlan
from device.tutor.progress import ProgressStore
from device.tutor.watch_activity import WatchActivity
from device.tutor.watch_effects import Answered, Over, Shown
from device.tutor.watch_plan import open_watch
from device.tutor.watch_progress import WatchProgress
from device.types import Frame
from tests.fakes.scripted import LABELS, perception_of

PLAN = LessonPlan("watch", LABELS, ("nothing",), "AB", ("ABBA", "CAB"), 8, "seed", (), (), last_speed=3.0)


def noting(take, effects):
    """The method of a session, whose effects are also added to a list."""

    def noted(*values):
        got = take(*values)
        effects.extend(got)
        return got

    return noted


def test_what_a_watching_activity_logs_replays_to_the_same_effects(tmp_path):
    writer, store = LogWriter(tmp_path / "log"), ProgressStore.in_memory()
    watch, effects = open_watch(PLAN), []
    for name in ("step", "press", "answer"):
        setattr(watch, name, noting(getattr(watch, name), effects))
    progress = WatchProgress(store, store.plan_session("red-fox", "watch", None), lambda sentence: None)
    activity = WatchActivity(watch, progress, "red-fox", log=InputLog(writer.begin(PLAN)))
    perception = perception_of(lambda t: "CAB"[int(t - 20)] if 20 <= t < 23 else None)
    inputs = {
        10: lambda: activity.press("next"),
        150: lambda: activity.answer("Ạbbá"),
        220: lambda: activity.press("slower"),
    }
    for number in range(900):
        inputs.get(number, lambda: None)()
        if 160 <= number < 200:
            activity.idle(number / 15)
        else:
            frame = Frame(None, number / 15, number)
            activity.step(frame, *perception.see(frame))
    activity.close()
    writer.close()
    store.close()
    with (tmp_path / "log").open(encoding="utf-8") as lines:
        replayed = list(replay(lines, replay_engine))
    assert [asdict(effect) for effect in replayed] == [asdict(effect) for effect in effects]
    assert {type(effect) for effect in replayed} == {Shown, Answered, Over}
    assert next(effect.answer for effect in replayed if isinstance(effect, Answered)) == "ABBA"
