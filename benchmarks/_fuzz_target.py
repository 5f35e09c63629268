"""One target of the fuzz benchmark: a kind of input, and what targets share."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from device.errors import HandshapeError

Run = Callable[[bytes], None]


@dataclass(frozen=True)
class Target:
    """One kind of input.

    Attributes:
        open: given an empty folder, returns the valid inputs and the function that takes one input. The function may
            raise any HandshapeError; nothing else.
        weight: share of the inputs; slow targets get fewer.
    """

    open: Callable[[Path], "contextlib.AbstractContextManager[tuple[list[bytes], Run]]"]
    weight: float = 1.0


def ignore(sentence: str) -> None:
    """Take a warning."""


def use(value: object) -> None:
    """Take a result."""


@contextlib.contextmanager
def expected() -> Iterator[None]:
    """Suppress the project's own errors, so that the next use is tried, too."""
    with contextlib.suppress(HandshapeError):
        yield
