"""What a station has checked since it started. Pure: time comes in."""

from dataclasses import dataclass

from device.view import Check

LIGHT_S = 2.5  # a camera that has just started needs as long for its exposure, see device/runtime/picture_watch.py
HAND_S = 0.6  # a shorter sight of a hand may be a mistake of the detector
PASSED_S = 2.5  # long enough to see three marks
READ_S = 8.0  # the first time: long enough to read name and address
PAGE_S = 20.0  # with a QR code: long enough to take out a telephone
TURN_S = 4.0  # checks and QR code in turn, where there is no room for both


@dataclass(frozen=True)
class Result:
    """The state of the checks at one time.

    Attributes:
        camera, light, hand: see device.view.SelfTest.
        over: the lesson may begin.
        code_turn: it is the QR code's turn.
    """

    camera: Check
    light: Check
    hand: Check
    over: bool
    code_turn: bool


class Checks:
    """The checks of one start. They are over when a hand was seen, and the screen could be read."""

    def __init__(self, *, whole: bool, page: bool = False) -> None:
        """Start without frames.

        Args:
            whole: False only waits for the camera: this station has passed all checks on an earlier day.
            page: a QR code is shown, too.
        """
        self._whole = whole
        self._min_s = PAGE_S if page else READ_S
        self._start: float | None = None  # of everything
        self._frames: float | None = None  # since when frames arrive
        self._hand: float | None = None  # since when a hand is in view
        self._passed: float | None = None  # when it had been in view for HAND_S
        self._lost = False
        self._over = False

    @property
    def passed(self) -> bool:
        """A hand was seen."""
        return self._passed is not None

    def frame(self, t: float, hand: bool) -> Result:
        """Take a frame.

        Args:
            t: of the frame, s.
            hand: it shows a hand.
        """
        self._begin(t)
        self._lost = False
        if self._frames is None:
            self._frames = t
        if not hand:
            self._hand = None
        elif self._hand is None:
            self._hand = t
        if self._passed is None and self._hand is not None and t - self._hand >= HAND_S:
            self._passed = t
        start = t if self._start is None else self._start
        shown = self._passed is not None and t - self._passed >= PASSED_S and t - start >= self._min_s
        self._over = self._over or shown or not self._whole
        return self.result(t)

    def lost(self, t: float) -> Result:
        """Note at time t (s) that no frames arrive."""
        self._begin(t)
        self._lost, self._frames, self._hand = True, None, None
        return self.result(t)

    def skip(self) -> None:
        """End the checks: somebody has pressed a button, or chosen something on the page."""
        self._over = True

    def result(self, t: float) -> Result:
        """Return the state at time t, s."""
        since = 0.0 if self._start is None else t - self._start
        light: Check = "ok" if self._frames is not None and t - self._frames >= LIGHT_S else "waiting"
        camera: Check = "failed" if self._lost else "waiting" if self._frames is None else "ok"
        turn = int(since / TURN_S) % 2 == 1
        return Result(camera, light, "ok" if self.passed else "waiting", self._over, turn)

    def _begin(self, t: float) -> None:
        if self._start is None:
            self._start = t
