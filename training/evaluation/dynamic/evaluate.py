"""Evaluate detectors of J and Z on real and on rendered people that they have not learned from.

Real people are read twice: by the whole pipeline, from images to letters, and by the detector alone on landmarks of
MediaPipe, which tells how good it is with a better recognizer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from device.recognition.dynamic.network import Network
from device.recognition.landmark_classifier import LandmarkClassifier
from device.recognition.landmark_recognizer import LandmarkRecognizer
from device.settings import RecognitionSettings
from training.dynamic.camera_noise import ObservedTrack, observe
from training.evaluation.dynamic.end_to_end import recognize_film
from training.evaluation.dynamic.score import Score, add_track, detections, handshapes_in
from training.evaluation.dynamic.sets import SEED, FilmSet, TrackSet

MIN_FALSE_ALARM_S = 60.0  # with a hand in view; shorter sets are too short to state false alarms in ten minutes


@dataclass(frozen=True)
class Detector:
    """A detector of J and Z.

    Attributes:
        network: gives the class probabilities.
        done: probability at which a stroke is complete.
    """

    network: Network
    done: float


def evaluate_tracks(
    detectors: dict[str, Detector], chosen: Sequence[TrackSet], classifier: LandmarkClassifier | None = None
) -> dict[str, dict[str, Score]]:
    """Return {set: {detector: Score}}; every detector gets the same frames.

    A classifier tells the detectors which handshape is shown, as on the device; without one they do not know it.
    """
    found: dict[str, dict[str, Score]] = {}
    for each in chosen:
        rng = np.random.default_rng(SEED)
        scores = {name: Score() for name in detectors}
        for clip in tqdm(each.clips(), desc=each.name, unit="clip"):
            for fps in each.fps:
                track = observe(clip, rng, fps, each.noise)
                seen = handshapes_in(track, classifier)
                for name, detector in detectors.items():
                    add_track(scores[name], clip, track, detections(detector.network, detector.done, track, seen))
        found[each.name] = scores
    return found


def evaluate_films(detectors: dict[str, Detector], chosen: Sequence[FilmSet]) -> dict[str, dict[str, Score]]:
    """Return {set: {detector: Score}} of films, read with the installed models; a hand not found counts as not read.

    Raises:
        ModelError: a model is missing or damaged.
    """
    still = LandmarkRecognizer(RecognitionSettings(path="landmark"))
    networks = {name: (detector.network, detector.done) for name, detector in detectors.items()}
    found: dict[str, dict[str, Score]] = {}
    for each in chosen:
        scores = {name: Score() for name in detectors}
        for film in tqdm(each.films(), desc=each.name, unit="film"):
            observed = ObservedTrack(film.clip.t, film.clip.landmarks, np.ones(len(film.clip.t)))
            for name, read in recognize_film(film, still, networks).items():
                add_track(scores[name], film.clip, observed, read.moving)
                scores[name].note(film.clip, read.text, read.first)
        found[each.name] = scores
    return found


def table(found: dict[str, dict[str, Score]], chosen: Sequence[TrackSet | FilmSet]) -> str:
    """Return the table as Markdown."""
    rows = [
        "| set | detector | read | recall | J | Z | I, D or X first | false | minutes | false / 10 min "
        "| delay s, median (95 %) |",
        "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for each in chosen:
        for name, score in found[each.name].items():
            f = score.figures()
            performed = bool(f["performances"])
            shown = [
                f"{f['read']}/{f['performances']}" if performed else "–",
                *(_or_dash(f.get(key)) for key in ("recall", "recall J", "recall Z")),
                str(len(score.first)) if performed and isinstance(each, FilmSet) else "–",
                str(f["false alarms"]),
                str(f["minutes"]),
                _or_dash(f["false per 10 min"] if score.seconds > MIN_FALSE_ALARM_S else None),
                f"{f['delay median s']} ({f['delay p95 s']})" if score.delays else "–",
            ]
            rows.append(f"| {each.name} | {name} | " + " | ".join(shown) + " |")
    notes = "\n".join(f"- {each.name}: {each.what}." for each in chosen)
    return "\n".join(rows) + "\n\n" + notes + "\n"


def _or_dash(value: object) -> str:
    return "–" if value is None else str(value)
