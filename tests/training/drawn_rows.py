"""Rows in Sign Language MNIST's form made from drawn letters, and CSV files of them."""

import gzip
import string
from pathlib import Path

import numpy as np

from tests.fakes.drawn_letters import LETTERS, draw
from training.fitting.baseline_augmentation import Augmentation, augment

HEADER = ",".join(["label", *(f"pixel{i}" for i in range(1, 785))])


def drawn(per_letter: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """uint8 (n, 28, 28) and n letters, shuffled; every picture moved and lit its own way."""
    rng = np.random.default_rng(seed)
    clean = np.stack([draw(letter) for letter in LETTERS])
    pixels = np.concatenate([augment(clean, Augmentation(4, 0.05, 0.03), rng) for _ in range(per_letter)])
    light = rng.uniform(0.8, 1.1, (len(pixels), 1, 1))
    pixels = (pixels * light + rng.normal(0, 4, pixels.shape)).clip(0, 255).astype(np.uint8)
    pixels[:, 0, 0], pixels[:, 0, 1] = 0, 255  # so that the input scale can be calibrated from any rows
    order = rng.permutation(len(pixels))
    return pixels[order], np.tile(np.array(LETTERS), per_letter)[order]


def lines(pixels: np.ndarray, letters: np.ndarray) -> list[str]:
    """The CSV's lines, header first. Labels by the alphabet, not by the code under test."""
    return [
        HEADER,
        *(
            ",".join(map(str, [string.ascii_uppercase.index(letter), *picture.reshape(-1).tolist()]))
            for picture, letter in zip(pixels, letters, strict=True)
        ),
    ]


def write(path: Path, content: list[str], end: str = "\n") -> Path:
    """Write lines, gzipped if the name ends so."""
    text = (end.join(content) + end).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path
