"""The activity that learns a hand: asks for the letters, learns, and keeps what is learned if it helps."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from device.activity import Action, NoControls, PressQueue
from device.assets.strings import load_strings
from device.personal.guide import HandGuide, Step
from device.recognition.personal.samples import HandSample, sample_of
from device.recognition.personal.validation import Validation, validated
from device.recognition.presence import SESSION_END_S
from device.recognition.thumb_up import ThumbUp
from device.types import Frame, Handedness, Reading, Scores
from device.view import Event, Task, View

RESULT_S = 6.0  # minimum time that the result is shown
MIN_ROUNDS = 2  # to test a model on holds that it has not learned from


class PersonalActivity(NoControls):
    """Shows one learner's letters to the station. The loop's thread owns it, see device.activity.

    Attributes:
        guide: says what to show.
        validation: of the learned model; None until it is learned, and if too little was shown.
        language: of all views.
    """

    def __init__(
        self,
        guide: HandGuide,
        keep: Callable[[Sequence[HandSample]], None],
        learner: str,
        language: str = "en",
    ) -> None:
        """Begin.

        Args:
            guide: a new one.
            keep: stores the samples of a hand that was accepted.
            learner: slot.
            language: of the views, one of settings.LANGUAGES.
        """
        self.guide, self.language = guide, language
        self.validation: Validation | None = None
        self._keep, self._learner = keep, learner
        self._strings = load_strings(language)
        self._presses = PressQueue()
        self._thumb = ThumbUp()
        self._folds: Iterator[Validation] | None = None
        self._over_t: float | None = None
        self._seen_t: float | None = None
        self._enough = self._finished = False
        self._side: Handedness = "right"

    @property
    def finished(self) -> bool:
        """The result was shown, or the learner has left."""
        return self._finished

    @property
    def repeat(self) -> str:
        """No letters: the next session chooses them."""
        return ""

    @property
    def kept(self) -> bool:
        """A model was learned, accepted and stored."""
        return self._over_t is not None and self.validation is not None and self.validation.accepted

    @property
    def actions(self) -> tuple[Action, ...]:
        """Presses that are understood now."""
        if self._folds is not None:
            return (Action("next", self._strings("page.next"), "ArrowRight"),)
        if self.guide.asks:
            return tuple(Action(name, self._strings(f"page.{name}"), name[0]) for name in ("yes", "no"))
        skip = Action("skip", self._strings("page.skip"), "ArrowRight")
        enough = Action("save", self._strings("personal.enough"))
        return (skip, enough) if self.guide.complete_rounds >= MIN_ROUNDS else (skip,)

    def press(self, action: str) -> None:
        """Queue a press for the next frame. Any thread may call this."""
        self._presses.put(action)

    def step(self, frame: Frame, scores: Scores, reading: Reading) -> tuple[View, list[Event]]:
        """Pass presses and the frame to the guide, or learn; return what to show."""
        for action in self._presses.take():
            self._press(action)
        self._watch(frame.t, scores)
        if self._folds is not None:
            return self._learn(frame, scores), []
        if self._thumb.answers(frame, scores.landmarks, self.guide.asks):
            self.guide.answer(True)
        height, width = frame.image.shape[:2]
        step = self.guide.step(frame.t, sample_of(scores, width, height, "A", 0))
        if step.phase == "done" or self._enough:
            self._folds = validated(self.guide.samples)
            return self._learn(frame, scores), []
        return self._asking(step, frame, scores), []

    def interrupted(self, t: float) -> tuple[View, list[Event]]:
        """Begin the hold again; the letter stays on the displays."""
        self._presses.interrupted()
        self.guide.interrupted()
        return View("camera lost", message=self._strings("message.no_camera"), language=self.language), []

    def show_pictures(self, settings: object) -> None:
        """Ignored: only letters are shown."""

    def leave(self, t: float, reason: Literal["mode", "learner"]) -> list[Event]:
        """End because another activity begins; what was shown is not kept."""
        return []

    def end(self, spelled: str | None) -> tuple[View, list[Event], str]:
        """Return the last view, with the result as summary."""
        summary = self._result()
        return View("ended", message=summary, language=self.language), [], summary

    def close(self) -> None:
        """Do nothing: an accepted hand is stored at once."""

    def _press(self, action: str) -> None:
        if self._over_t is not None:
            self._finished = self._finished or action == "next"
        elif action in ("yes", "no"):
            self.guide.answer(action == "yes")
        elif action == "skip":
            self.guide.skip()
        elif action == "save":
            self._enough = self.guide.complete_rounds >= MIN_ROUNDS

    def _watch(self, t: float, scores: Scores) -> None:
        """Note the hand's side, and end when the learner has left."""
        if scores.box is not None or self._seen_t is None:
            self._seen_t = t
        if scores.box is not None and scores.box.hand is not None:
            self._side = scores.box.hand
        self._finished = self._finished or t - self._seen_t >= SESSION_END_S

    def _learn(self, frame: Frame, scores: Scores) -> View:
        """Test one fold a frame, so that the picture goes on; then keep the hand, and show the result."""
        assert self._folds is not None
        view = View("hand", frame=frame, box=scores.box, language=self.language, task=self._task(), scores=scores)
        if self._over_t is None:
            done = next(self._folds, None)
            if done is not None:
                self.validation = done
                return replace(view, message=self._strings("personal.learning"))
            self._over_t = frame.t
            if self.kept:
                self._keep(self.guide.samples)
        self._finished = self._finished or frame.t - self._over_t >= RESULT_S
        return replace(view, status="confirmed" if self.kept else "hand", message=self._result())

    def _result(self) -> str:
        result = self.validation
        if self._over_t is None or result is None:
            return self._strings("personal.nothing")
        key = "personal.kept" if result.accepted else "personal.not_kept"
        numbers = {"count": result.count, "before": result.before, "after": result.after}
        return self._strings(key, **{name: str(number) for name, number in numbers.items()})

    def _asking(self, step: Step, frame: Frame, scores: Scores) -> View:
        key = {"question": "question", "hold": "hold"}.get(step.phase, "again" if step.rival else "form")
        message = self._strings(f"personal.{key}", letter=step.letter, rival=step.rival or "")
        return View(
            "holding" if step.phase == "hold" else "hand" if scores.box is not None else "searching",
            hold=step.progress,
            message=message,
            frame=frame,
            box=scores.box,
            task=self._task(step),
            language=self.language,
            scores=scores,
        )

    def _task(self, step: Step | None = None) -> Task:
        letter = step.letter if step is not None else ""
        return Task(
            mode="personal",
            learner=self._strings(f"learner.{self._learner}"),
            slot=self._learner,
            prompt=letter,
            picture=letter or None,
            picture_hand=self._side,
            question=self.guide.asks,
            right=self.guide.held,
            asked=self.guide.planned,
        )
