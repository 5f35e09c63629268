"""Training and validation data of the hand detector and the landmark models.

Pictures are drawn by group, and within a group by person, so that many people with one picture each do not outvote
those who sign every letter.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.alphabet import NO_LETTER, STATIC_LETTERS
from device.recognition.detector import HandDetector
from device.recognition.interpreter import Model
from training.datasets import hands, negatives, signers, synthetic
from training.datasets.hand_squares import LABELS, WINDOW, HandSquares, cut_squares, join
from training.datasets.letterboxed_frames import LetterboxedFrames, letterbox_frames
from training.datasets.sample import UNKNOWN, Sample
from training.fitting.batches import sampling_weights
from training.fitting.negative_hands import locate_hands
from training.fitting.no_hand_crops import cut_windows, mined_windows

MINED_FROM = 0.15  # score of the detector
WINDOWS = 6000  # squares without a hand
BALANCE = 0.5  # see sampling_weights: four times the pictures of a signer are drawn twice as often
FULL, CROWD, BACK, OTHER, POINTS, EMPTY, CROP = "full", "crowd", "back", "other", "points", "empty", "crop"
MINED = "mined"
"""Groups of pictures, see `groups_of`."""
SQUARE_FRACTIONS = {WINDOW: 0.12, OTHER: 0.12, POINTS: 0.07, CROWD: 0.08, BACK: 0.02}
"""Of the landmark model's batches; full signers are the rest, with rendered hands if there are any."""
FRAME_FRACTIONS = {EMPTY: 0.17, CROP: 0.05, OTHER: 0.11, POINTS: 0.09, CROWD: 0.07, BACK: 0.03}
"""Of the detector's batches. Crops are unlike what a camera delivers."""
POSED_LETTERS = "".join(letter for letter in STATIC_LETTERS if letter not in "MNST")
"""Letters that rendered hands teach. A classifier that learned from poses alone reads 0.57–0.81 of M, N, R, S and T of
the people of dev, and 0.89 of all letters in the mean (`python -m training handshapes check --value`). R is taught
nevertheless since version 10: turned hands show it from behind, where few people show it. The installed landmark model,
its classifier and the second opinion's first two runs learned it from people alone."""


@dataclass(frozen=True)
class Sources:
    """Samples to train from, and to choose with.

    Attributes:
        real: pictures of the split `train` with a hand.
        rendered: our rendered hands.
        empty: frames of the split `train` that show no hand.
        dev: pictures of the split `dev` with a hand.
        dev_empty: frames of the split `dev` without one.
    """

    real: list[Sample]
    rendered: list[Sample]
    empty: list[Sample]
    dev: list[Sample]
    dev_empty: list[Sample]


@dataclass(frozen=True)
class SquareData:
    """Data of the landmark model and the landmark classifier: weight (n,) is the probability of each row of `train`."""

    train: HandSquares
    weight: NDArray[np.float64]
    validation: HandSquares


@dataclass(frozen=True)
class FrameData:
    """Data of the hand detector: weight (n,) is the probability of each row of `train`."""

    train: LetterboxedFrames
    weight: NDArray[np.float64]
    validation: LetterboxedFrames


def read_sources(data: Path, rendered: Path | None, cache: Path) -> Sources:
    """Read the samples of the splits `train` and `dev`.

    Args:
        data: folder with signers/, negatives/ and hands/.
        rendered: folder of `python -m training synthetic render`, or None.
        cache: folder for landmarks of other handshapes.

    Raises:
        DataError: a folder is missing or damaged.
        RunError: MediaPipe is needed for other handshapes and is not installed.
    """
    real = [s for s in signers.samples(data) if s.split == "train"]
    rejects = [s for s in negatives.samples(data) if s.split == "train"]
    empty = [s for s in rejects if negatives.is_no_hand(s)]
    real += locate_hands([s for s in rejects if not negatives.is_no_hand(s)], data, cache)
    people = hands.samples(data)
    train = [s for s in people if s.split == "train"]
    dev = [s for s in people if s.split == "dev"]
    return Sources(
        real + [s for s in train if hands.use_of(s) != "nothing"],
        synthetic.samples(rendered) if rendered else [],
        empty + [s for s in train if hands.use_of(s) == "nothing"],
        [s for s in dev if hands.use_of(s) != "nothing"],
        [s for s in dev if hands.use_of(s) == "nothing"],
    )


