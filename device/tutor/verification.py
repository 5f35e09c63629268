"""Is this pose the letter that was asked for? Judged against the letters it is mistaken for.

A learner who was asked for T most likely signs T; the question is whether it might be its rival N. So the
target must stand clear of its family, while a stranger to the family must be clearly stronger to be believed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from device.tutor.confusables import MOVING, are_confusable, confusable_with

Decision = Literal["right", "wrong", "unclear"]


@dataclass(frozen=True)
class VerifyThresholds:
    """Of a pose's evidence (0–1); a model's metadata may bring its own as "verify_accept", "verify_clear", …

    Attributes:
        accept: least evidence of the target; a third is far above its share of 24 letters.
        clear: times the target must exceed each rival of its family; a draw is no answer, and the learner
            would be taught N for T.
        stranger: times a letter outside of the family may exceed the target before it is believed: nobody signs B
            for A, so the reader errs more often than the learner.
        name: least evidence of a letter that is named as what the hand looked like.
    """

    accept: float = 0.33
    clear: float = 1.25
    stranger: float = 1.25
    name: float = 0.4

    @classmethod
    def of(cls, thresholds: Mapping[str, float]) -> "VerifyThresholds":
        """Those of a model's metadata, the defaults for what it does not name."""
        names = [item.name for item in fields(cls)]
        return cls(**{name: thresholds[f"verify_{name}"] for name in names if f"verify_{name}" in thresholds})


@dataclass(frozen=True)
class Judgement:
    """The answer and, when it is "wrong", the letter the hand looked like."""

    decision: Decision
    rival: str | None = None


class Verifier:
    """Knows the labels of the model, and which of them a learner may meet."""

    def __init__(
        self, labels: tuple[str, ...], excluded: tuple[str, ...] = (), thresholds: VerifyThresholds | None = None
    ) -> None:
        """Use these labels, in the order of the evidence; `excluded` are never named to a learner."""
        self._index = {label: i for i, label in enumerate(labels)}
        self._named = {label for label in labels if len(label) == 1 and label not in excluded}
        self._thresholds = thresholds or VerifyThresholds()

    def judge(self, target: str, pose: NDArray[np.floating]) -> Judgement:
        """Judge a held pose, float (labels,), that was asked to be `target`.

        A letter that moves starts as one of its family: holding that is no wrong answer, only half of one.
        """
        limits = self._thresholds
        others = {label: float(pose[i]) for label, i in self._index.items() if label != target}
        best = max(others, key=lambda label: (others[label], label))
        own = float(pose[self._index[target]]) if target in self._named else 0.0
        family = confusable_with(target)
        clear = all(
            own >= value * limits.clear if label in family else own * limits.stranger >= value
            for label, value in others.items()
        )
        if own >= limits.accept and clear:
            return Judgement("right")
        nameable = best in self._named and others[best] >= limits.name and others[best] >= limits.clear * own
        if nameable and not (target in MOVING and are_confusable(target, best)):
            return Judgement("wrong", best)
        return Judgement("unclear")
