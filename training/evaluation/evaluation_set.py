"""What every reader of the scoreboard is shown; strangers come through protocol.eval_gate, which writes it down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from device.alphabet import NO_LETTER
from device.types import Pixels
from training.datasets.data_folders import DataFolders
from training.datasets.hand_free import strips_beside
from training.datasets.negatives import is_no_hand
from training.datasets.people import CROWD, TEST_SIGNERS, VALIDATION_SIGNERS
from training.datasets.sample import Sample
from training.datasets.table import load_table
from training.evaluation import rendered_set
from training.evaluation.access_log import open_eval
from training.evaluation.picture_set import Pictures
from training.evaluation.slices import slices_of

PER_LETTER = 2  # hand-free parts a signer and letter: a signer's frames all show one room


@dataclass(frozen=True)
class Ground:
    """Pictures, by what they are for.

    Attributes:
        frames: whole frames of letters by the signers who are measured.
        parts: of each frame, its slices (protocol.slices).
        bursts: consecutive frames of some of them.
        others: their pictures of handshapes that are no letter.
        empty: parts of their frames without the hand.
        held: whole frames of training signers held out, to set thresholds on.
        held_others, pool_empty: those signers' other handshapes; the training pool's rooms without a hand.
        patterned: rendered hands before patterned walls, with exact truth.
        webcam, hard: names of the signers of the two headline figures, in the order of the frames.
    """

    frames: Pictures
    parts: list[dict[str, str]]
    bursts: Pictures
    others: Pictures
    empty: Pictures
    held: Pictures
    held_others: Pictures
    pool_empty: Pictures
    patterned: Pictures
    webcam: tuple[str, ...]
    hard: tuple[str, ...]


def strangers(places: DataFolders, run: Path, readers: Sequence[str], cache: Path) -> Ground:
    """The ground of the `eval` split; a line in the run's eval_touches.jsonl says that it was looked at.

    Raises:
        DataError: a source is missing or damaged.
    """
    measured = open_eval(places, run, readers, "scoreboard", ("signers", "negatives", "bursts"))
    bursts = [s for s in measured if s.source == "bursts"]
    # davidlee's volunteers are one: nobody wrote down who is who
    frames = [
        replace(s, signer=s.source)
        for s in measured
        if s.source != "bursts" and s.letter != NO_LETTER and s.kind == "frame"
    ]
    learned = load_table(places, ["signers", "negatives"], ["train"])
    shown = Pictures.of(frames, "Strangers' frames")
    return Ground(
        frames=shown,
        parts=[slices_of(sample, image) for sample, image in zip(frames, shown.images, strict=True)],
        bursts=Pictures.of(bursts, "Strangers' bursts"),
        others=Pictures.of([s for s in measured if s.letter == NO_LETTER], "Other handshapes"),
        empty=hand_free(shown),
        held=Pictures.of(held_out(learned), "Training signers held out"),
        held_others=Pictures.of(
            [s for s in learned if s.letter == NO_LETTER and not is_no_hand(s) and s.signer in VALIDATION_SIGNERS],
            "Other handshapes, training signers held out",
        ),
        pool_empty=Pictures.of([s for s in learned if is_no_hand(s)], "Rooms without a hand"),
        patterned=Pictures.of(rendered_set.samples(cache), "Rendered hands"),
        webcam=_in_order(frames, TEST_SIGNERS),
        hard=_in_order(frames, (CROWD,)),
    )


def rehearsal(places: DataFolders, cache: Path) -> Ground:
    """The same ground made of the training signers held out: to try things, without looking at strangers.

    They also set the thresholds they are measured with, and bursts are missing.

    Raises:
        DataError: a source is missing or damaged.
    """
    learned = load_table(places, ["signers", "negatives"], ["train"])
    frames = Pictures.of(held_out(learned), "Training signers held out")
    others = Pictures.of(
        [s for s in learned if s.letter == NO_LETTER and not is_no_hand(s) and s.signer in VALIDATION_SIGNERS],
        "Other handshapes",
    )
    none = Pictures([], [])
    return Ground(
        frames=frames,
        parts=[slices_of(sample, image) for sample, image in zip(frames.samples, frames.images, strict=True)],
        bursts=none,
        others=others,
        empty=hand_free(frames),
        held=frames,
        held_others=none,
        pool_empty=Pictures.of([s for s in learned if is_no_hand(s)], "Rooms without a hand"),
        patterned=Pictures.of(rendered_set.samples(cache), "Rendered hands"),
        webcam=_in_order(frames.samples, VALIDATION_SIGNERS),
        hard=(),
    )


def held_out(samples: Sequence[Sample]) -> list[Sample]:
    """Whole frames of letters of the training signers that training/hand keeps out."""
    return [
        s
        for s in samples
        if s.signer in VALIDATION_SIGNERS and s.letter != NO_LETTER and s.kind == "frame" and s.is_asl
    ]


def hand_free(frames: Pictures, each: int = PER_LETTER) -> Pictures:
    """The largest part left of, right of or above the hand, of the first marked frames of each signer and letter.

    What is below the hand is left out, the arm is there. The signer's face, or the other hand, may be in it.
    """
    count: dict[tuple[str, str], int] = {}
    samples, images = [], []
    for sample, image in zip(frames.samples, frames.images, strict=True):
        key = (sample.signer, sample.letter)
        part = None if count.get(key, 0) >= each else _beside(sample, image)
        if part is not None:
            count[key] = count.get(key, 0) + 1
            samples.append(
                replace(
                    sample,
                    letter=NO_LETTER,
                    box=None,
                    landmarks=None,
                    hand=None,
                    what="no_hand_beside",
                    load=partial(_same, part),
                )
            )
            images.append(part)
    return Pictures(samples, images)


def _beside(sample: Sample, image: Pixels) -> Pixels | None:
    if sample.box is None:
        return None
    strips = strips_beside(sample.box)
    if not strips:
        return None
    height, width = image.shape
    x0, y0, x1, y1 = max(strips, key=lambda s: (s[2] - s[0]) * (s[3] - s[1]))
    return image[round(y0 * height) : round(y1 * height), round(x0 * width) : round(x1 * width)].copy()


def _in_order(samples: Sequence[Sample], names: Sequence[str]) -> tuple[str, ...]:
    """Those of the names who are there; in the order in which every table has them."""
    return tuple(name for name in dict.fromkeys(s.signer for s in samples) if name in names)


def _same(image: Pixels) -> Pixels:
    return image
