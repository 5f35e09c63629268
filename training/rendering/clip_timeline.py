"""What the hand of a spelled clip does at any time: holds, transitions, double letters, J and Z."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from training.rendering.kinematics import PARAMETER_INDEX
from training.rendering.letters import HANDSHAPES
from training.rendering.person import Arm
from training.rendering.rotation import axis_rotation, interpolate_rotation, view_rotation
from training.rendering.strokes import J_START, Z_CORNERS, Z_PITCH, textbook_j, textbook_z
from training.rendering.variants import OTHERS

Array = NDArray[np.float64]
MOVE_S = 0.34
"""Seconds from one letter to the next."""
ENTER_S, LEAVE_S, PAUSE_S = 0.55, 0.60, 0.25
STAGGER = 0.12
"""Fraction of a transition by which the last finger starts after the first: hands do not change all fingers at once."""
FINGER_COLUMNS = [[PARAMETER_INDEX[f"{f}_{j}"] for j in ("mcp", "pip", "dip", "abd", "tw")] for f in "imrl"]
HANGING = np.array([0.0, -2.9, 0.0])
"""Position of a hand below the frame, hand units."""
RESTING = np.array([0.0, -0.3, 0.0])


@dataclass(frozen=True)
class Moment:
    """The hand at one time.

    Attributes:
        pose: joint angles, see skeleton.PARAMETERS.
        rotation: (3, 3) to the viewer's axes.
        position: (3,) hand units.
        letter: what is signed; "" for none.
        phase: of the time that ends here: absent, enter, rest, transition, hold, double, motion or leave.
    """

    pose: Array
    rotation: Array
    position: Array
    letter: str
    phase: str


@dataclass
class Timeline:
    """Moments in order of time; `at` interpolates between them.

    Attributes:
        times: seconds of each moment.
        moments: as long as `times`.
    """

    times: list[float] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)

    def add(self, after: float, pose: Array, rotation: Array, position: ArrayLike, letter: str, phase: str) -> None:
        """Append a moment `after` seconds after the last one; see Moment for the rest."""
        self.times.append((self.times[-1] if self.times else 0.0) + after)
        self.moments.append(Moment(pose, rotation, np.asarray(position, float), letter, phase))

    @property
    def seconds(self) -> float:
        """Duration."""
        return self.times[-1]

    def at(self, t: float) -> Moment:
        """Return the hand at t seconds; in a transition the letter changes halfway."""
        i = int(np.searchsorted(self.times, t, side="right"))
        if i >= len(self.moments):
            return self.moments[-1]
        a, b = self.moments[i - 1], self.moments[i]
        u = (t - self.times[i - 1]) / max(1e-6, self.times[i] - self.times[i - 1])
        e = u if b.phase == "motion" else _smoothstep(u)
        pose = a.pose * (1 - e) + b.pose * e
        if b.phase == "transition":
            for k, columns in enumerate(FINGER_COLUMNS):
                late = STAGGER * k / 3
                f = _smoothstep(min(1.0, max(0.0, (u - late) / (1 - STAGGER))))
                pose[columns] = a.pose[columns] * (1 - f) + b.pose[columns] * f
        rotation = interpolate_rotation(a.rotation, b.rotation, e)
        position = a.position * (1 - e) + b.position * e
        return Moment(pose, rotation, position, b.letter if u > 0.5 else a.letter, b.phase)


def _smoothstep(u: float) -> float:
    """Ease in and out: 0 … 1 with no speed at both ends (Hermite)."""
    return u * u * (3 - 2 * u)


def spell(words: tuple[str, ...], arm: Arm, hold: float, *, leave_between: bool = False) -> Timeline:
    """Plan the whole performance of a right hand.

    Args:
        words: letters A–Z, in upper or lower case.
        arm: of the signer.
        hold: seconds that each letter is held.
        leave_between: the hand leaves the frame between words.

    Raises:
        ValueError: a word has other characters than A–Z.
    """
    poses = {letter: shape.pose(arm.skeleton) for letter, shape in HANDSHAPES.items()}
    rest, rest_rotation = OTHERS["relaxed"].shape.pose(arm.skeleton), axis_rotation(1, -10)
    line = Timeline()
    line.add(0.0, rest, rest_rotation, HANGING, "", "absent")
    line.add(ENTER_S, rest, rest_rotation, RESTING, "", "enter")
    for n, word in enumerate(words):
        if not word.isalpha() or not word.isascii():
            raise ValueError(f"“{word}” is not a word of the letters A–Z")
        if n and leave_between:
            line.add(LEAVE_S, rest, rest_rotation, HANGING, "", "leave")
            line.add(PAUSE_S, rest, rest_rotation, HANGING, "", "absent")
            line.add(ENTER_S, rest, rest_rotation, RESTING, "", "enter")
        elif n:
            line.add(PAUSE_S + 0.05, rest, rest_rotation, RESTING, "", "rest")
        _add_word(line, word.upper(), poses, hold)
    line.add(LEAVE_S, rest, rest_rotation, HANGING, "", "leave")
    line.add(PAUSE_S, rest, rest_rotation, HANGING, "", "absent")
    return line


def _add_word(line: Timeline, word: str, poses: dict[str, Array], hold: float) -> None:
    drift = 0.0
    for i, letter in enumerate(word):
        rotation, pose = view_rotation(HANDSHAPES[letter].view), poses[letter]
        position = np.array([-0.55 if letter in "GH" else 0.35 if letter in "PQ" else 0.0, 0.1, 0.0])
        position[0] += drift
        if i and word[i - 1] == letter and letter not in "JZ":
            # A double letter slides to the signer's outer side with a small bounce.
            here = line.moments[-1].position
            line.add(0.14, pose, rotation, np.add(here, [-0.12, 0.10, 0.05]), letter, "double")
            line.add(0.16, pose, rotation, np.add(here, [-0.30, 0.0, 0.0]), letter, "double")
            line.add(hold, pose, rotation, np.add(here, [-0.30, 0.0, 0.0]), letter, "hold")
            drift -= 0.15
        elif letter == "J":
            _add_j(line, pose, rotation)
        elif letter == "Z":
            _add_z(line, pose)
        else:
            line.add(MOVE_S, pose, rotation, position, letter, "transition")
            line.add(hold, pose, rotation, position, letter, "hold")


def _add_j(line: Timeline, pose: Array, rotation: Array) -> None:
    line.add(MOVE_S, pose, rotation, J_START, "J", "transition")
    line.add(0.30, pose, rotation, J_START, "J", "hold")
    for step in textbook_j():
        line.add(step.seconds, pose, step.rotation, step.position, "J", "motion")
    line.add(0.30, pose, step.rotation, step.position, "J", "motion")


def _add_z(line: Timeline, pose: Array) -> None:
    rotation = axis_rotation(0, Z_PITCH)
    line.add(MOVE_S, pose, rotation, Z_CORNERS[0], "Z", "transition")
    line.add(0.25, pose, rotation, Z_CORNERS[0], "Z", "hold")
    for step in textbook_z():
        line.add(step.seconds, pose, step.rotation, step.position, "Z", "motion")
    line.add(0.35, pose, rotation, Z_CORNERS[3], "Z", "motion")
