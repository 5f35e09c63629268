"""Prompted verification: the letter is known, is this it? Judged by the tutor's own code, on single frames.

A frame of letter T, prompted as T, should be accepted (true accept). A frame of T's *nearest rival*, prompted as T,
should not be (false accept). The nearest rival of T is that one of the other 23 letters whose frames of the validation
signers the system most often accepts as T; among equals, the one that gives T the most evidence.

The figures use the tutor's thresholds (VerifyThresholds). Beside them stand the figures at a tuned threshold: the
smallest `rival_margin` at which at most 3 % of the nearest rivals' frames of the validation signers are accepted, with
the other thresholds as they are. All shares are means over letters, then over signers; a hand not found is not
accepted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.tutor.confusables import confusable_with
from device.tutor.verification import Verifier, VerifyThresholds
from training.evaluation.image_set import ImageSet
from training.evaluation.predictions import Predictions
from training.metrics import by_signer

MAX_FALSE_ACCEPTS = 0.03
MARGINS = tuple(float(value) for value in np.geomspace(0.1, 30, 64))
"""Values of VerifyThresholds.rival_margin that are tried."""
NEVER = -1  # below the index of every margin: not accepted at any

Accepted = dict[str, NDArray[np.bool_]]


@dataclass(frozen=True)
class Judgements:
    """The tutor's judgement of n frames, for every letter that could be prompted.

    Attributes:
        letters: str (n,), what the frames show.
        signers: str (n,).
        margin: {prompted letter: int (n,), index of the largest of MARGINS at which the frame is accepted, or NEVER}.
        accepted: {prompted letter: bool (n,), accepted at the tutor's thresholds}.
        evidence: {prompted letter: float (n,), its probability}.
    """

    letters: NDArray[np.str_]
    signers: NDArray[np.str_]
    margin: dict[str, NDArray[np.int64]]
    accepted: Accepted
    evidence: dict[str, NDArray[np.float32]]

    def of_signers(self, names: Sequence[str]) -> "Judgements":
        """Return the judgements of some signers' frames."""
        own = np.isin(self.signers, names)
        return Judgements(
            self.letters[own],
            self.signers[own],
            {letter: of[own] for letter, of in self.margin.items()},
            {letter: of[own] for letter, of in self.accepted.items()},
            {letter: of[own] for letter, of in self.evidence.items()},
        )

    def at(self, index: int) -> Accepted:
        """Return which frames are accepted at MARGINS[index]."""
        return {letter: margin >= index for letter, margin in self.margin.items()}


def judge(images: ImageSet, predictions: Predictions, thresholds: VerifyThresholds) -> Judgements:
    """Prompt for every letter in front of every frame, through the tutor's Verifier.

    Args:
        images: n frames of letters.
        predictions: of a system for them.
        thresholds: the tutor's, from the metadata of the system's model.
    """
    labels, excluded, scores = predictions.labels, predictions.excluded, predictions.scores
    verifiers = [Verifier(labels, excluded, replace(thresholds, rival_margin=margin)) for margin in MARGINS]
    tutor = Verifier(labels, excluded, thresholds)
    margin, accepted, evidence = {}, {}, {}
    for letter in sorted(set(images.letters.tolist()) & set(labels)):
        evidence[letter] = scores[:, labels.index(letter)]
        able = np.flatnonzero(evidence[letter] >= thresholds.min_evidence)  # the others are never accepted
        margin[letter] = np.full(len(scores), NEVER)
        margin[letter][able] = [_largest_margin(verifiers, letter, scores[i]) for i in able]
        accepted[letter] = np.zeros(len(scores), bool)
        accepted[letter][able] = [tutor.judge(letter, scores[i]).decision == "right" for i in able]
    return Judgements(images.letters, images.signers, margin, accepted, evidence)


def nearest_rivals(validation: Judgements) -> dict[str, str]:
    """Return {letter: its nearest rival}, chosen on the validation signers; see the module's text."""
    rivals = {}
    for letter, accepted in validation.accepted.items():
        evidence = validation.evidence[letter]
        strength = {
            other: (float(accepted[rows].mean()), float(evidence[rows].mean()))
            for other in validation.accepted
            if other != letter
            for rows in [validation.letters == other]
        }
        rivals[letter] = max(strength, key=lambda other: strength[other])
    return rivals


def tuned_margin(judgements: Judgements, rivals: dict[str, str]) -> int:
    """Return the index of the smallest margin with at most MAX_FALSE_ACCEPTS; the last one if there is none."""
    for index in range(len(MARGINS)):
        if false_accepts(judgements, rivals, judgements.at(index))["mean"] <= MAX_FALSE_ACCEPTS:
            return index
    return len(MARGINS) - 1


def verification(
    validation: Judgements,
    measured: Judgements,
    groups: Mapping[str, Sequence[str]],
    thresholds: VerifyThresholds,
) -> dict[str, Any]:
    """Return the verification figures of one system.

    Args:
        validation: judgements of the validation signers' frames.
        measured: judgements of the frames that are measured.
        groups: {name: signers}; each group gets figures of its own.
        thresholds: the tutor's, with which the judgements were made.

    Returns:
        {"thresholds": under their metadata keys, "nearest": rivals, "clear": the tuned margin, and for "held_out" (the
        validation signers) and each group: "device_NAME" at the tutor's thresholds, "NAME" at the tuned margin,
        "hindsight_NAME" at the margin that would have kept this group's false accepts at 3 %, which cannot be known
        beforehand}. Each of them has "true", "false" (see _shares) and "false_family", the share of frames of all
        confusable letters that is accepted.
    """
    rivals = nearest_rivals(validation)
    tuned = tuned_margin(validation, rivals)
    found: dict[str, Any] = {"thresholds": thresholds.as_metadata(), "clear": MARGINS[tuned], "nearest": rivals}
    chosen = {name: measured.of_signers(signers) for name, signers in groups.items()}
    for name, each in ({"held_out": validation} | chosen).items():
        if not len(each.letters):
            continue
        found[name] = _figures(each, rivals, each.at(tuned))
        found[f"device_{name}"] = _figures(each, rivals, each.accepted)
        if each is not validation:
            own = tuned_margin(each, rivals)
            found[f"hindsight_{name}"] = {"clear": MARGINS[own], **_figures(each, rivals, each.at(own))}
    return found


def true_accepts(judgements: Judgements, accepted: Accepted) -> dict[str, Any]:
    """Return the shares of frames that are accepted as what they are; see _shares."""
    return _shares(judgements, accepted, {letter: [letter] for letter in accepted})


def false_accepts(judgements: Judgements, rivals: dict[str, str], accepted: Accepted) -> dict[str, Any]:
    """Return the shares of the nearest rivals' frames that are accepted as the letter; see _shares."""
    return _shares(judgements, accepted, {letter: [rival] for letter, rival in rivals.items()})


def _figures(judgements: Judgements, rivals: dict[str, str], accepted: Accepted) -> dict[str, Any]:
    confusable = {letter: sorted(confusable_with(letter) & set(accepted)) for letter in accepted}
    return {
        "true": true_accepts(judgements, accepted),
        "false": false_accepts(judgements, rivals, accepted),
        "false_family": _shares(judgements, accepted, confusable)["mean"],
    }


def _shares(judgements: Judgements, accepted: Accepted, shown: dict[str, list[str]]) -> dict[str, Any]:
    """Share of the frames of `shown[letter]` that are accepted as `letter`.

    Returns:
        {"mean": over a signer's letters, then over signers, "per_signer", "per_letter": mean over signers}.
    """
    per_signer: dict[str, list[float]] = {}
    per_letter: dict[str, list[float]] = {}
    for letter, letters in shown.items():
        rows = np.isin(judgements.letters, letters)
        if letter in accepted and rows.any():
            for signer, share in by_signer(accepted[letter][rows], judgements.signers[rows]).items():
                per_signer.setdefault(signer, []).append(share)
                per_letter.setdefault(letter, []).append(share)
    order = dict.fromkeys(judgements.signers.tolist())
    means = {name: float(np.mean(per_signer[name])) for name in order if name in per_signer}
    return {
        "mean": float(np.mean(list(means.values()))) if means else 0.0,
        "per_signer": means,
        "per_letter": {letter: float(np.mean(values)) for letter, values in per_letter.items()},
    }


def _largest_margin(verifiers: Sequence[Verifier], letter: str, pose: NDArray[np.float32]) -> int:
    """Bisect: a pose that is accepted at one margin is accepted at every smaller one."""
    low, high = NEVER, len(verifiers) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if verifiers[middle].judge(letter, pose).decision == "right":
            low = middle
        else:
            high = middle - 1
    return low
