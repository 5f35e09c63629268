"""Probation: a bad release is rolled back, and a power cut at any moment leaves a station that runs."""

import os

import pytest

from deploy.agent import layout as layout_module
from deploy.agent import system_files, trial
from deploy.agent.layout import AgentError
from deploy.agent.system_files import changed_files, target_files
from deploy.agent.trial import activate, finish_trial, recover, rollback
from tests.deploy.conftest import FakeService, PowerCut, put_release

BAD = ["dies", "never ready", "fails", "silent", "blind"]


def unit_of(layout):
    return (layout.root / "etc/systemd/system/handshape.service").read_text()


@pytest.fixture
def good(layout, service, add):
    """A station on which release one has passed."""
    assert activate(layout, service, add("one", unit="one"), set(), None).passed
    return layout


def test_the_first_release_passes_and_is_remembered(layout, service, add):
    outcome = activate(layout, service, add("one"), set(), need_frames=True)
    assert outcome.passed
    assert "frames" in outcome.why
    assert (layout.current_name(), layout.history(), layout.trial.exists()) == ("one", ["one"], False)


@pytest.mark.parametrize("how", BAD)
def test_a_bad_release_and_its_units_are_rolled_back(good, service, add, how):
    service.behaviour["two"] = how
    outcome = activate(good, service, add("two", unit="two"), set(), None)
    assert not outcome.passed
    assert outcome.running == good.current_name() == service.running == "one"
    assert unit_of(good).endswith("# one\n")
    assert good.history() == ["one"]
    assert not good.trial.exists()


@pytest.mark.parametrize("how", [way for way in BAD if way != "blind"])
def test_a_bad_first_release_leaves_a_station_that_is_off(layout, service, add, how):
    service.behaviour["one"] = how
    outcome = activate(layout, service, add("one"), set(), None)
    assert (outcome.passed, outcome.running) == (False, "")
    assert not layout.current.is_symlink()
    assert service.running == ""


def test_without_a_camera_before_none_is_asked_for(layout, service, add):
    service.camera = False
    outcome = activate(layout, service, add("one"), set(), None)
    assert outcome.passed
    assert "without a camera picture" in outcome.why


def test_with_a_camera_before_a_release_without_frames_is_rolled_back(good, service, add):
    service.behaviour["two"] = "blind"
    outcome = activate(good, service, add("two"), set(), None)
    assert "there was one before" in outcome.why


def test_the_reason_holds_the_last_words(good, service, add):
    service.behaviour["two"] = "fails"
    assert "its last log lines: the end" in activate(good, service, add("two"), set(), None).why


def test_new_weights_with_proven_code_are_watched_for_a_shorter_time(good, service, add):
    start = service.t
    activate(good, service, add("two", code="one"), set(), None)
    short, start = service.t - start, service.t
    activate(good, service, add("three", code="other"), set(), None)
    assert short < 15 < 30 <= service.t - start


def test_rollback_goes_to_the_release_before_and_back_again(good, service, add):
    activate(good, service, add("two"), set(), None)
    assert rollback(good, service).running == "one"
    assert rollback(good, service).running == "two"


def test_rollback_without_an_earlier_release_is_a_sentence(good, service):
    with pytest.raises(AgentError, match="no earlier release"):
        rollback(good, service)


def test_a_release_that_is_not_complete_is_refused(good, service, add):
    add("two")
    (good.releases / "two/.venv").unlink()
    with pytest.raises(AgentError, match="no complete release two"):
        activate(good, service, "two", set(), None)
    assert good.current_name() == "one"


def test_recovery_takes_back_a_release_on_trial_and_leaves_a_proven_one(good, service, add):
    assert recover(good, service) is None
    add("two")
    good.trial.write_text('{"release": "two", "previous": "one", "old_options": []}')
    good.activate("two")
    assert recover(good, service).running == "one"
    assert good.current_name() == "one"


