"""Line breaks."""

from hypothesis import given
from hypothesis import strategies as st

from device.display.text_wrap import wrap


def lines_of(text, columns):
    return wrap(text, lambda line: len(line) <= columns)


def test_lines_break_between_words_and_own_breaks_are_kept():
    assert lines_of("one two three", 7) == ["one two", "three"]
    assert lines_of("one\ntwo", 7) == ["one", "two"]
    assert lines_of("", 7) == [""]


def test_a_long_word_stands_alone():
    assert lines_of("a verylongword b", 4) == ["a", "verylongword", "b"]


@given(st.text(alphabet="ab ", max_size=60), st.integers(1, 20))
def test_no_word_is_lost(text, columns):
    lines = lines_of(text, columns)
    assert " ".join(lines).split() == text.split()
    assert all(len(line) <= columns or " " not in line for line in lines)
