"""The station's path from a frame to letters: find, look, follow, and ask picture and points."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import ModelError
from .frame import Frame, Hand, HandBox, Pixels, Scores
from .hand import Finder, box_of_points, points_from_maps, square_around
from .interpreter import Model
from .letters import LetterHead
from .preprocess import crop_grey, level
from .settings import MODELS, RecognitionSettings
from .smoothing import Thresholds
from .stages import NoStages, Stages

LOOKS = 3  # at a hand just found: the finder's box is rough, and each look starts where the points before it were
ASKED = 2  # of these are asked for the letter
STATION_MODEL = MODELS / "station" / "hand.tflite"


@dataclass(frozen=True)
class Look:
    """What the reader says of one square: its letters p (labels,), and the hand as Scores has it."""

    p: NDArray[np.float32]
    box: HandBox
    points: NDArray[np.float32]


class StationRecognizer:
    """The station's path: find the hand, follow it by its own points, read the letter wherever it is."""

    def __init__(self, settings: RecognitionSettings, stages: Stages | None = None) -> None:
        """Load finder, hand network and letter head.

        Raises:
            ModelError: see interpreter.Model.
        """
        path = Path(settings.model) if settings.model else STATION_MODEL
        runtime = None if settings.runtime == "auto" else settings.runtime
        self._model = Model(path, runtime, threads=settings.threads)
        self._finder = Finder(Model(path.with_name("finder.tflite"), runtime, threads=settings.threads))
        self._letters = LetterHead(Model(path.with_name("letters.tflite"), runtime, threads=settings.threads))
        self.metadata = self._model.metadata
        self.labels = self.metadata.labels
        if self._letters.labels != self.labels:
            raise ModelError(f"The models beside {path} do not belong together: letters.tflite knows other labels; "
                             "reinstall the station or run `python -m convert`.")
        self.excluded = self.metadata.excluded
        self.thresholds = Thresholds.of(self.metadata, path)
        self.runtime = self._model.runtime
        self._least = self.metadata.thresholds["hand"]
        self._stages = stages or NoStages()
        self._track: HandBox | None = None

    def see(self, frame: Frame) -> Scores:
        """Read the hand where it was last, or look for it; `box` is None when there is none."""
        looks: list[Look] = []
        if self._track is not None:
            looks = self._follow(frame.image, self._track, 1)
        if not looks:
            with self._stages("find"):
                places = self._finder.candidates(frame.image)
            for place in places:
                looks = self._follow(frame.image, place, LOOKS)
                if looks:
                    break
        if not looks:
            self._track = None
            return Scores(frame.t, self.labels, np.zeros(len(self.labels), np.float32), None)
        last = looks[-1]
        self._track = last.box
        return Scores(frame.t, self.labels, self._answer(frame.image, looks), last.box, last.points)

    def forget(self) -> None:
        """Look for the hand anew in the next frame."""
        self._track = None

    def _follow(self, image: Pixels, box: HandBox, count: int) -> list[Look]:
        """`count` looks, each where the points of the one before say; none when there is no hand after all."""
        looks: list[Look] = []
        for _ in range(count):
            look = self._look(image, box)
            if look is None:
                return []
            looks.append(look)
            box = look.box
        return looks

    def _answer(self, image: Pixels, looks: list[Look]) -> NDArray[np.float32]:
        """The letters of the last looks (the first of several was rough), with what their points say."""
        height, width = image.shape[:2]
        size = np.array([width, height], np.float32)
        with self._stages("letters"):
            said = [self._letters.combine(look.p, look.points * size) for look in looks[-ASKED:]]
        return np.asarray(np.mean(said, 0), np.float32)

    def _look(self, image: Pixels, box: HandBox) -> Look | None:
        height, width = image.shape[:2]
        square = square_around(box, width, height)
        try:
            with self._stages("preprocess"):
                pixels = level(crop_grey(image, square, self.metadata.size))
        except ValueError:  # the track has left the frame
            return None
        with self._stages("inference"):
            p, maps, hand = self._model.read_all(pixels)
        there, right = (float(value) for value in hand.reshape(-1))
        if there < self._least:
            return None
        tight, placed = box_of_points(points_from_maps(maps[0]), square)
        side: Hand = "right" if right >= 0.5 else "left"
        return Look(p.reshape(-1), replace(tight, hand=side, score=there), placed)
