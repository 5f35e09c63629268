"""Progress bars with time to go, on stderr; work that is done at once shows none."""

from collections.abc import Iterable
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def progress(items: Iterable[T], title: str, total: int | None = None) -> Iterable[T]:
    """The same items, with a bar once they have taken two seconds."""
    bar: Iterable[T] = tqdm(items, desc=title, total=total, leave=False, dynamic_ncols=True, delay=2, mininterval=0.5)
    return bar
