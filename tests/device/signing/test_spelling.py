"""Fingerspelling: what is signed when, at any speed, and how the hand moves between letters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.signing.pose_table import DIGITS, pose_table
from device.signing.skeleton import PARAMETER_INDEX
from device.signing.spelling import MAX_LETTERS, SpellingError, spell, words_of
from device.signing.timeline import WAYS, blend

TABLE = pose_table()
SIGNS = sorted(TABLE.signs)


def spelled(line):
    return "".join(letter for _, _, letter in line.letters())


def test_every_letter_and_number_has_a_sign():
    assert set(SIGNS) == {*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *DIGITS}
    assert set(TABLE.ways.values()) <= set(range(len(WAYS)))
    assert [name for name in SIGNS if TABLE.signs[name].movement] == ["J", "Z"]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(SIGNS, min_size=1, max_size=6), min_size=1, max_size=3), st.floats(1, 6))
def test_any_word_is_spelled_letter_by_letter(words, speed):
    line = spell(" ".join(words), speed)
    assert spelled(line) == "".join(words)
    for start, end, letter in line.letters():
        assert line.at(end - 1e-4).letter == letter
        assert end > start
    assert line.moments[0].phase == line.moments[-1].phase == "absent"


@pytest.mark.parametrize(("word", "speed"), [("MOON", 1), ("JAZZ", 6), ("TSHP", 6), ("0795", 3)])
def test_the_hand_never_jumps(word, speed):
    line = spell(word, speed)
    moments = [line.at(t) for t in np.arange(0, line.seconds, 0.01)]
    poses = np.array([m.pose for m in moments])
    assert np.abs(np.diff(poses, axis=0)).max() < 45  # degrees in 10 ms
    positions = np.array([m.position for m in moments])
    assert np.linalg.norm(np.diff(positions, axis=0), axis=1).max() < 0.4
    rotations = np.array([m.rotation for m in moments])
    cosines = (np.einsum("nab,nab->n", rotations[:-1], rotations[1:]) - 1) / 2
    assert np.degrees(np.arccos(np.clip(cosines, -1, 1))).max() < 45


@pytest.mark.parametrize("speed", [1, 2, 3.5, 6])
def test_letters_follow_each_other_at_the_speed(speed):
    starts = [start for start, _, _ in spell("BADGE", speed).letters()]
    np.testing.assert_allclose(np.diff(starts)[1:], 1 / speed, atol=1e-6)


def test_a_letter_is_reached_and_held_even_when_spelling_is_fast():
    for speed in (1, 6):
        line = spell("ABC", speed)
        for _, end, letter in line.letters():
            np.testing.assert_allclose(line.at(end - 1e-6).pose, TABLE.signs[letter].pose, atol=0.01)


def test_a_double_letter_slides_to_the_signers_outer_side_and_keeps_its_shape():
    line = spell("LL", 2)
    (_, end, _), (_, end_again, _) = line.letters()
    assert line.at(end_again - 1e-6).position[0] < line.at(end - 1e-6).position[0] - 0.2
    np.testing.assert_allclose(line.at(end + 0.05).pose, TABLE.signs["L"].pose, atol=1e-6)


def test_j_and_z_are_drawn_twice_in_a_double_and_faster_at_high_speed():
    line = spell("ZZ", 1)
    assert spelled(line) == "ZZ"
    slow, fast = (end - start for start, end, _ in (spell("AJ", s).letters()[1] for s in (1, 6)))
    assert fast < 0.6 * slow


def test_accents_are_left_out_and_words_are_separated():
    assert words_of("Nguyễn  đình 42") == ["NGUYEN", "DINH", "42"]


@pytest.mark.parametrize("text", ["", "  ", "A-B", "A" * (MAX_LETTERS + 1), "٣", "A\x00", "Ж", "½"])
def test_what_has_no_sign_is_refused_with_a_sentence(text):
    with pytest.raises(SpellingError, match=r"\.$"):
        spell(text)


def test_a_fingers_first_transition_closes_the_fingers_before_the_thumb_moves():
    start, end = TABLE.signs["B"].pose, TABLE.signs["S"].pose
    middle, thumb = PARAMETER_INDEX["m_pip"], PARAMETER_INDEX["t_r"]
    pose = blend(start, end, 0.4, 2)
    assert abs(pose[thumb] - start[thumb]) < 0.1 * abs(end[thumb] - start[thumb]) + 1e-6
    assert abs(pose[middle] - start[middle]) > 0.5 * abs(end[middle] - start[middle])
