"""Short tones for right, wrong and read, played by ALSA's `aplay`. Only if display.use names “sound”.

The displays show everything that the tones tell: the station is also for people who do not hear.
"""

import contextlib
import io
import shutil
import subprocess
import wave
from collections.abc import Sequence
from typing import Literal

import numpy as np

from device.display.base import Display
from device.display.making import DisplayOptions
from device.display.palette import display_state
from device.errors import DisplayError
from device.view import View

RATE = 16_000  # samples per second
VOLUME = 0.25  # of full scale; `alsamixer` sets the rest
FADE_S = 0.01  # without a fade a tone starts and ends with a click
CLOSE_S = 1.0  # maximum wait for the last tone
Tone = tuple[float, float]  # frequency in Hz, duration in s
Cue = Literal["right", "wrong", "later", "read"]
TONES: dict[Cue, Sequence[Tone]] = {
    "right": ((660, 0.09), (880, 0.14)),
    "wrong": ((330, 0.2),),
    "later": ((440, 0.08), (440, 0.08)),
    "read": ((880, 0.06),),
}
PLAY_COMMAND = ("aplay", "-q", "-t", "wav", "-")


class Sound:
    """Plays a tone for each answer and each letter read."""

    name = "sound"
    slow = True
    pause_s = 0.0

    def __init__(self, command: Sequence[str] = PLAY_COMMAND) -> None:
        """Prepare the tones.

        Args:
            command: plays a WAV file from its standard input.

        Raises:
            DisplayError: the command is not installed.
        """
        if shutil.which(command[0]) is None:
            raise DisplayError(f"The display “sound” needs {command[0]}; `sudo apt install alsa-utils`.")
        self._command = list(command)
        self._waves = {cue: wav_bytes(tones) for cue, tones in TONES.items()}
        self._before: View | None = None
        self._player: subprocess.Popen[bytes] | None = None

    def show(self, view: View) -> None:
        """Play the tone for what is new. A tone that is still playing is not interrupted; the new one is skipped.

        Raises:
            DisplayError: the last tone could not be played.
        """
        cue = cue_of(self._before, view)
        self._before = view
        if self._player is not None and self._player.poll() is None:
            return
        if self._player is not None and self._player.returncode:
            raise DisplayError("No sound can be played; check `aplay -l` and that this user is in the group “audio”.")
        if cue is not None:
            self._player = subprocess.Popen(self._command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
            assert self._player.stdin is not None
            with contextlib.suppress(BrokenPipeError):  # it has ended; `show` checks its exit status next time
                self._player.stdin.write(self._waves[cue])  # fits into the pipe's buffer: does not block
                self._player.stdin.close()

    def wait(self, timeout: float) -> bool:
        """Wait for the tone that is playing, at most `timeout` seconds; return whether it has ended."""
        if self._player is not None:
            try:
                self._player.wait(timeout)
            except subprocess.TimeoutExpired:
                return False
        return True

    def close(self) -> None:
        """Wait for the last tone, at most CLOSE_S, and stop it."""
        if self._player is not None and not self.wait(CLOSE_S):
            self._player.kill()
            self._player.wait()
        self._player = None


def cue_of(before: View | None, now: View) -> Cue | None:
    """Return the tone to play when the view `now` follows `before`, None for no tone."""
    if now.task is None:
        longer = before is not None and before.task is None and len(now.text.rstrip()) > len(before.text.rstrip())
        return "read" if longer else None
    answered_before = before is not None and before.task is not None and before.task.outcome is not None
    if now.task.outcome is None or answered_before:
        return None
    state = display_state(now)
    return state if state == "right" or state == "wrong" or state == "later" else None


def wav_bytes(tones: Sequence[Tone]) -> bytes:
    """Return a mono 16-bit WAV file of sine tones, one after the other."""
    parts = []
    for hertz, seconds in tones:
        t = np.arange(round(seconds * RATE)) / RATE
        envelope = np.minimum(1.0, np.minimum(t, seconds - t) / FADE_S)
        parts.append(np.sin(2 * np.pi * hertz * t) * envelope * VOLUME)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.concatenate(parts) * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def make_sound(options: DisplayOptions) -> Display:
    """Open the display “sound”.

    Raises:
        DisplayError: see Sound.
    """
    return Sound()
