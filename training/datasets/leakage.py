"""Nobody in `eval` may be learned from: found and refused where the tables are read, before anything learns."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from training.datasets.people import person
from training.datasets.sample import Sample
from training.errors import DataError

FIX = "move all pictures of a person to one split"


def leaks(samples: Iterable[Sample], mend: str = FIX) -> list[str]:
    """A sentence for each person who is in `eval` and in another split, under whatever name."""
    splits: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        name = person(sample.signer)
        splits[name].add(sample.split)
        sources[name].add(sample.source)
    return [
        f"{name} is in eval and in {' and '.join(sorted(splits[name] - {'eval'}))} "
        f"({', '.join(sorted(sources[name]))}): {mend}."
        for name in sorted(splits)
        if "eval" in splits[name] and len(splits[name]) > 1
    ]


def refuse_leaks(samples: Iterable[Sample], where: Path, mend: str = FIX) -> None:
    """Stop at the first such person.

    Args:
        where: the file or folder to mend.
        mend: how.

    Raises:
        DataError: there is one; says how many more.
    """
    found = leaks(samples, mend)
    if found:
        more = f" So are {len(found) - 1} more." if len(found) > 1 else ""
        raise DataError(f"{where}: {found[0]}{more}")
