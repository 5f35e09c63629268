"""Properties of the stream of views: what stands on the displays at one time belongs together."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.assets.strings import load_strings
from device.tutor.activity import TutorActivity
from device.tutor.lesson import Lesson
from device.tutor.plan import make_plan
from device.tutor.progress import ProgressStore
from device.types import Frame, HandBox, Reading, Scores
from tests.tools.actor import LABELS, p_of

FPS = 15
IMAGE = np.full((48, 64), 120, np.uint8)
BOX = HandBox(0.3, 0.2, 0.6, 0.8)
TEXT = load_strings("en")
SHOW_HAND = TEXT("message.show_hand")
RIGHT = TEXT("message.right")
MAX_LATENESS_S = 0.1  # from the decision to the view that shows it


class Watch:
    """A lesson whose views are checked one by one."""

    def __init__(self, mode: str) -> None:
        store = ProgressStore.in_memory()
        session = store.plan_session("red-fox", mode, None)
        plan = make_plan(store, session, LABELS, (), "AISTENM", ("ANNA", "TEST", "MEAN"), 500, {})
        self.activity = TutorActivity(Lesson(store, session, plan))
        self.t, self.index = 0.0, 0
        self.letter, self.misses = "", 0
        self.asked_now = ""

    def frame(self, p, box, light: float = 120.0) -> None:
        self.t, self.index = self.t + 1 / FPS, self.index + 1
        scores = Scores(self.t, LABELS, p if box else 0 * p, box)
        reading = Reading(self.t, None, 0.0, confirmed=False, hold=0.0, hand=box is not None)
        view, events = self.activity.step(Frame(np.full_like(IMAGE, light), self.t, self.index), scores, reading)
        self.check(view, events)

    def check(self, view, events) -> None:
        task = view.task
        for event in events:
            more = dict(event.more)
            if event.event == "prompt":
                self.asked_now = event.letter
                self.misses = more["attempt"] - 1
            if event.event == "answer":
                assert self.t - event.t <= MAX_LATENESS_S
                assert event.letter == self.asked_now
                self.letter = event.letter
                self.misses += more["outcome"] == "wrong"
                if event is events[-1]:
                    assert task.outcome == more["outcome"], "the verdict is in the view of its own frame"
        if task.outcome is not None:
            assert task.prompt in (self.letter, ""), "a verdict beside another letter"
        if view.message == RIGHT or view.status == "confirmed":
            assert task.outcome == "right"
        if task.outcome == "right" and task.prompt:
            assert task.prompt == self.letter
        if task.outcome == "wrong":
            assert task.attempt == self.misses, "the number of another attempt beside this verdict"
        if view.hold > 0 or view.status == "holding":
            assert view.message != SHOW_HAND
        if task.question:
            assert task.outcome is None
            assert [action.name for action in self.activity.actions] == ["yes", "no"]


def film(rng: Random, watch: Watch, seconds: float) -> None:
    """Poses of random length, mostly confusable letters, with absences and presses in between."""
    until = watch.t + seconds
    noise = np.random.default_rng(rng.randrange(2**32))
    while watch.t < until:
        kind = rng.randrange(12)
        hold = rng.choice([0.2, 0.5, 1.4, 1.4, 2.0, 3.0])
        if kind == 0:
            watch.activity.press(rng.choice(["next", "skip", "yes", "no"]))
        letter = watch.asked_now if kind % 2 and watch.asked_now else rng.choice([*"AISTENM", "nothing"])
        base = p_of(**{letter: rng.choice([0.5, 0.8, 0.9])})
        box = None if kind in (2, 3) else BOX
        for _ in range(int(hold * FPS)):
            watch.frame(noise.dirichlet(base * 40 + 1e-3).astype(np.float32), box, 10.0 if kind == 4 else 120.0)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["letters", "words", "receptive", "round"]))
def test_what_stands_together_belongs_together(seed, mode):
    film(Random(seed), Watch(mode), 60.0)


@pytest.mark.parametrize("away_s", [1.0, 1.6, 2.0, 3.0])
def test_the_hand_is_not_asked_for_while_it_is_judged(away_s):
    """The advice has been there too briefly to be read, but a hand that returns contradicts it."""
    watch = Watch("letters")
    rest, letter = p_of(nothing=0.9), None
    for _ in range(2 * FPS):
        watch.frame(rest, BOX)
    for _ in range(int(away_s * FPS)):
        watch.frame(rest, None)
    letter = p_of(**{watch.asked_now: 0.9})
    for _ in range(2 * FPS):
        watch.frame(letter, BOX)
    assert watch.letter == watch.asked_now
