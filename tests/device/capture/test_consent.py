"""A signer's consent: asked for once, in full words, and stored."""

import json
from datetime import timedelta

import pytest

from device.capture.consent import WORDS, agreed
from device.errors import RecordingError
from tests.device.capture.recordings import NOW, files


def no_answer(question: str) -> str:
    raise AssertionError("asked")


@pytest.mark.parametrize("answer", ["yes", "y", " YES\n"])
def test_consent_is_asked_for_once_in_full_words_and_stored(tmp_path, answer):
    questions = []

    def ask(question):
        questions.append(question)
        return answer

    at = agreed(tmp_path, "anna", None, ask, NOW)
    assert agreed(tmp_path, "anna", None, no_answer, NOW + timedelta(days=9)) == at == "2025-11-23T15:04:05+01:00"
    assert len(questions) == 1
    assert WORDS in questions[0]
    stored = json.loads((tmp_path / "consent.json").read_text())
    assert stored == {"signer": "anna", "agreed": at, "words": WORDS}


@pytest.mark.parametrize("answer", ["no", "", "maybe", "yesterday"])
def test_without_a_yes_nothing_is_written(tmp_path, answer):
    with pytest.raises(RecordingError, match="anna has not agreed, so nothing was recorded"):
        agreed(tmp_path, "anna", None, lambda question: answer, NOW)
    assert files(tmp_path) == []


def test_without_a_terminal_the_option_is_named(tmp_path):
    with pytest.raises(RecordingError, match="add --consent yes"):
        agreed(tmp_path, "anna", None, None, NOW)


def test_a_no_on_the_command_line_counts_even_after_a_yes(tmp_path):
    agreed(tmp_path, "anna", "yes", None, NOW)
    with pytest.raises(RecordingError, match="has not agreed"):
        agreed(tmp_path, "anna", "no", None, NOW)


def test_a_damaged_record_of_consent_is_refused(tmp_path):
    (tmp_path / "consent.json").write_text("{")
    with pytest.raises(RecordingError, match="is not a record of consent"):
        agreed(tmp_path, "anna", None, no_answer, NOW)
