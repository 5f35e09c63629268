"""Sessions of real performers: one or several of a person's performances in a row, changed as other people might sign.

The result is a track of a right hand. What is drawn with a wrong handshape, and everything that is no J or Z, carries
no label and so counts as neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from device.alphabet import DYNAMIC_LETTERS
from device.recognition.hand_topology import INDEX_TIP, LITTLE_TIP, PALM
from training.datasets.motion_people import Trace, TraceKind
from training.datasets.people import person
from training.dynamic.camera_noise import hand_size
from training.dynamic.people_tracks import TIP, labelled_track
from training.dynamic.track import LabelledTrack
from training.rendering.strokes import minimum_jerk

Array = NDArray[np.float64]
T = TypeVar("T")
RATE = 30.0
"""Frames a second of a session: both those of the recordings and a camera's are interpolated from it."""
SHARES = {"J": 0.2, "Z": 0.24, "other": 0.17, "still": 0.05, "wrong J": 0.13, "wrong Z": 0.21}
"""Share of each kind of performance: letters, what is neither, and strokes drawn with a wrong handshape."""
MORE = (0.45, 0.3, 0.15, 0.1)
"""Share of sessions with one, two … performances."""
PACE = (0.6, 1.7)
"""Range of the factor by which a performance becomes slower."""
SHORT_FRAMES, SHORT_PACE = 20, 2.2
"""Recordings of so few frames were taken with slow cameras: they become slower by up to this factor more."""
OTHER_DIRECTION = {"J": 0.15, "Z": 0.5}
"""Share of strokes whose path is mirrored, while the hand is not: as drawn for the viewer."""
SIZE = (0.65, 1.35)
"""Range of the factor by which a stroke becomes larger."""
WRONG_SHAPES = {"Z": tuple("ABCEFHIKMNOPQRSTUVWY3456789"), "J": tuple("ABCEFGHKLMNOPQRSTUVWXD3456789")}
"""Letters and digits with whose handshape a stroke is neither J nor Z."""
NEAR_SHAPES, NEAR = {"Z": tuple("HKMNPRUV2"), "J": tuple("ACEKLMNSTX")}, 0.5
"""Handshapes with which a stroke is most often taken for one, and the share of wrong strokes drawn with one of them."""
GAP_S = 0.2
"""Longest time without a hand that is bridged when a recording is sampled anew, at the recorded pace."""


@dataclass(frozen=True)
class _Clip:
    """A performance of a right hand, in hand sizes; the stroke's letter is None if it has none."""

    track: LabelledTrack
    kind: TraceKind
    shows: str
    slow: bool


class Performers:
    """Draws sessions; each kind of performance comes from every person who has it equally often."""

    def __init__(self, traces: Sequence[Trace]) -> None:
        """Use these traces, all of one split."""
        clips: dict[str, list[_Clip]] = {}
        for trace in traces:
            if trace.kind != "untidy" and (~np.isnan(trace.landmarks[:, 0, 0])).sum() >= 4:
                clips.setdefault(person(trace.signer), []).append(_clip(trace))
        self._people = sorted(clips)
        self._clips = clips
        self._shapes = {
            letters: {who: shapes for who in self._people if (shapes := _shapes(clips[who], letters))}
            for letters in (*WRONG_SHAPES.values(), *NEAR_SHAPES.values())
        }
        self._kinds = {
            kind: {who: some for who in self._people if (some := _of_kind(clips[who], kind))} for kind in SHARES
        }

    def session(self, seed: int, number: int) -> LabelledTrack:
        """Return session `number`, a track at RATE frames a second; the same numbers give the same session."""
        rng = np.random.default_rng([seed, 17, number])
        kinds = [kind for kind in SHARES if self._kinds[kind]]
        shares = np.array([SHARES[kind] for kind in kinds])
        first = kinds[rng.choice(len(kinds), p=shares / shares.sum())]
        who = _choose(rng, sorted(self._kinds[first]))
        parts = [self._changed(rng, who, first)]
        for _ in range(int(rng.choice(len(MORE), p=MORE))):
            mine = [kind for kind in kinds if who in self._kinds[kind]]
            chances = np.array([SHARES[kind] for kind in mine])
            parts.append(self._changed(rng, who, mine[rng.choice(len(mine), p=chances / chances.sum())]))
        return _joined(rng, who, parts)

    def _changed(self, rng: np.random.Generator, who: str, kind: str) -> LabelledTrack:
        clip = _choose(rng, self._kinds[kind][who])
        track = clip.track.stretched(
            float(np.exp(rng.uniform(*np.log(PACE)))) * (rng.uniform(1, SHORT_PACE) if clip.slow else 1.0)
        )
        gap = GAP_S * (track.t[-1] - track.t[0]) / (clip.track.t[-1] - clip.track.t[0])
        t = np.arange(track.t[0], track.t[-1] + 1e-9, 1 / RATE)
        track = replace(track, t=t, landmarks=track.at(t, float(gap)))
        wrong = kind.startswith("wrong") and clip.kind == "clean"
        if clip.shows in DYNAMIC_LETTERS and clip.kind != "still":
            track = self._other_path(rng, who, track, clip.shows, wrong)
        return _ended(rng, track)

    def _other_path(
        self, rng: np.random.Generator, who: str, track: LabelledTrack, letter: str, wrong: bool
    ) -> LabelledTrack:
        """Change direction and size of a stroke, or the handshape with which it is drawn."""
        tip = track.landmarks[:, TIP[letter]]
        if not (~np.isnan(tip[:, 0])).any():
            return track
        middle = np.nanmean(tip, axis=0)
        factor = np.exp(rng.uniform(*np.log(SIZE))) * np.array([np.exp(rng.normal(0, 0.15)), 1.0])
        if rng.random() < OTHER_DIRECTION[letter]:
            factor = factor * np.array([-1.0, 1.0])
        path = middle + (tip - middle) * factor
        if not wrong:
            return replace(track, landmarks=track.landmarks + (path - tip)[:, None])
        near = self._shapes[NEAR_SHAPES[letter]]
        people = near if near and rng.random() < NEAR else self._shapes[WRONG_SHAPES[letter]]
        shape = _choose(rng, people[who if who in people and rng.random() < 0.5 else _choose(rng, sorted(people))])
        lead = _choose(rng, (INDEX_TIP, LITTLE_TIP, *PALM))
        # The hand turns a little on its way, as the signer's did.
        angle = np.cumsum(rng.normal(0, 0.05, len(tip))) * rng.random() + rng.normal(0, 0.2)
        turn = np.stack([np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)], -1).reshape(-1, 2, 2)
        held = np.einsum("tab,jb->tja", turn, shape - shape[lead])
        return replace(track, landmarks=path[:, None] + held, performances=(), ambiguous=())


