"""What the report says of J and Z: every detector on people nobody learned from, real and rendered, separately.

Real people are read twice: by the whole station, from pictures to letters, and by the detector alone on landmarks of
MediaPipe's, which say how well it does with a better recogniser.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from device.recognition.dynamic.network import Network
from device.recognition.recognizer import LandmarkRecognizer
from device.settings import RecognitionSettings
from training.datasets import bursts, signers
from training.dynamic import recorded_clips, still_sequences
from training.dynamic.camera_noise import Noise, ObservedTrack, observe
from training.dynamic.rendered_tracks import TEST_PEOPLE, render_track
from training.dynamic.track import LabelledTrack
from training.dynamic.tracking import MEDIAPIPE
from training.evaluation.dynamic.end_to_end import Film, recognize_film
from training.evaluation.dynamic.score import Score, add_track, detections
from training.mediapipe import client

TRACKER = Noise(shake=0.015, drift=0.02, bias=0.02, blur=0.03, lost=0.03, swapped=0.02)
"""What is added to rendered tracks: about what a good recogniser adds. Real tracks have their own errors."""
RATES = (10.0, 15.0, 30.0, 60.0)
SEED = 2024
MIN_FALSE_ALARM_S = 60.0  # of a hand that draws nothing: less says nothing about false alarms in ten minutes


@dataclass(frozen=True)
class Detector:
    """Attributes: network; done: its threshold."""

    network: Network
    done: float


@dataclass(frozen=True)
class TrackSet:
    """One row of the report.

    Attributes:
        name, what: for people; `what` says whose hands.
        clips: made when asked for.
        fps: cameras to see them with.
        noise: of the recogniser.
    """

    name: str
    what: str
    clips: Callable[[], Sequence[LabelledTrack]]
    fps: tuple[float, ...]
    noise: Noise


@dataclass(frozen=True)
class FilmSet:
    """One row of the report that the whole station reads from pictures; attributes as of Set."""

    name: str
    what: str
    films: Callable[[], Sequence[Film]]


def film_sets(data: Path, split: str = "eval", minutes: float = 10.0) -> list[FilmSet]:
    """The rows read from pictures; arguments as of `sets`."""

    def performed() -> list[Film]:
        whole = [
            Film(clip, [s.load() for s in frames]) for clip, frames in recorded_clips.performance_films(data, split)
        ]
        return [*whole, *(film.halved() for film in whole)]

    def held() -> list[Film]:
        found = []
        for clip, frames in recorded_clips.held_letter_films(data, split, _seconds(data, split, minutes), SEED):
            known = {name: sample.load() for name, sample in {sample.name: sample for sample in frames}.items()}
            found.append(Film(clip, [known[sample.name] for sample in frames]))
        return found

    by = f"{split} signers, the whole station from pictures to letters"
    return [
        FilmSet("real J and Z, station", f"performances of {by}; 30 and 15 frames a second", performed),
        FilmSet(
            "real J and Z, station, mirrored",
            "the same pictures mirrored: the other hand",
            lambda: [film.mirrored() for film in performed()],
        ),
        FilmSet("real held letters, station", f"bursts of {by}; forth and back in random order", held),
    ]


def track_sets(data: Path, cache: Path, split: str = "eval", minutes: float = 10.0, count: int = 40) -> list[TrackSet]:
    """The rows read from tracks.

    Args:
        split: of the real clips; "eval" is looked at once, at the end.
        minutes: of held letters, real ones and rendered ones.
        count: rendered clips with J and Z.
    """
    n = round(minutes * 60 / 11) + 1  # a rendered or still clip lasts about 11 s
    by = f"{split} signers, landmarks by MediaPipe"
    held = TrackSet(
        "real held letters, landmarks",
        f"bursts of {by}; forth and back in random order",
        lambda: recorded_clips.held_letters(data, MEDIAPIPE, cache, split, _seconds(data, split, minutes), SEED),
        (15.0,),
        Noise(),
    )
    return [
        TrackSet(
            "real J and Z, landmarks",
            f"performances of {by}; 30 and 15 frames a second",
            lambda: recorded_clips.performances(data, MEDIAPIPE, cache, split),
            (30.0, 15.0),
            Noise(),
        ),
        *([held] if client.installed() else []),
        TrackSet(
            "real letters moved, landmarks",
            f"stills of {by}: changed, swayed and carried",
            lambda: _stills(data, split, n),
            (15.0, 30.0),
            Noise(shake=0.01),
        ),
        TrackSet(
            "rendered J and Z",
            "synthetic people not learned from; 10, 15, 30 and 60 frames a second",
            lambda: [render_track(SEED, i, people=TEST_PEOPLE) for i in range(count)],
            RATES,
            TRACKER,
        ),
        TrackSet(
            "rendered spelling",
            "the same people spelling still letters",
            lambda: [render_track(SEED + 1, i, people=TEST_PEOPLE, moving=0, other=0) for i in range(n)],
            (15.0, 30.0),
            TRACKER,
        ),
        TrackSet(
            "rendered distraction",
            "the same people waving, circling, half-drawing with I and index hands",
            lambda: [render_track(SEED + 2, i, people=TEST_PEOPLE, moving=0, other=1) for i in range(n // 2)],
            (15.0, 30.0),
            TRACKER,
        ),
    ]


def evaluate_tracks(detectors: dict[str, Detector], chosen: Sequence[TrackSet]) -> dict[str, dict[str, Score]]:
    """{set: {detector: Score}}; every detector sees the very same frames."""
    found: dict[str, dict[str, Score]] = {}
    for each in chosen:
        rng = np.random.default_rng(SEED)
        scores = {name: Score() for name in detectors}
        for clip in tqdm(each.clips(), desc=each.name, unit="clip"):
            for fps in each.fps:
                track = observe(clip, rng, fps, each.noise)
                for name, detector in detectors.items():
                    add_track(scores[name], clip, track, detections(detector.network, detector.done, track))
        found[each.name] = scores
    return found


def evaluate_films(detectors: dict[str, Detector], chosen: Sequence[FilmSet]) -> dict[str, dict[str, Score]]:
    """The same of pictures, by the installed finder and reader; a hand that is not found counts as not read.

    Raises:
        ModelError: the station's models are missing.
    """
    still = LandmarkRecognizer(RecognitionSettings(path="landmark"))
    networks = {name: (detector.network, detector.done) for name, detector in detectors.items()}
    found: dict[str, dict[str, Score]] = {}
    for each in chosen:
        scores = {name: Score() for name in detectors}
        for film in tqdm(each.films(), desc=each.name, unit="film"):
            all_of_it = ObservedTrack(film.clip.t, film.clip.points, np.ones(len(film.clip.t)))
            for name, read in recognize_film(film, still, networks).items():
                add_track(scores[name], film.clip, all_of_it, read.moving)
                scores[name].note(film.clip, read.text, read.first)
        found[each.name] = scores
    return found


def _seconds(data: Path, split: str, minutes: float) -> float:
    """Of held letters by each signer, so that all together last so many minutes."""
    signed = {sample.signer for sample in bursts.samples(data) if sample.split == split}
    return minutes * 60 / max(len(signed), 1)


def _stills(data: Path, split: str, n: int) -> list[LabelledTrack]:
    people = still_sequences.hands_by_signer([s for s in signers.samples(data) if s.split == split])
    return [still_sequences.spell(people, SEED, i) for i in range(n)]


def table(found: dict[str, dict[str, Score]], chosen: Sequence[TrackSet | FilmSet]) -> str:
    """As Markdown."""
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
