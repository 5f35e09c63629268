"""What a session of watching is made from. With its inputs the plan is all that a replay needs."""

from random import Random

from device.tutor.plan import LessonPlan
from device.tutor.watch import Watch
from device.tutor.watch_speed import WatchSpeed
from device.tutor.watch_words import ListedWords, Numbers, WatchWords


def open_watch(plan: LessonPlan) -> Watch:
    """Create the session of a plan.

    Args:
        plan: of the mode "watch": `words` to spell, none for numbers; `letters` that the learner knows; `trials`, the
            number of letters in the session; `last_speed` and `fixed_speed`.
    """
    rng = Random(plan.seed)
    words: WatchWords = ListedWords(plan.words, plan.letters, rng) if plan.words else Numbers(rng)
    return Watch(words, WatchSpeed(plan.last_speed, plan.fixed_speed), plan.trials)
