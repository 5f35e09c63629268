"""Watching: a rendered hand spells a word, the learner writes or signs what it was. Pure: time is an argument."""

from typing import Literal

from device.signing.performance import performance
from device.tutor.events import ENDINGS, EndReason
from device.tutor.scene import Message
from device.tutor.watch_answer import SignedAnswer, written_answer
from device.tutor.watch_effects import Answered, Over, Showing, Shown, WatchEffect, WatchScene
from device.tutor.watch_speed import WatchSpeed, slower
from device.tutor.watch_words import WatchWords
from device.view import Outcome

ATTEMPTS = 3
"""Wrong answers after which the hand gives the answer."""
STEP_SPEED = 1.0
"""Letters a second while the hand shows one letter at a time, and while it tells the word."""
RIGHT_S, WRONG_S, GIVEN_S = 1.8, 2.2, 3.0
"""How long an answer stays before the hand goes on; long enough to read a word of twelve letters."""
PATIENCE_S = 12.0
"""Without a sign of an answer after this, the hand spells again, slower. Learners at a keyboard take their time."""
SIGNED_S = 5.0
"""After the last signed letter, an answer that is not complete counts as it is."""
AWAY_S = 120.0
"""Without hand, press or answer the session ends, as lessons do."""
Phase = Literal["waiting", "showing", "asking", "answered", "telling", "over"]


