"""One run of a session: frames in, pictures and views out."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from device.capture.guide import CapturePlan, Guide, Step
from device.capture.session import NOTHING, CaptureSession, open_session
from device.capture.store import PictureStore
from device.display import Displays
from device.errors import CameraError
from device.recognition.baseline import guide_box
from device.settings import Settings
from device.types import Frame, HandBox
from device.view import View


class CaptureRun:
    """Keeps the frames the guide asks for.

    Attributes:
        guide: knows how many pictures there are.
    """

    def __init__(
        self, plan: CapturePlan, session: CaptureSession, folder: Path, displays: Displays, settings: Settings
    ) -> None:
        """Look at what the session already holds; nothing is written before the first frame.

        Raises:
            RecordingError: the folder cannot be used.
        """
        self._plan = plan
        self._session = session
        self._folder = folder
        self._store = PictureStore(folder)
        self._displays = displays
        self._settings = settings.recognition
        self.guide = Guide(plan, {letter: self._store.count(letter) for letter in plan.letters})

    def run(self, frames: Iterable[Frame]) -> None:
        """Go through the frames until there are enough pictures.

        Raises:
            RecordingError: the disk is full, or the folder holds another session than this.
        """
        box: HandBox | None = None
        for frame in frames:
            if box is None:
                box = guide_box(frame.image, self._settings)
                corners = (round(box.x0, 6), round(box.y0, 6), round(box.x1, 6), round(box.y1, 6))
                open_session(self._folder, replace(self._session, guide_box=corners))
            step = self.guide.step(frame.t)
            if step.take and step.progress == 0:
                self._store.check_space()
            if step.take and step.letter is not None:
                self._store.keep(step.letter, frame.image)
                self.guide.kept()
            self._displays.show(self._view(step, frame, box))
            if step.phase == "done":
                return

    def lost(self, t: float, error: CameraError) -> None:
        """The camera was lost at time t."""
        self.guide.interrupted()
        self._displays.show(View("camera lost", message="No picture: check the camera's plug"))

    def _view(self, step: Step, frame: Frame, box: HandBox) -> View:
        have, count = self.guide.have, self._plan.count
        total = f"{sum(min(n, count) for n in have.values())} of {count * len(have)}"
        if step.letter is None:
            return View("ended", text=total, message="Enough pictures: thank you", frame=frame, box=box)
        fewest, most = min(have.values()), max(have.values())
        text = f"{step.letter} {have[step.letter]} of {count}   all {total}   fewest {fewest}, most {most}"
        letter = None if step.letter == NOTHING else step.letter
        if step.phase == "countdown":
            what = f"Make the letter {letter}" if letter else "Keep your hand out of the picture"
            return View("searching", letter, text=text, message=f"{what}: {step.seconds}", frame=frame, box=box)
        what = "Hold it, move and turn it a little" if letter else "Keep your hand out of the picture"
        return View("holding", letter, 1.0, step.progress, text, what, frame=frame, box=box, recording=True)
