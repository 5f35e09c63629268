"""How fast words are spelled: from the first letter's prompt to the last letter, without the pauses between words."""

from device.tutor.events import PromptSpec


class WordSpeed:
    """Adds up the words of a session. Pure: time comes with the letters."""

    def __init__(self) -> None:
        """Start without words."""
        self._words, self._spent_s = 0, 0.0
        self._began_t: float | None = None
        self._clean = True

    def prompted(self, ask: PromptSpec, t: float) -> None:
        """Note that a letter is prompted at time t (s); at the first letter of a word its time begins."""
        if ask.word and (self._began_t is None or ask.position == 0):
            self._began_t, self._clean = t, True

    def closed(self, ask: PromptSpec, t: float, right: bool) -> None:
        """Note that a prompt ended at time t (s). A word with a letter that was not right does not count."""
        if not ask.word or self._began_t is None:
            return
        self._clean = self._clean and right
        if ask.last and self._clean:
            self._words, self._spent_s = self._words + 1, self._spent_s + t - self._began_t
        if ask.last:
            self._began_t = None

    @property
    def words_a_minute(self) -> float | None:
        """Mean speed; None before the first word."""
        return 60.0 * self._words / self._spent_s if self._spent_s > 0 else None
