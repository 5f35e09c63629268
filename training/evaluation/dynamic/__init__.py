"""Evaluation of the dynamic letters, J and Z."""
