"""The tutoring activity: one session in which letters are asked for and judged."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, cast

from device.activity import Action, NoControls, PressQueue
from device.recognition.thumb_up import ThumbUp
from device.recognition.visibility import brightness
from device.settings import PracticeSettings
from device.tutor.events import Effect
from device.tutor.hand_presence import HandPresence
from device.tutor.inputs import Button, FrameInput, Interrupted, Pressed
from device.tutor.lesson import Lesson
from device.tutor.lesson_events import event_of
from device.tutor.lesson_view import LessonView
from device.tutor.log import rounded
from device.tutor.number_lessons import NumbersOffer
from device.tutor.picture_choice import PictureChoice
from device.types import Frame, Reading, Scores
from device.view import Event, OwnPicture, View

SUMMARY_S = 8.0  # minimum time that the result of a session is shown
KEYS = {"yes": "y", "no": "n", "next": "ArrowRight", "skip": "ArrowRight", "repeat": "r"}
NEXT = {"waiting": "start", "over": "next_lesson"}  # what the press "next" is called then
REPEAT = ("repeat", "skip")  # presses after the end that repeat letters; a station without a page has “skip” only


class TutorActivity(NoControls):
    """Runs one lesson. The loop's thread owns it, see device.activity.

    Attributes:
        lesson: engine and progress.
        repeat: letters that the next session must ask, as the learner has chosen; "" for a session as usual.
    """

    def __init__(
        self,
        lesson: Lesson,
        language: str = "en",
        own_pictures: Mapping[str, OwnPicture] = MappingProxyType({}),
        pictures: PictureChoice | None = None,
        numbers: NumbersOffer | None = None,
    ) -> None:
        """Begin.

        Args:
            lesson: a new one.
            language: of the views, one of settings.LANGUAGES.
            own_pictures: letter → a teacher's picture, shown in place of the built-in one.
            pictures: how pictures are shown; None for the usual way.
            numbers: how well the networks read them; None for a lesson of letters.
        """
        self._view = LessonView(lesson, language, own_pictures, pictures, numbers)
        self._presses = PressQueue()
        self._presence = HandPresence()
        self._thumb = ThumbUp()
        self._over_t: float | None = None
        self._finished = self._lowered = False
        self.lesson = lesson
        self.repeat = ""

    @property
    def language(self) -> str:
        """Language of all views."""
        return self._view.language

    @property
    def finished(self) -> bool:
        """The session is over, its result was shown, and a new hand or a button asks for another one."""
        return self._finished

    @property
    def actions(self) -> tuple[Action, ...]:
        """Presses that the tutor understands."""
        scene = self.lesson.engine.scene
        names = ("yes", "no") if scene.question else ("skip",) if scene.phase == "asking" else ("next",)
        repeat = self._view.result.repeat if self._view.result is not None else ""
        if repeat:
            names = ("repeat", "next")
        titles = {"next": NEXT[scene.phase]} if scene.phase in NEXT else {}
        say, letters = self._view.texts.strings, ", ".join(repeat)
        return tuple(
            Action(name, say(f"page.{titles.get(name, name)}", letters=letters), KEYS.get(name, "")) for name in names
        )

    def press(self, action: str) -> None:
        """Queue a press for the next frame. Any thread may call this."""
        self._presses.put(action)

    def show_pictures(self, settings: PracticeSettings) -> None:
        """Show pictures as these settings say from the next view on."""
        self._view.show_pictures(settings)

    def step(self, frame: Frame, scores: Scores, reading: Reading) -> tuple[View, list[Event]]:
        """Pass presses and the frame to the lesson; return what to show and what has changed."""
        self._view.see(frame, scores)
        events = self._presence.events(frame.t, reading.hand)
        effects: list[Effect] = []
        for action in self._presses.take():
            if self.lesson.engine.over:
                self._press_at_end(action)
            elif action != "repeat":
                effects += self.lesson.step(Pressed(frame.t, cast(Button, action)))
        if self._thumb.answers(frame, scores.landmarks, self.lesson.engine.scene.question):  # logged as a press
            effects += self.lesson.step(Pressed(frame.t, "yes"))
        effects += self.lesson.step(FrameInput(rounded(scores), reading, brightness(frame, scores.box)))
        if self.lesson.engine.over:
            self._over_t = frame.t if self._over_t is None else self._over_t
            self._view.keep_result()
            self._lowered = self._lowered or not reading.hand  # the hand that signed last must not end the result
            new_hand = self._lowered and reading.hand
            self._finished = self._finished or (new_hand and frame.t - self._over_t >= SUMMARY_S)
        return self._view.of_frame(frame, scores, reading), events + _events(effects)

    def interrupted(self, t: float) -> tuple[View, list[Event]]:
        """Report the hand as lost; the task stays on the displays."""
        self._presses.interrupted()
        self._view.lose_hand()
        events = self._presence.events(t, False) + _events(self.lesson.step(Interrupted(t)))
        return self._view.without_camera(), events

    def leave(self, t: float, reason: Literal["mode", "learner"]) -> list[Event]:
        """End the session because another activity begins; return its last events."""
        return _events(self.lesson.step(Pressed(t, reason)))

    def end(self, spelled: str | None) -> tuple[View, list[Event], str]:
        """Return the last view, with the result of the session so far as message and summary."""
        view, summary = self._view.at_the_end()
        return view, [], summary

    def close(self) -> None:
        """Store what was learned; a session that is not over counts as stopped."""
        self.lesson.stop()

    def _press_at_end(self, action: str) -> None:
        """Begin another session, as usual or with the letters that the result offers to repeat."""
        repeat = self._view.result.repeat if self._view.result is not None else ""
        if action == "next":
            self._finished = True
        elif action in REPEAT and repeat:
            self.repeat, self._finished = repeat, True


def _events(effects: list[Effect]) -> list[Event]:
    return [event for effect in effects if (event := event_of(effect)) is not None]
