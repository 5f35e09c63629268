"""Personal letters change what the networks misread, and nothing else."""

import numpy as np

from device.alphabet import STATIC_LETTERS
from device.recognition.personal import PersonalLetters, sample_of
from device.recognition.personal.validation import validated
from tests.fakes.signed_hands import LABELS, MISREAD, scores_of

RNG = np.random.default_rng(0)
SIZE = (320, 240)


def samples(letters=STATIC_LETTERS, misread=MISREAD, **options):
    frames = [(letter, pose) for letter in letters for pose in range(3) for _ in range(5)]
    return [sample_of(scores_of(0, letter, RNG, misread, **options), *SIZE, letter, pose) for letter, pose in frames]


def test_letters_that_the_networks_misread_are_read_and_all_else_stays():
    personal = PersonalLetters(samples())
    for letter in STATIC_LETTERS:
        scores = scores_of(0, letter, RNG)
        p = personal.apply(scores, *SIZE, keep_sure=True)
        assert LABELS[int(p.argmax())] == letter
        assert abs(p.sum() - scores.p.sum()) < 1e-5
        assert p[-1] == scores.p[-1]
    absent = scores_of(0, None, RNG)
    assert personal.apply(absent, *SIZE, keep_sure=True) is absent.p


def test_a_letter_of_which_the_networks_are_sure_stays_while_a_learner_is_judged():
    personal = PersonalLetters(samples(sure=0.95))
    scores = scores_of(0, "I", RNG, sure=0.95)
    scores.p[:] *= 0.96 / scores.p.max()
    assert np.array_equal(personal.apply(scores, *SIZE, keep_sure=True), scores.p)
    assert LABELS[int(personal.apply(scores, *SIZE, keep_sure=False).argmax())] == "I"


def test_letters_that_were_not_shown_stay_as_they_are_among_themselves():
    personal = PersonalLetters(samples("BEI"))
    assert personal.letters == ("B", "E", "I")
    p = personal.apply(scores_of(0, "W", RNG), *SIZE, keep_sure=True)
    assert LABELS[int(p.argmax())] == "W"


def test_a_model_is_accepted_if_it_reads_no_fewer_of_the_holds_that_it_has_not_learned():
    *_, better = validated(samples())
    assert better.accepted
    assert (better.before, better.after) == (330, 360)
    shuffled = [type(s)(RNG.choice(list(STATIC_LETTERS)), s.pose, s.landmarks, s.p) for s in samples(misread={})]
    true = samples(misread={})
    mixed = [s if s.pose == 2 else wrong for s, wrong in zip(true, shuffled, strict=True)]
    *_, worse = validated(mixed)
    assert not worse.accepted
    assert not list(validated(samples("B")[:5]))
