"""Find persons who are in the split `eval` or `dev` and in another split; refuse such tables where they are read."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from training.datasets.people import person
from training.datasets.sample import Sample
from training.errors import DataError

HELD_OUT = ("eval", "dev")
"""Splits whose people are in no other split."""

FIX = "move all pictures of a person to one split"


def leaks(samples: Iterable[Sample], fix: str = FIX) -> list[str]:
    """Return a sentence for each person who is in `eval` or `dev` and in another split, under any alias.

    Args:
        samples: to check.
        fix: what to do about it, the end of the sentence.
    """
    splits: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        name = person(sample.signer)
        splits[name].add(sample.split)
        sources[name].add(sample.source)
    found = []
    for name in sorted(splits):
        held_out = next((split for split in HELD_OUT if split in splits[name]), None)
        if held_out and len(splits[name]) > 1:
            others = " and ".join(sorted(splits[name] - {held_out}))
            found.append(f"{name} is in {held_out} and in {others} ({', '.join(sorted(sources[name]))}): {fix}.")
    return found


def refuse_leaks(samples: Iterable[Sample], where: Path, fix: str = FIX) -> None:
    """Raise an error if a person is in `eval` or `dev` and in another split.

    Args:
        samples: to check.
        where: the file or folder to name.
        fix: what to do about it.

    Raises:
        DataError: names the first such person and the number of the others.
    """
    found = leaks(samples, fix)
    if found:
        more = f" So are {len(found) - 1} more." if len(found) > 1 else ""
        raise DataError(f"{where}: {found[0]}{more}")
