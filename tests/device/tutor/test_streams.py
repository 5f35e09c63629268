"""Properties over random streams of events."""

from itertools import accumulate
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.tutor import rules
from device.tutor.engine import Engine
from device.tutor.events import End, Feedback, Prompt, Record
from device.tutor.inputs import FrameInput, Interrupted, Pressed
from device.tutor.prompts import RoundPrompts
from device.tutor.verification import Verifier
from device.types import HandBox, Reading, Scores
from tests.tools.actor import BOX, LABELS, LETTERS, OPEN, Listed, p_of, tutor

LONGEST_PROMPT_S = rules.ATTEMPTS * (rules.PROMPT_S + rules.MISS_S)


def random_frame(rng: Random, t: float) -> FrameInput:
    """Any output of a recognizer."""
    kind = rng.randrange(4)
    weights = np.random.default_rng(rng.randrange(2**32))
    p = weights.dirichlet(np.full(len(LABELS), [0.02, 0.1, 1.0, 5.0][kind])).astype(np.float32)
    x, y, size = rng.random(), rng.random(), rng.choice([0.02, 0.2, 0.6])
    box = HandBox(x, y, x + size, y + size, rng.choice(["left", "right", None])) if rng.random() < 0.8 else None
    letter = rng.choice([None, None, "A", "J", "Z"])
    confirmed = letter is not None and rng.random() < 0.5
    reading = Reading(t, letter, 0.5, confirmed=confirmed, hold=0.0, hand=box is not None)
    return FrameInput(Scores(t, LABELS, p if box else 0 * p, box), reading, rng.choice([None, 5.0, 120.0]))


def random_events(rng: Random, until_s: float):
    """Poses that stay for a while, garbage, pauses, buttons, lost cameras, times that go back."""
    t = 0.0
    while t < until_s:
        kind = rng.randrange(10)
        if kind < 5:
            frame = random_frame(rng, t)
            for _ in range(rng.randrange(1, 40)):
                t += 0.1
                yield FrameInput(Scores(t, LABELS, frame.scores.p, frame.scores.box), frame.reading, frame.light)
        elif kind < 7:
            for _ in range(rng.randrange(20)):
                t += 0.1
                yield random_frame(rng, t)
        elif kind == 7:
            t += rng.choice([0.1, 1.0, 10.0])
            yield Pressed(t, "save")  # nothing but time passes
        elif kind == 8:
            yield Pressed(t - rng.random(), rng.choice(["next", "skip", "save", "delete", "space", "clear"]))
        else:
            yield Interrupted(t)


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.sampled_from(["letters", "words", "receptive", "round"]))
def test_no_stream_traps_a_learner_or_breaks_the_tutor(seed, mode):
    rng = Random(seed)
    engine = Engine(LABELS, Listed(*rng.choices([*LETTERS, "J", "Z"], k=500)), rules.RULES[mode], Verifier(LABELS))
    effects = []
    asked = None
    for event in random_events(rng, 200.0):
        for effect in engine.step(event):
            effects.append(effect)
            if isinstance(effect, Prompt) and effect.attempt == 1:
                assert asked is None, "one letter at a time"
                asked = effect.t
            if isinstance(effect, Record):
                assert effect.t - asked <= LONGEST_PROMPT_S
                asked = None
        if asked is not None and not engine.over:
            assert event.t - asked <= LONGEST_PROMPT_S + 10.0  # a pause may be that long
        assert 0 <= engine.hold_progress <= 1
    reviews = [effect.review for effect in effects if isinstance(effect, Record)]
    assert all(len(review.rivals) <= rules.ATTEMPTS for review in reviews)
    assert all(review.rating is None or review.outcome != "ungraded" or review.reason == "unseen" for review in reviews)
    assert engine.scene.right == sum(review.outcome == "right" for review in reviews)
    times = [effect.t for effect in effects]
    assert times == sorted(times)


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.sampled_from([12.0, 30.0]))
def test_one_hold_is_never_graded_twice(seed, fps):
    """Poses of random length with noise: each is answered at most once, and only if it is held long enough."""
    rng, noise = Random(seed), np.random.default_rng(seed)
    actor = tutor(*rng.choices(LETTERS, k=100), fps=fps)
    poses = []
    for _ in range(12):
        letter, seconds = rng.choice(["nothing", *LETTERS[:8]]), rng.choice([0.15, 0.6, 1.0, 2.0, 4.0])
        start = actor.t
        base = p_of(**{letter: 0.75})
        while actor.t < start + seconds:
            actor.show(1 / fps, noise.dirichlet(base * 25 + 1e-3).astype(np.float32))
        if poses and poses[-1][0] == letter:
            start = poses.pop()[1]  # the same pose went on
        poses.append((letter, start, actor.t))
    graded = [answer.t for answer in actor.of(Feedback) if answer.outcome != "ungraded"]
    answered = []
    for t in graded:
        # A hold ends up to 0.2 s after its pose: the evidence lags behind. No pose is answered sooner than that.
        pose = next(pose for pose in poses if pose[1] < t <= pose[2] + 0.2)
        letter, start, end = pose
        assert pose not in answered, (pose, t)
        assert letter != "nothing", (pose, t)
        assert end - start >= rules.SETTLE_S + rules.HOLD_S - 0.2, (pose, t)
        answered.append(pose)


def scored(poses, mode: str, fps: float, asks) -> tuple:
    """Outcomes of a film of (pose, seconds) seen at a frame rate."""
    engine = Engine(LABELS, asks(), rules.RULES[mode], Verifier(LABELS))
    ends = list(accumulate(seconds for _, seconds in poses))
    answers, summary, at = [], None, 0
    for frame in range(int(ends[-1] * fps)):
        t = frame / fps
        while ends[at] <= t:
            at += 1
        letter = poses[at][0]
        box = None if letter is None else BOX
        p = OPEN if letter == "open" else p_of(**{letter: 0.85}) if letter else np.zeros(len(LABELS), np.float32)
        reading = Reading(t, None, 0.0, confirmed=False, hold=0.0, hand=box is not None)
        for effect in engine.step(FrameInput(Scores(t, LABELS, p, box), reading)):
            if isinstance(effect, Feedback):
                answers.append((effect.letter, effect.outcome, effect.reason, effect.rival))
            if isinstance(effect, End):
                summary = effect.summary
    return answers, engine.scene.right, summary


def film(rng: Random, turns: int) -> list:
    """Signs held clearly long enough or clearly too short, the hand opened or taken away in between."""
    poses = [("open", 1.0)]
    for _ in range(turns):
        poses.append((rng.choice(LETTERS[:6]), rng.choice([0.5, 2.2, 2.2])))
        poses.append((rng.choice(["open", "open", None]), 2.5))
    return poses


@settings(max_examples=6)
@given(st.integers(0, 10**6))
def test_answers_do_not_depend_on_the_frame_rate(seed):
    poses = film(Random(seed), 6)
    letters = Random(seed + 1).choices(LETTERS[:6], k=50)
    results = [scored(poses, "letters", fps, lambda: Listed(*letters)) for fps in (10, 17, 30, 60)]
    assert results[0][0]
    assert all(result == results[0] for result in results)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_score_of_a_round_does_not_depend_on_the_frame_rate(seed):
    poses = film(Random(seed), 32)
    results = [scored(poses, "round", fps, lambda: RoundPrompts("ABC", Random(seed))) for fps in (10, 25, 60)]
    assert results[0][2].score > 0
    assert all(result[1:] == results[0][1:] for result in results)
