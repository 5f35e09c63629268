"""Sentences about wrong settings come from the service's own folder only."""

from device.runtime.notice import settings_notice


def test_the_first_two_sentences_are_shown(tmp_path):
    environment = {"RUNTIME_DIRECTORY": str(tmp_path)}
    assert settings_notice(environment) == ()
    (tmp_path / "settings-error.txt").write_text("One.\n\nTwo.\nThree.\n")
    assert settings_notice(environment) == ("One.", "Two.")


def test_outside_of_the_service_there_are_none():
    assert settings_notice({}) == ()
