"""The 21 landmarks of a hand: their numbers, fingers and bones. The only definition for device and training.

The order is MediaPipe Hands': the wrist, then four joints from the palm outwards for thumb, index, middle, ring and
little finger (Zhang et al. 2020, "MediaPipe Hands: On-device Real-time Hand Tracking").
"""

from itertools import pairwise

LANDMARKS = 21

WRIST = 0
KNUCKLES = (5, 9, 13, 17)  # of index, middle, ring and little finger
INDEX_KNUCKLE, MIDDLE_KNUCKLE, LITTLE_KNUCKLE = 5, 9, 17
INDEX_TIP, LITTLE_TIP = 8, 20
PALM = (WRIST, *KNUCKLES)

FINGER_CHAINS = tuple((WRIST, *range(first, first + 4)) for first in (1, 5, 9, 13, 17))
"""Wrist and four joints of each finger, thumb first."""

FINGERTIPS = tuple(chain[-1] for chain in FINGER_CHAINS)

FINGERS = ((2, 4), (5, 8), (9, 12), (13, 16), (17, 20))
"""(root, tip) of each finger, thumb first. The thumb counts from its second joint, as its first lies in the palm."""

BONES = tuple(bone for chain in FINGER_CHAINS for bone in pairwise(chain))
"""20 pairs of landmarks that a drawing connects."""
