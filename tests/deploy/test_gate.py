"""The judgement over samples: pure."""

from hypothesis import given
from hypothesis import strategies as st

from deploy.agent.gate import MIN_FRAMES, START_S, Sample, judge


def sample(t, **changes):
    values = {
        "active": "active",
        "pid": 7,
        "restarts": 0,
        "release": "new",
        "written_by": 7,
        "frames": int(t * 15),
        "pings": int(t / 5),
        "camera": True,
    }
    return Sample(t, **{**values, **changes})


def run(*samples, soak=30, need=True):
    return judge(samples, "new", soak, need)


def test_it_passes_after_the_soak_and_not_before():
    assert run(sample(0), sample(29)).passed is None
    assert run(sample(0), sample(30)).passed is True


def test_a_new_process_is_a_failure_however_well_it_runs():
    assert run(sample(0), sample(21, pid=8, written_by=8)).passed is False
    assert run(sample(0), sample(21, restarts=1)).passed is False


def test_one_that_restarted_before_it_was_ready_fails_at_once():
    assert run(sample(5, active="activating", pid=7, restarts=1)).passed is False


def test_one_that_is_never_ready_fails_in_the_end():
    assert run(sample(START_S - 1, active="activating")).passed is None
    assert run(sample(START_S + 1, active="activating")).passed is False


def test_the_status_of_another_release_or_process_proves_nothing():
    assert run(sample(0), sample(31, release="old")).passed is None
    assert run(sample(0), sample(41, release="old")).passed is False
    assert run(sample(0), sample(41, written_by=3)).passed is False


def test_frames_without_a_sign_of_life_are_not_enough():
    assert run(sample(0), sample(41, pings=0)).passed is False


def test_too_few_frames_are_waited_for_and_then_fail():
    assert run(sample(0), sample(31, frames=MIN_FRAMES - 1)).passed is None
    assert run(sample(0), sample(61, frames=MIN_FRAMES - 1)).passed is False


def test_life_is_enough_where_no_camera_was():
    assert run(sample(0), sample(31, frames=0, camera=False), need=False).passed is True
    assert run(sample(0), sample(61, frames=0, camera=False), need=True).passed is False


SAMPLES = st.builds(
    Sample,
    t=st.floats(0, 100),
    active=st.sampled_from(["active", "activating", "failed"]),
    pid=st.integers(0, 2),
    restarts=st.integers(0, 2),
    release=st.sampled_from(["new", "old", ""]),
    written_by=st.integers(0, 2),
    frames=st.integers(0, 100),
    pings=st.integers(0, 3),
    camera=st.booleans(),
)


@given(st.lists(SAMPLES, max_size=12).map(lambda found: sorted(found, key=lambda each: each.t)), st.booleans())
def test_whatever_passes_was_one_living_process_of_the_right_release_for_the_whole_soak(samples, need):
    if judge(samples, "new", 30, need).passed:
        last = samples[-1]
        up = [each for each in samples if each.active == "active" and each.pid]
        assert last.t - up[0].t >= 30
        assert {each.pid for each in samples[samples.index(up[0]) :]} == {last.pid}
        assert (last.release, last.written_by) == ("new", last.pid)
        assert last.pings >= 1
        assert last.frames >= MIN_FRAMES or not need
