"""A line of text written letter by letter. Pure: time comes with the readings."""

from device.reading.spelling import apply_edit
from device.recognition.presence import SESSION_END_S, SPACE_S
from device.types import Reading

MAX_LETTERS = 500  # without a limit the line would grow for months where it is never cleared


class TextLine:
    """Appends each confirmed letter, adds spaces in pauses, and takes the edit buttons.

    Attributes:
        text: the newest letters, at most MAX_LETTERS.
    """

    def __init__(self) -> None:
        """Start with an empty line."""
        self.text = ""
        self._reading: Reading | None = None
        self._saved: str | None = None  # letter that was saved by its button and is not confirmed yet
        self._space_from: float | None = None  # time of the last frame with a hand; None once a space was added
        self._hand_t: float | None = None  # time of the last frame with a hand

    def see(self, reading: Reading) -> None:
        """Add the letter of this frame if it is confirmed, or a space after a pause."""
        self._reading = reading
        if reading.letter != self._saved:
            self._saved = None
        if reading.fresh and reading.letter is not None:
            if self._saved is None:
                self._append(reading.letter)
            self._saved = None
        if reading.hand:
            if self._hand_t is not None and reading.t - self._hand_t >= SESSION_END_S:
                self.text = ""
            self._space_from = self._hand_t = reading.t
        elif self._space_from is not None and reading.t - self._space_from >= SPACE_S:
            self._space_from = None
            self.text = apply_edit(self.text, "space")

    def press(self, action: str) -> None:
        """Edit the line: "save" appends the letter shown now, see apply_edit for the others."""
        reading = self._reading
        if action == "save" and reading is not None and reading.letter is not None:
            self._append(reading.letter)
            self._saved = None if reading.confirmed else reading.letter
        else:
            self.text = apply_edit(self.text, action)

    def interrupted(self) -> None:
        """Discard the reading: the next frame does not follow the last one. Time without a camera adds no space."""
        self._reading = self._saved = self._space_from = None

    def _append(self, letter: str) -> None:
        self.text = (self.text + letter)[-MAX_LETTERS:]
