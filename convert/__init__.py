"""Conversion: trained networks → int8 TFLite with metadata, installed only if they pass a parity gate."""
