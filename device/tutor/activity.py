"""The tutoring activity: one session in which letters are asked for and judged."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, cast

from device.activity import Action, NoControls, PressQueue
from device.assets.strings import load_strings, translated
from device.recognition.thumb_up import ThumbUp
from device.recognition.visibility import brightness
from device.settings import PracticeSettings
from device.tutor.events import Effect
from device.tutor.finger_marks import FingerMarks, FingerOff, NamedFinger
from device.tutor.hand_presence import HandPresence
from device.tutor.inputs import Button, FrameInput, Interrupted, Pressed
from device.tutor.lesson import Lesson
from device.tutor.lesson_events import event_of
from device.tutor.log import rounded
from device.tutor.message_text import Texts
from device.tutor.number_lessons import NumbersOffer
from device.tutor.picture_choice import PictureChoice, SeenHand, picture_choice
from device.tutor.rules import RULES
from device.types import Frame, Handedness, Reading, Scores
from device.view import Event, LessonResult, OwnPicture, Status, Task, View

SUMMARY_S = 8.0  # minimum time that the result of a session is shown
KEYS = {"yes": "y", "no": "n", "next": "ArrowRight", "skip": "ArrowRight", "repeat": "r"}
NEXT = {"waiting": "start", "over": "next_lesson"}  # what the press "next" is called then
REPEAT = ("repeat", "skip")  # presses after the end that repeat letters; a station without a page has “skip” only
MISSES = ("looks_like", "not_this")  # messages that compare the hand with the prompt


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
        strings = load_strings(language)
        self._texts = Texts(strings if numbers is None else strings.for_numbers())
        self._trial = "" if numbers is None else self._texts.trial(numbers)
        self._own_pictures, self._pictures, self._seen_hand = own_pictures, pictures or PictureChoice(), SeenHand()
        self._presses = PressQueue()
        self._t = 0.0
        self._over_t: float | None = None
        self._finished = False
        self._presence = HandPresence()
        self._thumb = ThumbUp()
        self._lowered = False
        self._result: LessonResult | None = None
        self._marks = FingerMarks()
        self._off: tuple[FingerOff, ...] = ()
        self._named = NamedFinger()
        self.lesson = lesson
        self.repeat = ""

    @property
    def language(self) -> str:
        """Language of all views."""
        return self._texts.strings.language

    @property
    def finished(self) -> bool:
        """The session is over, its result was shown, and a new hand or a button asks for another one."""
        return self._finished

    @property
    def actions(self) -> tuple[Action, ...]:
        """Presses that the tutor understands."""
        scene = self.lesson.engine.scene
        names = ("yes", "no") if scene.question else ("skip",) if scene.phase == "asking" else ("next",)
        repeat = self._result.repeat if self._result is not None else ""
        if repeat:
            names = ("repeat", "next")
        titles = {"next": NEXT[scene.phase]} if scene.phase in NEXT else {}
        letters = ", ".join(repeat)
        return tuple(
            Action(name, self._texts.strings(f"page.{titles.get(name, name)}", letters=letters), KEYS.get(name, ""))
            for name in names
        )

    def press(self, action: str) -> None:
        """Queue a press for the next frame. Any thread may call this."""
        self._presses.put(action)

    def show_pictures(self, settings: PracticeSettings) -> None:
        """Show pictures as these settings say from the next view on."""
        self._pictures = picture_choice(settings)

    def step(self, frame: Frame, scores: Scores, reading: Reading) -> tuple[View, list[Event]]:
        """Pass presses and the frame to the lesson; return what to show and what has changed."""
        self._t = frame.t
        self._seen_hand.see(None if scores.box is None else scores.box.hand)
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
            if self._result is None and self.lesson.result is not None:
                self._result = self._texts.result(self.lesson.result, self._trial)
            self._lowered = self._lowered or not reading.hand  # the hand that signed last must not end the result
            new_hand = self._lowered and reading.hand
            self._finished = self._finished or (new_hand and frame.t - self._over_t >= SUMMARY_S)
        self._mark_fingers(frame, scores)
        return self._view(frame, scores, reading), events + _events(effects)

    def interrupted(self, t: float) -> tuple[View, list[Event]]:
        """Report the hand as lost; the task stays on the displays."""
        self._presses.interrupted()
        self._off = ()
        events = self._presence.events(t, False) + _events(self.lesson.step(Interrupted(t)))
        message = self._texts.strings("message.no_camera")
        text = self.lesson.engine.scene.text
        view = View("camera lost", text=text, message=message, task=self._task(), language=self.language)
        return view, events

    def leave(self, t: float, reason: Literal["mode", "learner"]) -> list[Event]:
        """End the session because another activity begins; return its last events."""
        return _events(self.lesson.step(Pressed(t, reason)))

    def end(self, spelled: str | None) -> tuple[View, list[Event], str]:
        """Return the last view, with the result of the session so far as message and summary."""
        scene, summary = self.lesson.engine.scene, ""
        if self.lesson.engine.over:
            summary = self._texts.message(scene.message)
        elif scene.asked:
            summary = self._texts.strings(
                "message.session_over", right=str(scene.right), asked=str(self.lesson.answered)
            )
        return View("ended", text=scene.text, message=summary, language=self.language), [], summary

    def close(self) -> None:
        """Store what was learned; a session that is not over counts as stopped."""
        self.lesson.stop()

    def _press_at_end(self, action: str) -> None:
        """Begin another session, as usual or with the letters that the result offers to repeat."""
        repeat = self._result.repeat if self._result is not None else ""
        if action == "next":
            self._finished = True
        elif action in REPEAT and repeat:
            self.repeat, self._finished = repeat, True

    def _mark_fingers(self, frame: Frame, scores: Scores) -> None:
        """Find the fingers that are off, from a miss until the letter is right."""
        scene = self.lesson.engine.scene
        missed = scene.ask is not None and scene.message.key in MISSES and scene.outcome != "right"
        letter = scene.ask.letter if scene.ask is not None and missed else None
        hand = self._hand if scores.box is None or scores.box.hand is None else scores.box.hand
        rival = dict(scene.message.values).get("rival")
        self._off = self._marks.see(frame, scores, hand, letter, rival)
        self._named.see(frame.t, None if letter is None else (letter, rival), self._off)

    def _view(self, frame: Frame, scores: Scores, reading: Reading) -> View:
        engine = self.lesson.engine
        scene = engine.scene
        status: Status = "hand" if reading.hand else "searching"
        if engine.hold_progress > 0:
            status = "holding"
        elif scene.phase == "answered" and scene.outcome == "right":
            status = "confirmed"
        message = self._texts.message(scene.message, self._named.fingers)
        brief = self._texts.brief(scene.message, scene.hint, self._named.fingers)
        if self._trial and not scene.asked:  # before the first prompt
            brief = brief or message
            message = self._joined(message, self._trial)
        return View(
            status,
            reading.letter,
            reading.confidence,
            engine.hold_progress,
            scene.text,
            message,
            frame=frame,
            box=scores.box,
            task=self._task(),
            language=self.language,
            scores=scores,
            brief=brief,
        )

    @property
    def _hand(self) -> Handedness:
        """Hand that pictures show: as chosen, else as seen in this lesson, else as in earlier ones."""
        return self.lesson.hand(
            self._pictures.hand if self._pictures.hand != "auto" else self._seen_hand.hand or "auto"
        )

    def _joined(self, first: str, second: str) -> str:
        return self._texts.strings.compose(lambda say: f"{translated(first, say)}. {translated(second, say)}")

    def _task(self) -> Task:
        engine, session = self.lesson.engine, self.lesson.session
        scene, ask = engine.scene, engine.scene.ask
        return Task(
            mode=session.mode,
            learner=self._texts.strings(f"learner.{session.learner}"),
            slot=session.learner,
            result=self._result,
            agenda=self._texts.strings("caption.agenda", due=str(self.lesson.due), new=str(self.lesson.new)),
            prompt="" if ask is None or scene.hidden else ask.letter,
            word=ask.word if ask else "",
            position=ask.position if ask else 0,
            picture=scene.picture,
            picture_hand=self._hand,
            picture_side=self._pictures.seen_from,
            picture_skin=self._pictures.skin,
            off=tuple(each.finger for each in self._off),
            own_picture=self._own_pictures.get(scene.picture) if scene.picture else None,
            caption=self._texts.caption(self._pictures.seen_from) if scene.picture else "",
            outcome=scene.outcome,
            rival=scene.rival,
            attempt=scene.attempt,
            attempts=RULES[session.mode].attempts,
            hint=self._texts.hint(scene.hint),
            question=scene.question,
            right=scene.right,
            asked=scene.asked,
            score=scene.score,
            left_s=engine.left_s(self._t),
            words_a_minute=engine.words_a_minute,
        )


def _events(effects: list[Effect]) -> list[Event]:
    return [event for effect in effects if (event := event_of(effect)) is not None]
