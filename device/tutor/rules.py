"""What the tutor keeps to, with the reason of each number. Seconds unless said otherwise."""

from dataclasses import dataclass

# -- one sign ---------------------------------------------------------------------------------------------------
SETTLE_S = 0.3  # a hand on its way passes through other letters; none of them lasts this long
HOLD_S = 0.9  # after settling; 0.6 graded hands that were on their way elsewhere
POSE_WINDOW_S = 0.4  # a pose is what this long says together; real readers miss a frame or two of a held hand
STILL = 0.3  # share of the evidence that may move while a pose still counts as held; a sharp change moves all of it
CHANGED = 0.5  # of the evidence gone elsewhere: more than the reader's flicker, less than half-way to another letter
CHANGED_S = 0.2  # and for this long
RELATED_CHANGED_S = 0.6  # a reader wavers between M and N: within a family only a change that lasts counts
GONE_S = 0.4  # a hand is away after this long; shorter gaps are frames in which it was not found
SHIFT = 0.6  # of the hand's width: the slide that signs a doubled letter
READABLE = 0.4  # of the evidence, on at most three letters: an open or resting hand spreads over more

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
