"""Types of numeric options: a number outside its range is refused when the command line is parsed."""

import argparse
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Whole:
    """A whole number from `low` to `high`."""

    low: int
    high: int

    def __call__(self, text: str) -> int:
        """Return the number of an option.

        Raises:
            argparse.ArgumentTypeError: it is no whole number, or out of range.
        """
        if len(text) > 40:
            raise argparse.ArgumentTypeError(f"must lie between {self.low} and {self.high}")
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"must be a whole number, not “{text}”") from None
        if not self.low <= value <= self.high:
            raise argparse.ArgumentTypeError(f"must lie between {self.low} and {self.high}, not {value}")
        return value


@dataclass(frozen=True)
class Real:
    """A finite number from `low` to `high`."""

    low: float
    high: float

    def __call__(self, text: str) -> float:
        """Return the number of an option.

        Raises:
            argparse.ArgumentTypeError: it is no number, not finite, or out of range.
        """
        try:
            value = float(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"must be a number, not “{text[:40]}”") from None
        if not math.isfinite(value) or not self.low <= value <= self.high:
            raise argparse.ArgumentTypeError(f"must lie between {self.low} and {self.high}, not {value}")
        return value


COUNT = Whole(0, 10_000_000)
"""How many of something."""
SIGNED_COUNT = Whole(-10_000_000, 10_000_000)
"""As COUNT, for a command that says itself what is too few."""
SEED = Whole(-(2**64), 2**64)
"""Of random numbers; the command says what its library accepts."""
FRACTION = Real(0.0, 1.0)
RATE = Real(0.0, 10.0)
"""A learning rate."""
