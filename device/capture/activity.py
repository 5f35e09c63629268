"""The capturing activity: asks for letters and keeps camera frames as training pictures."""

from dataclasses import replace
from pathlib import Path

from device.activity import Action, NoControls
from device.alphabet import NO_LETTER
from device.assets.strings import load_strings
from device.capture.guide import CapturePlan, Guide, Step
from device.capture.session import CaptureSession, open_session
from device.capture.store import PictureStore
from device.recognition.baseline import guide_box
from device.settings import RecognitionSettings
from device.types import Frame, HandBox, Reading, Scores
from device.view import Event, View


class CaptureActivity(NoControls):
    """Keeps the frames that the guide asks for. The loop's thread owns it, see device.activity.

    Attributes:
        guide: counts the pictures of each letter.
        language: of all views.
    """

    actions: tuple[Action, ...] = ()

    def __init__(
        self,
        plan: CapturePlan,
        session: CaptureSession,
        folder: Path,
        settings: RecognitionSettings,
        language: str = "en",
    ) -> None:
        """Count the pictures that the session already has; nothing is written before the first frame.

        Args:
            plan: what is to be recorded.
            session: what all pictures have in common; its guide box is set with the first frame.
            folder: of the session.
            settings: of the guide box.
            language: of all views, one of settings.LANGUAGES.

        Raises:
            RecordingError: the folder cannot be used.
        """
        self._plan = plan
        self._session = session
        self._folder = folder
        self._store = PictureStore(folder)
        self._settings = settings
        self._strings = load_strings(language)
        self.language = language
        self._box: HandBox | None = None
        self._finished = False
        self.guide = Guide(plan, {letter: self._store.count(letter) for letter in plan.letters})

    @property
    def finished(self) -> bool:
        """There are enough pictures of every letter."""
        return self._finished

    def press(self, action: str) -> None:
        """Ignored: there are no actions."""

    def step(self, frame: Frame, scores: Scores, reading: Reading) -> tuple[View, list[Event]]:
        """Keep the frame if the guide asks for it; return what to show.

        Raises:
            RecordingError: the disk is full, or the folder holds another session.
        """
        if self._box is None:
            self._box = guide_box(frame.image, self._settings)
            corners = (self._box.x0, self._box.y0, self._box.x1, self._box.y1)
            open_session(self._folder, replace(self._session, guide_box=_rounded(corners)))
        step = self.guide.step(frame.t)
        if step.take and step.progress == 0:
            self._store.check_space()
        if step.take and step.letter is not None:
            self._store.keep(step.letter, frame.image)
            self.guide.kept()
        self._finished = step.phase == "done"
        return self._view(step, frame), []

    def interrupted(self, t: float) -> tuple[View, list[Event]]:
        """Start the countdown again when frames return: the hand has moved meanwhile."""
        self.guide.interrupted()
        return View("camera lost", message=self._strings("message.no_camera"), language=self.language), []

    def end(self, spelled: str | None) -> tuple[View, list[Event], str]:
        """Return the last view; the command prints the summary."""
        return View("ended", text=self._total(), message=self._thanks(), language=self.language), [], ""

    def close(self) -> None:
        """Do nothing: every picture is on the disk as soon as it is taken."""

    def _view(self, step: Step, frame: Frame) -> View:
        view = View(frame=frame, box=self._box, language=self.language)
        if step.letter is None:
            return replace(view, status="ended", text=self._total(), message=self._thanks())
        letter = None if step.letter == NO_LETTER else step.letter
        task = self._strings("capture.make_letter", letter=letter) if letter else self._strings("capture.no_hand")
        view = replace(view, letter=letter, text=self._progress(step.letter))
        if step.phase == "countdown":
            message = self._strings("capture.countdown", task=task, seconds=str(step.seconds))
            return replace(view, status="searching", message=message)
        message = self._strings("capture.move") if letter else task
        return replace(view, status="holding", confidence=1.0, hold=step.progress, message=message, recording=True)

    def _progress(self, letter: str) -> str:
        have, planned = self.guide.have, self._plan.count
        return self._strings(
            "capture.progress",
            letter=letter,
            kept=str(have[letter]),
            planned=str(planned),
            total=self._total(),
            fewest=str(min(have.values())),
            most=str(max(have.values())),
        )

    def _total(self) -> str:
        have, count = self.guide.have, self._plan.count
        kept = sum(min(n, count) for n in have.values())
        return self._strings("capture.total", kept=str(kept), planned=str(count * len(have)))

    def _thanks(self) -> str:
        return self._strings("capture.done") if self._finished else ""


def _rounded(corners: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (round(corner, 6) for corner in corners)
    return x0, y0, x1, y1
