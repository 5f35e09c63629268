"""Check the sample table: counts, classes, persons, duplicates and labels."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from device.alphabet import NO_LETTER, STATIC_LETTERS
from training.datasets.geometry import normalise_landmarks
from training.datasets.leakage import leaks
from training.datasets.people import person
from training.datasets.sample import Sample
from training.datasets.similarity import NEAR, SAME, Hashes, hash_of, nearest, within
from training.errors import DataError
from training.progress import progress

_COUNTS = (
    "1126 1010 1144 1196 957 1204 1090 1013 1162 1114 1241 1055 "
    "1151 1196 1088 1279 1294 1199 1186 1161 1082 1225 1164 1118"
)
PUBLISHED_COUNTS = dict(zip(STATIC_LETTERS, map(int, _COUNTS.split()), strict=True))
"""Rows of each letter in Sign MNIST's training CSV, as published in the student report."""

NEIGHBOURS, AGREE = 9, 8
"""A label is doubtful if AGREE of its NEIGHBOURS nearest hands of other people show one other letter."""


@dataclass
class Findings:
    """Results of the checks.

    Attributes:
        errors: must be fixed.
        warnings: facts to know.
        lists: title → lines for checking by eye.
    """

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    lists: dict[str, list[str]] = field(default_factory=dict)


def check_counts(samples: Sequence[Sample], findings: Findings) -> None:
    """Compare the rows of each letter of Sign MNIST with the published table."""
    rows = Counter(s.letter for s in samples if s.source == "sign_mnist" and s.split == "train")
    if not rows:
        return
    for letter, wanted in PUBLISHED_COUNTS.items():
        if rows[letter] != wanted:
            findings.errors.append(
                f"Sign MNIST's training rows show {letter} {rows[letter]} times, the report's "
                f"table {wanted} times; get the CSV again."
            )


def check_classes(samples: Sequence[Sample], findings: Findings) -> None:
    """Find letters without any picture (error), and signers without some letters, whose macro mean has fewer terms."""
    for pool in ("report_custom", "signers"):
        shown = {s.letter for s in samples if s.split == "train" and s.what != "motion" and s.pool == pool}
        empty = sorted(set(STATIC_LETTERS) - shown)
        if shown and empty:
            findings.errors.append(
                f"No training picture of {pool} shows {', '.join(empty)}: a model would never "
                "read such a class; get the source again."
            )
    letters: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        if sample.letter != NO_LETTER and sample.what != "motion":
            letters[sample.signer].add(sample.letter)
    lines = []
    for name, shown in sorted(letters.items()):
        missing = sorted(set(STATIC_LETTERS) - shown)
        if missing and len(shown) < 5:
            lines.append(f"{name}: only {' '.join(sorted(shown))}")
        elif missing:
            lines.append(f"{name}: lacks {' '.join(missing)}")
    if lines:
        findings.lists["Signers without every letter"] = lines


def check_people(samples: Sequence[Sample], findings: Findings) -> None:
    """Find persons in `eval` and another split (error), and tests that share persons with training (warning)."""
    findings.errors += leaks(samples)
    splits: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        splits[person(sample.signer)].add(sample.split)
        sources[person(sample.signer)].add(sample.source)
    both = sorted(name for name in splits if {"train", "test"} <= splits[name])
    if both:
        findings.warnings.append(
            f"{', '.join(both)} are in train and test: the official Sign MNIST test says nothing about other people."
        )
    shared = sorted(name for name in both if {"mon95", "sign_mnist"} <= sources[name])
    if shared:
        findings.warnings.append(
            "mon95's frames are the photographs Sign MNIST was cut from, test rows included: "
            "who learns from mon95 cannot use the official test."
        )


def read_all(samples: Sequence[Sample], findings: Findings) -> tuple[list[Sample], Hashes]:
    """Read every picture once; return the readable samples and their hashes uint64 (n, 4). Others are errors."""
    sound, hashes = [], []
    for sample in progress(samples, "Reading pictures"):
        try:
            hashes.append(hash_of(sample.load()))
        except DataError as error:
            findings.errors.append(str(error))
            continue
        sound.append(sample)
    return sound, np.array(hashes, np.uint64).reshape(-1, 4)


