"""Measure what a learner's own letters change: learn from some pictures of a person, read others of the same person.

With `--split dev`, a person's stills are divided: the first `k` of each letter are learned from, the others are read
(all numbers of the model were chosen so). With `--split eval`, the three webcam signers' bursts are learned from and
their stills are read, as for a learner who shows the letters once and comes back; every use is written to the access
log of the folder `--run`. A frame in which no hand is found counts as wrong. "Other handshapes" are those of other
people in the split that are no letter and resemble none; shown is one that reaches the threshold of read mode.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks._common import add_data, model_identity, parser_for
from device.recognition.landmark_recognizer import LandmarkRecognizer
from device.recognition.personal import MODEL_LETTERS, HandSample, PersonalLetters, sample_of
from device.recognition.personal.adapter import SURE
from device.settings import RecognitionSettings
from device.system.command_line import exit_code_of
from device.types import Frame
from training.datasets import hands
from training.datasets.data_folders import DataFolders
from training.datasets.negatives import is_no_hand
from training.datasets.people import TEST_SIGNERS
from training.datasets.sample import Sample
from training.datasets.table import load_table
from training.evaluation.access_log import touch
from training.evaluation.dev_set import LOOK_ALIKES

COUNTS = {"dev": (1, 2, 3), "eval": (3, 8, 15)}


@dataclass(frozen=True)
class Read:
    """A picture as the networks read it.

    Attributes:
        letter: that it shows; "" for another handshape.
        sample: None if no hand was found.
        no_letter: probability of "nothing".
    """

    letter: str
    sample: HandSample | None
    no_letter: float


def read_all(recognizer: LandmarkRecognizer, samples: Sequence[Sample]) -> list[Read]:
    """Read pictures, each by itself."""
    out = []
    for each in samples:
        image = each.load()
        recognizer.reset()
        scores = recognizer.recognize(Frame(image, 0.0))
        letter = each.letter if each.letter in MODEL_LETTERS else ""
        sample = sample_of(scores, image.shape[1], image.shape[0], letter or "A", 0)
        out.append(Read(letter, sample, float(scores.p[recognizer.labels.index("nothing")])))
    return out


def by_letter(reads: Sequence[Read]) -> dict[str, list[Read]]:
    """Return the pictures of each letter, in their order."""
    found: dict[str, list[Read]] = defaultdict(list)
    for read in reads:
        found[read.letter].append(read)
    return found


def probabilities(reads: Sequence[Read], model: PersonalLetters | None) -> NDArray[np.float32]:
    """Return the letters' probabilities, (n, letters), of pictures in which a hand was found."""
    found = [read.sample for read in reads if read.sample is not None]
    p = np.asarray(np.stack([sample.p for sample in found]), np.float32)
    return p if model is None else model.read(np.stack([sample.landmarks for sample in found]), p)


def recall(reads: Sequence[Read], model: PersonalLetters | None, *, keep_sure: bool = False) -> float:
    """Return the share of pictures read right, the mean over letters."""
    own = probabilities(reads, model)
    if keep_sure:
        base = probabilities(reads, None)
        own = np.where(base.max(1, keepdims=True) >= SURE, base, own)
    answers = iter(own.argmax(1))
    right: dict[str, list[bool]] = defaultdict(list)
    for read in reads:
        right[read.letter].append(read.sample is not None and MODEL_LETTERS[next(answers)] == read.letter)
    return float(np.mean([np.mean(each) for each in right.values()]))


def shown(reads: Sequence[Read], model: PersonalLetters | None, threshold: float) -> float:
    """Return the share of pictures of which a letter is shown."""
    return float((probabilities(reads, model).max(1) >= threshold).sum() / len(reads))


