"""The page people would rather look at than read."""
