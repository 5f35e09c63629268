"""The letters that are confirmed in a sequence of frames, without an activity."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from device.recognition.perception import Perception
from device.types import Frame


@dataclass(frozen=True)
class ConfirmedLetter:
    """A letter that was held long enough, or drawn.

    Attributes:
        letter: the letter.
        t: time of the frame that confirmed it, s.
        confidence: smoothed probability, 0–1.
    """

    letter: str
    t: float
    confidence: float


def confirmed_letters(perception: Perception, frames: Iterable[Frame]) -> Iterator[ConfirmedLetter]:
    """Recognize frame after frame and yield each letter when it is confirmed.

    Args:
        perception: used as it is; call its `reset` before another sequence.
        frames: in the order of their times.
    """
    for frame in frames:
        _, reading = perception.see(frame)
        if reading.fresh and reading.letter is not None:
            yield ConfirmedLetter(reading.letter, reading.t, reading.confidence)