def check_duplicates(samples: Sequence[Sample], hashes: Hashes, findings: Findings) -> None:
    """Find near-identical pictures across splits (error), and with different letters (list)."""
    test_signers = np.array([s.split == "eval" for s in samples], bool)
    rows = np.array([s.kind == "pixels" for s in samples], bool)
    index = np.arange(len(samples))
    for kind, limit in ((rows, SAME), (~rows, NEAR)):
        first, second = index[test_signers & kind], index[~test_signers & kind]
        for pair in nearest(hashes[first], hashes[second], limit):
            findings.errors.append(
                f"{_name(samples[first[pair.first]])} (eval) and "
                f"{_name(samples[second[pair.second]])} are the same picture or a moment apart "
                f"({pair.bits} of 255 bits differ): one of them is in the wrong split."
            )
    test = np.array([s.split == "test" for s in samples], bool)
    train = rows & ~test & np.array([s.source == "sign_mnist" for s in samples], bool)
    if test.any() and train.any():
        close = [len(nearest(hashes[test], hashes[train], limit)) for limit in (SAME, NEAR)]
        findings.warnings.append(
            f"{close[0]} of {test.sum()} test rows of Sign MNIST are all but the same as a training row ({SAME} bits), "
            f"{close[1]} within {NEAR} bits: photographs taken moments apart."
        )
    # Sign MNIST is left out: the names of its photographs show duplicates, and it would take minutes.
    stills = [i for i, s in enumerate(samples) if s.what != "motion" and s.split != "eval" and s.source != "sign_mnist"]
    letters = [samples[i].letter for i in stills]
    doubtful = [
        f"{_name(samples[stills[pair.first]])} = {letters[pair.first]} and {_name(samples[stills[pair.second]])} = "
        f"{letters[pair.second]} ({pair.bits} bits apart)"
        for pair in within(hashes[stills], SAME, letters)
    ]
    if doubtful:
        findings.lists["Near-identical pictures with different letters"] = doubtful


def check_labels(samples: Sequence[Sample], findings: Findings) -> None:
    """List letters that the landmarks of other people contradict (split `train`), and misnamed photographs."""
    marked = [s for s in samples if s.landmarks is not None and s.split == "train" and s.letter in STATIC_LETTERS]
    contradicted = []
    if len(marked) > NEIGHBOURS:
        from sklearn.neighbors import NearestNeighbors

        # Not every source knows the frame's size; 4:3 is close enough to find the nearest hands.
        features = np.stack(
            [
                normalise_landmarks(s.landmarks, s.hand, 0.75 if s.kind == "frame" else 1.0)
                for s in marked
                if s.landmarks is not None
            ]
        )
        people, letters = np.array([person(s.signer) for s in marked]), np.array([s.letter for s in marked])
        names = np.unique(people)
        for name in progress(names, "Checking labels"):
            own = people == name
            if (~own).sum() < NEIGHBOURS:
                continue
            model = NearestNeighbors(n_neighbors=NEIGHBOURS, algorithm="brute").fit(features[~own])
            near = letters[~own][model.kneighbors(features[own], return_distance=False)]
            for sample, votes in zip(np.array(marked, object)[own], near, strict=True):
                letter, count = Counter(votes.tolist()).most_common(1)[0]
                if letter != sample.letter and count >= AGREE:
                    contradicted.append(
                        f"{_name(sample)} = {sample.letter}, looks like {letter} "
                        f"({count} of {NEIGHBOURS} nearest hands of other people)"
                    )
    misnamed = [
        f"{_name(s)} = {s.letter}, made from {s.what}"
        for s in samples
        if s.source == "sign_mnist" and s.what and s.what.split("/")[-1][:1].upper() != s.letter
    ]
    if contradicted:
        findings.lists["Letters that other people's hands contradict"] = contradicted
    if misnamed:
        findings.lists["Sign MNIST rows named otherwise than their photograph"] = misnamed


def _name(sample: Sample) -> str:
    return f"{sample.source}: {sample.name}"
