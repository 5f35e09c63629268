"""The letters and numbers of the ASL manual alphabet: the only definition of them for device, training and convert."""

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DYNAMIC_LETTERS = ("J", "Z")  # recognized from their movement, not from one frame
STATIC_LETTERS = "".join(letter for letter in ALPHABET if letter not in DYNAMIC_LETTERS)
DIGITS = "0123456789"  # numbers that are one handshape each
NO_LETTER = "nothing"  # label of the class for hands that sign no letter; the value is part of every model's metadata
