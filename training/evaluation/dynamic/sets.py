"""The sets on which J and Z are evaluated: tracks and films, of real people and of rendered ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.datasets import bursts, motion, motion_people, signers
from training.datasets.sample import Split
from training.dynamic import recorded_clips, still_sequences
from training.dynamic.camera_noise import Noise
from training.dynamic.people_tracks import labelled_track
from training.dynamic.rendered_tracks import TEST_PEOPLE, render_track
from training.dynamic.track import LabelledTrack
from training.dynamic.tracking import MEDIAPIPE
from training.evaluation.dynamic.end_to_end import Film
from training.mediapipe import client

TRACKER = Noise(shake=0.015, drift=0.02, bias=0.02, blur=0.03, lost=0.03, swapped=0.02)
"""Noise that is added to rendered tracks, about that of a good recognizer. Real tracks have errors of their own."""
RATES = (10.0, 15.0, 30.0, 60.0)  # frames a second
CLIP_S = 11  # mean duration of a rendered clip, and of one made of stills
SEED = 2024


@dataclass(frozen=True)
class TrackSet:
    """One set of tracks, a row of the table.

    Attributes:
        name, what: for people; `what` says whose hands.
        clips: makes the clips.
        fps: frame rates at which they are observed.
        noise: of the recognizer.
    """

    name: str
    what: str
    clips: Callable[[], Sequence[LabelledTrack]]
    fps: tuple[float, ...]
    noise: Noise


@dataclass(frozen=True)
class FilmSet:
    """One set of films, which the whole pipeline reads; attributes as of TrackSet."""

    name: str
    what: str
    films: Callable[[], Sequence[Film]]


def film_sets(data: Path, split: Split = "eval", minutes: float = 10.0) -> list[FilmSet]:
    """Return the sets that the whole pipeline reads; arguments as of `track_sets`.

    Raises:
        DataError: a source is missing or damaged.
    """

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

    people = "dev" if split == "eval" else "train"

    def recorded() -> list[Film]:
        timed = [t for t in motion_people.traces(data) if t.timed and t.kind == "clean" and t.split == people]
        return [Film(labelled_track(t), motion.clip_frames(data, t.signer, t.letter)) for t in timed]

    by = f"{split} signers, the whole pipeline from images to letters"
    return [
        FilmSet(
            "clips of J and Z, station",
            f"one J and one Z by each {people} person of motion/clips, at their own rate",
            recorded,
        ),
        FilmSet("real J and Z, station", f"performances of {by}; 30 and 15 frames a second", performed),
        FilmSet(
            "real J and Z, station, mirrored",
            "the same images mirrored: the other hand",
            lambda: [film.mirrored() for film in performed()],
        ),
        FilmSet("real held letters, station", f"bursts of {by}; forwards and backwards in random order", held),
    ]


def track_sets(
    data: Path, cache: Path, split: Split = "eval", minutes: float = 10.0, count: int = 40
) -> list[TrackSet]:
    """Return the sets of tracks.

    Args:
        data: folder with motion/, bursts/ and signers/.
        cache: folder for tracks.
        split: of the real clips; the use of "eval" must be recorded in the access log.
        minutes: duration of the held letters, real and rendered.
        count: number of rendered clips with J and Z.
    """
    n = round(minutes * 60 / CLIP_S) + 1
    by = f"{split} signers, landmarks by MediaPipe"
    held = TrackSet(
        "real held letters, landmarks",
        f"bursts of {by}; forwards and backwards in random order",
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
            "the same people spelling static letters",
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


def _seconds(data: Path, split: Split, minutes: float) -> float:
    """Return the seconds of held letters of each signer, so that all together last so many minutes."""
    signed = {sample.signer for sample in bursts.samples(data) if sample.split == split}
    return minutes * 60 / max(len(signed), 1)


def _stills(data: Path, split: Split, n: int) -> list[LabelledTrack]:
    people = still_sequences.hands_by_signer([s for s in signers.samples(data) if s.split == split])
    return [still_sequences.spell(people, SEED, i) for i in range(n)]
