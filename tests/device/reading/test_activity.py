"""The reading activity: which events it reports, when, and how often; and the line it writes."""

import numpy as np
import pytest

from device.errors import SettingsError
from device.reading.activity import ReadingActivity
from device.types import Frame
from device.view import Event
from tests.fakes.scripted import perception_of

IMAGE = np.zeros((120, 160), np.uint8)
FPS = 30


class Reader:
    """A reading activity with its perception."""

    def __init__(self, say, hold_s: float = 0.3, **options) -> None:
        self.perception, self.activity = perception_of(say, hold_s), ReadingActivity(**options)

    def run(self, seconds: float, start: float = 0.0) -> tuple[list, list[Event]]:
        views, events = [], []
        for i in range(round(seconds * FPS)):
            frame = Frame(IMAGE, start + i / FPS, i)
            view, new = self.activity.step(frame, *self.perception.see(frame))
            views.append(view)
            events += new
        return views, events

    def interrupted(self, t: float) -> list[Event]:
        self.perception.reset()
        return self.activity.interrupted(t)[1]

    @property
    def text(self) -> str:
        return self.activity.line.text


def timeline(*parts: tuple[float, str | None]):
    """say(t) for (until, letter) parts."""
    return lambda t: next((letter for until, letter in parts if t < until), None)


def kinds(events: list[Event]) -> list[tuple[str, str | None]]:
    return [(event.event, event.letter) for event in events]


def test_a_letter_and_its_end_are_reported_in_order():
    _, events = Reader(timeline((1, None), (2.5, "A"))).run(4)
    assert kinds(events) == [
        ("hand", None),
        ("candidate", "A"),
        ("confirmed", "A"),
        ("lost", "A"),
        ("lost", None),
    ]
    assert [event.t for event in events] == sorted(event.t for event in events)


def test_one_held_pose_is_confirmed_once():
    station = Reader(timeline((60, "A")))
    _, events = station.run(30)
    assert kinds(events) == [("hand", None), ("candidate", "A"), ("confirmed", "A")]
    assert station.text == "A"


def test_a_double_letter_is_written_twice_when_the_hand_was_away():
    station = Reader(timeline((1.5, "A"), (2.5, None), (4, "A")))
    station.run(5)
    assert station.text == "AA"


def test_from_one_letter_to_the_next_the_first_is_lost():
    station = Reader(timeline((1.5, "A"), (3, "B")))
    _, events = station.run(3)
    assert kinds(events)[1:] == [
        ("candidate", "A"),
        ("confirmed", "A"),
        ("lost", "A"),
        ("candidate", "B"),
        ("confirmed", "B"),
    ]
    assert station.text == "AB"


def test_a_letter_held_too_shortly_is_a_candidate_only():
    station = Reader(timeline((0.6, "A")), hold_s=0.9)
    _, events = station.run(2)
    assert ("candidate", "A") in kinds(events)
    assert ("confirmed", "A") not in kinds(events)
    assert station.text == ""


def test_what_is_no_letter_is_neither_shown_nor_written():
    station = Reader(timeline((9, "nothing")))
    views, events = station.run(5)
    assert kinds(events) == [("hand", None)]
    assert {view.letter for view in views} == {None}
    assert {view.status for view in views} == {"searching", "hand"}


def test_the_status_follows_the_hand():
    views, _ = Reader(timeline((1, None), (3, "A"))).run(5)
    stages = [views[0].status]
    for view in views:
        if view.status != stages[-1]:
            stages.append(view.status)
    assert stages == ["searching", "hand", "holding", "confirmed", "hand", "searching"]


def test_the_view_carries_the_frame_the_box_and_the_text():
    views, _ = Reader(timeline((9, "A"))).run(2)
    assert views[-1].frame.index == len(views) - 1
    assert views[-1].box.x0 == 0.2
    assert views[-1].text == "A"
    assert views[-1].hold == 1


