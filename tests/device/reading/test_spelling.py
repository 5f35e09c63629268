"""What was spelled and what was read of it."""

from hypothesis import given
from hypothesis import strategies as st

from device.reading.spelling import comparison, lcs_length, spelled

words = st.text("ABC", max_size=8)


def test_one_letter_a_run_and_a_double_letter_after_a_pause():
    assert spelled(["", "L", "L", "", "L", "O", "O", None, ""]) == "LLO"
    assert spelled([]) == ""


def test_the_comparison_is_read_line_under_line():
    assert comparison("HELLO", "HEO").splitlines() == ["spelled  H E L L O", "read     H E O", "3 of 5 letters"]
    assert comparison("AB", "").splitlines()[1:] == ["read     –", "0 of 2 letters"]


@given(words, words)
def test_letters_in_common_are_never_more_than_either_word_has(a, b):
    assert lcs_length(a, b) == lcs_length(b, a) <= min(len(a), len(b))
    assert (lcs_length(a, b) == len(a)) == is_part(a, b)


def is_part(a: str, b: str) -> bool:
    rest = iter(b)
    return all(letter in rest for letter in a)
