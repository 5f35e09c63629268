"""All code that runs on the Raspberry Pi. Imports neither TensorFlow nor the training code."""

__version__ = "0.2.0"
