"""Judge a held pose: is it the letter that was prompted?

A learner who is prompted for T most likely signs T. The question is whether the pose could be one of the confusable
letters, such as N. The target must therefore exceed every confusable letter by a margin, while any other letter must
exceed the target by a margin before the answer counts as wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from device.alphabet import DYNAMIC_LETTERS
from device.tutor.confusables import are_confusable, confusable_with

Decision = Literal["right", "wrong", "unclear"]

MIN_PART = 0.5  # of the evidence of all letters, in a pose that was shown for long: other letters may have come before

METADATA_KEYS = {
    "min_evidence": "verify_accept",
    "rival_margin": "verify_clear",
    "outsider_margin": "verify_stranger",
    "min_named": "verify_name",
    "min_patient": "verify_patient",
}
"""Field of VerifyThresholds → key in the thresholds of a model's metadata."""


@dataclass(frozen=True)
class VerifyThresholds:
    """Thresholds on the evidence (0–1) of a held pose. The only definition for lessons, conversion and evaluation.

    The defaults were set on the training signers' bursts (`benchmarks/burst_accuracy.py`). A model's metadata can
    replace each of them, see METADATA_KEYS.

    Attributes:
        min_evidence: minimum evidence of the target. A third is far above chance for 24 letters.
        rival_margin: factor by which the target must exceed each confusable letter. Above 1, so that a draw between
            T and N is no answer: otherwise the learner could be taught N for T.
        outsider_margin: factor by which a letter that is not confusable must exceed the target to make the answer
            wrong. Learners rarely sign B for A, so such a result is more likely an error of the model.
        min_named: minimum evidence of a letter that is named to the learner as what the hand looked like.
        min_patient: minimum evidence of the target in a pose that was shown for long, see `Verifier.judge`.
    """

    min_evidence: float = 0.33
    rival_margin: float = 1.25
    outsider_margin: float = 1.25
    min_named: float = 0.4
    min_patient: float = 0.25

    @classmethod
    def of(cls, thresholds: Mapping[str, float]) -> "VerifyThresholds":
        """Read the thresholds of a model.

        Args:
            thresholds: `Metadata.thresholds`; other keys are ignored, missing keys keep the default.
        """
        return cls(**{field: thresholds[key] for field, key in METADATA_KEYS.items() if key in thresholds})

    def as_metadata(self) -> dict[str, float]:
        """Return the thresholds under their metadata keys; `of` is the inverse."""
        return {key: getattr(self, field) for field, key in METADATA_KEYS.items()}


@dataclass(frozen=True)
class Judgement:
    """Result of judging a pose.

    Attributes:
        decision: "right", "wrong", or "unclear" if the evidence allows neither.
        rival: the letter that the hand looked like if the decision is "wrong", else None.
    """

    decision: Decision
    rival: str | None = None


class Verifier:
    """Judges poses for one model's labels."""

    def __init__(
        self, labels: tuple[str, ...], excluded: tuple[str, ...] = (), thresholds: VerifyThresholds | None = None
    ) -> None:
        """Use a model's labels.

        Args:
            labels: classes in the order of the evidence.
            excluded: labels that are never named to a learner.
            thresholds: None for the defaults.
        """
        self._index = {label: i for i, label in enumerate(labels)}
        self._named = {label for label in labels if len(label) == 1 and label not in excluded}
        self._thresholds = thresholds or VerifyThresholds()

    def evidence(self, target: str, pose: NDArray[np.floating[Any]]) -> float:
        """Return the evidence (0–1) of a letter in a pose; 0 for one that the model cannot name."""
        return float(pose[self._index[target]]) if target in self._named else 0.0

    def judge(self, target: str, pose: NDArray[np.floating[Any]], patient: bool = False) -> Judgement:
        """Judge a held pose.

        Args:
            target: the letter that was prompted.
            pose: float (labels,), mean evidence during the hold.
            patient: the pose was shown for long, so that it is a letter, whatever the evidence that it is none: only
                letters are compared, and less evidence is enough.

        Returns:
            "unclear" also for a dynamic target if the pose is one of its confusable letters: J starts in the
            handshape of I, so holding that handshape is incomplete, not wrong.
        """
        limits = self._thresholds
        compared = self._named if patient else self._index.keys()
        others = {label: float(pose[self._index[label]]) for label in compared if label != target}
        best = max(others, key=lambda label: (others[label], label))
        own = self.evidence(target, pose)
        confusable = confusable_with(target)
        separated = all(
            own >= value * limits.rival_margin if label in confusable else own * limits.outsider_margin >= value
            for label, value in others.items()
        )
        letters = sum(float(pose[self._index[label]]) for label in self._named)
        shown = own >= limits.min_patient and own >= MIN_PART * letters if patient else own >= limits.min_evidence
        if shown and separated:
            return Judgement("right")
        nameable = (
            best in self._named and others[best] >= limits.min_named and others[best] >= limits.rival_margin * own
        )
        if nameable and not (target in DYNAMIC_LETTERS and are_confusable(target, best)):
            return Judgement("wrong", best)
        return Judgement("unclear")
