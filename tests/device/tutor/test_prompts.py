"""Words letter by letter, the bag of a round, and the teacher's list."""

from itertools import pairwise
from random import Random

import pytest

from device.tutor.events import PromptSpec, Review
from device.tutor.prompts import LetterPrompts, Placement, RoundPrompts
from device.tutor.schedule import Deck
from device.tutor.word_list import WordsError, load_words
from device.tutor.word_prompts import WordPrompts, spell
from tests.tools.actor import LETTERS


def asked(prompts, most: int = 500) -> list[PromptSpec]:
    asks = []
    while (ask := prompts.next()) is not None and len(asks) < most:
        asks.append(ask)
        prompts.done(Review(ask, "right", "right", 3, 1))
    return asks


def words(*list_, readable=LETTERS, wanted=(), new=(), trials=20) -> WordPrompts:
    return WordPrompts(list_, readable, wanted, new, trials, Random(1))


def test_a_session_of_letters_has_the_given_number_of_prompts():
    assert len(asked(LetterPrompts(Deck([("A", True), ("B", True)], {}, Random(1)), 7))) == 7


def test_a_word_is_prompted_letter_by_letter():
    asks = asked(words("ANNA", trials=1))
    assert [(ask.letter, ask.position, ask.double, ask.last) for ask in asks] == [
        ("A", 0, False, False),
        ("N", 1, False, False),
        ("N", 2, True, False),
        ("A", 3, False, True),
    ]


def test_letters_that_cannot_be_judged_are_given():
    assert [(ask.letter, ask.last) for ask in spell("JAZZ", LETTERS)] == [("A", True)]


def test_words_without_a_readable_letter_are_left_out():
    assert {ask.word for ask in asked(words("JZ", "CAB"))} == {"CAB"}


def test_a_session_ends_with_a_whole_word():
    asks = asked(words("CAB", "FED", "HI", trials=4))
    assert len(asks) >= 4
    assert asks[-1].last


def test_a_short_list_starts_over():
    assert len(asked(words("CAB", trials=10))) == 12


def test_words_with_letters_that_are_due_come_first():
    asks = asked(words("CAB", "DOG", "WHY", wanted="WHY", trials=1))
    assert asks[0].word == "WHY"


def test_a_letter_is_new_until_it_was_answered():
    asks = asked(words("ABA", new="A", trials=1))
    assert [ask.new for ask in asks] == [True, False, False]


def test_a_round_prompts_every_letter_once_before_any_twice_and_none_twice_in_a_row():
    asks = [ask.letter for ask in asked(RoundPrompts("ABCDE", Random(4)), most=50)]
    assert all(sorted(asks[i : i + 5]) == list("ABCDE") for i in range(0, 50, 5))
    assert all(a != b for a, b in pairwise(asks))


def test_the_bundled_words_are_words():
    bundled = load_words(None)
    assert len(bundled) > 40
    assert "ANNA" in bundled


def test_a_word_list_may_have_diacritics_spaces_and_comments(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("\ufeff# class 3b\n\nĐặng\n Mary Ann \nO'Neil\nJosé\ndặng\n", encoding="utf-8")
    assert load_words(path) == ["DANG", "MARYANN", "ONEIL", "JOSE"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"cat\nd0g\n", "line 2"),
        (b"\n# nothing\n", "is empty"),
        (b"caf\xe9\n", "not UTF-8"),
        (b"a" * 30, "longer than 24"),
        ("Нина\n".encode(), "line 1"),
        (b"---\n", "line 1"),
    ],
)
def test_a_list_that_cannot_be_spelled_is_refused_with_its_line(tmp_path, content, said):
    path = tmp_path / "words.txt"
    path.write_bytes(content)
    with pytest.raises(WordsError, match=said):
        load_words(path)


def test_a_missing_list_is_refused(tmp_path):
    with pytest.raises(WordsError, match="cannot be read"):
        load_words(tmp_path / "none.txt")


def test_letters_that_no_word_has_are_prompted_alone():
    prompts = WordPrompts(("ANNA",), "JZ", (), (), 3, Random(1))
    asked = [prompts.next() for _ in range(4)]
    assert {ask.letter for ask in asked[:3]} == {"J", "Z"}
    assert asked[3] is None


