"""Watching: what is spelled, how answers are judged, how the speed follows, and that nothing is given away."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from device.tutor.watch import ATTEMPTS, AWAY_S, PATIENCE_S, SIGNED_S, Watch
from device.tutor.watch_answer import SignedAnswer, compared, written_answer
from device.tutor.watch_effects import Answered, Over, Shown
from device.tutor.watch_speed import WatchSpeed
from device.tutor.watch_words import AGAIN_AFTER, ListedWords, Numbers

WORDS = ("ANNA", "BOB", "CAL", "FAY", "ZOE", "VI")


class Session:
    """A session with its clock, and all that it reported."""

    def __init__(self, words=WORDS, letters: int = 30, speed: float | None = None) -> None:
        self.watch = Watch(ListedWords(words, "ABCDEFLNOVYZ", Random(3)), WatchSpeed(speed), letters)
        self.t, self.effects = 0.0, []

    def run(self, seconds: float, **seen) -> None:
        for _ in range(round(seconds * 10)):
            self.t += 0.1
            self.effects += self.watch.step(self.t, **seen)

    def press(self, name: str) -> None:
        self.effects += self.watch.press(self.t, name)

    def write(self, text: str) -> None:
        self.effects += self.watch.answer(self.t, text)

    @property
    def word(self) -> str:
        return [effect.word for effect in self.effects if isinstance(effect, Shown)][-1]

    @property
    def scene(self):
        return self.watch.scene


def test_the_speed_follows_success_and_the_next_session_begins_near_it():
    one = Session()
    one.press("next")
    before = one.watch.speed.value
    one.write(one.word)
    assert one.scene.outcome == "right"
    assert one.watch.speed.value > before
    fast = one.watch.speed.value
    one.run(3)
    for _ in range(ATTEMPTS):
        one.write("QQQ")
        one.run(12)
    assert one.watch.speed.value < fast
    assert WatchSpeed(4.0).value < 4.0 < WatchSpeed(4.0).value * 1.2
    assert WatchSpeed(4.0, fixed=2.0).value == 2.0


def test_a_wrong_answer_shows_the_word_again_slower_and_the_third_tells_it():
    one = Session(speed=3.0)
    one.press("next")
    word, speed = one.word, one.scene.speed
    for attempt in range(ATTEMPTS - 1):
        one.write("Q")
        assert (one.scene.outcome, one.scene.word) == ("wrong", "")
        one.run(2.5)
        assert (one.word, one.scene.attempt) == (word, attempt + 2)
        assert one.scene.speed < speed
    one.write("Q")
    assert (one.scene.phase, one.scene.word) == ("telling", word)
    assert one.effects[-1].final
    one.press("next")
    assert one.word != word


def test_a_missed_word_returns_after_others():
    words = ListedWords(WORDS, "", Random(1))
    first = words.take(9)
    words.missed(first)
    assert [words.take(9) for _ in range(AGAIN_AFTER + 1)].index(first) == AGAIN_AFTER


def test_words_of_known_letters_come_first_and_short_ones_before_long_ones():
    words = ListedWords(("XENIA", "ANNABELLE", "BEN", "QUIN", "EBBA"), "ABEN", Random(2))
    assert [words.take(4) for _ in range(3)][:2] in (["BEN", "EBBA"], ["EBBA", "BEN"])
    assert {len(Numbers(Random(n)).take(3)) for n in range(40)} == {1, 2, 3}


def test_a_word_can_be_signed_back_and_is_shown_again_to_a_learner_who_does_not_answer():
    one = Session(("ANNA",))
    one.run(0.2, hand=True)
    one.run(6)
    assert one.scene.phase == "asking"
    for letter in "AMA":  # the station reads M for N, and the double letter is signed once
        one.effects += one.watch.step(one.t, True, letter)
    assert one.effects[-1].outcome == "right"
    one.run(2)
    one.run(PATIENCE_S + 12)
    assert one.scene.attempt == 2
    one.run(6)
    one.effects += one.watch.step(one.t, True, "B")
    one.run(SIGNED_S + 1)
    assert one.effects[-1].outcome == "wrong"


def test_one_letter_at_a_time_stops_at_each_letter():
    one = Session(("VI",))
    one.press("next")
    seen = []
    for _ in range(3):
        one.press("step")
        one.run(4)
        showing = one.scene.showing
        seen.append(showing.performance.line.at(showing.at_s(one.t)).letter)
    assert seen == ["V", "I", "V"]
    one.write("vi")
    assert not one.effects[-1].at_once


def test_answers_are_compared_letter_by_letter_without_accents():
    assert written_answer(" Đặng 7 ") == "DANG7"
    assert compared("HELLO", "HELIO") == ("H", "E", "L", "I", "O")
    assert compared("ANNA", "ANA") == ("A", "N", None, "A")
    signed = SignedAnswer("ANN")
    for letter in "AN":
        signed.add(letter)
    assert (signed.right, signed.right_if_over) == (False, True)


INPUTS = st.one_of(
    st.tuples(st.just("step"), st.booleans(), st.sampled_from([None, *"ANBQ"])),
    st.tuples(st.just("press"), st.sampled_from(["again", "slower", "step", "next", "skip", "odd"]), st.none()),
    st.tuples(st.just("answer"), st.sampled_from([*WORDS, "", "anna", "Q", "💥"]), st.none()),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 30), INPUTS), max_size=60), st.integers(1, 12))
def test_any_inputs_keep_the_rules(inputs, letters):
    one = Session(letters=letters)
    finished = 0
    for after, (kind, a, b) in inputs:
        one.t += after
        was_over = one.watch.over
        if kind == "step":
            new = one.watch.step(one.t, a, b)
        else:
            new = one.watch.press(one.t, a) if kind == "press" else one.watch.answer(one.t, a)
        assert not (was_over and new), "nothing happens after the end"
        one.effects += new
        scene = one.scene
        finished += sum(isinstance(effect, Answered) and effect.final for effect in new)
        if scene.phase in ("showing", "asking"):
            assert scene.word == "", "the word would be the answer"
            assert scene.showing.text == one.word
        assert 0 <= scene.right <= scene.asked == finished
        assert 1 <= scene.speed <= 6
        if scene.showing is not None:
            assert 0 <= scene.showing.at_s(one.t) <= scene.showing.until_s
    one.t += AWAY_S + 60
    one.watch.step(one.t), one.watch.step(one.t + 1)
    assert sum(isinstance(effect, Over) for effect in one.effects) <= 1
    assert one.watch.over or one.scene.phase == "waiting"