def test_when_the_camera_is_lost_letter_and_hand_are_reported_lost_once():
    station = Reader(timeline((99, "A")))
    station.run(2)
    assert kinds(station.interrupted(3.9)) == [("lost", "A"), ("lost", None)]
    assert station.interrupted(5.0) == []


def test_after_the_camera_was_lost_evidence_starts_again_and_the_text_stays():
    station = Reader(timeline((99, "A")))
    station.run(2)
    station.interrupted(3.9)
    views, events = station.run(0.2, start=4.0)
    assert {view.letter for view in views} == {None}
    assert station.text == "A"
    assert kinds(events) in ([], [("hand", None)])


def test_the_summary_compares_with_what_was_spelled():
    station = Reader(timeline((99, "A")))
    station.run(2)
    view, events, summary = station.activity.end("AB")
    assert (view.status, view.text, events) == ("ended", "A", [])
    assert summary.splitlines() == ["spelled  A B", "read     A", "1 of 2 letters"]
    assert station.activity.end(None)[2] == ""


def test_an_activity_without_a_frame_can_end():
    assert ReadingActivity().end(None)[0].status == "ended"


# ── as the mode “read” of practice ───────────────────────────────────────────────────────────────


def test_as_text_only_the_line_and_the_hand_are_reported():
    station = Reader(timeline((1.5, "A"), (3, "B"), (4.0, None)), report="text")
    _, events = station.run(4)
    assert kinds(events) == [("hand", None), ("session", None), ("session", None), ("lost", None)]
    assert [dict(event.more)["text"] for event in events if event.event == "session"] == ["A", "AB"]
    assert station.activity.end("AB")[2] == "AB"


def test_leaving_reports_the_end_of_the_session():
    (over,) = ReadingActivity(report="text").leave(3.0, "mode")
    assert (over.t, over.event, dict(over.more)["state"], dict(over.more)["reason"]) == (3.0, "session", "over", "mode")
    assert ReadingActivity().leave(3.0, "mode") == []


class Log:
    def __init__(self):
        self.noted = []

    def frame(self, scores, reading):
        self.noted.append(("frame", scores.t, reading.t))

    def press(self, t, action):
        self.noted.append(("press", t, action))

    def interrupted(self, t):
        self.noted.append(("interrupted", t))


def test_a_log_takes_every_input():
    log = Log()
    station = Reader(timeline((99, "A")), log=log)
    station.activity.press("space")
    station.run(1 / FPS, start=5.0)
    station.interrupted(6.0)
    station.activity.leave(7.0, "learner")
    assert log.noted == [
        ("press", 5.0, "space"),
        ("frame", 5.0, 5.0),
        ("interrupted", 6.0),
        ("press", 7.0, "learner"),
    ]


# ── buttons ──────────────────────────────────────────────────────────────────────────────────────


def test_presses_edit_the_line_with_the_next_frame():
    station = Reader(timeline((1.0, "C"), (2.0, "A"), (3.0, "B"), (3.1, None)))
    station.run(3)
    texts = []
    for number, button in enumerate(("skip", "next", "next", "mode", "clear")):
        station.activity.press(button)
        views, _ = station.run(1 / FPS, start=3.0 + number / FPS)
        texts.append(views[0].text)
    assert texts == ["CA", "CA ", "CA ", "CA ", ""]


def test_presses_while_the_camera_is_lost_are_ignored():
    station = Reader(timeline((99, "A")))
    station.run(1)
    station.interrupted(2.0)
    station.activity.press("clear")
    station.run(1 / FPS, start=3.0)
    assert station.text == "A"


def test_its_actions_have_labels_and_keys_and_it_offers_nothing_else():
    activity = ReadingActivity()
    assert [(each.name, each.title, each.key) for each in activity.actions][:2] == [
        ("save", "Save letter", "Enter"),
        ("delete", "Delete", "Backspace"),
    ]
    assert (activity.choices, activity.questions, activity.finished) == ((), (), False)
    with pytest.raises(SettingsError, match="Nothing can be chosen here"):
        activity.change({"mode": "words"})
    with pytest.raises(KeyError):
        activity.ask("progress", {})
