"""Short tones for right, wrong and read, played by ALSA's own `aplay`. Off unless display.use names “sound”.

Everything the tones say stands on the displays as well: the station is for people who do not hear, too.
"""

import contextlib
import io
import shutil
import subprocess
import wave
from collections.abc import Sequence
from typing import Literal

import numpy as np

from device.display.palette import display_state
from device.errors import DisplayError
from device.view import View

RATE = 16_000  # samples a second
LOUD = 0.25  # of full scale; the rest is the mixer's business (`alsamixer`)
FADE_S = 0.01  # without it a tone begins and ends with a click
Tone = tuple[float, float]  # hertz, seconds
Cue = Literal["right", "wrong", "later", "read"]
TONES: dict[Cue, Sequence[Tone]] = {
    "right": ((660, 0.09), (880, 0.14)),
    "wrong": ((330, 0.2),),
    "later": ((440, 0.08), (440, 0.08)),
    "read": ((880, 0.06),),
}
PLAY = ("aplay", "-q", "-t", "wav", "-")


class Sound:
    """Plays a cue when there is news."""

    name = "sound"
    slow = True
    pause_s = 0.0

    def __init__(self, command: Sequence[str] = PLAY) -> None:
        """Prepare the tones; `command` plays a WAV file from its standard input.

        Raises:
            DisplayError: there is no such program.
        """
        if shutil.which(command[0]) is None:
            raise DisplayError(f"The display “sound” needs {command[0]}; `sudo apt install alsa-utils`.")
        self._command = list(command)
        self._waves = {cue: wav(tones) for cue, tones in TONES.items()}
        self._before: View | None = None
        self._playing: subprocess.Popen[bytes] | None = None

    def show(self, view: View) -> None:
        """Play what is new in it; a tone that still sounds is not cut off, the new one is left out.

        Raises:
            DisplayError: the last tone could not be played.
        """
        cue = cue_of(self._before, view)
        self._before = view
        if self._playing is not None and self._playing.poll() is None:
            return
        if self._playing is not None and self._playing.returncode:
            raise DisplayError("No sound can be played; check `aplay -l` and that this user is in the group “audio”.")
        if cue is not None:
            self._playing = subprocess.Popen(self._command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
            assert self._playing.stdin is not None
            with contextlib.suppress(BrokenPipeError):  # it has ended already; its exit code is looked at next time
                self._playing.stdin.write(self._waves[cue])  # less than a pipe holds: this never waits
                self._playing.stdin.close()

    def close(self) -> None:
        """Let the last tone end."""
        if self._playing is not None:
            try:
                self._playing.wait(timeout=1.0)
            except subprocess.TimeoutExpired:
                self._playing.kill()
                self._playing.wait()
            self._playing = None


def cue_of(before: View | None, now: View) -> Cue | None:
    """What there is to be heard when `before` gives way to `now`."""
    if now.task is None:
        longer = before is not None and before.task is None and len(now.text.rstrip()) > len(before.text.rstrip())
        return "read" if longer else None
    mood = display_state(now)
    if now.task.outcome is None or (before is not None and before.task is not None and before.task.outcome is not None):
        return None
    return mood if mood == "right" or mood == "wrong" or mood == "later" else None


def wav(tones: Sequence[Tone]) -> bytes:
    """A WAV file of sine tones, one after the other."""
    parts = []
    for hertz, seconds in tones:
        t = np.arange(round(seconds * RATE)) / RATE
        envelope = np.minimum(1.0, np.minimum(t, seconds - t) / FADE_S)
        parts.append(np.sin(2 * np.pi * hertz * t) * envelope * LOUD)
    file = io.BytesIO()
    with wave.open(file, "wb") as to:
        to.setnchannels(1)
        to.setsampwidth(2)
        to.setframerate(RATE)
        to.writeframes((np.concatenate(parts) * 32767).astype("<i2").tobytes())
    return file.getvalue()
