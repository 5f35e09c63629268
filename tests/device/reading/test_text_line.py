"""Read mode: what is signed becomes text."""

from device.reading.text_line import LONGEST, SPACE_S, ReadEngine
from device.tutor import rules
from device.tutor.events import Typed
from device.types import Reading
from tests.tools.actor import Actor, p_of


class Writer(Actor):
    """Signs before a ReadEngine; the reading counts after 0.4 s, like the smoother's."""

    def __init__(self) -> None:
        super().__init__(ReadEngine())

    def write(self, letter: str, seconds: float = 1.0):
        p = p_of(**{letter: 0.9})
        self.show(0.4, p, reading=Reading(0, letter, 0.9, confirmed=False, hold=0.5, hand=True))
        self.show(0.05, p, reading=Reading(0, letter, 0.9, confirmed=True, hold=1.0, hand=True, fresh=True))
        return self.show(seconds - 0.45, p, reading=Reading(0, letter, 0.9, confirmed=True, hold=1.0, hand=True))

    @property
    def text(self) -> str:
        return self.engine.scene.text


def test_confirmed_letters_become_text():
    writer = Writer()
    for letter in "CAB":
        writer.write(letter)
    assert writer.text == "CAB"
    assert [typed.text for typed in writer.of(Typed)] == ["C", "CA", "CAB"]


def test_a_letter_held_is_one_letter():
    writer = Writer()
    writer.write("A", 20.0)
    assert writer.text == "A"


def test_a_letter_that_counts_again_is_written_again():
    writer = Writer()
    writer.write("L")
    writer.write("L")
    assert writer.text == "LL"


def test_a_pause_without_a_hand_is_one_space():
    writer = Writer()
    writer.away(3.0)
    writer.write("A")
    writer.away(SPACE_S + 5.0)
    writer.write("B")
    assert writer.text == "A B"


def test_a_short_pause_is_no_space():
    writer = Writer()
    writer.write("A")
    writer.away(SPACE_S - 0.5)
    writer.write("B")
    assert writer.text == "AB"


def test_the_buttons_mend_the_text():
    writer = Writer()
    for letter in "ABC":
        writer.write(letter)
    writer.press("delete")
    assert writer.text == "AB"
    writer.press("space")
    writer.press("space")
    assert writer.text == "AB "
    writer.press("clear")
    assert writer.text == ""
    writer.press("delete")
    assert writer.text == ""


def test_save_keeps_the_letter_shown_and_its_own_confirmation_adds_no_other():
    writer = Writer()
    writer.show(0.3, p_of(A=0.9), reading=Reading(0, "A", 0.7, confirmed=False, hold=0.4, hand=True))
    writer.press("save")
    writer.write("A")
    assert writer.text == "A"


def test_save_of_a_letter_that_was_written_writes_it_again():
    writer = Writer()
    writer.write("L")
    writer.press("save")
    writer.show(0.5, p_of(L=0.9), reading=Reading(0, "L", 0.9, confirmed=True, hold=1.0, hand=True))
    assert writer.text == "LL"


def test_a_letter_saved_early_counts_again_once_another_was_shown():
    writer = Writer()
    writer.show(0.3, p_of(A=0.9), reading=Reading(0, "A", 0.7, confirmed=False, hold=0.4, hand=True))
    writer.press("save")
    writer.write("B")
    writer.write("A")
    assert writer.text == "ABA"


def test_save_without_a_letter_does_nothing():
    writer = Writer()
    writer.show(0.5)
    writer.press("save")
    assert writer.text == ""


def test_a_line_nobody_clears_stays_bounded():
    writer = Writer()
    for number in range(LONGEST + 20):
        writer.engine._append("AB"[number % 2])
    writer.write("C")
    assert len(writer.text) == LONGEST
    assert writer.text.endswith("BC")


def test_the_small_stations_buttons_mend_the_text_too():
    writer = Writer()
    writer.write("A")
    writer.write("B")
    writer.press("skip")
    writer.press("next")
    assert writer.text == "A "


def test_who_comes_after_a_long_while_finds_a_fresh_line_without_a_button():
    writer = Writer()
    writer.write("A")
    writer.away(rules.AWAY_END_S - 5.0)
    writer.write("B")
    assert writer.text == "A B"
    writer.away(rules.AWAY_END_S + 5.0)
    assert writer.text == "A B ", "it stays to be read"
    writer.write("C")
    assert writer.text == "C"


def test_a_mode_button_ends_it():
    writer = Writer()
    writer.press("mode")
    assert writer.engine.over
