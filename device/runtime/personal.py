"""Personal letters in a running program: which learner's hand the perception reads with."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from device.activity import Question
from device.assets.strings import load_strings
from device.names import shown
from device.personal.activity import PersonalActivity
from device.personal.guide import HandGuide
from device.personal.hand_file import HandFileError, LearnerHand, load_hand, remove_hand, save_hand
from device.recognition.perception import Perception
from device.recognition.personal import HandSample, PersonalLetters
from device.settings import PracticeSettings

QUESTION = Question("hand", ("learner",))
"""The page asks whether the station reads a learner's hand, see PersonalHands.describe."""


class PersonalHands:
    """The hands of all learners. Only the loop's thread may use it, but for `describe` and `forget`."""

    def __init__(
        self,
        perception: Perception,
        progress: Path,
        warn: Callable[[str], None],
        today: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        """Use no hand yet.

        Args:
            perception: that reads.
            progress: file beside which the hands are kept.
            warn: called with one sentence for each hand that cannot be used or kept.
            today: returns the date, None if the clock is not trusted.
        """
        self._perception, self._progress, self._warn, self._today = perception, progress, warn, today
        self._learned: dict[str, PersonalLetters | None] = {}

    @property
    def possible(self) -> bool:
        """The recognizer gives landmarks. The baseline CNN, which has one output, does not."""
        return len(self._perception.metadata.outputs) != 1

    @property
    def networks(self) -> str:
        """First 12 digits of the checksum of the landmark model."""
        return self._perception.metadata.sha256[:12]

    def use(self, learner: str, judged: bool) -> None:
        """Read with a learner's hand if there is one that was made with these networks.

        Args:
            learner: slot.
            judged: the learner is judged: letters of which the networks are sure stay as they are.
        """
        if learner not in self._learned:
            self._learned[learner] = self._load(learner)
        self._perception.personalise(self._learned[learner], keep_sure=judged)

    def begin(self, settings: PracticeSettings) -> PersonalActivity:
        """Return the activity that learns the hand of the learner of the settings; the networks read letters, alone."""
        self._perception.use_vocabulary("letters")
        self._perception.personalise(None)
        learner = settings.learner

        def keep(samples: Sequence[HandSample]) -> None:
            now = self._today()
            made = "" if now is None else now.date().isoformat()
            try:
                save_hand(self._progress, LearnerHand(learner, self.networks, made, tuple(samples)))
            except HandFileError as error:
                self._warn(f"{error} It is used until the station stops.")
            self._learned[learner] = PersonalLetters(samples)

        return PersonalActivity(HandGuide(), keep, learner, settings.language)

    def forget(self, learner: str) -> bool:
        """Delete a learner's hand and stop using it; return whether there was one. Any thread may call this."""
        self._learned[learner] = None
        self._perception.personalise(None)
        try:
            return remove_hand(self._progress, learner)
        except HandFileError as error:
            self._warn(str(error))
            return False

    def describe(self, learner: str) -> dict[str, Any]:
        """Return what is kept of a learner's hand. Any thread may call this.

        Returns:
            "letters": that were shown, "" for no hand; "made": date, "" if unknown; "usable": it was made with the
            networks in use.
        """
        hand = load_hand(self._progress, learner)
        if hand is None:
            return {"letters": "", "made": "", "usable": False}
        letters = "".join(sorted({sample.letter for sample in hand.samples}))
        return {"letters": letters, "made": hand.made, "usable": hand.networks == self.networks}

    def _load(self, learner: str) -> PersonalLetters | None:
        hand = load_hand(self._progress, learner, self._warn)
        if hand is None:
            return None
        if hand.networks != self.networks:
            name = load_strings("en")(f"learner.{learner}")
            self._warn(
                f"The personal letters of {shown(name)} were made with other networks and are not used; "
                f"show the letters again with `python -m device personalise --learner {learner}`."
            )
            return None
        return PersonalLetters(hand.samples)
