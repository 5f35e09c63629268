"""J and Z through the whole pipeline of the device: images in, letters out, with smoothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from device.alphabet import DYNAMIC_LETTERS
from device.reading.letters import confirmed_letters
from device.recognition.dynamic.decisions import FIRST_SHAPES
from device.recognition.dynamic.detector import DynamicLetterDetector
from device.recognition.dynamic.network import Network
from device.recognition.perception import Perception, make_smoother
from device.recognition.recognizer import DynamicLetterRecognizer, Recognizer
from device.settings import Settings
from device.types import Frame, Pixels, Scores
from training.dynamic.track import LabelledTrack

BEFORE_S = 0.6  # a first handshape confirmed so shortly before a stroke, or in it, was read instead of the letter


@dataclass(frozen=True)
class Film:
    """A clip as images.

    Attributes:
        clip: its times (s) and what is signed in it; its landmarks are not used.
        images: one for each time, uint8 (h, w).
    """

    clip: LabelledTrack
    images: Sequence[Pixels]

    def halved(self) -> "Film":
        """Return every second image, as of a camera half as fast."""
        return Film(replace(self.clip, t=self.clip.t[::2], landmarks=self.clip.landmarks[::2]), self.images[::2])

    def mirrored(self) -> "Film":
        """Return the mirrored film, which shows the other hand."""
        return Film(self.clip.mirrored(), [np.ascontiguousarray(image[:, ::-1]) for image in self.images])


@dataclass
class FilmResult:
    """Letters that were read from a film.

    Attributes:
        moving: (seconds, letter) of each J and Z.
        first: (letter, seconds) of each I, D or X that was read on the way to a J or Z.
        text: all letters.
    """

    moving: list[tuple[float, str]] = field(default_factory=list)
    first: list[tuple[str, float]] = field(default_factory=list)
    text: str = ""


class _Recorded:
    """The scores of a recognizer for a film, given to every detector again; attributes as of Recognizer."""

    def __init__(self, still: Recognizer, film: Film) -> None:
        self.metadata, self.labels, self.excluded = still.metadata, still.labels, still.excluded
        self.thresholds, self.runtime, self.vocabularies = still.thresholds, still.runtime, still.vocabularies
        still.reset()
        frames = zip(film.images, film.clip.t, strict=True)
        self._scores = [still.recognize(Frame(image, float(t), i)) for i, (image, t) in enumerate(frames)]

    def recognize(self, frame: Frame) -> Scores:
        return self._scores[frame.index]

    def reset(self) -> None:
        pass

    def use_vocabulary(self, vocabulary: str) -> None:
        pass


def recognize_film(film: Film, still: Recognizer, detectors: dict[str, tuple[Network, float]]) -> dict[str, FilmResult]:
    """Read a film with the device's default settings.

    Args:
        film: what is read.
        still: recognizer of the static letters; reads the film once.
        detectors: {name: (network, its threshold)}.

    Returns:
        {name: result}.
    """
    recorded = _Recorded(still, film)
    found: dict[str, FilmResult] = {}
    for name, (network, done) in detectors.items():
        recognizer = DynamicLetterRecognizer(recorded, DynamicLetterDetector(network, done))
        perception = Perception(recognizer, make_smoother(recognizer, Settings()))
        frames = (Frame(image, float(t), i) for i, (image, t) in enumerate(zip(film.images, film.clip.t, strict=True)))
        read = found[name] = FilmResult()
        for each in confirmed_letters(perception, frames):
            _note(read, film.clip, each.t, each.letter)
            read.text += each.letter
    return found


def _note(read: FilmResult, clip: LabelledTrack, t: float, letter: str) -> None:
    if letter in DYNAMIC_LETTERS:
        read.moving.append((t, letter))
    elif letter in FIRST_SHAPES and any(p.start - BEFORE_S <= t <= p.end for p in clip.performances):
        read.first.append((letter, round(t, 2)))
