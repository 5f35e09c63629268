"""J and Z through the whole station: pictures in, events out. What a learner gets, smoothing and all."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tqdm import tqdm

from device.frame import Frame
from device.motion import BEGINNINGS
from device.recognizer import open_recognizer
from device.run import make_smoother
from device.settings import RecognitionSettings, Settings
from device.station import Station
from training.datasets import motion
from training.datasets.sample import Sample
from training.motion import real
from training.motion.clip import Clip
from training.motion.score import Score, add
from training.motion.seen import Seen

BEFORE_S = 0.6  # a beginning confirmed so shortly before a stroke, or in it, was read for the moving letter


@dataclass
class Whole:
    """What was measured.

    Attributes:
        score: of J and Z confirmed.
        first: (clip, letter, seconds) of each I, D or X confirmed in a J or Z or just before it.
        texts: clip → everything that was confirmed.
    """

    score: Score = field(default_factory=Score)
    first: list[tuple[str, str, float]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


def whole(data: Path, cache: Path, split: str, mirror: bool = False) -> Whole:
    """Read every J and Z clip of a split with the installed models and default settings.

    Args:
        mirror: show every picture mirrored: the other hand, which must be read alike.

    Raises:
        ModelError: the station's models are missing.
    """
    settings = Settings(recognition=RecognitionSettings(path="station"))
    recognizer = open_recognizer(settings.recognition)
    frames: dict[str, list[Sample]] = {}
    for sample in motion.samples(data):
        if sample.split == split:
            frames.setdefault(sample.session, []).append(sample)
    found = Whole()
    for clip, _ in tqdm(real.followed(data, "station", cache, split), desc=f"Whole station, {split}", unit="clip"):
        recognizer.forget()
        station = Station(recognizer, make_smoother(recognizer, settings))
        said: list[tuple[float, str]] = []
        for i, sample in enumerate(frames[clip.name]):
            image = sample.load()
            image = np.ascontiguousarray(image[:, ::-1]) if mirror else image
            _, events = station.process(Frame(image, float(clip.t[i]), i))
            said += [(event.t, event.letter) for event in events if event.event == "confirmed" and event.letter]
        found.texts[clip.name] = station.text
        moving = [event for event in said if event[1] in "JZ"]
        add(found.score, clip, Seen(clip.t, clip.points, np.ones(len(clip.t))), moving)
        found.first += _first(clip, said)
    return found


def _first(clip: Clip, said: list[tuple[float, str]]) -> list[tuple[str, str, float]]:
    """The beginnings that were confirmed on the way to a J or a Z."""
    return [
        (clip.name, letter, round(t, 2))
        for t, letter in said
        if letter in BEGINNINGS and any(p.start - BEFORE_S <= t <= p.end for p in clip.performances)
    ]