def test_three_releases_are_kept_and_unused_environments_are_removed(good, service, add):
    for number, name in enumerate(["two", "three", "four", "five"], start=2):
        assert activate(good, service, add(name, venv=f"v{number}"), set(), None).passed
    assert sorted(path.name for path in good.releases.iterdir()) == ["five", "four", "three"]
    assert sorted(path.name for path in good.venvs.iterdir()) == ["v3", "v4", "v5"]


def test_a_release_that_failed_goes_once_it_is_no_longer_young(good, service, add):
    service.behaviour["two"] = "fails"
    activate(good, service, add("two", venv="v2"), set(), None)
    activate(good, service, add("three"), set(), None)
    assert (good.releases / "two").exists()  # it may be another deployment's, about to be switched to
    assert (good.venvs / "v2").exists()
    os.utime(good.releases / "two", (0, 0))
    activate(good, service, add("four"), set(), None)
    assert not (good.releases / "two").exists()
    assert not (good.venvs / "v2").exists()


def test_options_come_and_go_with_the_release_that_has_them(good, service, add):
    drop_in = good.root / "etc/systemd/system/handshape.service.d/network.conf"
    activate(good, service, add("two"), {"network"}, None)
    assert drop_in.exists()
    service.behaviour["three"] = "fails"
    activate(good, service, add("three"), set(), None)
    assert drop_in.exists()  # rolled back with all its system files
    activate(good, service, add("four"), set(), None)
    assert not drop_in.exists()


def test_settings_are_added_once_and_never_overwritten(good, service, add):
    settings = good.root / "etc/handshape/station.toml"
    settings.write_text("# mine\n")
    activate(good, service, add("two"), set(), None)
    assert settings.read_text() == "# mine\n"


def cut_after(monkeypatch, steps):
    """The power goes at the steps-th change of the disk."""
    left = [steps]

    def cut(function):
        def changed(*arguments, **options):
            if left[0] == 0:
                raise PowerCut
            left[0] -= 1
            return function(*arguments, **options)

        return changed

    for module in (layout_module, system_files, trial):
        for name in ("write_atomic", "remove"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, cut(getattr(module, name)))
    for name in ("rename", "replace", "unlink", "symlink_to"):
        monkeypatch.setattr(layout_module.Path, name, cut(getattr(layout_module.Path, name)))


@pytest.mark.parametrize("how", ["good", "fails"])
def test_a_power_cut_at_any_step_leaves_a_station_that_runs_a_proven_release(tmp_path, monkeypatch, how):
    """Cut the power before every single change of the disk, boot, and look."""
    survived = 0
    for step in range(200):
        root = tmp_path / f"{how}{step}"
        root.mkdir()
        layout = layout_module.Layout(root)
        layout.releases.mkdir(parents=True)
        layout.venvs.mkdir()
        service = FakeService(layout, {"two": how})
        activate(layout, service, put_release(layout, "one", unit="one"), set(), None)
        put_release(layout, "two", unit="two")
        with monkeypatch.context() as patch:
            cut_after(patch, step)
            try:
                activate(layout, service, "two", {"network"}, None)
                cut = False
            except PowerCut:
                cut = True
        # The machine boots: systemd starts what `current` says, then finishes the trial.
        assert layout.current_name() in ("one", "two")
        service.restart()
        finish_trial(layout, service)
        running = layout.current_name()
        assert running == service.running
        assert running == "one" or how == "good"
        assert not layout.trial.exists()
        options = {"network"} if running == "two" else set()
        assert changed_files(layout.root, target_files(layout.releases / running, options)) == []
        assert running in layout.history()
        if not cut:
            break
        survived += 1
    assert survived > 10
    assert not cut, "the loop must reach the end of a whole activation"


def test_a_second_power_cut_during_the_recovery_from_the_first(good, service, add, monkeypatch):
    service.behaviour["two"] = "fails"
    add("two", unit="two")
    for steps in range(1, 12):
        with monkeypatch.context() as patch:
            cut_after(patch, steps)
            try:
                finish_trial(good, service)
                activate(good, service, "two", set(), None)
            except PowerCut:
                continue
    finish_trial(good, service)
    assert good.current_name() == "one"
    assert not good.trial.exists()
