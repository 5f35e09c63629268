"""What the web page may change of the practice settings."""

from device.activity import Choice
from device.alphabet import DIGITS
from device.assets.strings import load_strings, translated
from device.settings import (
    HANDS,
    LANGUAGES,
    LEARNERS,
    MODES,
    NUMBER_TASKS,
    SIDES,
    SKINS,
    WATCH_SIDES,
    WATCH_SPEEDS,
    WATCHED,
    PracticeSettings,
)

MAX_TRIALS = 500
QUICK = ("mode", "learner")  # choices that the page offers next to the task, too


def choices_of(
    now: PracticeSettings, letters: str, modes: tuple[str, ...] = MODES, trial: str = ""
) -> tuple[Choice, ...]:
    """Return the choices with their present values, in the language of the settings.

    Args:
        now: present settings.
        letters: that the model can judge; others cannot be chosen.
        modes: that can be chosen. With "numbers", numbers can be chosen among the letters, too.
        trial: sentence on how well numbers are read, "" for none.
    """
    strings = load_strings(now.language)
    languages = tuple((code, load_strings(code)("page.language_name")) for code in LANGUAGES)
    numbers = (("1", "1"), (str(MAX_TRIALS), str(MAX_TRIALS)))
    options: dict[str, tuple[tuple[str, str], ...]] = {
        "mode": tuple((mode, strings(f"mode.{mode}")) for mode in modes),
        "learner": tuple((slot, strings(f"learner.{slot}")) for slot in LEARNERS),
        "hand": tuple((hand, strings(f"page.hand_{hand}")) for hand in HANDS),
        "seen_from": tuple((side, strings(f"page.seen_from_{side}")) for side in SIDES),
        "language": languages,
        "skin": tuple((skin, strings(f"page.skin_{skin}")) for skin in SKINS),
        "numbers": tuple((task, strings(f"page.numbers_{task}")) for task in NUMBER_TASKS),
        "watch": tuple((what, strings(f"page.watch_{what}")) for what in WATCHED),
        "watch_speed": tuple(
            (speed, strings("page.watch_speed_auto") if speed == "auto" else speed) for speed in WATCH_SPEEDS
        ),
        "watch_side": tuple((side, strings(f"page.watch_side_{side}")) for side in WATCH_SIDES),
    }

    abouts = {
        "watch_speed": strings("page.watch_speed_about"),
        "numbers": strings.compose(
            lambda say: say("page.numbers_about") + (f" {translated(trial, say)}." if trial else "")
        ),
    }

    def one(name: str) -> Choice:
        about = abouts.get(name, "")
        title = strings(f"page.{name}")
        return Choice(name, "one", options[name], getattr(now, name), title, about, quick=name in QUICK)

    pairs = tuple((sign, sign) for sign in letters + (DIGITS if "numbers" in modes else ""))
    return (
        one("mode"),
        one("learner"),
        Choice("letters", "letters", pairs, now.letters, strings("page.letters"), strings("page.letters_about")),
        Choice("trials", "number", numbers, now.trials, strings("page.trials")),
        one("hand"),
        one("seen_from"),
        one("language"),
        Choice("own_words", "text", (), now.own_words, strings("page.own_words"), strings("page.own_words_about")),
        Choice("accept", "letters", pairs, now.accept, strings("page.accept"), strings("page.accept_about")),
        *(one(name) for name in (("numbers",) if "numbers" in modes else ())),
        *(one(name) for name in ("watch", "watch_speed", "watch_side", "skin")),
    )
