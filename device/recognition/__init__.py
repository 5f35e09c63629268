"""Recognition: frame → scores of each letter → one reading, smoothed over half a second. Start with `perception`."""
