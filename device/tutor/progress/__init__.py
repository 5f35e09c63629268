"""Learners' progress: one SQLite file that survives power cuts at any instant."""

from device.tutor.progress.answers import LessonSession
from device.tutor.progress.errors import ProgressBusy, ProgressError
from device.tutor.progress.reader import Learner
from device.tutor.progress.store import ProgressStore

__all__ = ["Learner", "LessonSession", "ProgressBusy", "ProgressError", "ProgressStore"]
