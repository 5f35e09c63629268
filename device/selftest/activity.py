"""The activity of a station that starts: it shows the self-test, then steps aside for the real one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from device.activity import Action, Activity, Choice, PressQueue, Question
from device.assets.strings import load_strings
from device.camera.cable import Cable
from device.selftest.checks import Checks, Result
from device.types import Frame, Reading, Scores
from device.view import Event, SelfTest, View

ADDRESS_S = 2.0  # between two questions for the address: a network may come later


@dataclass(frozen=True)
class Station:
    """What the screen says about the station itself.

    Attributes:
        name: in its network.
        address: returns the address of the web page, "" while the page is off or no network is there.
        cable: returns which cable to check now that no frames arrive.
        network: returns its IPv4 address in its network, "" where it is not known.
    """

    name: str
    address: Callable[[], str]
    cable: Callable[[], Cable]
    network: Callable[[], str] = str


class SelfTestActivity:
    """Shows the self-test until it is over; from then on it is the activity that it was given.

    Buttons and the page see the real activity's controls all the time. A press or a choice ends the self-test.
    """

    def __init__(
        self, activity: Activity, checks: Checks, station: Station, on_passed: Callable[[], None] = lambda: None
    ) -> None:
        """Put the self-test before an activity.

        Args:
            activity: the real one; closed with this one.
            checks: of this start.
            station: name, address and cables.
            on_passed: called once, when a hand was seen.
        """
        self._activity, self._checks, self._station, self._on_passed = activity, checks, station, on_passed
        self._presses = PressQueue()
        self._chosen = False  # on the page; set by any thread
        self._over = False
        self._address, self._network, self._asked = "", "", float("-inf")

    @property
    def finished(self) -> bool:
        """The real activity is finished."""
        return self._over and self._activity.finished

    @property
    def language(self) -> str:
        """Language of all views."""
        return self._activity.language

    @property
    def actions(self) -> tuple[Action, ...]:
        """Presses of the real activity; the first one ends the self-test."""
        return self._activity.actions

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Choices of the real activity."""
        return self._activity.choices

    @property
    def questions(self) -> tuple[Question, ...]:
        """Questions of the real activity."""
        return self._activity.questions

    def press(self, action: str) -> None:
        """Pass a press on; during the self-test it ends that. Any thread may call this."""
        if self._over:
            self._activity.press(action)
        else:
            self._presses.put(action)

    def answer(self, text: str) -> None:
        """Pass a written answer on. Any thread may call this."""
        self._activity.answer(text)

    def change(self, chosen: Mapping[str, object]) -> None:
        """Pass a choice on; it ends the self-test. Any thread may call this.

        Raises:
            SettingsError: see the real activity.
        """
        self._activity.change(chosen)
        self._chosen = True

    def ask(self, question: str, arguments: Mapping[str, str]) -> Any:
        """Pass a question on. Any thread may call this.

        Raises:
            KeyError: no such question.
            HandshapeError: see the real activity.
        """
        return self._activity.ask(question, arguments)

    def manage(self, task: str, values: Mapping[str, str]) -> dict[str, Any]:
        """Pass a teacher's task on. Any thread may call this.

        Raises:
            KeyError: no such task, or a value is missing.
            HandshapeError: see the real activity.
        """
        return self._activity.manage(task, values)

    def step(self, frame: Frame, scores: Scores, reading: Reading) -> tuple[View, list[Event]]:
        """Check this frame; once the self-test is over, pass it to the real activity."""
        if self._over:
            return self._activity.step(frame, scores, reading)
        passed = self._checks.passed
        if list(self._presses.take()) or self._chosen:
            self._checks.skip()
        result = self._checks.frame(frame.t, reading.hand)
        if self._checks.passed and not passed:
            self._on_passed()
        if result.over:
            self._over = True
            return self._activity.step(frame, scores, reading)
        strings = load_strings(self.language)
        if result.hand == "ok":
            message = strings("self_test.passed")
        else:
            message = strings("message.show_hand" if result.light == "ok" else "self_test.look")
        view = View(
            "hand" if reading.hand else "searching",
            message=message,
            frame=frame,
            box=scores.box,
            language=self.language,
            scores=scores,
            self_test=self._shown(result, frame.t),
        )
        return view, []

    def interrupted(self, t: float) -> tuple[View, list[Event]]:
        """Say which cable to check; after the self-test, pass the loss to the real activity."""
        if self._over:
            return self._activity.interrupted(t)
        self._presses.interrupted()
        advice = load_strings(self.language)(f"self_test.cable_{self._station.cable()}")
        test = self._shown(self._checks.lost(t), t, advice)
        return View("camera lost", message=advice, language=self.language, self_test=test), []

    def idle(self, t: float) -> tuple[View, list[Event]] | None:
        """Let the real activity go on without a camera, after the self-test or a choice on the page."""
        if not self._over and not self._chosen:
            return None
        self._over = True
        return self._activity.idle(t)

    def end(self, spelled: str | None) -> tuple[View, list[Event], str]:
        """Return the real activity's end."""
        return self._activity.end(spelled)

    def close(self) -> None:
        """Close the real activity."""
        self._activity.close()

    def _shown(self, result: Result, t: float, advice: str = "") -> SelfTest:
        if t - self._asked >= ADDRESS_S:
            self._address, self._network, self._asked = self._station.address(), self._station.network(), t
        turn = result.code_turn and bool(self._address) and not advice
        return SelfTest(
            result.camera,
            result.light,
            result.hand,
            advice,
            self._station.name,
            self._network,
            self._address,
            code_turn=turn,
        )
