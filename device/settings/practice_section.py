"""The section of station.toml for practice; see `sections.py`."""

from dataclasses import dataclass

from device.settings.rules import any_path, between, file_path, letters, one_of, setting
from device.settings.values import (
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
)


@dataclass(frozen=True)
class PracticeSettings:
    """What `practice` teaches, and to which learner.

    Attributes:
        mode: "letters", "words", "receptive" (read the pictures, sign them back), "round" (two minutes with a score),
            "numbers" (0–9), "watch" (a drawn hand spells, the learner writes or signs what it was) or "read" (no
            lesson: signed letters become text).
        accept: letters and numbers that the models do not read of a learner; in lessons, any held hand counts as them.
        letters: letters to ask for, such as "ABCDE", and numbers for the mode "numbers", such as "123"; without any of
            a kind, all of it that the model recognises.
        words: text file with one name or word a line; empty for the bundled list.
        own_words: names or words of the learner, with commas between; the mode "words" asks for them first.
        trials: letters or numbers asked for in one session.
        numbers: what the mode "numbers" asks for: "single" numbers, or "rows" such as house, postcode and phone
            numbers, signed digit by digit.
        learner: slot that progress is kept under: a colour and an animal instead of a name.
        language: language of all text on the displays.
        hand: hand the learner signs with; "auto" uses the hand that is seen, and at first that of earlier sessions.
        seen_from: from where pictures show the hand: "mirror", as learners see themselves in the live picture;
            "front", as the person opposite sees it; "own", as learners see their own hand.
        skin: of the hand in the pictures, and of the drawn hand that spells.
        watch: what the hand spells in the mode "watch": "words" (the list of words), "names" or "numbers".
        watch_speed: letters a second in the mode "watch"; "auto" follows the learner's success.
        watch_side: from where the hand is seen in the mode "watch": "front" as a person opposite sees it, "side" half
            turned, "behind" as the signer sees it.
        own_handshapes: folder with a teacher's own photographs or clips, one for each letter or number, named like
            A.jpg; displays and page show them in place of the built-in pictures. Empty for none.
        own_handshapes_by: the teacher's name, shown below these pictures.
        progress: file for the progress; empty for the service's state folder, else the user's.
        rotate_modes: true starts each session in the next mode, so that lessons occur without a button ("numbers" and
            "watch" do not).
    """

    mode: str = setting("letters", one_of(*MODES))
    accept: str = setting("", letters())
    letters: str = setting("", letters())
    words: str = setting("", file_path())
    own_words: str = ""
    trials: int = setting(30, between(1, 500))
    numbers: str = setting("single", one_of(*NUMBER_TASKS))
    learner: str = setting("red-fox", one_of(*LEARNERS))
    language: str = setting("en", one_of(*LANGUAGES))
    hand: str = setting("auto", one_of(*HANDS))
    seen_from: str = setting("mirror", one_of(*SIDES))
    skin: str = setting("medium", one_of(*SKINS))
    watch: str = setting("words", one_of(*WATCHED))
    watch_speed: str = setting("auto", one_of(*WATCH_SPEEDS))
    watch_side: str = setting("front", one_of(*WATCH_SIDES))
    own_handshapes: str = setting("", any_path())
    own_handshapes_by: str = ""
    progress: str = setting("", file_path())
    rotate_modes: bool = setting(False, old_names=("rotate",))
