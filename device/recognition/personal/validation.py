"""Cross-validation of a personal model on the learner's own samples: is it better than the networks alone?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from device.recognition.personal.adapter import PersonalLetters
from device.recognition.personal.samples import MODEL_LETTERS, HandSample


@dataclass(frozen=True)
class Validation:
    """Result of a cross-validation.

    Attributes:
        count: number of samples that were read, each by a model that had not learned from its hold.
        before: of these, read right by the networks alone.
        after: of these, read right with the personal model.
    """

    count: int
    before: int
    after: int

    @property
    def accepted(self) -> bool:
        """The personal model may be used: it was tested, and reads no fewer than the networks alone."""
        return self.count > 0 and self.after >= self.before


def validated(samples: Sequence[HandSample]) -> Iterator[Validation]:
    """Yield the result so far after each fold; a fold leaves out the holds of one number, of all letters.

    A letter that was held once only is never tested, since no model could have learned it.
    """
    total = Validation(0, 0, 0)
    for pose in sorted({sample.pose for sample in samples}):
        learned = [sample for sample in samples if sample.pose != pose]
        known = {sample.letter for sample in learned}
        tested = [sample for sample in samples if sample.pose == pose and sample.letter in known]
        if not tested:
            continue
        p = np.stack([sample.p for sample in tested])
        truth = np.array([MODEL_LETTERS.index(sample.letter) for sample in tested])
        read = PersonalLetters(learned).read(np.stack([sample.landmarks for sample in tested]), p)
        total = Validation(
            total.count + len(tested),
            total.before + int((p.argmax(1) == truth).sum()),
            total.after + int((read.argmax(1) == truth).sum()),
        )
        yield total
