"""Covariance matrix adaptation (Hansen, "The CMA Evolution Strategy: A Tutorial", 2016): minimise without derivatives.

Every generation draws points around a mean and moves the mean and the shape of the cloud towards the better half.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
OUTSIDE = 10.0
"""Cost of a squared unit of spread outside of the limits: the mean stays within them."""


@dataclass(frozen=True)
class Box:
    """Limits and scale of the unknowns.

    Attributes:
        low, high: (n,) limits.
        spread: standard deviation of the first generation, the same for all unknowns.
    """

    low: Array
    high: Array
    spread: float


@dataclass
class _Strategy:
    """Constants of the strategy for n unknowns and `count` points, with the names of the tutorial's table 1."""

    n: int
    count: int

    def __post_init__(self) -> None:
        n, mu = self.n, self.count // 2
        raw = np.log(mu + 0.5) - np.log(np.arange(1, mu + 1))
        self.weights: Array = raw / raw.sum()
        self.mass = float(1 / (self.weights**2).sum())
        self.path = (4 + self.mass / n) / (n + 4 + 2 * self.mass / n)
        self.step_path = (self.mass + 2) / (n + self.mass + 5)
        self.rank_one = 2 / ((n + 1.3) ** 2 + self.mass)
        self.rank_mu = min(1 - self.rank_one, 2 * (self.mass - 2 + 1 / self.mass) / ((n + 2) ** 2 + self.mass))
        self.damping = 1 + 2 * max(0.0, ((self.mass - 1) / (n + 1)) ** 0.5 - 1) + self.step_path
        self.length = n**0.5 * (1 - 1 / (4 * n) + 1 / (21 * n * n))


def minimise(
    cost: Callable[[Array], float], start: Array, box: Box, generations: int, rng: np.random.Generator
) -> tuple[Array, float]:
    """Return the best point that was tried, within the limits, and its cost.

    Args:
        cost: of a point within the limits.
        start: (n,) first mean, within the limits.
        box: limits and scale.
        generations: of 4 + 3 ln n points.
        rng: source of randomness; the result depends on nothing else.
    """
    n = len(start)
    s = _Strategy(n, 4 + int(3 * np.log(n)))
    mean, step, shape = start.astype(float), box.spread, np.eye(n)
    path, step_path = np.zeros(n), np.zeros(n)
    best, lowest = start.astype(float), cost(start)
    for k in range(generations):
        values, axes = np.linalg.eigh((shape + shape.T) / 2)
        lengths = np.sqrt(np.maximum(values, 1e-20))
        draws = rng.normal(size=(s.count, n)) * lengths @ axes.T
        points = np.clip(mean + step * draws, box.low, box.high)
        outside = ((mean + step * draws - points) ** 2).sum(1) / box.spread**2
        costs = np.array([cost(point) for point in points])
        if costs.min() < lowest:
            best, lowest = points[costs.argmin()], float(costs.min())
        chosen = draws[np.argsort(costs + OUTSIDE * outside)[: len(s.weights)]]
        move = s.weights @ chosen
        mean = np.clip(mean + step * move, box.low, box.high)
        white = axes @ ((axes.T @ move) / lengths)
        step_path = (1 - s.step_path) * step_path + (s.step_path * (2 - s.step_path) * s.mass) ** 0.5 * white
        norm = float(np.linalg.norm(step_path))
        moving = norm / (1 - (1 - s.step_path) ** (2 * k + 2)) ** 0.5 < (1.4 + 2 / (n + 1)) * s.length
        path = (1 - s.path) * path + moving * (s.path * (2 - s.path) * s.mass) ** 0.5 * move
        shape = (1 - s.rank_one - s.rank_mu) * shape + s.rank_one * np.outer(path, path)
        shape += s.rank_mu * (chosen.T * s.weights) @ chosen
        step *= float(np.exp(min(0.6, (s.step_path / s.damping) * (norm / s.length - 1))))
    return best, lowest
