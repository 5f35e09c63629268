"""What the displays show of a lesson: its sentences, its pictures and the fingers that are off."""

from collections.abc import Mapping
from types import MappingProxyType

from device.assets.strings import load_strings, translated
from device.settings import PracticeSettings
from device.tutor.finger_marks import FingerMarks, FingerOff, NamedFinger
from device.tutor.lesson import Lesson
from device.tutor.message_text import Texts
from device.tutor.number_lessons import NumbersOffer
from device.tutor.picture_choice import PictureChoice, SeenHand, picture_choice
from device.tutor.rules import RULES
from device.types import Frame, Handedness, Reading, Scores
from device.view import LessonResult, OwnPicture, Status, Task, View

MISSES = ("looks_like", "not_this")  # messages that compare the hand with the prompt


class LessonView:
    """Makes the views of one lesson. It changes nothing in the lesson.

    Attributes:
        texts: in the language of the views.
        result: of the session, None before its end.
    """

    def __init__(
        self,
        lesson: Lesson,
        language: str = "en",
        own_pictures: Mapping[str, OwnPicture] = MappingProxyType({}),
        pictures: PictureChoice | None = None,
        numbers: NumbersOffer | None = None,
    ) -> None:
        """Begin with a new lesson; see TutorActivity for the arguments."""
        strings = load_strings(language)
        self.texts = Texts(strings if numbers is None else strings.for_numbers())
        self.result: LessonResult | None = None
        self._lesson = lesson
        self._trial = "" if numbers is None else self.texts.trial(numbers)
        self._own_pictures, self._pictures, self._seen_hand = own_pictures, pictures or PictureChoice(), SeenHand()
        self._marks = FingerMarks()
        self._off: tuple[FingerOff, ...] = ()
        self._named = NamedFinger()
        self._t = 0.0

    @property
    def language(self) -> str:
        """Language of all views."""
        return self.texts.strings.language

    def show_pictures(self, settings: PracticeSettings) -> None:
        """Show pictures as these settings say from the next view on."""
        self._pictures = picture_choice(settings)

    def see(self, frame: Frame, scores: Scores) -> None:
        """Note time and hand of the next frame, before the lesson takes it."""
        self._t = frame.t
        self._seen_hand.see(None if scores.box is None else scores.box.hand)

    def lose_hand(self) -> None:
        """Mark no finger: the camera is lost."""
        self._off = ()

    def keep_result(self) -> None:
        """Show the result of the session from now on, if it has one."""
        if self.result is None and self._lesson.result is not None:
            self.result = self.texts.result(self._lesson.result, self._trial)

    def of_frame(self, frame: Frame, scores: Scores, reading: Reading) -> View:
        """Return the view of a frame that the lesson has taken."""
        self._mark_fingers(frame, scores)
        engine = self._lesson.engine
        scene = engine.scene
        status: Status = "hand" if reading.hand else "searching"
        if engine.hold_progress > 0:
            status = "holding"
        elif scene.phase == "answered" and scene.outcome == "right":
            status = "confirmed"
        message = self.texts.message(scene.message, self._named.fingers)
        brief = self.texts.brief(scene.message, scene.hint, self._named.fingers)
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

    def without_camera(self) -> View:
        """Return the view while the camera is lost; the task stays on the displays."""
        text, message = self._lesson.engine.scene.text, self.texts.strings("message.no_camera")
        return View("camera lost", text=text, message=message, task=self._task(), language=self.language)

    def at_the_end(self) -> tuple[View, str]:
        """Return the last view, with the result of the session so far as message, and this message."""
        scene, summary = self._lesson.engine.scene, ""
        if self._lesson.engine.over:
            summary = self.texts.message(scene.message)
        elif scene.asked:
            asked = str(self._lesson.answered)
            summary = self.texts.strings("message.session_over", right=str(scene.right), asked=asked)
        return View("ended", text=scene.text, message=summary, language=self.language), summary

    def _mark_fingers(self, frame: Frame, scores: Scores) -> None:
        """Find the fingers that are off, from a miss until the letter is right."""
        scene = self._lesson.engine.scene
        missed = scene.ask is not None and scene.message.key in MISSES and scene.outcome != "right"
        letter = scene.ask.letter if scene.ask is not None and missed else None
        hand = self._hand if scores.box is None or scores.box.hand is None else scores.box.hand
        rival = dict(scene.message.values).get("rival")
        self._off = self._marks.see(frame, scores, hand, letter, rival)
        self._named.see(frame.t, None if letter is None else (letter, rival), self._off)

    @property
    def _hand(self) -> Handedness:
        """Hand that pictures show: as chosen, else as seen in this lesson, else as in earlier ones."""
        return self._lesson.hand(
            self._pictures.hand if self._pictures.hand != "auto" else self._seen_hand.hand or "auto"
        )

    def _joined(self, first: str, second: str) -> str:
        return self.texts.strings.compose(lambda say: f"{translated(first, say)}. {translated(second, say)}")

    def _task(self) -> Task:
        engine, session = self._lesson.engine, self._lesson.session
        scene, ask = engine.scene, engine.scene.ask
        return Task(
            mode=session.mode,
            learner=self.texts.strings(f"learner.{session.learner}"),
            slot=session.learner,
            result=self.result,
            agenda=self.texts.strings("caption.agenda", due=str(self._lesson.due), new=str(self._lesson.new)),
            prompt="" if ask is None or scene.hidden else ask.letter,
            word=ask.word if ask else "",
            position=ask.position if ask else 0,
            picture=scene.picture,
            picture_hand=self._hand,
            picture_side=self._pictures.seen_from,
            picture_skin=self._pictures.skin,
            off=tuple(each.finger for each in self._off),
            own_picture=self._own_pictures.get(scene.picture) if scene.picture else None,
            caption=self.texts.caption(self._pictures.seen_from) if scene.picture else "",
            outcome=scene.outcome,
            rival=scene.rival,
            attempt=scene.attempt,
            attempts=RULES[session.mode].attempts,
            hint=self.texts.hint(scene.hint),
            question=scene.question,
            right=scene.right,
            asked=scene.asked,
            score=scene.score,
            left_s=engine.left_s(self._t),
            words_a_minute=engine.words_a_minute,
        )
