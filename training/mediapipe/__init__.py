"""MediaPipe Hands as a child process in an environment of its own, for comparison and for labels."""
