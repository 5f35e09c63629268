"""Everything a learner reads, in every language."""

import typing

import pytest

from device.assets.strings import load_strings
from device.settings import LANGUAGES, LEARNERS, MODES
from device.tutor.events import Message, Reason
from device.tutor.message_text import Texts
from device.view import Status

ENGLISH = load_strings("en")
OTHERS = [language for language in LANGUAGES if language != "en"]


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
    assert said.startswith("Looks like N: ")
    assert len(said) > 30


def test_a_rival_without_a_known_difference_is_named_alone():
    assert Texts(ENGLISH).message(Message("looks_like", (("letter", "W"), ("rival", "Q")))) == "Looks like Q"


def test_a_hint_is_one_line():
    assert "\n" not in Texts(ENGLISH).hint("A") != ""
    assert Texts(ENGLISH).hint(None) == ""


@pytest.mark.parametrize("language", OTHERS)
def test_english_hints_are_not_mixed_into_other_languages(language):
    other = Texts(load_strings(language))
    assert other.hint("A") == ""
    assert other.message(Message("looks_like", (("letter", "T"), ("rival", "N")))).endswith("N")


def test_a_caption_names_the_view_and_the_review():
    assert Texts(ENGLISH).caption() == "What the other person sees. Not yet reviewed by a Deaf signer."


def test_an_empty_message_has_no_text():
    assert Texts(ENGLISH).message(Message()) == ""
