"""The message catalogues."""

import string

import pytest

from device.assets.strings import FOLDER, load_strings
from device.settings import LANGUAGES

ENGLISH = load_strings("en")
OTHERS = [language for language in LANGUAGES if language != "en"]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_of_the_settings_has_a_catalogue_and_no_other_has():
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(LANGUAGES)


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys(language):
    assert load_strings(language).texts.keys() == ENGLISH.texts.keys()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("key", ENGLISH.texts)
def test_every_text_is_translated_with_the_same_placeholders(language, key):
    text = load_strings(language).texts[key]
    assert placeholders(text) == placeholders(ENGLISH.texts[key])
    words = "".join(part for part, *_ in string.Formatter().parse(ENGLISH.texts[key]) if part).strip(" :…")
    if words:
        assert text != ENGLISH.texts[key]


def test_a_text_takes_values_and_ignores_superfluous_ones():
    assert ENGLISH("message.sign", letter="A", other="B") == "Sign A"
    with pytest.raises(KeyError):
        ENGLISH("message.sign")
    with pytest.raises(KeyError):
        ENGLISH("message.none")


@pytest.mark.parametrize(("seconds", "text"), [(0.0, "0:00"), (0.1, "0:01"), (61.2, "1:02"), (60.0, "1:00")])
def test_time_left_is_rounded_up(seconds, text):
    assert ENGLISH.time_left(seconds) == text
