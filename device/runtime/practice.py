"""Assemble the practice activity: sessions of all modes for all learners, with their progress and their log."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from device.alphabet import DIGITS
from device.errors import SettingsError
from device.reading.activity import ReadingActivity
from device.recognition.perception import Perception
from device.runtime.class_book import ClassBook
from device.runtime.input_log import InputLog
from device.runtime.mode_activity import ModeActivity
from device.runtime.mode_switch import ModeSwitch
from device.runtime.personal import PersonalHands
from device.runtime.uploaded_pictures import UploadedPictures
from device.settings import PracticeSettings, choices_path, save_choices
from device.system.clock import synchronised
from device.tutor.activity import TutorActivity
from device.tutor.lesson import Lesson, trusted_now
from device.tutor.log import LogWriter
from device.tutor.memory import skill_of
from device.tutor.number_lessons import NumbersOffer, number_rows, numbers_to_ask
from device.tutor.picture_choice import picture_choice
from device.tutor.plan import LessonPlan, judged_letters, make_plan
from device.tutor.progress import LessonSession, ProgressStore
from device.tutor.watch_activity import WatchActivity
from device.tutor.watch_plan import open_watch
from device.tutor.watch_progress import SKILL, WatchProgress, last_speed
from device.tutor.watch_words import NAMES_FILE
from device.tutor.word_list import load_words, own_words


def open_practice(
    perception: Perception,
    settings: PracticeSettings,
    file: PracticeSettings,
    store: ProgressStore,
    progress: Path,
    words: tuple[str, ...],
    warn: Callable[[str], None],
    log: LogWriter | None = None,
    personal: bool = False,
) -> ModeSwitch:
    """Create the activity of `practice` and `web`.

    Args:
        perception: whose letters are judged.
        settings: to begin with.
        file: settings without the choices of the web page; the choices are kept with them.
        store: progress of all learners; the caller closes it.
        progress: the store's file, for questions about progress. The choices are kept beside it.
        words: for the mode "words".
        warn: called with one sentence for each fault that does not end practice.
        log: takes all inputs; the caller closes it.
        personal: begin with learning the learner's hand.

    Raises:
        SettingsError: no letter is left to ask for.
    """
    read_as = perception.vocabulary
    perception.use_vocabulary("letters")
    labels, excluded = perception.labels, perception.excluded
    numbers = NumbersOffer(perception.metadata.numbers_read()) if "numbers" in perception.vocabularies else None
    if settings.mode == "numbers" and numbers is None:
        warn("These models do not read numbers; letters are asked for.")
        settings = replace(settings, mode="letters")
    judged = judged_letters(labels, excluded)
    letters_to_ask(settings, judged, warn)  # warn once, not with every session
    own_pictures = UploadedPictures(settings, progress, warn)

    def today() -> datetime | None:
        return trusted_now(store, datetime.now(UTC).astimezone(), synchronised())

    hands = PersonalHands(perception, progress, warn, today)
    book = ClassBook(progress, hands.forget, warn, own_pictures)

    def make(now: PracticeSettings) -> ModeActivity:
        hands.use(now.learner, judged=now.mode not in ("read", "watch"))
        perception.use_vocabulary(read_as if now.mode == "read" else vocabulary_of_lesson(now, numbers is not None))
        if now.mode == "read":
            read_plan = LessonPlan("read", perception.labels, excluded, judged, (), now.trials, "", (), ())
            return ReadingActivity(now.language, "text", InputLog(log.begin(read_plan)) if log else None)
        session = store.plan_session(now.learner, now.mode, today())
        if now.mode == "watch":
            return open_watching(
                now, store, session, (*own_words(now.own_words), *words), warn, log, perception.labels, excluded
            )
        if now.mode == "numbers":
            plan = plan_numbers(now, store, session, perception)
            lesson = Lesson(store, session, plan, warn, log.begin(plan) if log else None)
            return TutorActivity(lesson, now.language, own_pictures, picture_choice(now), numbers)
        letters, thresholds = letters_to_ask(now, judged), perception.metadata.thresholds
        recall = perception.metadata.letter_recall()
        asked, own = book.words() or words, own_words(now.own_words)
        plan = make_plan(
            store, session, labels, excluded, letters, asked, now.trials, thresholds, recall, now.accept, own
        )
        lesson = Lesson(store, session, plan, warn, log.begin(plan) if log else None)
        return TutorActivity(lesson, now.language, own_pictures, picture_choice(now))

    def keep(new: PracticeSettings) -> None:
        save_choices(new, file, choices_path(progress))

    own_hands = hands if hands.possible else None
    return ModeSwitch(
        make, settings, judged, progress, keep, own_hands, personal, book, numbers, lambda: perception.labels
    )


def vocabulary_of_lesson(settings: PracticeSettings, numbers: bool) -> str:
    """Return what the networks read in a lesson with these settings, one of settings.VOCABULARIES.

    Args:
        settings: `mode` and `watch` are used.
        numbers: whether the networks read numbers.
    """
    signs_numbers = settings.mode == "numbers" or (settings.mode == "watch" and settings.watch == "numbers")
    return "numbers" if numbers and signs_numbers else "letters"


def plan_numbers(
    settings: PracticeSettings, store: ProgressStore, session: LessonSession, perception: Perception
) -> LessonPlan:
    """Plan a session of numbers: single ones, or rows of digits; numbers that are to be repeated come one by one."""
    asked = numbers_to_ask(settings.letters)
    rows = number_rows(Random(session.seed)) if settings.numbers == "rows" and asked == DIGITS else ()
    metadata = perception.metadata
    return make_plan(
        store,
        session,
        perception.labels,
        perception.excluded,
        asked,
        rows,
        settings.trials,
        metadata.thresholds,
        metadata.number_recall(),
        settings.accept,
    )


def open_watching(
    settings: PracticeSettings,
    store: ProgressStore,
    session: LessonSession,
    words: tuple[str, ...],
    warn: Callable[[str], None],
    log: LogWriter | None = None,
    labels: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
) -> WatchActivity:
    """Create a session of watching; the letters that the learner has met in any mode are known."""
    known = {*store.cards(session.learner, skill_of("letters")), *store.cards(session.learner, SKILL)}
    spelled = {"numbers": (), "names": load_words(NAMES_FILE)}.get(settings.watch, words)
    plan = LessonPlan(
        "watch",
        labels,
        excluded,
        "".join(sorted(known)),
        tuple(spelled),
        settings.trials,
        session.seed,
        (),
        (),
        last_speed=last_speed(store, session.learner),
        fixed_speed=None if settings.watch_speed == "auto" else float(settings.watch_speed),
    )
    progress = WatchProgress(store, session, warn)
    return WatchActivity(
        open_watch(plan),
        progress,
        session.learner,
        settings.language,
        settings.skin,
        settings.watch_side,
        InputLog(log.begin(plan)) if log else None,
    )


def letters_to_ask(settings: PracticeSettings, judged: str, warn: Callable[[str], None] = lambda sentence: None) -> str:
    """Return the letters of the settings that the model can judge, and warn about the others.

    Args:
        settings: `letters` is used, without the numbers in it; all without any letter.
        judged: letters that the model can judge.
        warn: called with one sentence if a letter is left out.

    Raises:
        SettingsError: no letter is left.
    """
    wanted = "".join(sign for sign in dict.fromkeys(settings.letters) if sign not in DIGITS) or judged
    letters = "".join(letter for letter in wanted if letter in judged)
    if not letters:
        raise SettingsError(f"practice.letters has no letter this model can judge; choose from {judged}.")
    if letters != wanted:
        warn(f"This model cannot judge {', '.join(sorted(set(wanted) - set(letters)))}; left out of practice.")
    return letters
