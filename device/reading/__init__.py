"""Reading: every confirmed letter is appended to a line of text (an activity)."""
