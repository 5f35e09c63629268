"""A line of text: letters that count, spaces in pauses, edits."""

from device.reading.text_line import MAX_LETTERS, TextLine
from device.recognition.presence import SESSION_END_S, SPACE_S
from device.types import Reading

FPS = 20


class Writer:
    """Signs letters; each is confirmed after 0.4 s."""

    def __init__(self) -> None:
        self.line, self.t, self.texts = TextLine(), 0.0, []

    @property
    def text(self) -> str:
        return self.line.text

    def show(self, seconds: float, letter=None, confirmed=False, fresh=False, hand=True) -> None:
        for _ in range(max(1, round(seconds * FPS))):
            self.t += 1 / FPS
            self.line.see(Reading(self.t, letter, 0.9 if letter else 0.0, confirmed, 0.5, hand, fresh))
            if not self.texts or self.texts[-1] != self.text:
                self.texts.append(self.text)

    def write(self, letter: str, seconds: float = 1.0) -> None:
        self.show(0.4, letter)
        self.show(1 / FPS, letter, confirmed=True, fresh=True)
        self.show(seconds - 0.45, letter, confirmed=True)

    def away(self, seconds: float) -> None:
        self.show(seconds, hand=False)

    def press(self, action: str) -> None:
        self.line.press(action)


def test_confirmed_letters_become_text():
    writer = Writer()
    for letter in "CAB":
        writer.write(letter)
    assert writer.texts == ["", "C", "CA", "CAB"]


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


def test_presses_edit_the_text():
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


def test_gpio_buttons_edit_the_text_too():
    writer = Writer()
    writer.write("A")
    writer.write("B")
    writer.press("skip")
    writer.press("next")
    assert writer.text == "A "


def test_save_keeps_the_letter_in_view_and_its_confirmation_adds_no_other():
    writer = Writer()
    writer.show(0.3, "A")
    writer.press("save")
    writer.write("A")
    assert writer.text == "A"


def test_save_of_a_letter_that_was_written_writes_it_again():
    writer = Writer()
    writer.write("L")
    writer.press("save")
    writer.show(0.5, "L", confirmed=True)
    assert writer.text == "LL"


def test_a_letter_saved_early_counts_again_after_another_one():
    writer = Writer()
    writer.show(0.3, "A")
    writer.press("save")
    writer.write("B")
    writer.write("A")
    assert writer.text == "ABA"


def test_save_without_a_letter_does_nothing():
    writer = Writer()
    writer.show(0.5)
    writer.press("save")
    assert writer.text == ""


def test_after_the_camera_was_lost_there_is_no_letter_to_save():
    writer = Writer()
    writer.show(0.3, "A")
    writer.line.interrupted()
    writer.press("save")
    assert writer.text == ""


def test_a_line_that_is_never_cleared_stays_bounded():
    writer = Writer()
    for number in range(MAX_LETTERS + 20):
        writer.write("AB"[number % 2], 0.5)
    writer.write("C")
    assert len(writer.text) == MAX_LETTERS
    assert writer.text.endswith("BC")


def test_after_a_long_absence_the_next_hand_starts_with_an_empty_line():
    writer = Writer()
    writer.write("A")
    writer.away(SESSION_END_S - 5.0)
    writer.write("B")
    assert writer.text == "A B"
    writer.away(SESSION_END_S + 5.0)
    assert writer.text == "A B ", "it stays to be read"
    writer.write("C")
    assert writer.text == "C"
