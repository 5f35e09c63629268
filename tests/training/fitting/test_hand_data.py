"""Which labels of rendered hands count."""

import numpy as np

from training.datasets.hand_squares import LABELS, SIDE, HandSquares
from training.fitting.hand_data import POSED_LETTERS, with_letters


def test_rendered_hands_teach_only_the_letters_whose_poses_do() -> None:
    letters = ["A", "M", "R", "nothing"]
    labels = np.array([LABELS.index(letter) for letter in letters])
    names = np.array(letters)
    squares = HandSquares(
        np.zeros((4, SIDE, SIDE), np.uint8),
        np.zeros((4, 21, 2), np.float32),
        labels,
        np.zeros(4, int),
        np.ones(4, np.float32),
        names,
        names,
    )
    assert with_letters(squares, POSED_LETTERS).label.tolist() == [labels[0], -1, labels[2], -1]
    assert (with_letters(squares, "").label == -1).all()
