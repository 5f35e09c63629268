"""The pose table: contacts met, fingers outside each other, landmarks on the hand."""

import numpy as np
import pytest

pytest.importorskip("numba")

from device.alphabet import ALPHABET, STATIC_LETTERS
from training.rendering.contacts import Contact, overlaps, solve_contacts
from training.rendering.kinematics import PARAMETER_INDEX, PARAMETERS
from training.rendering.letters import HANDSHAPES
from training.rendering.lighting import Lamps
from training.rendering.mesh_contacts import MILLIMETRES, PosedSkin
from training.rendering.person import Arm, Build
from training.rendering.poses import FROM_BEHIND, MIN_LETTER_DISTANCE, letter_flexions, transition, turned_rotation
from training.rendering.render import Subject, fit_camera, render
from training.rendering.rotation import view_rotation
from training.rendering.skin import Skin
from training.rendering.surface import surfaces
from training.rendering.variants import OTHERS, VARIANTS

PEOPLE = {"default": Build(), "child": Build(age=0.4, length=-0.5), "thick fingers": Build(gender=1.0, diameter=1.7)}
# Neighbouring fingers press into each other, and R crosses two. Capsules are rounder than fingers, so they overlap.
MAX_OVERLAP = {"R": 0.62}
MAX_OVERLAP_ELSE = 0.48


@pytest.fixture(scope="module", params=PEOPLE)
def arm(request):
    return Arm(PEOPLE[request.param])


@pytest.mark.parametrize("letter", ALPHABET)
def test_no_finger_passes_through_another(arm, letter):
    skeleton = arm.skeleton
    depth = overlaps(skeleton, HANDSHAPES[letter].pose(skeleton))
    worst = np.unravel_index(depth.argmax(), depth.shape)
    assert depth.max() <= MAX_OVERLAP.get(letter, MAX_OVERLAP_ELSE), f"capsules {worst}: {depth.max():.2f}"


def distance(skeleton, letter, a, b):
    points = skeleton.joints(HANDSHAPES[letter].pose(skeleton))
    return float(np.linalg.norm(points[a] - points[b]))


@pytest.mark.parametrize(("letter", "finger"), [("D", "middle"), ("F", "index"), ("O", "index"), ("9", "index")])
def test_a_ring_is_closed(arm, letter, finger):
    skin = PosedSkin.of(arm, HANDSHAPES[letter].pose(arm.skeleton))
    assert skin.gap("thumb tip", f"{finger} tip")[0] * MILLIMETRES < 6, "on every body, though fitted on one"


def test_c_stays_open_where_o_is_closed(arm):
    assert distance(arm.skeleton, "C", 4, 8) > 3 * distance(arm.skeleton, "O", 4, 8)


def test_the_thumb_of_s_lies_in_front_of_the_fingers_and_that_of_a_beside_them():
    skeleton = Arm().skeleton
    s, a = (skeleton.joints(HANDSHAPES[x].pose(skeleton)) for x in "SA")
    assert s[4, 2] > s[10, 2] + 0.1
    assert s[4, 0] < s[6, 0]
    assert a[4, 0] > a[6, 0] + 0.1


@pytest.mark.parametrize(("letter", "right_of", "left_of"), [("N", 14, 6), ("M", 18, 10)])
def test_the_hidden_thumb_comes_out_between_the_right_fingers(letter, right_of, left_of):
    skeleton = Arm().skeleton
    points = skeleton.joints(HANDSHAPES[letter].pose(skeleton))
    assert points[right_of, 0] < points[4, 0] < points[left_of, 0]


def test_the_thumb_of_t_is_between_index_and_middle_finger():
    arm = Arm()
    skin = PosedSkin.of(arm, HANDSHAPES["T"].pose(arm.skeleton))
    assert skin.gap("thumb end", "index any front")[0] * MILLIMETRES < 3
    assert skin.gap("thumb end", "middle any thumb side")[0] * MILLIMETRES < 3


def test_r_crosses_its_fingers_and_u_does_not():
    skeleton = Arm().skeleton
    across = {x: skeleton.joints(HANDSHAPES[x].pose(skeleton)) for x in "RUV"}
    gap = {x: k[8, 0] - k[12, 0] for x, k in across.items()}
    assert gap["R"] < 0 < gap["U"] < 0.6 * gap["V"]  # people spread V less than textbooks


