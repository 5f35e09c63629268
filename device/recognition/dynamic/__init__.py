"""J and Z, the two letters that are movements."""