@pytest.mark.parametrize(
    ("written", "signed"),
    [
        ("Weiß", "WEISS"), ("Ærø", "AERO"), ("Œuvre", "OEUVRE"), ("Łódź", "LODZ"), ("Þórð", "THORD"),
        ("Đặng", "DANG"), ("İstanbul", "ISTANBUL"), ("ılık", "ILIK"), ("Nguyễn", "NGUYEN"), ("ẞ", "SS"),
        ("ﬁn", "FIN"), ("Ǽ", "AE"), ("Ｆｕｌｌ", "FULL"), ("soft\u00adhyphen", "SOFTHYPHEN"), ("e\u0301", "E"),
        ("Mary\u2011Ann", "MARYANN"), ("\u200eAnna\u200f", "ANNA"), ("O\u2019Neil", "ONEIL"), ("A\x07B", "AB"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_letters_of_other_alphabets_are_spelled_as_people_sign_them(tmp_path, written, signed, encoding):
    path = tmp_path / "words.txt"
    path.write_bytes(f"{written}\r\n".encode(encoding))
    assert load_words(path, pytest.fail) == [signed]


def test_a_word_with_nothing_left_is_named_in_a_warning(tmp_path):
    path, warnings = tmp_path / "words.txt", []
    path.write_text("Anna\n---\n\u200b\nBob\n", encoding="utf-8")
    assert load_words(path, warnings.append) == ["ANNA", "BOB"]
    assert warnings == [f"{path}: nothing of “---” (line 2) can be fingerspelled; passed over."]


def test_too_many_words_are_reported(tmp_path):
    path, warnings = tmp_path / "words.txt", []
    path.write_text("\n".join(a + b + c for a in "ABCDEFGHIJKLM" for b in "ABCDEFGHIJKLM" for c in "ABCDEFGHIJKLM"))
    assert len(load_words(path, warnings.append)) == 2000
    assert warnings == [f"{path}: only the first 2000 of 2197 words are used."]


# -- placement ------------------------------------------------------------------------------------------------------

ORDER = "LYVAFIWODUEHXKGRSPMQTN"


def placed(knows: str, trials: int = 40, unseen: str = "") -> list:
    """Let a learner who knows some letters have a session that begins with a placement."""
    prompts = Placement(ORDER, lambda agenda: Deck(agenda, {}, Random(1)), trials)
    asks = []
    while (ask := prompts.next()) is not None:
        asks.append(ask)
        if ask.letter in unseen:
            prompts.done(Review(ask, "ungraded", "unseen", None))
        else:
            prompts.done(Review(ask, "right", "right", 3, 1, hinted=ask.letter not in knows and not ask.new))
    return asks


def test_who_knows_the_alphabet_meets_no_picture_and_every_letter():
    asks = placed(ORDER)
    assert not any(ask.new for ask in asks)
    assert [ask.letter for ask in asks[:6]] == [ORDER[i] for i in (0, 1, 3, 7, 15, 21)]
    assert {ask.letter for ask in asks[:30]} == set(ORDER)


def test_who_knows_nothing_is_placed_with_one_prompt():
    asks = placed("")
    assert not asks[0].new
    assert asks[1].new
    assert asks[0].letter not in [ask.letter for ask in asks[1:4]], "a miss comes again soon, but not at once"
    assert asks[0].letter in [ask.letter for ask in asks[4:8]]
    assert {ask.letter for ask in asks if ask.new} <= set(ORDER)


def test_who_knows_some_letters_begins_behind_them():
    asks = placed(ORDER[:10])
    new = {ask.letter for ask in asks if ask.new}
    assert not new & set(ORDER[:8])
    assert new <= set(ORDER[8:])


def test_a_letter_that_cannot_be_seen_does_not_end_the_placement():
    assert [ask.letter for ask in placed(ORDER, unseen="Y")[:4]] == [ORDER[i] for i in (0, 1, 3, 7)]


def test_a_placement_has_no_more_prompts_than_the_session():
    assert len(placed(ORDER, trials=30)) == 30
