"""Read mode: what is signed becomes a line of text that can be mended. Pure, like the tutor."""

from device.reading.spelling import apply_edit
from device.tutor import rules
from device.tutor.events import (
    Effect,
    End,
    FrameInput,
    Input,
    Interrupted,
    Pressed,
    Scene,
    Summary,
    Typed,
    ViewChange,
)
from device.types import Reading

SPACE_S = 1.5  # without a hand: a pause between words; hands come down between letters for less
LONGEST = 500  # letters kept: a line nobody clears must not grow for months


class ReadEngine:
    """Appends each letter once it counts.

    Attributes:
        scene: what there is to show.
        over: a button has ended it.
        share: always 0: the ring of this mode is the reading's own.
    """

    share = 0.0

    def __init__(self) -> None:
        """Nothing was signed yet."""
        self._t = float("-inf")
        self._saved: str | None = None  # by the button before it was confirmed
        self._hand_t: float | None = None  # of the newest frame with a hand, until a space was made of its absence
        self._gone_t: float | None = None  # the same, for good
        self._reading: Reading | None = None
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
        if isinstance(event, FrameInput):
            self._see(event, t)
        elif isinstance(event, Interrupted):
            self._saved = self._reading = None
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

    def _see(self, event: FrameInput, t: float) -> None:
        reading = self._reading = event.reading
        if reading.letter != self._saved:
            self._saved = None
        if reading.fresh and reading.letter is not None:
            if self._saved is None:
                self._append(reading.letter)
            self._saved = None
        if reading.hand:
            if self._gone_t is not None and t - self._gone_t >= rules.AWAY_END_S:
                self._text = ""  # whoever comes after so long finds a fresh line, without a button
            self._hand_t = self._gone_t = t
        elif self._hand_t is not None and t - self._hand_t >= SPACE_S:
            self._hand_t = None
            self._edit("space")

    def _append(self, letter: str) -> None:
        self._text = (self._text + letter)[-LONGEST:]

    def _edit(self, button: str) -> None:
        if button == "save" and self._reading is not None and self._reading.letter is not None:
            self._append(self._reading.letter)
            self._saved = None if self._reading.confirmed else self._reading.letter
        else:
            self._text = apply_edit(self._text, button)

    def _scene(self) -> Scene:
        return Scene("over" if self.over else "reading", text=self._text)