def test_the_frequencies_of_a_letters_variants_sum_to_one():
    assert set(VARIANTS) == set(STATIC_LETTERS)
    assert len(STATIC_LETTERS) == 24
    for letter, ways in VARIANTS.items():
        assert sum(w.frequency for w in ways) == pytest.approx(1), letter
        assert all(w.views for w in ways)


def test_a_contact_is_met_by_the_thumb_alone():
    skeleton = Arm().skeleton
    pose = HANDSHAPES["B"].table_pose()
    elsewhere = pose.copy()
    elsewhere[[PARAMETER_INDEX["t_r"], PARAMETER_INDEX["t_e"], PARAMETER_INDEX["t_ip"]]] = 40, 40, 10
    target = tuple(skeleton.joints(elsewhere)[4])
    settled = solve_contacts(skeleton, pose, [Contact(4, (), target)])
    np.testing.assert_allclose(skeleton.joints(settled)[4], target, atol=0.03)
    fingers = [i for name, i in PARAMETER_INDEX.items() if not name.startswith("t_")]
    np.testing.assert_array_equal(settled[fingers], pose[fingers])


def test_without_contacts_a_pose_stays_as_it_is():
    pose = np.arange(len(PARAMETERS), dtype=float)
    np.testing.assert_array_equal(solve_contacts(Arm().skeleton, pose, []), pose)


def test_a_transition_is_far_from_every_letter():
    rng, skeleton = np.random.default_rng(3), Arm().skeleton
    flexion = [PARAMETER_INDEX[f"{f}_{j}"] for f in "imrl" for j in ("mcp", "pip", "dip")]
    for _ in range(5):
        hand = transition(rng, skeleton)
        assert np.abs(hand.pose[flexion] - letter_flexions()).mean(1).min() >= MIN_LETTER_DISTANCE
        np.testing.assert_allclose(hand.rotation @ hand.rotation.T, np.eye(3), atol=1e-9)


@pytest.mark.parametrize("letter", ALPHABET)
def test_landmarks_lie_on_the_hand(letter):
    arm = Arm()
    shape = HANDSHAPES[letter]
    coarse = surfaces()[0]
    subject = Subject(arm, shape.pose(arm.skeleton), view_rotation(shape.view), Skin().albedo(coarse), coarse)
    camera = fit_camera(subject, 120, 120, 8.0, 80, (60, 60))
    layer = render(subject, camera, Lamps.studio(4))
    x, y = np.clip(layer.landmarks[:, :2].astype(int), 1, 118).T
    # A landmark may lie a pixel off the skin where a knuckle is seen edge on.
    near = np.stack([layer.alpha[y + dy, x + dx] for dx in (-1, 0, 1) for dy in (-1, 0, 1)]).max(0)
    assert (near > 0.5).all(), np.flatnonzero(near <= 0.5)


def test_other_handshapes_are_no_letters():
    skeleton = Arm().skeleton
    for name in ("open_hand", "digit3", "ILY", "claw"):
        pose = OTHERS[name].shape.pose(skeleton)
        table = [HANDSHAPES[x].pose(skeleton) for x in STATIC_LETTERS]
        assert min(np.abs(pose - other).max() for other in table) > 25


def palm_towards_viewer(letter, number):
    """Return the cosine between the palm's direction and the viewer's: −1 shows the back of the hand."""
    return float(turned_rotation(np.random.default_rng(number), letter)[2, 2])


def test_turned_hands_show_their_back_only_where_it_tells_the_letter():
    cosines = {letter: [palm_towards_viewer(letter, n) for n in range(60)] for letter in STATIC_LETTERS}
    behind = {letter for letter, values in cosines.items() if min(values) < -0.5}
    assert behind == FROM_BEHIND
    assert all(max(values) > 0.7 for values in cosines.values()), "each is seen from the front side, too"


def test_letters_that_look_alike_from_the_side_are_turned_less():
    side = {letter: min(palm_towards_viewer(letter, n) for n in range(200)) for letter in "AK"}
    assert side["A"] < 0.4 < side["K"]
