"""Says when nothing can be seen in the picture: to learners on the displays, to others as a warning and as status."""

from dataclasses import replace

from device.assets.strings import load_strings
from device.runtime.health import Health
from device.runtime.picture_watch import SENTENCES, PictureFault, PictureWatch
from device.system.messages import warn
from device.types import Frame, Scores
from device.view import View


class PictureReport:
    """Watches the pictures and reports what changes. The loop's thread owns it.

    Attributes:
        fault: what is wrong with the picture now, None for nothing.
    """

    def __init__(self, health: Health) -> None:
        """Start without frames; `health` gets each sentence, "" when the picture is good again."""
        self._health = health
        self._watch = PictureWatch()
        self.fault: PictureFault | None = None

    def reset(self) -> None:
        """Forget earlier frames: the next one is of another camera, or comes after a pause."""
        self._watch.reset()
        self.fault = None

    def on(self, view: View, frame: Frame, scores: Scores, live: bool) -> View:
        """Look at the next frame; return its view, with a sentence for the learner if nothing can be seen.

        Args:
            view: of the activity.
            frame: with its time.
            scores: of the frame.
            live: it comes from a sensor, see PictureWatch.see.
        """
        hand = scores.box is not None and scores.box.score < 1  # a guide box is there without a hand
        fault = self._watch.see(frame.image, frame.t, hand, live)
        if fault != self.fault:
            self.fault = fault
            sentence = SENTENCES[fault] if fault else ""
            warn(sentence or "The camera's picture is good again.")
            self._health.picture(sentence)
        if fault is None:
            return view
        test = view.self_test and replace(view.self_test, light="failed")
        return replace(view, message=load_strings(view.language)(f"message.picture_{fault}"), self_test=test)
