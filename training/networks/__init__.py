"""Definitions of the networks and classifiers: layers, labels, saving and loading. No training code."""
