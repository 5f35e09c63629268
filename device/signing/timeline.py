"""A hand over time: moments, and the pose between them."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from device.signing.rotation import between
from device.signing.skeleton import PARAMETER_INDEX

Array = NDArray[np.float64]
STAGGER = 0.12
"""Fraction of a transition by which the last finger starts after the first: hands do not change all fingers at once."""
FINGER_COLUMNS = [[PARAMETER_INDEX[f"{f}_{j}"] for j in ("mcp", "pip", "dip", "abd", "tw")] for f in "imrl"]
THUMB_COLUMNS = [PARAMETER_INDEX[name] for name in ("t_r", "t_e", "t_p", "t_mcp", "t_ip")]
LEAD = 0.4
"""Fraction of a transition by which fingers or thumb start before the other."""
KNUCKLES = [PARAMETER_INDEX[f"{f}_mcp"] for f in "imrl"]
MIDDLES = [PARAMETER_INDEX[f"{f}_pip"] for f in "imrl"]


@dataclass(frozen=True)
class Way:
    """How a hand changes from one shape to another, so that thumb and fingers do not pass through each other.

    Attributes:
        thumb_starts, thumb_ends: fractions of the transition.
        fingers_start, fingers_end: the same for the fingers.
        opening: degrees by which bent fingers open in the middle of the transition.
        aside: degrees by which the thumb moves away from the hand in the middle.
    """

    thumb_starts: float = 0.0
    thumb_ends: float = 1.0
    fingers_start: float = 0.0
    fingers_end: float = 1.0
    opening: float = 0.0
    aside: float = 0.0


_LEADS = ((0.0, 1.0, 0.0, 1.0), (0.0, 1 - LEAD, LEAD, 1.0), (LEAD, 1.0, 0.0, 1 - LEAD))
WAYS = tuple(Way(*lead, opening, aside) for opening, aside in ((0, 0), (30, 0), (40, 25)) for lead in _LEADS)
"""Together, thumb first, fingers first; the same with fingers that open; the same with a thumb that moves aside."""


@dataclass(frozen=True)
class Moment:
    """The hand at one time.

    Attributes:
        pose: joint angles in degrees, see skeleton.PARAMETERS.
        rotation: (3, 3) to the viewer's axes.
        position: (3,) of the hand's pivot, hand units.
        letter: what is signed; "" for none.
        phase: of the time that ends here: absent, enter, rest, transition, hold, double, motion or leave.
        way: number in WAYS, of the transition that ends here.
    """

    pose: Array
    rotation: Array
    position: Array
    letter: str
    phase: str
    way: int = 0


@dataclass
class Timeline:
    """Moments in order of time; `at` interpolates between them.

    Attributes:
        times: seconds of each moment.
        moments: as long as `times`.
    """

    times: list[float] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)

    def add(
        self, after: float, pose: Array, rotation: Array, position: ArrayLike, letter: str, phase: str, way: int = 0
    ) -> None:
        """Append a moment `after` seconds after the last one; see Moment for the rest."""
        self.times.append((self.times[-1] if self.times else 0.0) + after)
        self.moments.append(Moment(pose, rotation, np.asarray(position, float), letter, phase, way))

    @property
    def seconds(self) -> float:
        """Duration."""
        return self.times[-1]

    def at(self, t: float) -> Moment:
        """Return the hand at t seconds; in a transition the letter changes halfway."""
        i = int(np.searchsorted(self.times, t, side="right"))
        if i >= len(self.moments):
            return self.moments[-1]
        if i == 0:
            return self.moments[0]
        a, b = self.moments[i - 1], self.moments[i]
        u = (t - self.times[i - 1]) / max(1e-6, self.times[i] - self.times[i - 1])
        e = u if b.phase == "motion" else smoothstep(u)
        pose = blend(a.pose, b.pose, u, b.way) if b.phase == "transition" else a.pose * (1 - e) + b.pose * e
        position = a.position * (1 - e) + b.position * e
        letter = b.letter if u > 0.5 else a.letter
        return Moment(pose, between(a.rotation, b.rotation, e), position, letter, b.phase, b.way)

    def letters(self) -> list[tuple[float, float, str]]:
        """Return (start, end, letter) of each letter in seconds; it starts with the transition to it."""
        out: list[tuple[float, float, str]] = []
        for i in range(1, len(self.moments)):
            before, now = self.moments[i - 1], self.moments[i]
            if now.phase == "transition" or (now.phase == "double" and before.phase != "double"):
                out.append((self.times[i - 1], self.times[i], now.letter))
            elif now.letter:
                out[-1] = (out[-1][0], self.times[i], now.letter)
        return out


def smoothstep(u: float) -> float:
    """Ease in and out: 0 … 1 with no speed at both ends (Hermite)."""
    u = min(1.0, max(0.0, u))
    return u * u * (3 - 2 * u)


def blend(a: Array, b: Array, u: float, way: int) -> Array:
    """Return the pose at fraction u (0–1) of a transition from pose a to pose b, in one of WAYS."""
    w = WAYS[way]
    e = smoothstep(u)
    pose = a * (1 - e) + b * e
    for k, columns in enumerate(FINGER_COLUMNS):
        late = STAGGER * k / 3
        span = (w.fingers_end - w.fingers_start) * (1 - STAGGER)
        f = smoothstep((u - w.fingers_start - late * (w.fingers_end - w.fingers_start)) / span)
        pose[columns] = a[columns] * (1 - f) + b[columns] * f
    t = smoothstep((u - w.thumb_starts) / (w.thumb_ends - w.thumb_starts))
    pose[THUMB_COLUMNS] = a[THUMB_COLUMNS] * (1 - t) + b[THUMB_COLUMNS] * t
    if w.opening:
        middle = 4 * e * (1 - e)
        pose[KNUCKLES] -= middle * np.minimum(w.opening, np.maximum(pose[KNUCKLES], 0))
        pose[MIDDLES] -= middle * np.minimum(w.opening, np.maximum(pose[MIDDLES], 0))
        pose[THUMB_COLUMNS[0]] += middle * w.aside
    return pose