def groups_of(samples: Sequence[Sample]) -> NDArray[np.str_]:
    """Return the group of each picture: "synthetic", OTHER, POINTS, BACK, CROWD or FULL.

    A person with at least hands.FULL_SIGNER letters is a full signer; all others are the crowd.
    """
    letters: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        letters[sample.signer].add(sample.letter)
    return np.array([_group(sample, len(letters[sample.signer])) for sample in samples], str)


def _group(sample: Sample, letters: int) -> str:
    if sample.source == "synthetic":
        return "synthetic"
    if sample.letter == NO_LETTER:
        return OTHER
    if sample.letter == UNKNOWN:
        return POINTS
    if sample.source == "hands" and hands.group_of(sample) == hands.CROWD_BACK:
        return BACK
    return FULL if letters >= hands.FULL_SIGNER else CROWD


def square_data(
    sources: Sources,
    cache: Path,
    seed: int,
    synthetic_fraction: float,
    *,
    rendered_letters: bool = True,
    detector: Path | None = None,
) -> SquareData:
    """Cut the squares of the landmark model.

    Args:
        sources: of read_sources.
        cache: folder for cut squares.
        seed: of the squares without a hand.
        synthetic_fraction: of a batch, if there are rendered hands.
        rendered_letters: whether rendered hands teach letters, or only landmarks.
        detector: .tflite of an earlier hand detector; the places in which it sees a hand are drawn as often as all
            other squares without a hand together. None for no such places.

    Raises:
        DataError: a picture cannot be read.
    """
    parts = [cut_squares(sources.real, groups_of(sources.real), cache, "Real hands")]
    fractions = dict(SQUARE_FRACTIONS)
    if sources.rendered:
        rendered = [s for s in sources.rendered if s.box is not None]
        squares = cut_squares(rendered, groups_of(rendered), cache, "Rendered hands")
        parts.append(with_letters(squares, POSED_LETTERS if rendered_letters else ""))
        fractions["synthetic"] = synthetic_fraction
    framed = [s for s in sources.real if s.kind == "frame" and s.box is not None]
    places = len(framed) // max(1, len(sources.empty))
    parts.append(cut_windows([*framed, *sources.empty * max(1, 3 * places)], WINDOWS, seed))
    mined = None
    if detector is not None:
        mined = mined_windows(sources.empty, HandDetector(Model(detector), MINED_FROM))
        parts += [] if mined is None else [mined]
    train = join(parts)
    group = train.source.astype(object)
    if mined is not None:  # a group of their own: half of all squares without a hand
        group[-len(mined.label) :] = MINED
        fractions |= {MINED: fractions[WINDOW] / 2, WINDOW: fractions[WINDOW] / 2}
    validation = cut_squares(sources.dev, groups_of(sources.dev), cache, "Validation hands")
    fractions = {name: fraction for name, fraction in fractions.items() if (group == name).any()}
    return SquareData(train, sampling_weights(train.signer, group, fractions, BALANCE), validation)


def with_letters(squares: HandSquares, letters: str) -> HandSquares:
    """Leave out the labels of all other letters and handshapes; landmarks, presence and side still count."""
    wanted = [LABELS.index(letter) for letter in letters]
    return replace(squares, label=np.where(np.isin(squares.label, wanted), squares.label, -1))


def frame_data(sources: Sources, synthetic_fraction: float) -> FrameData:
    """Letterbox the frames of the hand detector; arguments and errors as in square_data."""
    real = [s for s in sources.real if s.box is not None]
    rendered = [s for s in sources.rendered if s.kind == "frame"]
    samples = [*real, *rendered, *sources.empty]
    train = letterbox_frames(samples, "Frames")
    group = np.concatenate([groups_of(real), groups_of(rendered), np.full(len(sources.empty), EMPTY)])
    crop = np.array([s.kind == "crop" for s in samples])
    group = np.where(np.isnan(train.box[:, 0]), EMPTY, np.where(crop, CROP, group))
    fractions = {**FRAME_FRACTIONS, "synthetic": synthetic_fraction}
    fractions = {name: fraction for name, fraction in fractions.items() if (group == name).any()}
    weight = sampling_weights(train.signer, group, fractions, BALANCE)
    framed = [s for s in sources.dev if s.box is not None and s.kind == "frame"]
    return FrameData(train, weight, letterbox_frames([*framed, *sources.dev_empty], "Validation frames"))
