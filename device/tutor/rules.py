"""Constants of the tutor, each with its reason, in seconds unless stated otherwise. Absence: recognition.presence."""

from dataclasses import dataclass, replace
from typing import Literal

from device.recognition.hold import HoldRules
from device.recognition.pose import PoseRules
from device.recognition.repeat import RepeatRules
from device.view import Outcome

EDITION = 2  # of the rules; a log of an older edition is replayed with the older rules

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
ATTEMPTS = 3  # then the prompt ends: the model may not recognize this learner's handshape
UNCLEAR = 3  # holds that could not be judged, before the prompt ends without a grade
FAST_S = 4.0  # from the prompt to the end of the hold; a learner who has to think takes longer

# -- pace -------------------------------------------------------------------------------------------------------
RIGHT_S = 1.3  # pause after a right answer: long enough to see the result, short enough to keep going
MISS_S = 5.0  # pause after a wrong answer: time to look at the picture and at the own hand
SURE_HOLD_S = 0.4  # of the prompted letter, if it is read surely; on dev, no more wrong signs are accepted so
SURE = 0.85  # evidence of that letter, its mean during the hold
WORD_HOLD_S = 0.25  # of the letter that a word needs next: a full hold would freeze each letter
WORD_SURE = 0.6  # evidence of that letter
WORD_RIGHT_S = 0.4  # inside a word the next letter is known, and the hand should keep moving
ROUND_MISS_S = 1.3  # in a timed round there is no picture to look at
STATUS_S = 1.5  # minimum time that a status line stays; a line that changes faster cannot be read
HINT_S = 8.0  # without an answer, until the hint appears
PROMPT_S = 25.0  # without an answer, until the prompt ends without a grade; the letter returns soon
SAY_S = 5.0  # of a shown letter without an answer, until the tutor says what it sees and what to try
MOVE_ON_S = 10.0  # … until the prompt ends: the models cannot see this letter of this learner
ROUND_MOVE_ON_S = 4.0  # in a timed round, every second counts
STEADY_S = 2.5  # of evidence, with which a letter counts although its hold restarts again and again
ACCEPT_S = 2.0  # a letter that is marked “accept” counts when a hand has shown anything for this long
PARK_AT = 2  # failures to see a letter, after which it is left out for the rest of the session
PARK_WEAK_AT = 1  # the same for a letter that the models read badly
WEAK_RECALL = 0.85  # below this share of the validation signers' frames, a letter counts as read badly
WEAK_DOUBTS = 1  # wrong holds of a letter that is read badly, before a further one is called wrong
QUESTION_AT = 2  # times that the same letter was recognized in place of the prompt, before the learner is asked
QUESTION_S = 8.0  # to answer that question; then the attempt counts as wrong
IDLE_UNSEEN = 4  # prompts in a row that end without any answer because no letter is seen: an object, not a hand
IDLE_PROMPTS = 2  # prompts in a row without a hold: the learner has left, even if some object is taken for a hand
ROUND_S = 120.0  # a timed round: short enough for a class to take turns
GRACE_S = 1.5  # a hold that has begun when the time is up may be finished

# -- spacing ----------------------------------------------------------------------------------------------------
GAPS = (2, 5, 10)  # edition 1: other prompts between two of the same letter; back to the first gap after a mistake
DONE_GAP = 30  # edition 1: after the last gap, and for letters that were known before
NEW_EVERY = 6  # edition 1: at least one prompt in this many is for a letter not yet prompted in this session
# Edition 2: chosen with benchmarks/spacing_simulation.py under two models of memory. Wide gaps keep most.
WIDE_GAPS = (8, 14)  # other prompts between two of the same letter, after the first and second right answer
LAST_GAP = 24  # after further ones, and for letters that were known before
MISS_GAP = 3  # after a mistake: soon, but not while the picture is still in mind
NEW_LETTERS = 14  # at most, in one session; with 16, FSRS as a model of memory keeps less, with 12, ACT-R
NEW_GAP = 1  # prompts between two new letters, at least, while there are others to ask for
APART = 6  # prompts between the first ones of two confusable new letters, at least: learned together they are confused
UNSEEN_GAP = 10  # other prompts, before a letter that could not be seen is tried again
WEAK_GAP = 8  # the same after a wrong answer to a letter that the models read badly
DRILL_EVERY = 24  # prompts between two drills: at most one in a usual session
DRILL_AT = 2.0  # weight of confusions from which two letters are drilled together
SESSION_FADE = 0.7  # factor of a confusion's weight per session


