"""Personal letters: a small model of one learner's hand, fused with the networks' letters."""

from device.recognition.personal.adapter import PersonalLetters
from device.recognition.personal.samples import MODEL_LETTERS, HandSample, sample_of

__all__ = ["MODEL_LETTERS", "HandSample", "PersonalLetters", "sample_of"]
