"""What the tutor keeps to, with the reason of each number. Seconds unless said otherwise."""

from dataclasses import dataclass

from device.recognition.hold import HoldRules
from device.recognition.pose import PoseRules
from device.recognition.repeat import RepeatRules

# -- one sign ---------------------------------------------------------------------------------------------------
SETTLE_S = 0.3  # a hand in motion passes through other letters; each of them lasts less than this
HOLD_S = 0.9  # after settling; with 0.6, hands that were still in motion were graded
POSE = PoseRules(
    HoldRules(
        SETTLE_S,
        HOLD_S,
        RepeatRules(
            change_s=0.2,
            uncertain_change_s=0.6,  # the model's result varies between M and N while the hand is still
            max_drift=0.7,  # a slow slide by most of a palm signs a doubled letter, too
        ),
    ),
    window_s=0.4,  # the model misses a frame or two of a hand that is held
    max_still=0.3,  # a sharp change moves all of the evidence
    min_changed=0.5,  # more than the model's flicker, less than the way to another letter
    min_readable=0.4,
)

# -- grading ----------------------------------------------------------------------------------------------------
ATTEMPTS = 3  # then the learner's effort is accepted: it may be the model that cannot see it
UNCLEAR = 3  # holds that could not be read before the station gives up, not the learner
FAST_S = 4.0  # from the prompt to the end of the hold: nobody who has to think signs and holds so soon
DARK = 40.0  # mean grey 0–255 around the hand; below it fingers cannot be told from their shadows
SMALL = 0.12  # height of the hand in frame heights; below it fingers are a few pixels wide

# -- pace -------------------------------------------------------------------------------------------------------
RIGHT_S = 1.3  # long enough to see that it was right, short enough to keep going
MISS_S = 5.0  # time to look at the picture and at one's hand
WORD_RIGHT_S = 0.4  # inside a word the next letter is known, and fingers should keep moving
ROUND_MISS_S = 1.3  # the clock runs: no picture, no lesson
STATUS_S = 1.5  # a line that changes faster cannot be read
HINT_S = 8.0  # of thinking; who still searches now would rather have help
TRIAL_S = 25.0  # then it is ungraded and comes back soon
AWAY_S = 10.0  # without a hand at the end of a trial: nobody is there
AWAY_TRIALS = 2  # timeouts in a row without one hold: the same where the reader cannot see an absence
AWAY_END_S = 120.0  # of waiting: the session ends, the next learner finds a fresh one
ROUND_S = 120.0  # two minutes: a turn short enough for a class to queue for
GRACE_S = 1.5  # a hold under way when the time is up may be finished

# -- spacing ----------------------------------------------------------------------------------------------------
GAPS = (2, 5, 10)  # other trials between two of a letter; back to the first after a miss
DONE_GAP = 30  # after the last of them, and for what was known already: others need the trials more
NEW_EVERY = 6  # a letter not yet asked for in this session comes at least once in so many trials
DRILL_EVERY = 24  # trials between two drills: at most one in a usual session
DRILL_AT = 2.0  # confusions (older ones count less) from which two letters are drilled against each other
SESSION_FADE = 0.7  # weight of a confusion a session later


@dataclass(frozen=True)
class Rules:
    """How one mode differs.

    Attributes:
        attempts: allowed for one prompt.
        right_s, miss_s: pauses after an answer.
        disarm: a pose already held when the prompt comes is no answer to it.
        picture: when the handshape is shown: "new" letters and after a miss, "always", "never".
        hide: the letter's name is not shown until it was answered.
        hints: help after HINT_S.
        limit_s: the session ends after this long, None for never.
        remembered: answers count for when a letter is due again.
    """

    attempts: int = ATTEMPTS
    right_s: float = RIGHT_S
    miss_s: float = MISS_S
    disarm: bool = True
    picture: str = "new"
    hide: bool = False
    hints: bool = True
    limit_s: float | None = None
    remembered: bool = True


RULES: dict[str, Rules] = {
    "letters": Rules(),
    "words": Rules(right_s=WORD_RIGHT_S, disarm=False),
    "receptive": Rules(picture="always", hide=True, hints=False),
    # A class hands the station around: the round says nothing about one learner's memory.
    "round": Rules(miss_s=ROUND_MISS_S, picture="never", hints=False, limit_s=ROUND_S, remembered=False),
}
