"""The station: everything that runs on the Raspberry Pi. Never imports TensorFlow."""

__version__ = "0.1.0"
