"""Fuse the letter probabilities of landmark model, second opinion and landmark classifier.

Their errors differ in kind: landmarks do not depend on skin, light and background, while the image shows what
landmarks cannot (a thumb between two fingers). Fusion is a logarithmic opinion pool (Genest and Zidek 1986): a
weighted mean of log probabilities, with a temperature that calibrates the result (Guo et al. 2017).
"""

import numpy as np
from numpy.typing import NDArray

MIN_PROBABILITY = 1e-4  # int8 outputs can be exactly 0, which no other evidence could outweigh


def fuse(
    by_image: NDArray[np.float32], by_landmarks: NDArray[np.float32], landmark_weight: float, temperature: float
) -> NDArray[np.float32]:
    """Return the logarithmic pool of two probability distributions, float32 (…, labels).

    Args:
        by_image: (…, labels), from the landmark model.
        by_landmarks: (…, labels), from the landmark classifier.
        landmark_weight: weight of `by_landmarks`, 0–1; metadata threshold "share".
        temperature: above 0; less than 1 sharpens the result, more flattens it.
    """
    both = np.maximum((by_image, by_landmarks), MIN_PROBABILITY)
    image_log, landmark_log = np.log(both, out=both)
    image_log *= 1 - landmark_weight
    landmark_log *= landmark_weight
    logs = np.add(image_log, landmark_log, out=image_log)
    logs -= np.maximum.reduce(logs, -1, keepdims=True)
    logs /= temperature
    p = np.exp(logs, out=logs)
    p /= np.add.reduce(p, -1, keepdims=True)
    return np.asarray(p, np.float32)


def cap_by_no_letter(p: NDArray[np.float32], min_no_letter: float, index: int) -> NDArray[np.float32]:
    """Raise "no letter" to a minimum and scale all letters down by the same factor.

    A handshape that is not a letter may resemble one in the image or by its landmarks, but seldom in both. With the
    networks of version 2, at the same number of letters shown correctly, 11 instead of 14 of 100 other handshapes
    were shown as a letter.

    Args:
        p: (labels,), fused probabilities.
        min_no_letter: probability of "no letter", 0–1; the larger one of the two classifiers.
        index: of "no letter" in the labels.

    Returns:
        float32 (labels,), sum as before.
    """
    if min_no_letter <= p[index]:
        return p
    capped = p * np.float32((1 - min_no_letter) / max(1 - float(p[index]), MIN_PROBABILITY))
    capped[index] = min_no_letter
    return capped
