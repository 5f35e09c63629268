"""Recognition: a frame becomes scores for each letter, and the scores of half a second become one reading."""
