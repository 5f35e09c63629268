"""Data sources: each is read into the same sample table (`sample.py`, `table.py`), checked and exported."""
