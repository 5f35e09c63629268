"""A browser's camera in place of the station's."""

import numpy as np

from device.types import Frame
from device.web.browser_camera import SILENT_S, BrowserCamera, SwitchingSource


class OwnFeed:
    """The station's camera: always one frame, number 0."""

    ended, error, restarts, attempts = False, None, 3, 4

    def take(self, timeout):
        return frame(0)

    def close(self, timeout=2.0):
        self.closed = True


def frame(index) -> Frame:
    return Frame(np.zeros((48, 64), np.uint8), 0.0, index)


class Clock:
    t = 0.0

    def __call__(self) -> float:
        return self.t


def test_the_newest_picture_wins():
    lending = BrowserCamera()
    assert lending.claim("phone")
    for number in (1, 2, 3):
        assert lending.put("phone", frame(number))
    assert lending.take(0).index == 3
    assert lending.take(0) is None


def test_one_lends_at_a_time_until_it_is_silent_or_gives_it_back():
    clock = Clock()
    lending = BrowserCamera(clock)
    assert lending.claim("phone")
    assert not lending.claim("tablet")
    assert not lending.put("tablet", frame(1))
    clock.t = SILENT_S + 0.1
    assert lending.lender is None
    assert lending.claim("tablet")
    assert not lending.put("phone", frame(2)), "the phone wakes up too late"
    lending.release("phone")
    assert lending.lender == "tablet"
    lending.release("tablet")
    assert lending.lender is None


def test_the_feed_changes_over_and_back_and_says_so_once_each_time():
    lending, switches = BrowserCamera(), []
    feed = SwitchingSource(OwnFeed(), lending, lambda: switches.append(len(switches)))
    assert feed.take(0).index == 0
    lending.claim("phone")
    assert feed.take(0) is None, "a browser that sends nothing shows as a lost camera, not as the station's"
    assert switches == []
    lending.put("phone", frame(9))
    assert feed.take(0).index == 9
    lending.put("phone", frame(10))
    assert feed.take(0).index == 10
    assert switches == [0]
    lending.release("phone")
    assert feed.take(0).index == 0
    assert switches == [0, 1]


def test_a_clip_that_is_over_does_not_end_a_loan():
    own, lending = OwnFeed(), BrowserCamera()
    own.ended = True
    feed = SwitchingSource(own, lending, lambda: None)
    assert feed.ended
    lending.claim("phone")
    assert not feed.ended
    assert (feed.restarts, feed.attempts) == (3, 4)
