"""The message catalogues."""

import string

import pytest

from device.assets.strings import FOLDER, NUMBERS, load_strings, translated
from device.settings import LANGUAGES

ENGLISH = load_strings("en")
OTHERS = [language for language in LANGUAGES if language != "en"]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def own_keys(strings) -> set[str]:
    return {key for key in strings.texts if not key.startswith(NUMBERS)}


def test_every_language_of_the_settings_has_a_catalogue_and_no_other_has():
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(LANGUAGES)


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys(language):
    assert own_keys(load_strings(language)) == own_keys(ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_numbers_takes_the_place_of_what_is_said_of_letters(language):
    strings = load_strings(language)
    numbers = strings.for_numbers().texts
    changed = {key for key in own_keys(strings) if numbers[key] != strings.texts[key]}
    assert {f"{NUMBERS}{key}" for key in changed} == strings.texts.keys() - own_keys(strings)
    assert all(placeholders(numbers[key]) == placeholders(strings.texts[key]) for key in changed)
    assert "message.session_over" in changed


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("key", sorted(own_keys(ENGLISH)))
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


def test_what_is_said_of_numbers_is_said_of_numbers_in_another_language_too():
    numbers = ENGLISH.for_numbers()
    text = numbers("caption.differs", reason=numbers("message.session_over", right="2", asked="3"), difference="x")
    assert text == "Done: 2 of 3 numbers: x"
    assert translated(text, load_strings("vi")) == "Xong: đúng 2 trên 3 số: x"
