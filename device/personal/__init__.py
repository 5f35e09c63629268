"""Activity: the learner shows the static letters, and the station learns to read this hand."""