@dataclass(frozen=True)
class Rules:
    """Rules of one mode.

    Attributes:
        attempts: maximum for one prompt.
        right_s, miss_s: pauses after a right and a wrong answer, seconds.
        disarm: a pose that is held when the prompt appears does not count as its answer.
        picture: when the handshape is shown: for "new" letters and after a mistake, "always" or "never".
        hide: the letter's name is hidden until it was answered.
        hints: a hint appears after HINT_S.
        limit_s: duration of the session in seconds, None for no limit.
        remembered: answers are reviews for spacing across sessions.
        say_s, move_on_s: of a shown letter without an answer, until the tutor says what it sees, and until it moves on;
            None for never, as in the logs of release 0.1.
        expected_s: a hold of the prompted letter that is read surely counts after this time; None for the whole hold.
        sure: evidence from which it is read surely.
        asks: after two equal misreadings, the learner is asked what was signed.
        pose: when a pose is held, and when it is another one.
        keep_picture: after a wrong answer, the picture stays until the letter is right.
    """

    attempts: int = ATTEMPTS
    right_s: float = RIGHT_S
    miss_s: float = MISS_S
    disarm: bool = True
    picture: Literal["new", "always", "never"] = "new"
    hide: bool = False
    hints: bool = True
    limit_s: float | None = None
    remembered: bool = True
    say_s: float | None = SAY_S
    move_on_s: float | None = MOVE_ON_S
    expected_s: float | None = SURE_HOLD_S
    sure: float = SURE
    asks: bool = True
    keep_picture: bool = True
    pose: PoseRules = POSE

    def picture_at_first(self, new: bool) -> bool:
        """Return whether the first attempt shows the handshape; `new`: the learner meets the letter."""
        return self.picture == "always" or (self.picture == "new" and new)

    def picture_at_retry(self, last: bool) -> bool:
        """Return whether a further attempt shows the handshape; `last`: no other attempt follows."""
        return self.picture == "always" or (self.picture == "new" and (last or self.keep_picture))

    def picture_after(self, outcome: Outcome) -> bool:
        """Return whether the handshape is shown beside an answer."""
        return self.picture == "always" or (self.picture == "new" and outcome == "wrong")

    def pause_s(self, outcome: Outcome, ends_word: bool) -> float:
        """Return the pause after a prompt in seconds; `ends_word`: it was the last letter of its word."""
        return self.miss_s if outcome == "wrong" else RIGHT_S if ends_word else self.right_s


RULES: dict[str, Rules] = {
    "letters": Rules(),
    "words": Rules(right_s=WORD_RIGHT_S, disarm=False, expected_s=WORD_HOLD_S, sure=WORD_SURE),
    "numbers": Rules(),
    "receptive": Rules(picture="always", hide=True, hints=False),
    # A class takes turns at the station: a round does not measure one learner's memory.
    "round": Rules(
        miss_s=ROUND_MISS_S,
        picture="never",
        hints=False,
        limit_s=ROUND_S,
        remembered=False,
        say_s=None,
        move_on_s=ROUND_MOVE_ON_S,
        asks=False,
    ),
}


def rules_of(mode: str, edition: int) -> Rules:
    """Return the rules of a mode.

    Args:
        mode: one of RULES.
        edition: of the tutor that wrote the plan; 1 is release 0.1, whose logs must replay as they were.
    """
    if edition >= EDITION:
        return RULES[mode]
    pose = replace(POSE, formed=False)
    return replace(RULES[mode], say_s=None, move_on_s=None, expected_s=None, asks=False, keep_picture=False, pose=pose)