def _clip(trace: Trace) -> _Clip:
    track = labelled_track(trace)
    size = hand_size(track.landmarks[~np.isnan(track.landmarks[:, 0, 0])])
    landmarks = track.landmarks / size * np.array([float(track.side), 1.0])
    shows = "J" if trace.kind == "index finger" else trace.letter
    track = replace(track, landmarks=landmarks, side=1).shifted(-float(track.t[0]))
    return _Clip(track, trace.kind, shows, not trace.timed and len(trace.t) <= SHORT_FRAMES)


def _of_kind(clips: Sequence[_Clip], kind: str) -> list[_Clip]:
    """Return the clips of a kind of SHARES."""
    if kind in DYNAMIC_LETTERS:
        return [clip for clip in clips if clip.track.performances and clip.shows == kind]
    if kind == "wrong J":
        return [clip for clip in clips if clip.shows == "J" and clip.kind in ("clean", "index finger")]
    if kind == "wrong Z":
        return [clip for clip in clips if clip.shows == "Z" and clip.kind in ("clean", "two fingers")]
    return [clip for clip in clips if clip.kind == kind]


def _shapes(clips: Sequence[_Clip], letters: Sequence[str]) -> list[Array]:
    """Return one handshape (21, 2) of each held letter, in hand sizes."""
    found = []
    for clip in clips:
        tracked = np.flatnonzero(~np.isnan(clip.track.landmarks[:, 0, 0]))
        if clip.kind == "other" and clip.shows in letters and len(tracked):
            shape = clip.track.landmarks[tracked[len(tracked) // 2]]
            found.append(shape / hand_size(shape[None]))
    return found


def _ended(rng: np.random.Generator, track: LabelledTrack) -> LabelledTrack:
    """Cut the beginning and the end of a performance, and hold its last pose for some time."""
    t, landmarks = track.t, track.landmarks
    stroke = track.performances[0] if track.performances else None
    first, last = (stroke.start, stroke.end) if stroke else (t[-1] * 0.5, t[-1] * 0.6)
    last = min(last, float(t[-1]))
    begin = rng.uniform(0, first) if rng.random() < 0.5 else 0.0
    end = rng.uniform(last, t[-1]) if rng.random() < 0.5 else t[-1]
    kept = (t >= begin - 1e-9) & (t <= end + 1e-9)
    if not np.isnan(landmarks[kept, 0, 0]).all():
        t, landmarks = t[kept], landmarks[kept]
    held = round(float(rng.choice([rng.uniform(0, 0.3), rng.uniform(0.3, 1.5)])) * RATE)
    tracked = np.flatnonzero(~np.isnan(landmarks[:, 0, 0]))
    if held and len(tracked):
        t = np.concatenate([t, t[-1] + np.arange(1, held + 1) / RATE])
        landmarks = np.concatenate([landmarks, np.repeat(landmarks[tracked[-1:]], held, 0)])
    return replace(track, t=t, landmarks=landmarks)


def _joined(rng: np.random.Generator, who: str, parts: Sequence[LabelledTrack]) -> LabelledTrack:
    """Join performances; between two the hand moves from the last pose of one to the first of the next."""
    t: list[Array] = []
    landmarks: list[Array] = []
    placed: list[LabelledTrack] = []
    now = 0.0
    for part in parts:
        tracked = np.flatnonzero(~np.isnan(part.landmarks[:, 0, 0]))
        if not len(tracked):
            continue
        points = part.landmarks[tracked[0] : tracked[-1] + 1]
        times = part.t[tracked[0] : tracked[-1] + 1]
        if landmarks:
            last = landmarks[-1][-1]
            points = points + (last[list(PALM)].mean(0) - points[0, list(PALM)].mean(0)) + rng.normal(0, 0.5, 2)
            count = round(float(np.exp(rng.normal(np.log(0.3), 0.35))) * RATE)
            u = minimum_jerk(np.arange(1, count + 1) / (count + 1))[:, None, None]
            landmarks.append(last * (1 - u) + points[0] * u)
            t.append(now + np.arange(1, count + 1) / RATE)
            now += (count + 1) / RATE
        placed.append(part.shifted(now - float(times[0])))
        t.append(times + (now - times[0]))
        landmarks.append(points)
        now = float(t[-1][-1])
    return LabelledTrack(
        who,
        who,
        np.concatenate(t),
        np.concatenate(landmarks),
        1,
        tuple(p for part in placed for p in part.performances),
        tuple(span for part in placed for span in part.ambiguous),
    )


def _choose(rng: np.random.Generator, some: Sequence[T]) -> T:
    return some[int(rng.integers(len(some)))]