def divided(
    split: str, letters: Mapping[str, Sequence[Read]], stills: Sequence[Read], k: int
) -> tuple[list[Read], list[Read]]:
    """Return what is learned from (`k` pictures of each letter in which a hand was found) and what is read."""
    learned = []
    for each in letters.values():
        found = [read for read in each if read.sample is not None]
        take = np.arange(k) if split == "dev" else np.linspace(0, len(found) - 1, k).round()
        learned += [found[i] for i in np.unique(take.astype(int)) if i < len(found)]
    own = {id(read) for read in learned}
    return learned, [read for read in stills if id(read) not in own]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each person and number of pictures, and the means."""
    parser = parser_for(__doc__)
    add_data(parser)
    parser.add_argument("--split", choices=tuple(COUNTS), default="dev", help="people to measure (default: dev)")
    parser.add_argument("--run", type=Path, metavar="DIR", help="folder of the access log; needed for --split eval")
    parser.add_argument("--model", default="", metavar="FILE", help="landmark model (default: the installed one)")
    args = parser.parse_args(arguments)
    if args.split == "eval":
        if args.run is None:
            parser.error("--split eval needs --run DIR")
        touch(args.run, ["landmark path"], "benchmarks.personal_letters")
    recognizer = LandmarkRecognizer(RecognitionSettings(path="landmark", model=args.model, threads=1))
    people, other = _dev(args.data) if args.split == "dev" else _eval(args.data)
    out = sys.stdout.write
    out(f"{model_identity()}\n{'person':20}{'k':>3}{'networks':>10}{'personal':>10}{'in lessons':>12}")
    out(f"{'others shown':>20}\n")
    threshold = recognizer.thresholds.enter
    strange = read_all(recognizer, other)
    means: dict[int, list[tuple[float, ...]]] = defaultdict(list)
    for person, (learn, test) in people.items():
        stills = read_all(recognizer, test)
        letters = by_letter(stills if learn is test else read_all(recognizer, learn))
        for k in COUNTS[args.split]:
            learned, tested = divided(args.split, letters, stills, k)
            model = PersonalLetters([read.sample for read in learned if read.sample is not None])
            found = [read for read in strange if read.sample is not None]
            figures = (
                recall(tested, None),
                recall(tested, model),
                recall(tested, model, keep_sure=True),
                shown(found, None, threshold) * len(found) / len(strange),
                shown(found, model, threshold) * len(found) / len(strange),
            )
            means[k].append(figures)
            out(_line(person, k, figures))
    for k, rows in means.items():
        out(_line("mean", k, tuple(np.mean(rows, axis=0))))


def _line(name: str, k: int, figures: Sequence[float]) -> str:
    before, after, judged, others_before, others_after = figures
    return f"{name:20}{k:>3}{before:>10.3f}{after:>10.3f}{judged:>12.3f}{others_before:>11.3f} → {others_after:.3f}\n"


People = dict[str, tuple[list[Sample], list[Sample]]]


def _dev(data: Path) -> tuple[People, list[Sample]]:
    """Return each dev signer's stills, to learn from and to read, and the other handshapes."""
    samples = [s for s in hands.samples(data) if s.split == "dev" and s.kind == "frame"]
    stills: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        if hands.use_of(sample) == "letter" and sample.letter in MODEL_LETTERS:
            stills[sample.signer].append(sample)
    full = {p: own for p, own in stills.items() if len({s.letter for s in own}) >= hands.FULL_SIGNER}
    other = [s for s in samples if hands.use_of(s) == "other" and not hands.name_of(s).startswith(LOOK_ALIKES)]
    return {person: (own, own) for person, own in sorted(full.items())}, other


def _eval(data: Path) -> tuple[People, list[Sample]]:
    """Return each webcam test signer's bursts and stills, and the other handshapes of the split."""
    table = load_table(DataFolders(data), ("signers", "bursts", "negatives"), ["eval"])
    people: People = {}
    for person in sorted({s.signer for s in table if s.source == "bursts"} & set(TEST_SIGNERS)):
        own = [s for s in table if s.signer == person and s.letter in MODEL_LETTERS]
        learn = [s for s in own if s.source == "bursts"]
        people[person] = (learn, [s for s in own if s.source not in ("bursts", "negatives") and s.kind == "frame"])
    return people, [s for s in table if s.source == "negatives" and not is_no_hand(s)]


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
