"""Read mode: what is signed becomes a line of text that can be mended. Pure, like the tutor."""

from .events import Effect, End, Input, Interrupted, Pressed, Scene, Seen, Summary, Typed, ViewChange
from .hold import HoldTracker

SPACE_S = 1.5  # without a hand: a pause between words; hands come down between letters for less
LONGEST = 500  # letters kept: a line nobody clears must not grow for months


class ReadEngine:
    """Appends each letter once it is confirmed; the same one again only after the hand has changed or gone.

    Attributes:
        scene: what there is to show.
        over: a button has ended it.
        share: always 0: the ring of this mode is the reading's own.
    """

    share = 0.0

    def __init__(self, labels: tuple[str, ...]) -> None:
        """Read over these labels, in the order of Scores.p."""
        self._tracker = HoldTracker(labels)
        self._t = float("-inf")
        self._confirmed: str | None = None
        self._last: str | None = None
        self._hand_t: float | None = None
        self._reading: str | None = None
        self._text = ""
        self.over = False
        self.scene = self._scene()

    def left_s(self, t: float) -> float | None:
        """Reading has no end."""
        return None

    def step(self, event: Input) -> list[Effect]:
        """Take the next event and say what follows from it."""
        out: list[Effect] = []
        t = self._t = max(event.t, self._t)
        before = self._text
        if self.over:
            return out
        if isinstance(event, Seen):
            self._see(event, t)
        elif isinstance(event, Interrupted):
            self._tracker.reset()
            self._confirmed = self._reading = None
        elif isinstance(event, Pressed):
            if event.button in ("mode", "learner"):
                self.over = True
                out.append(End(t, "mode" if event.button == "mode" else "learner", Summary(0, 0, 0, 0)))
            self._edit(event.button)
        if self._text != before:
            out.append(Typed(t, self._text))
        if self._scene() != self.scene:
            self.scene = self._scene()
            out.append(ViewChange(t, self.scene))
        return out

    def _see(self, event: Seen, t: float) -> None:
        reading = event.reading
        self._tracker.update(t, event.scores.p, event.scores.box, finish=False)
        confirmed = reading.letter if reading.confirmed else None
        self._reading = reading.letter
        new = confirmed is not None and confirmed != self._confirmed
        self._confirmed = confirmed
        if new and confirmed is not None and (confirmed != self._last or self._tracker.armed):
            self._append(confirmed)
        if reading.hand:
            self._hand_t = t
        elif self._hand_t is not None and t - self._hand_t >= SPACE_S:
            self._hand_t = None
            self._edit("space")

    def _append(self, letter: str) -> None:
        self._text = (self._text + letter)[-LONGEST:]
        self._last = letter
        self._tracker.disarm(letter)

    def _edit(self, button: str) -> None:
        if button == "save" and self._reading is not None:
            self._append(self._reading)  # its own confirmation, a moment later, finds the tracker disarmed
        elif button == "delete":
            self._text = self._text[:-1]
        elif button == "space" and self._text and not self._text.endswith(" "):
            self._text += " "
        elif button == "clear":
            self._text = ""

    def _scene(self) -> Scene:
        return Scene("over" if self.over else "reading", text=self._text)
