"""A signer painted behind the hand: head, neck, torso and upper arm."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from training.rendering.colour import hsv_to_rgb, tone_colour

