"""What the systems are measured on: which images, of whose hands, from which split.

The test signers (split `eval`) come through access_log.open_eval, which records it. The validation signers are the
full signers of the split `dev`, from whom nothing is learned either: they can be used as often as one likes, and
networks and thresholds are chosen on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

from device.alphabet import NO_LETTER
from device.types import Pixels
from training.datasets.data_folders import DataFolders
from training.datasets.hand_free import strips_beside
from training.datasets.negatives import is_no_hand
from training.datasets.people import CROWD, TEST_SIGNERS
from training.datasets.sample import Sample
from training.datasets.table import load_table
from training.evaluation.access_log import open_eval
from training.evaluation.dev_set import open_dev
from training.evaluation.image_set import ImageSet
from training.evaluation.slices import slices_of

PER_LETTER = 2  # hand-free parts of a signer and letter: all frames of a signer show one room


@dataclass(frozen=True)
class EvaluationSet:
    """Images of the signers who are measured.

    Attributes:
        split: "eval" for the test signers, "validation" for the validation signers.
        frames: whole frames of letters.
        bursts: consecutive frames of held letters; empty for the validation signers.
        other_handshapes: frames of handshapes that are no letter.
        no_hand: images without a hand.
        webcam, crowd: names of the signers of the two headline figures, in the order of the frames.
    """

    split: Literal["eval", "validation"]
    frames: ImageSet
    bursts: ImageSet
    other_handshapes: ImageSet
    no_hand: ImageSet
    webcam: tuple[str, ...]
    crowd: tuple[str, ...]

    @cached_property
    def slices(self) -> list[dict[str, str]]:
        """{slice: part} of each frame; see slices.slices_of."""
        return [slices_of(s, image) for s, image in zip(self.frames.samples, self.frames.images, strict=True)]

    @cached_property
    def hand_free(self) -> ImageSet:
        """Parts of the frames without the hand."""
        return hand_free(self.frames)


@dataclass(frozen=True)
class TrainingSet:
    """Images of the validation signers and of the split `train`, for thresholds and as a reference.

    Attributes:
        frames: whole frames of letters of the validation signers; thresholds are chosen on them.
        other_handshapes: of the validation signers.
        pool_no_hand, pool_other_handshapes: of all training signers; some systems learned from them.
    """

    frames: ImageSet
    other_handshapes: ImageSet
    pool_no_hand: ImageSet
    pool_other_handshapes: ImageSet


def open_test_signers(
    folders: DataFolders,
    run: Path,
    systems: Sequence[str],
    purpose: str,
    sources: Sequence[str] = ("signers", "negatives", "bursts"),
) -> EvaluationSet:
    """Open the images of the test signers; appends a line to the access log of the run.

    Every source counts as one signer: the volunteers of "davidlee" have no names in its labels.

    Args:
        folders: where the data are.
        run: folder of the run.
        systems: names of what is measured, for the log.
        purpose: why, for the log.
        sources: of "signers", "negatives" and "bursts".

    Raises:
        DataError: a source is missing or damaged.
        RunError: the access log cannot be written.
    """
    samples = open_eval(folders, run, systems, purpose, sources)
    frames = [replace(s, signer=s.source) for s in whole_frames(samples) if s.source != "bursts"]
    return EvaluationSet(
        "eval",
        ImageSet(frames, "Test signers' frames"),
        ImageSet([s for s in samples if s.source == "bursts"], "Test signers' bursts"),
        ImageSet([s for s in samples if _is_other_handshape(s)], "Test signers' other handshapes"),
        ImageSet([s for s in samples if is_no_hand(s)], "Test signers' images without a hand"),
        _present(frames, TEST_SIGNERS),
        _present(frames, (CROWD,)),
    )


def open_validation_signers(folders: DataFolders) -> EvaluationSet:
    """Open the images of the validation signers, as an evaluation set without bursts.

    Networks and thresholds are chosen on the same signers, so their figures flatter a little.

    Raises:
        DataError: a source is missing or damaged.
    """
    chosen = open_training_set(folders)
    return EvaluationSet(
        "validation",
        chosen.frames,
        ImageSet(()),
        chosen.other_handshapes,
        ImageSet(()),
        tuple(dict.fromkeys(s.signer for s in chosen.frames.samples)),
        (),
    )


def open_training_set(folders: DataFolders) -> TrainingSet:
    """Open the images of the validation signers and of the split `train` that evaluations need.

    Raises:
        DataError: a source is missing or damaged.
    """
    samples = load_table(folders, ["signers", "negatives"], ["train"])
    dev = open_dev(folders)
    other = [s for s in samples if _is_other_handshape(s)]
    return TrainingSet(
        dev.full,
        dev.other,
        ImageSet([s for s in samples if is_no_hand(s)], "Training images without a hand"),
        ImageSet(other, "Training images of other handshapes"),
    )


def whole_frames(samples: Sequence[Sample]) -> list[Sample]:
    """Return the whole frames that show a letter."""
    return [s for s in samples if s.letter != NO_LETTER and s.kind == "frame"]


def hand_free(frames: ImageSet, each: int = PER_LETTER) -> ImageSet:
    """Cut the largest part without the hand from the first frames with a known box of each signer and letter.

    Args:
        frames: whole frames.
        each: parts of a signer and letter.
    """
    count: dict[tuple[str, str], int] = {}
    samples, images = [], []
    for sample, image in zip(frames.samples, frames.images, strict=True):
        key = (sample.signer, sample.letter)
        part = None if count.get(key, 0) >= each else _beside(sample, image)
        if part is not None:
            count[key] = count.get(key, 0) + 1
            samples.append(_without_hand(sample, part))
            images.append(part)
    return ImageSet.of(samples, images)


def _beside(sample: Sample, image: Pixels) -> Pixels | None:
    strips = [] if sample.box is None else strips_beside(sample.box)
    if not strips:
        return None
    height, width = image.shape
    x0, y0, x1, y1 = max(strips, key=lambda s: (s[2] - s[0]) * (s[3] - s[1]))
    return image[round(y0 * height) : round(y1 * height), round(x0 * width) : round(x1 * width)].copy()


def _without_hand(sample: Sample, part: Pixels) -> Sample:
    load = partial(_same, part)
    return replace(sample, letter=NO_LETTER, box=None, landmarks=None, hand=None, what="no_hand_beside", load=load)


def _same(image: Pixels) -> Pixels:
    return image


def _is_other_handshape(sample: Sample) -> bool:
    return sample.letter == NO_LETTER and not is_no_hand(sample)


def _present(samples: Sequence[Sample], names: Sequence[str]) -> tuple[str, ...]:
    """Return those of the names that occur, in the order in which they do."""
    return tuple(name for name in dict.fromkeys(s.signer for s in samples) if name in names)
