"""A browser's camera in place of the station's."""

import numpy as np

from device.types import Frame
from device.web.browser_camera import SILENT_S, BrowserCamera, SwitchingSource


class OwnSource:
    """The station's camera: always one frame, number 0."""

    ended, error, restarts, attempts, live = False, None, 3, 4, True

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


def test_the_newest_frame_replaces_one_not_taken():
    browser = BrowserCamera()
    assert browser.claim("phone")
    for number in (1, 2, 3):
        assert browser.put("phone", frame(number))
    assert browser.take(0).index == 3
    assert browser.take(0) is None


def test_one_browser_at_a_time_until_it_is_silent_or_releases():
    clock = Clock()
    browser = BrowserCamera(clock)
    assert browser.claim("phone")
    assert not browser.claim("tablet")
    assert not browser.put("tablet", frame(1))
    clock.t = SILENT_S + 0.1
    assert browser.owner is None
    assert browser.claim("tablet")
    assert not browser.put("phone", frame(2)), "the phone was silent for too long"
    browser.release("phone")
    assert browser.owner == "tablet"
    browser.release("tablet")
    assert browser.owner is None


def test_the_source_switches_and_calls_on_switch_once_each_time():
    browser, switches = BrowserCamera(), []
    source = SwitchingSource(OwnSource(), browser, lambda: switches.append(len(switches)))
    assert source.take(0).index == 0
    browser.claim("phone")
    assert source.take(0) is None, "a browser that sends nothing shows as a lost camera, not as the station's"
    assert switches == []
    browser.put("phone", frame(9))
    assert source.take(0).index == 9
    browser.put("phone", frame(10))
    assert source.take(0).index == 10
    assert switches == [0]
    browser.release("phone")
    assert source.take(0).index == 0
    assert switches == [0, 1]


def test_the_end_of_the_stations_clip_does_not_end_the_browsers_camera():
    own, browser = OwnSource(), BrowserCamera()
    own.ended = True
    source = SwitchingSource(own, browser, lambda: None)
    assert source.ended
    browser.claim("phone")
    assert not source.ended
    assert (source.restarts, source.attempts) == (3, 4)
