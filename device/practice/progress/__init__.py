"""Learners' progress: one SQLite file that survives power cuts at any instant."""

from .errors import ProgressError
from .store import Learner, Store

__all__ = ["Learner", "ProgressError", "Store"]
