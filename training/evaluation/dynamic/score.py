"""Scores of a detector of J and Z: performances read, false alarms, delay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from device.alphabet import DYNAMIC_LETTERS
from device.recognition.dynamic.detector import DynamicLetterDetector
from device.recognition.dynamic.handshape import handshapes
from device.recognition.dynamic.network import Network
from device.recognition.landmark_classifier import LandmarkClassifier
from training.dynamic.camera_noise import ObservedTrack
from training.dynamic.track import LabelledTrack

EARLY = 0.45  # a letter reported before this share of its performance counts as a guess
PIXELS = 100  # of a hand size, for landmarks in hand sizes
LATE_S = 0.8  # a letter reported later than this after the end of a performance does not belong to it


@dataclass
class Score:
    """Sums over clips.

    Attributes:
        performed, read: performances by letter; read as the right letter, in time.
        swapped: read as the other one of J and Z.
        delays: seconds from the end of a performance to its report; negative before the end.
        false: letters reported where none was performed.
        seconds: with a hand in view, outside of performances.
        false_alarms: (clip, letter, seconds) of each false one.
        first: (clip, letter, seconds) of each I, D or X that was read on the way to a J or Z.
        texts: (clip, all letters that were read) of films.
    """

    performed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DYNAMIC_LETTERS, 0))
    read: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DYNAMIC_LETTERS, 0))
    swapped: int = 0
    delays: list[float] = field(default_factory=list)
    false: int = 0
    seconds: float = 0.0
    false_alarms: list[tuple[str, str, float]] = field(default_factory=list)
    first: list[tuple[str, str, float]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of performances that were read; NaN without performances."""
        performed = sum(self.performed.values())
        return sum(self.read.values()) / performed if performed else float("nan")

    @property
    def false_per_10_min(self) -> float:
        """False J and Z in ten minutes of a hand in view."""
        return 600 * self.false / self.seconds if self.seconds else float("nan")

    def include(self, other: "Score") -> None:
        """Add the sums of another score."""
        for letter in DYNAMIC_LETTERS:
            self.performed[letter] += other.performed[letter]
            self.read[letter] += other.read[letter]
        self.swapped += other.swapped
        self.delays += other.delays
        self.false += other.false
        self.seconds += other.seconds
        self.false_alarms += other.false_alarms
        self.first += other.first
        self.texts += other.texts

    def note(self, clip: LabelledTrack, text: str, first: Sequence[tuple[str, float]]) -> None:
        """Add what the whole pipeline read of a clip."""
        self.texts.append((clip.name, text))
        self.first += [(clip.name, letter, t) for letter, t in first]

    def figures(self) -> dict[str, object]:
        """Return the figures by name, for tables and JSON."""
        late = np.array(self.delays) if self.delays else np.array([np.nan])
        return {
            "performances": sum(self.performed.values()),
            "read": sum(self.read.values()),
            "recall": _rounded(self.recall, 3),
            **{f"recall {k}": _rounded(self.read[k] / n, 3) for k, n in self.performed.items() if n},
            "as the other": self.swapped,
            "false alarms": self.false,
            "minutes": round(float(self.seconds) / 60, 2),
            "false per 10 min": _rounded(self.false_per_10_min, 2),
            "delay median s": _rounded(float(np.median(late)), 3),
            "delay p95 s": _rounded(float(np.quantile(late, 0.95)), 3),
        }


def handshapes_in(track: ObservedTrack, classifier: LandmarkClassifier | None) -> list[Mapping[str, float]] | None:
    """Return the handshapes of J and Z in each frame, by the landmarks alone: a track has no images.

    None without a classifier.
    """
    if classifier is None:
        return None
    pixels = (np.asarray(landmarks * PIXELS, np.float32) for landmarks in track.landmarks)
    return [handshapes(classifier.predict(each), classifier.labels) for each in pixels]


def detections(
    network: Network, done: float, track: ObservedTrack, seen: Sequence[Mapping[str, float]] | None = None
) -> list[tuple[float, str]]:
    """Return (seconds, letter) of each letter that the device's detector reports for a track.

    Args:
        network: gives the class probabilities.
        done: probability at which a stroke is complete.
        track: observed landmarks.
        seen: of handshapes_in; None for a detector that does not know the handshapes.
    """
    detector = DynamicLetterDetector(network, done)
    reported = []
    for i, (t, points, right) in enumerate(zip(track.t, track.landmarks, track.right, strict=True)):
        motion = detector.update(float(t), points * PIXELS, float(right), None if seen is None else seen[i])
        if motion.done and motion.letter:
            reported.append((float(t), motion.letter))
    return reported


def add_track(score: Score, clip: LabelledTrack, track: ObservedTrack, reported: Sequence[tuple[float, str]]) -> None:
    """Compare the letters reported for a clip with those performed, and add the result to `score`."""
    left = list(reported)
    for p in clip.performances:
        if not len(track.t) or p.start < track.t[0] - 0.1 or p.end > track.t[-1] + 0.1:
            continue
        score.performed[p.letter] += 1
        window = (p.start + EARLY * (p.end - p.start), p.end + LATE_S)
        inside = [event for event in left if window[0] <= event[0] <= window[1]]
        right = next((event for event in inside if event[1] == p.letter), None)
        if right:
            score.read[p.letter] += 1
            score.delays.append(right[0] - p.end)
            left.remove(right)
        else:
            score.swapped += bool(inside)
            for event in inside[:1]:
                left.remove(event)
    for t, letter in left:
        if not any(a <= t <= b for a, b in clip.ambiguous):
            score.false += 1
            score.false_alarms.append((clip.name, letter, round(t, 2)))
    steps = np.minimum(np.diff(track.t), 0.25)
    score.seconds += float(steps.sum()) - sum(p.end - p.start for p in clip.performances)


def _rounded(value: float, digits: int) -> float | None:
    return None if np.isnan(value) else round(float(value), digits)
