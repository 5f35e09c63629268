"""MediaPipe Hands and a landmark classifier: what a peer reads of the same frames."""