class Watch:
    """One session. Times never decrease."""

    def __init__(self, words: WatchWords, speed: WatchSpeed, letters: int) -> None:
        """Wait for a hand or a press.

        Args:
            words: chooses what is spelled.
            speed: of this learner.
            letters: the session ends with the word in which this number is reached.
        """
        self._words, self.speed, self._letters = words, speed, letters
        self._phase: Phase = "waiting"
        self._active = float("-inf")
        self._due: float | None = None  # end of a pause; None until it begins
        self._showing: Showing | None = None
        self._word = ""
        self._signed = SignedAnswer("")
        self._signed_t: float | None = None
        self._written = ""
        self._attempt, self._wrong, self._step = 1, 0, -1
        self._helped = self._by_keys = False
        self._outcome: Outcome | None = None
        self._message = Message("watch_begin")
        self._spelled = self._asked = self._right = self._shows = 0

    @property
    def over(self) -> bool:
        """The session has ended."""
        return self._phase == "over"

    @property
    def scene(self) -> WatchScene:
        """State to show."""
        known = self._phase in ("telling", "answered") and (self._phase == "telling" or self._outcome == "right")
        speed = self._showing.speed if self._showing else self.speed.value
        return WatchScene(
            self._phase,
            None if self._phase in ("waiting", "over") else self._showing,
            self._word if known else "",
            self._signed.text or self._written,
            self._attempt,
            self._outcome,
            self._message,
            self._right,
            self._asked,
            round(speed, 1),
        )

    def step(self, t: float, hand: bool = False, letter: str | None = None) -> list[WatchEffect]:
        """Let time pass.

        Args:
            t: seconds.
            hand: a hand is in view.
            letter: that was held long enough at this time, None for none.
        """
        if hand or self._active == float("-inf"):
            self._active = t
        if self._phase == "waiting":
            return self._next_word(t) if hand else []
        if self._phase == "over":
            return []
        if t - self._active > AWAY_S:
            return self._end(t, "away")
        if self._phase == "asking":
            return self._ask(t, letter)
        if self._phase in ("showing", "telling") and self._showing is not None and not self._showing.over(t):
            return []
        if self._phase == "showing":
            self._phase, self._due = "asking", t + PATIENCE_S + len(self._word)
            return []
        if self._due is None:  # the hand has just given the answer: a moment to look at it
            self._due = t + GIVEN_S
        return self._go_on(t) if t >= self._due else []

    def press(self, t: float, name: str) -> list[WatchEffect]:
        """Take a press: again, slower, step (one letter at a time), next; or the end: mode, learner, stop."""
        self._active = t
        if name in ENDINGS:
            return [] if self.over else self._end(t, ENDINGS[name])
        if self._phase == "over" or name not in ("again", "skip", "slower", "step", "next"):
            return []
        self._by_keys = True
        if self._phase == "waiting":
            return self._next_word(t)
        if self._phase in ("answered", "telling"):
            return self._go_on(t) if name == "next" else []
        if name == "next":
            return self._judge(t, "wrong", "", signed=False, given_up=True)
        self._helped = True
        if name == "step":
            return self._show_letter(t)
        speed = self._showing.speed if self._showing else self.speed.value
        return self._show(t, slower(speed) if name == "slower" else speed)

    def answer(self, t: float, text: str) -> list[WatchEffect]:
        """Take a written answer; an empty one does nothing."""
        self._active, self._by_keys = t, True
        if self._phase not in ("showing", "asking") or not (written := written_answer(text)):
            return []
        return self._judge(t, "right" if written == self._word else "wrong", written, signed=False)

    def _ask(self, t: float, letter: str | None) -> list[WatchEffect]:
        """Wait for an answer; a learner who signs is watched."""
        if letter is not None:
            self._signed.add(letter)
            self._signed_t = t
            if self._signed.right:
                return self._judge(t, "right", self._signed.text, signed=True)
        if self._signed_t is not None:
            if self._signed.wrong or t - self._signed_t >= SIGNED_S:
                right = self._signed.right_if_over
                return self._judge(t, "right" if right else "wrong", self._signed.text, signed=True)
            return []
        if self._by_keys or (self._due is not None and t < self._due):
            return []
        if self._attempt >= ATTEMPTS:
            return self._judge(t, "wrong", "", signed=True, given_up=True)
        self._attempt, self._helped = self._attempt + 1, True
        return self._show(t, slower(self._showing.speed if self._showing else self.speed.value))

    def _judge(
        self, t: float, outcome: Outcome, answer: str, *, signed: bool, given_up: bool = False
    ) -> list[WatchEffect]:
        self._written, self._outcome = answer, outcome
        speed = self._showing.speed if self._showing else self.speed.value
        at_once = outcome == "right" and self._wrong == 0 and not self._helped
        self._wrong += outcome == "wrong"
        final = outcome == "right" or given_up or self._wrong >= ATTEMPTS
        effect = Answered(t, self._word, answer, outcome, signed, at_once, final, speed)
        if not final:
            self._phase, self._due = "answered", t + WRONG_S
            self._message = Message("watch_wrong", (("written", answer),))
            return [effect]
        self._asked += 1
        self._spelled += len(self._word)
        if outcome == "right":
            self._right += 1
            self.speed.read(at_once)
            self._phase, self._due = "answered", t + RIGHT_S
            self._message = Message("watch_right", (("word", self._word),))
            return [effect]
        self.speed.missed()
        self._words.missed(self._word)
        self._show(t, STEP_SPEED)
        self._phase, self._due = "telling", None
        self._written, self._outcome = answer, None if given_up else outcome
        self._message = Message("watch_told", (("word", self._word),))
        return [effect]

    def _go_on(self, t: float) -> list[WatchEffect]:
        """After the pause that follows an answer."""
        if self._phase == "answered" and self._outcome == "wrong":
            self._attempt += 1
            return self._show(t, slower(self._showing.speed if self._showing else self.speed.value))
        if self._spelled >= self._letters:
            return self._end(t, "done")
        return self._next_word(t)

    def _next_word(self, t: float) -> list[WatchEffect]:
        self._word = self._words.take(self.speed.longest)
        self._attempt, self._wrong, self._helped = 1, 0, False
        return self._show(t, self.speed.value)

    def _show(self, t: float, speed: float) -> list[WatchEffect]:
        """Spell the word from its beginning."""
        self._step = -1
        return self._begin(t, speed, 0.0, performance(self._word, round(speed, 1)).seconds)

    def _show_letter(self, t: float) -> list[WatchEffect]:
        """Show the next letter only; after the last one the first again."""
        plan = performance(self._word, STEP_SPEED)
        self._step = (self._step + 1) % len(self._word)
        first = plan.ends[self._step - 1] if self._step else 0.0
        return self._begin(t, STEP_SPEED, first, plan.ends[self._step])

    def _begin(self, t: float, speed: float, first: float, until: float) -> list[WatchEffect]:
        self._shows += 1
        self._showing = Showing(self._word, round(speed, 1), self._shows, t, first, until)
        self._phase, self._outcome, self._written = "showing", None, ""
        self._signed, self._signed_t = SignedAnswer(self._word), None
        if self._step >= 0:
            self._message = Message("watch_step", (("number", str(self._step + 1)), ("of", str(len(self._word)))))
        else:
            self._message = Message("watch" if self._attempt == 1 else "watch_again")
        return [Shown(t, self._word, self._attempt, round(speed, 1))]

    def _end(self, t: float, reason: EndReason) -> list[WatchEffect]:
        self._phase, self._outcome = "over", None
        self._message = Message("watch_over", (("right", str(self._right)), ("asked", str(self._asked))))
        return [Over(t, reason, self._asked, self._right)]
