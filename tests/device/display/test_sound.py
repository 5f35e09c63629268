"""Tones: which one is played when, with a program in place of aplay."""

import io
import sys
import wave

import numpy as np
import pytest

from device.display import open_displays
from device.display.sound import RATE, TONES, VOLUME, Sound, cue_of, wav_bytes
from device.errors import DisplayError
from device.settings import DisplaySettings
from device.view import Task, View


def answered(outcome):
    return View("hand", task=Task(prompt="A", outcome=outcome))


ASKED = answered(None)


@pytest.mark.parametrize(("outcome", "cue"), [("right", "right"), ("wrong", "wrong"), ("ungraded", "later")])
def test_an_answer_has_one_tone(outcome, cue):
    assert cue_of(ASKED, answered(outcome)) == cue
    assert cue_of(answered(outcome), answered(outcome)) is None
    assert cue_of(answered(outcome), ASKED) is None


def test_a_letter_has_a_tone_and_a_space_has_none():
    assert cue_of(View("holding", text="A"), View("confirmed", text="AB")) == "read"
    assert cue_of(View("searching", text="AB"), View("searching", text="AB ")) is None
    assert cue_of(View("searching", text="AB"), View("searching", text="A")) is None
    assert cue_of(None, View("searching", text="AB")) is None


@pytest.mark.parametrize("cue", TONES)
def test_a_tone_is_short_soft_and_begins_and_ends_in_silence(cue):
    with wave.open(io.BytesIO(wav_bytes(TONES[cue]))) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767
        assert (file.getframerate(), file.getnchannels()) == (RATE, 1)
    assert 0.05 <= len(samples) / RATE <= 0.3
    assert 0.8 * VOLUME < np.abs(samples).max() <= VOLUME
    assert np.abs(samples[[0, -1]]).max() < 0.02
    assert len(wav_bytes(TONES[cue])) < 65536, "less than a pipe holds"


def player(tmp_path, code=0):
    """A command that saves its input and ends with this exit code."""
    script = tmp_path / "player.py"
    script.write_text(
        "import pathlib, sys, time\n"
        f"file = pathlib.Path({str(tmp_path)!r}, str(time.monotonic_ns()))\n"
        "file.write_bytes(sys.stdin.buffer.read())\n"
        f"sys.exit({code})\n"
    )
    return [sys.executable, str(script)]


def test_the_tone_of_the_answer_is_played(tmp_path):
    sound = Sound(player(tmp_path))
    sound.show(ASKED)
    sound.show(answered("right"))
    sound.show(answered("right"))
    sound.close()
    played = [path for path in tmp_path.iterdir() if path.suffix != ".py"]
    assert [path.read_bytes() for path in played] == [wav_bytes(TONES["right"])]


def test_without_a_sound_card_the_display_fails_with_advice(tmp_path):
    sound = Sound(player(tmp_path, code=1))
    sound.show(ASKED)
    sound.show(answered("right"))
    assert sound.wait(10)
    with pytest.raises(DisplayError, match="aplay -l"):
        sound.show(ASKED)
    sound.close()


def test_without_aplay_there_is_a_warning():
    warnings = []
    with pytest.raises(DisplayError, match="sudo apt install alsa-utils"):
        Sound(["no-such-player"])
    displays = open_displays(DisplaySettings(use=("json",)), warnings.append)
    assert displays.names == ("json",), "sound is off unless asked for"
    displays.close()
