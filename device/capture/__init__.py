"""Guided recording of one's own letters for training (an activity)."""
