"""The fitted handshapes: contacts on the posed surface, self-intersection, and whether they are read as themselves."""

import numpy as np
import pytest

pytest.importorskip("numba")

from device.alphabet import STATIC_LETTERS
from training.datasets.tracked_hands import TrackedHand
from training.errors import DataError
from training.rendering.contact_table import contact_table
from training.rendering.handshape_check import MAX_DEPTH, MAX_GAP, surface_report
from training.rendering.kinematics import PARAMETERS
from training.rendering.letters import HANDSHAPES
from training.rendering.mesh_contacts import MILLIMETRES, PosedSkin
from training.rendering.person import Arm
from training.rendering.pose_clusters import clusters, distances, normalised
from training.rendering.pose_fit import PoseFitter
from training.rendering.pose_residuals import Goal
from training.rendering.pose_table import NUMBERS, SIGNS, built_in_table
from training.rendering.read_back import ReadBack, bundled_classifier, read_back
from training.rendering.rotation import view_rotation
from training.rendering.skin_regions import RegionError, region


@pytest.mark.parametrize("sign", SIGNS)
def test_what_touches_touches_on_the_skin_and_nothing_passes_through(sign):
    report = surface_report(sign, HANDSHAPES[sign])
    assert report.worst_gap <= MAX_GAP, report.gaps
    assert report.depth <= MAX_DEPTH, report.where


def test_every_row_of_the_contact_table_names_its_source():
    for sign, row in contact_table().items():
        assert row.source, sign
        assert row.usual is None or row.reason, f"{sign} departs from most people without a reason"


def test_an_unknown_sign_or_region_in_the_contact_table_is_named(tmp_path):
    path = tmp_path / "contacts.toml"
    path.write_text('[A]\ntouch = [["thumb toe", "palm"]]\n')
    with pytest.raises(DataError, match="“thumb toe” is no region"):
        contact_table(path)
    path.write_text("[JJ]\n")
    with pytest.raises(DataError, match="unknown sign"):
        contact_table(path)


@pytest.mark.parametrize("name", ["thumb", "toe tip", "index tip under", "thumb root"])
def test_a_region_that_does_not_exist(name):
    if name == "thumb root":
        assert not len(region(name)), "the thumb's root lies in the palm"
    else:
        with pytest.raises(RegionError):
            region(name)


def test_gaps_grow_when_fingers_part():
    arm = Arm()
    closed, spread = (PosedSkin.of(arm, HANDSHAPES[x].pose(arm.skeleton)) for x in "UV")
    pair = "index end little side", "middle end thumb side"
    assert spread.gap(*pair)[0] > closed.gap(*pair)[0] + 0.1
    assert closed.gap(*pair)[0] * MILLIMETRES <= MAX_GAP, "U: the fingers lie together up to their tips"


def test_straight_fingers_lie_side_by_side_without_entering_each_other():
    arm = Arm()
    skin = PosedSkin.of(arm, np.zeros(len(PARAMETERS)))
    depths = [
        MILLIMETRES * depth.max() for a, b, depth, *_ in skin.intersections() if {a, b} <= {"index", "middle", "ring"}
    ]
    assert max(depths, default=0.0) <= MAX_DEPTH
    for a, b in ("index", "middle"), ("middle", "ring"), ("ring", "little"):
        assert skin.gap(f"{a} middle little side", f"{b} middle thumb side")[0] * MILLIMETRES <= 2


def test_letters_are_read_as_themselves_by_a_classifier_of_real_people():
    read = read_back(bundled_classifier(), count=20)
    assert set(read) == set(STATIC_LETTERS)
    assert np.mean([r.share for r in read.values()]) >= 0.92
    assert min(r.share for r in read.values()) >= 0.7, read


def test_each_sign_is_read_among_the_signs_of_the_network():
    class AlwaysTwo:
        def predict(self, points):
            return np.full(len(points), 1)

    read = read_back(AlwaysTwo(), 4, signs=("1", "2"), variants=built_in_table())
    assert read == {"1": ReadBack(0.0, ("2", 1.0)), "2": ReadBack(1.0, ("", 0.0))}


def test_fingers_lie_on_the_right_side_of_each_other():
    skeleton = Arm().skeleton
    t, r, s = (skeleton.joints(HANDSHAPES[x].pose(skeleton)) @ view_rotation(HANDSHAPES[x].view).T for x in "TRS")
    assert t[10, 0] < t[4, 0] < t[6, 0], "T: the thumb's tip stands between middle and index finger"
    assert t[4, 2] < t[8, 2], "T: the index finger hooks over the thumb, on the viewer's side"
    assert t[8, 1] < t[4, 1], "T: and its tip comes down beside it"
    assert r[5, 0] > r[9, 0], "R: the index finger begins on the thumb's side"
    assert r[8, 0] < r[12, 0], "R: and ends on the other side of the middle finger"
    assert r[8, 2] > r[12, 2], "R: the middle finger lies behind"
    assert s[4, 0] < s[7, 0], "S: the thumb reaches across the index finger"


def test_numbers_one_to_five_show_the_back_of_the_hand():
    for number in NUMBERS:
        palm = view_rotation(HANDSHAPES[number].view) @ np.array([0, 0, 1.0])
        if number in "12345":
            assert palm[2] < -0.6
        elif number in "6789":
            assert palm[2] > 0.6


def hand_of(points, signer, sign="V"):
    return TrackedHand(sign, signer, points, False, None, "none")


def test_a_pose_is_found_again_from_its_landmarks_in_the_picture():
    arm = Arm()
    pose = HANDSHAPES["V"].pose(arm.skeleton)
    views = [view_rotation(v) for v in ((10, 0, 5), (-15, 8, 0), (25, -10, -8))]
    at = arm.skeleton.landmarks(pose)
    turned = np.array([(at - at.mean(0)) @ r.T for r in views])
    seen = np.concatenate([turned[..., :2] / (6 - turned[..., 2:]), turned[..., 2:] / 6], 2)
    start = HANDSHAPES["U"].pose(arm.skeleton)
    fit = PoseFitter(arm, Goal(touch=(("thumb end", "ring any"),)), seen, np.ones(3)).fit([start], rounds=8)
    assert fit.errors.max() < 0.04
    points = arm.skeleton.joints(fit.pose)
    assert points[8, 0] - points[12, 0] > 0.2, "the fingers are spread"


def test_people_who_sign_alike_are_one_cluster():
    rng = np.random.default_rng(1)
    arm = Arm()
    hands = []
    for k in range(12):
        at = arm.skeleton.landmarks(HANDSHAPES["V" if k < 8 else "Y"].pose(arm.skeleton))
        hands.append(hand_of(at * 100 + rng.normal(0, 1, at.shape), f"p{k}"))
    found = clusters(hands)
    assert [round(c.share, 2) for c in found] == [0.67, 0.33]
    assert {h.signer for h in found[1].hands} == {"p8", "p9", "p10", "p11"}


def test_a_hand_is_as_far_from_a_slightly_turned_one_as_the_turn_allows():
    points = normalised(np.random.default_rng(2).normal(size=(1, 21, 3)))
    a = np.radians(20)
    turned = points.copy()
    turned[0, :, :2] = points[0, :, :2] @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    assert distances(np.concatenate([points, turned]))[0, 1] < 1e-6
