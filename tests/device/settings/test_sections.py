"""Every setting has a rule that its built-in value meets, and a meaning; languages are those with a catalogue."""

import dataclasses
import typing

import pytest

from device.assets.strings import load_strings
from device.settings import DEMO, LANGUAGES, LEARNERS, MODES, Settings
from device.settings.reference import meanings
from device.settings.rules import rule_of

SECTIONS = {item.name: typing.get_type_hints(Settings)[item.name] for item in dataclasses.fields(Settings)}


@pytest.mark.parametrize("name", SECTIONS)
def test_built_in_values_meet_their_rules(name):
    for item in dataclasses.fields(SECTIONS[name]):
        assert rule_of(item).problem(getattr(SECTIONS[name](), item.name)) == "", item.name


@pytest.mark.parametrize("name", SECTIONS)
def test_every_setting_has_a_meaning_and_no_other_has(name):
    assert list(meanings(SECTIONS[name])) == [item.name for item in dataclasses.fields(SECTIONS[name])]


def test_every_language_has_a_catalogue_and_english_is_one():
    assert {"en", "vi"} <= set(LANGUAGES)
    for language in LANGUAGES:
        strings = load_strings(language)
        assert strings("page.language_name")
        assert all(strings(f"mode.{mode}") for mode in MODES)
        assert all(strings(f"learner.{learner}") for learner in LEARNERS)


def test_the_bundled_clip_is_there():
    assert DEMO.is_file()
