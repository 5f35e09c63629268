"""Learners' progress: one SQLite file that survives power cuts at any instant."""

from device.tutor.progress.errors import ProgressError
from device.tutor.progress.store import Learner, ProgressStore

__all__ = ["Learner", "ProgressError", "ProgressStore"]
