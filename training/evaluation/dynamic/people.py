"""J and Z by many people on landmark traces: recall of each person, and false letters on what is neither.

Each trace begins without a history and ends with its last pose held. A performance is read if the first letter that
the detector reports is the one performed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from device.alphabet import DYNAMIC_LETTERS
from device.recognition.hand_topology import INDEX_TIP
from device.recognition.landmark_classifier import LandmarkClassifier
from training.datasets.motion_people import Trace
from training.dynamic.camera_noise import ObservedTrack, hand_size
from training.dynamic.people_tracks import labelled_track
from training.evaluation.dynamic.evaluate import Detector
from training.evaluation.dynamic.score import detections, handshapes_in

Array = NDArray[np.float64]
HELD_S = 0.5
"""Time for which the last pose is held."""
DROPPED = 0.25
"""Share of frames without a hand, in addition to those of the recording."""
OTHER_SHAPES = tuple("ABCEFHIKMNORSUVWY")
"""Letters with whose handshape no Z is drawn: those with one index finger up are left out."""
SEED = 2024


@dataclass(frozen=True)
class Way:
    """One way in which a camera and a recognizer see the traces.

    Attributes:
        name: for the table.
        fps: frame rate; None for that of the recording.
        dropped: share of frames without a hand.
        error: mean distance of a landmark from the recorded one, as a fraction of the hand's diagonal.
        flipped: the handedness is wrong all the time.
    """

    name: str
    fps: float | None = None
    dropped: float = 0.0
    error: float = 0.0
    flipped: bool = False


WAYS = (Way("recorded rate"), Way("30 frames a second", fps=30.0), Way("frames dropped", dropped=DROPPED))
"""The ways of the targets."""
HARD_WAYS = (
    Way("60 frames a second", fps=60.0),
    Way("landmarks off by 2.5 % of the diagonal", fps=30.0, error=0.025),
    Way("landmarks off by 5 % of the diagonal", fps=30.0, error=0.05),
    Way("wrong hand reported", flipped=True),
)


@dataclass
class PeopleScore:
    """Results of one detector in one way of seeing.

    Attributes:
        read: {letter: {person: (read, performed)}} of clean performances.
        missed: names of clean performances that were not read, with what was reported.
        small: (read, performed) of small ones.
        false: names of traces of stills and other signs with a letter, and the letter.
        minutes: of stills and other signs.
        swapped: (read as a letter, number) of Z paths drawn with another handshape.
    """

    read: dict[str, dict[str, tuple[int, int]]] = field(default_factory=lambda: {k: {} for k in DYNAMIC_LETTERS})
    missed: list[tuple[str, str]] = field(default_factory=list)
    small: tuple[int, int] = (0, 0)
    false: list[tuple[str, str]] = field(default_factory=list)
    minutes: float = 0.0
    swapped: tuple[int, int] = (0, 0)

    def recall(self, letter: str) -> float:
        """Return the mean over people of the share of performances that were read."""
        people = self.read[letter].values()
        return float(np.mean([read / performed for read, performed in people])) if people else float("nan")

    @property
    def false_in_30_min(self) -> float:
        """False letters in 30 minutes of stills and other signs."""
        return 30 * len(self.false) / self.minutes if self.minutes else float("nan")


def evaluate_people(
    detectors: dict[str, Detector],
    traces: Sequence[Trace],
    ways: Sequence[Way],
    classifier: LandmarkClassifier | None = None,
) -> dict[str, dict[str, PeopleScore]]:
    """Return {way: {detector: score}}; every detector gets the same frames.

    A classifier tells the detectors which handshape is shown, as on the device; without one they do not know it.
    """
    found: dict[str, dict[str, PeopleScore]] = {}
    swapped = other_shapes(traces)
    for way in ways:
        scores = found[way.name] = {name: PeopleScore() for name in detectors}
        for kind, some in (("path", swapped), ("trace", traces)):
            rng = np.random.default_rng(SEED)
            for trace in some:
                if kind == "trace" and trace.kind in ("untidy", "two fingers", "index finger"):
                    continue
                seen = see(trace, way, rng)
                shapes = handshapes_in(seen, classifier)
                for name, detector in detectors.items():
                    found_letters = detections(detector.network, detector.done, seen, shapes)
                    reported = "".join(letter for _, letter in found_letters)
                    if kind == "path":
                        done, all_of_them = scores[name].swapped
                        scores[name].swapped = (done + bool(reported), all_of_them + 1)
                    else:
                        _add(scores[name], trace, seen, reported)
    return found


def see(trace: Trace, way: Way, rng: np.random.Generator) -> ObservedTrack:
    """Return what a recognizer outputs for a trace; its landmarks are in hand sizes."""
    track = labelled_track(trace)
    t, landmarks = track.t, track.landmarks
    if way.fps is not None:
        t = np.arange(track.t[0], track.t[-1] + 1e-6, 1 / way.fps)
        landmarks = track.at(t)
        # A frame with a hand between two without one is seen by every camera.
        for alone in np.flatnonzero(~np.isnan(track.landmarks[:, 0, 0])):
            nearest = int(np.abs(t - track.t[alone]).argmin())
            if np.isnan(landmarks[nearest, 0, 0]):
                landmarks[nearest] = track.landmarks[alone]
    kept = ~np.isnan(landmarks[:, 0, 0]) & (rng.random(len(t)) >= way.dropped)
    if not kept.any():
        return ObservedTrack(t[:0], landmarks[:0], t[:0])
    step = float(np.median(np.diff(t))) if len(t) > 1 else 1 / 15
    t, landmarks = t[kept], landmarks[kept] / hand_size(landmarks[kept])
    held = t[-1] + step * np.arange(1, round(HELD_S / step) + 1)
    t, landmarks = np.concatenate([t, held]), np.concatenate([landmarks, np.repeat(landmarks[-1:], len(held), 0)])
    if way.error:
        diagonal = float(np.median(np.linalg.norm(np.ptp(landmarks, axis=1), axis=1)))
        # The mean length of a two-dimensional normal error is 1.25 standard deviations. Half of its variance stays.
        sigma = way.error * diagonal / np.sqrt(np.pi / 2)
        lasting = rng.normal(size=(1, 21, 2)) * np.sqrt(0.5)
        landmarks = landmarks + sigma * (lasting + np.sqrt(0.5) * rng.normal(size=landmarks.shape))
    return ObservedTrack(t, landmarks, np.full(len(t), trace.right * (-1 if way.flipped else 1)))


def other_shapes(traces: Sequence[Trace]) -> list[Trace]:
    """Return each clean Z drawn with the handshape of another letter, of the same person if possible."""
    rng = np.random.default_rng(SEED)
    shapes = [trace for trace in traces if trace.kind == "other" and trace.letter in OTHER_SHAPES]
    found = []
    for trace in traces:
        mine = [shape for shape in shapes if shape.signer == trace.signer] or shapes
        if trace.letter != "Z" or trace.kind != "clean" or not mine:
            continue
        other = mine[int(rng.integers(len(mine)))]
        tracked = np.flatnonzero(~np.isnan(other.landmarks[:, 0, 0]))
        if len(tracked):
            held = other.landmarks[tracked[len(tracked) // 2]]
            shape = held / hand_size(held[None]) * hand_size(trace.landmarks[~np.isnan(trace.landmarks[:, 0, 0])])
            if other.right * trace.right < 0:
                shape = shape * np.array([-1.0, 1.0])
            moved = trace.landmarks[:, INDEX_TIP, None] + (shape - shape[INDEX_TIP])
            found.append(replace(trace, name=f"{trace.name} with {other.letter}", kind="other", landmarks=moved))
    return found


def _add(score: PeopleScore, trace: Trace, seen: ObservedTrack, reported: str) -> None:
    if trace.kind == "clean":
        read, performed = score.read[trace.letter].get(trace.signer, (0, 0))
        right = reported[:1] == trace.letter
        score.read[trace.letter][trace.signer] = (read + right, performed + 1)
        if not right:
            score.missed.append((trace.name, reported))
    elif trace.kind == "small":
        score.small = (score.small[0] + (reported[:1] == trace.letter), score.small[1] + 1)
    else:
        score.false += [(trace.name, letter) for letter in reported]
        score.minutes += float(np.minimum(np.diff(seen.t), 0.25).sum()) / 60
