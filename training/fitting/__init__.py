"""The station's own models: a hand finder and a keypoint-and-letter CNN, from real and rendered hands."""
