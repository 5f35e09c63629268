"""Everything a learner reads, in every language."""

import typing

import pytest

from device.alphabet import ALPHABET, DIGITS
from device.assets.strings import load_strings, translated
from device.settings import LANGUAGES, LEARNERS, MODES
from device.tutor.alphabet_page import alphabet
from device.tutor.confusables import confusable_with
from device.tutor.events import Reason
from device.tutor.finger_marks import FingerOff
from device.tutor.message_text import Texts
from device.tutor.scene import Message
from device.view import FINGER_NAMES, Status

ENGLISH = load_strings("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_mentions_the_program(language):
    texts = load_strings(language).texts
    said = " ".join(text for key, text in texts.items() if not key.startswith("health.")).lower()
    assert not any(word in said for word in ("model", "confidence", "error", "probability", "mô hình", "lỗi"))


def test_every_mode_learner_reason_and_status_has_its_text():
    wanted = {f"mode.{mode}" for mode in MODES} | {f"learner.{slot}" for slot in LEARNERS}
    wanted |= {f"message.{reason}" for reason in typing.get_args(Reason)}
    wanted |= {f"status.{status.replace(' ', '_')}" for status in typing.get_args(Status)}
    assert wanted <= ENGLISH.texts.keys()


def test_the_difference_to_the_rival_is_named():
    said = Texts(ENGLISH).message(Message("looks_like", (("letter", "T"), ("rival", "N"))))
    assert said == (
        "Looks like N: you show the thumb under two fingers; try the thumb tip between index and middle finger"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pair_that_can_be_named_has_its_sentence(language):
    """Any letter may be recognized in place of any other; the missing sentences are listed."""
    texts = Texts(load_strings(language))
    missing = [letter for letter in ALPHABET if not texts.strings.texts.get(f"shape.{letter}", "").strip()]
    assert missing == []
    said = {
        (letter, rival): texts.message(Message("looks_like", (("letter", letter), ("rival", rival))))
        for letter in ALPHABET
        for rival in ALPHABET
        if letter != rival
    }
    assert len(set(said.values())) == len(said) == 26 * 25, "two letters have the same words"
    start, middle = load_strings(language)("caption.try", seen="|", wanted="|").split("|")[:2]
    assert [pair for pair, sentence in said.items() if start not in sentence or middle not in sentence] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_clear_comes_with_what_to_try(language):
    texts = Texts(load_strings(language))
    assert texts.strings("shape.H") in texts.message(Message("unsure", (("letter", "H"),)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_and_number_has_a_hint_of_one_line(language):
    texts = Texts(load_strings(language))
    assert [sign for sign in ALPHABET + DIGITS if not 20 < len(texts.hint(sign)) < 110] == []
    assert "\n" not in "".join(texts.hint(sign) for sign in ALPHABET + DIGITS)
    assert texts.hint(None) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_two_numbers_that_are_confused_have_a_sentence(language):
    texts = load_strings(language).texts
    pairs = {"".join(sorted((number, rival))) for number in DIGITS for rival in confusable_with(number)}
    assert {key[5:] for key in texts if key.startswith("pair.") and {*key[5:]} <= {*DIGITS}} == pairs
    assert all(each["difference"] for sign in alphabet(language, "")["signs"] for each in sign["alike"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pair_that_is_hard_to_tell_apart_names_both_letters(language):
    pairs = {key: text for key, text in load_strings(language).texts.items() if key.startswith("pair.")}
    assert [
        key for key, text in pairs.items() if not text.startswith(f"{key[5]}: ") or f" {key[6]}: " not in text
    ] == []
    assert all(list(key[5:]) == sorted(key[5:]) for key in pairs), "a pair stands in the order of the alphabet"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_one_language_says_can_be_said_in_every_other(language):
    """A browser's language is its own: it shows the sentences of a lesson that is held in another language."""
    mine, others = Texts(load_strings(language)), [Texts(load_strings(other)) for other in LANGUAGES]
    message = Message("looks_like", (("letter", "T"), ("rival", "N")))
    off = [FingerOff("thumb", "half")]
    for other in others:
        for say in (
            lambda texts: texts.message(message),
            lambda texts: texts.message(message, off),
            lambda texts: texts.brief(message, None, off),
            lambda texts: texts.hint("A"),
            lambda texts: texts.caption("mirror"),
            lambda texts: texts.message(Message("unsure", (("letter", "H"),))),
        ):
            assert translated(say(mine), other.strings) == say(other)


def test_a_caption_names_the_view_and_the_review():
    assert Texts(ENGLISH).caption("front") == "What the other person sees. Not yet reviewed by a Deaf signer."
    assert Texts(ENGLISH).caption("mirror").startswith("As you see yourself in a mirror. ")


def test_an_empty_message_has_no_text():
    assert Texts(ENGLISH).message(Message()) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_finger_that_is_off_is_named_with_how_it_is_and_how_it_must_be(language):
    texts = Texts(load_strings(language))
    values = (("letter", "T"), ("rival", "N"))
    said = texts.message(Message("looks_like", values), [FingerOff("thumb", "straight")])
    assert texts.strings("thumb.N") in said
    assert texts.strings("thumb.T") in said
    index = texts.brief(Message("looks_like", values), None, [FingerOff("little", "straight")])
    assert texts.strings("bend.straight") in index
    assert texts.strings("bend.closed") in index
    for finger in FINGER_NAMES:
        assert all(texts.finger(a, b, FingerOff(finger, "half")) for a in ALPHABET for b in ALPHABET)


def test_a_finger_that_alone_tells_letters_apart_is_named_by_the_hands():
    texts = Texts(ENGLISH)
    assert texts.finger("N", "M", FingerOff("ring", "closed")) == texts.difference("N", "M")


def test_a_thumb_that_both_letters_hold_alike_is_only_pointed_out():
    said = Texts(ENGLISH).finger("S", "I", FingerOff("thumb", "half"))
    assert said == "compare your thumb with the picture"
