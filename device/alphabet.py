"""The letters of the ASL manual alphabet: the only definition of these constants for device, training and convert."""

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DYNAMIC_LETTERS = ("J", "Z")  # recognized from their movement, not from one frame
STATIC_LETTERS = "".join(letter for letter in ALPHABET if letter not in DYNAMIC_LETTERS)
NO_LETTER = "nothing"  # label of the class for hands that sign no letter; the value is part of every model's metadata
