"""Reading: every letter that is signed is appended to a line of text (an activity)."""
