"""Frame → view and events: what is told, when, and how often."""

import numpy as np
import pytest

from device.reading.activity import ReadingActivity
from device.recognition.smoothing import Smoother
from device.types import Frame
from device.view import Event
from tests.fakes.scripted import Scripted

IMAGE = np.zeros((120, 160), np.uint8)
FPS = 30


def station_of(say, hold_s: float = 0.3, **options) -> ReadingActivity:
    recognizer = Scripted(say)
    smoother = Smoother(recognizer.labels, recognizer.thresholds, 0.5, hold_s, recognizer.excluded)
    return ReadingActivity(recognizer, smoother, **options)


def timeline(*parts: tuple[float, str | None]):
    """say(t) for (until, letter) parts."""
    return lambda t: next((letter for until, letter in parts if t < until), None)


def run(station: ReadingActivity, seconds: float, start: float = 0.0) -> tuple[list, list[Event]]:
    views, events = [], []
    for i in range(round(seconds * FPS)):
        view, new = station.process(Frame(IMAGE, start + i / FPS, i))
        views.append(view)
        events += new
    return views, events


def kinds(events: list[Event]) -> list[tuple[str, str | None]]:
    return [(event.event, event.letter) for event in events if event.event != "stats"]


def test_a_letter_signed_and_taken_away_is_told_in_order():
    _, events = run(station_of(timeline((1, None), (2.5, "A"))), 4)
    assert kinds(events) == [
        ("hand", None),
        ("candidate", "A"),
        ("confirmed", "A"),
        ("lost", "A"),
        ("lost", None),
    ]
    assert [event.t for event in events] == sorted(event.t for event in events)


def test_one_held_pose_is_confirmed_once():
    station = station_of(timeline((60, "A")))
    _, events = run(station, 30)
    assert kinds(events) == [("hand", None), ("candidate", "A"), ("confirmed", "A")]
    assert station.text == "A"


def test_a_double_letter_is_written_twice_when_the_hand_was_away():
    station = station_of(timeline((1.5, "A"), (2.5, None), (4, "A")))
    run(station, 5)
    assert station.text == "AA"


def test_from_one_letter_to_the_next_the_first_is_lost():
    station = station_of(timeline((1.5, "A"), (3, "B")))
    _, events = run(station, 3)
    assert kinds(events)[1:] == [
        ("candidate", "A"),
        ("confirmed", "A"),
        ("lost", "A"),
        ("candidate", "B"),
        ("confirmed", "B"),
    ]
    assert station.text == "AB"


def test_a_letter_held_too_shortly_is_a_candidate_only():
    station = station_of(timeline((0.6, "A")), hold_s=0.9)
    _, events = run(station, 2)
    assert ("candidate", "A") in kinds(events)
    assert ("confirmed", "A") not in kinds(events)
    assert station.text == ""


def test_what_is_no_letter_is_neither_shown_nor_written():
    station = station_of(timeline((9, "nothing")))
    views, events = run(station, 5)
    assert kinds(events) == [("hand", None)]
    assert {view.letter for view in views} == {None}
    assert {view.status for view in views} == {"searching", "hand"}


def test_the_status_goes_through_its_stages():
    views, _ = run(station_of(timeline((1, None), (3, "A"))), 5)
    stages = [views[0].status]
    for view in views:
        if view.status != stages[-1]:
            stages.append(view.status)
    assert stages == ["searching", "hand", "holding", "confirmed", "hand", "searching"]


def test_the_view_carries_the_frame_the_box_and_the_text():
    views, _ = run(station_of(timeline((9, "A"))), 2)
    assert views[-1].frame.index == len(views) - 1
    assert views[-1].box.x0 == 0.2
    assert views[-1].text == "A"
    assert views[-1].hold == 1


def test_times_count_from_the_first_frame():
    _, events = run(station_of(timeline((1e9, "A"))), 2, start=1234.5)
    assert events[0].event == "hand"
    assert 0 < events[0].t < 0.5


def test_statistics_are_told_every_five_seconds_of_the_frames_clock():
    _, events = run(station_of(timeline()), 21)
    assert [round(event.t, 1) for event in events] == [5, 10, 15, 20]
    assert dict(events[-1].more)["frames"] == 20 * FPS + 1


def test_after_a_long_stall_statistics_are_told_once_and_not_for_every_interval_missed():
    station = station_of(timeline())
    run(station, 1)
    _, events = run(station, 1, start=100)
    assert len(events) == 1


def test_with_a_clock_the_age_of_the_frame_and_the_rate_are_given():
    now = [0.0]
    station = station_of(timeline((99, "A")), now=lambda: now[0])
    views = []
    for i in range(6 * FPS):
        now[0] = i / FPS + 0.040
        views.append(station.process(Frame(IMAGE, i / FPS, i))[0])
    assert views[-1].frame_age_ms == pytest.approx(40)
    assert views[-1].fps == pytest.approx(FPS, rel=0.02)


def test_without_a_clock_there_is_no_age_and_no_rate():
    views, events = run(station_of(timeline((99, "A"))), 6)
    assert {view.frame_age_ms for view in views} == {None}
    assert {event.frame_age_ms for event in events} == {None}
    assert dict(events[-1].more)["fps"] is None


def test_when_the_camera_is_lost_the_letter_and_the_hand_are_told_lost_once():
    station = station_of(timeline((99, "A")))
    run(station, 2)
    assert kinds(station.interrupted(3.9)) == [("lost", "A"), ("lost", None)]
    assert station.interrupted(5.0) == []


def test_after_the_camera_was_lost_evidence_starts_again_and_the_text_stays():
    station = station_of(timeline((99, "A")))
    run(station, 2)
    station.interrupted(3.9)
    views, events = run(station, 0.2, start=4.0)
    assert {view.letter for view in views} == {None}
    assert station.text == "A"
    assert kinds(events) in ([], [("hand", None)])
    assert station._recognizer.resets == 1


def test_the_closing_event_says_what_was_read_and_what_was_spelled():
    station = station_of(timeline((99, "A")))
    run(station, 2)
    more = dict(station.last_stats("AB").more)
    assert more == {"fps": None, "frames": 60, "text": "A", "spelled": "AB"}
    assert "spelled" not in dict(station.last_stats(None).more)


def test_a_station_that_saw_no_frame_can_close():
    assert dict(station_of(timeline()).last_stats(None).more) == {"fps": None, "frames": 0, "text": ""}
