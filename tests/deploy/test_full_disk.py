"""A card that is full: one sentence, the release before runs on, and what could not be finished takes no space."""

import errno
import hashlib
import tarfile

import pytest

from deploy.advice import failure_text
from deploy.agent import __main__ as agent
from deploy.agent import build, commands, system_files, trial
from deploy.agent.full_disk import SENTENCE
from deploy.agent.system_files import changed_files, target_files
from deploy.agent.trial import activate, finish_trial
from tests.deploy.conftest import FakeService, put_release

FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def run(layout, monkeypatch, capsys):
    """Run a command of the agent on this station; return its exit code and what it says."""
    monkeypatch.setattr(agent, "Layout", lambda: layout)
    monkeypatch.setattr(agent, "is_root", lambda: True)

    def answer(*words):
        code = agent.main([str(word) for word in words])
        return code, capsys.readouterr().err.strip()

    return answer


@pytest.fixture
def archive(tmp_path):
    """An archive of a release, as it arrives."""
    (tmp_path / "RELEASE.json").write_text('{"name": "two", "venv": "v1"}')
    path = tmp_path / "two.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        tar.add(tmp_path / "RELEASE.json", "RELEASE.json")
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def test_full_while_a_release_is_unpacked(layout, run, archive, monkeypatch):
    def extract(tar, folder, **_):
        (folder / "half").write_text("of the release")
        raise FULL

    with monkeypatch.context() as patch:
        patch.setattr(tarfile.TarFile, "extractall", extract)
        assert run("unpack", "two", *archive) == (1, SENTENCE)
    assert list(layout.releases.iterdir()) == []
    assert run("unpack", "two", *archive) == (0, "")


def test_full_while_its_environment_is_built(layout, run, archive, monkeypatch):
    def fill(*command):
        (layout.venvs / "key").mkdir()
        raise FULL

    monkeypatch.setattr(build, "_run", fill)
    assert run("venv", "two", "key", archive[0]) == (1, SENTENCE)
    assert list(layout.venvs.iterdir()) == []


@pytest.mark.parametrize("proven", [False, True])
def test_full_while_it_is_compiled_or_tested(layout, run, add, monkeypatch, proven):
    add("two")
    if proven:
        layout.record_passed("two")
    monkeypatch.setattr(commands, "smoke", lambda *_: (_ for _ in ()).throw(FULL))
    assert run("smoke", "two") == (1, SENTENCE)
    assert (layout.releases / "two").exists() is proven


def test_full_at_any_file_of_the_switch(tmp_path, monkeypatch):
    """Every write fails from some step on, until the new release is removed."""
    for step in range(100):
        root = tmp_path / str(step)
        layout = trial.Layout(root)
        layout.releases.mkdir(parents=True)
        layout.venvs.mkdir()
        service = FakeService(layout)
        assert activate(layout, service, put_release(layout, "one", unit="one"), {"web"}, None).passed
        put_release(layout, "two", unit="two")
        with monkeypatch.context() as patch:
            write, left = system_files.write_atomic, [step]

            def limited(path, text, mode=0o644, write=write, left=left, layout=layout):
                if (layout.releases / "two").exists() and not left[0]:
                    raise FULL
                left[0] -= 1
                write(path, text, mode)

            patch.setattr(system_files, "write_atomic", limited)
            outcome = activate(layout, service, "two", {"network", "screen"}, None)
        if outcome.passed:
            break
        assert outcome.running == layout.current_name() == service.running == "one"
        assert "No space left on device" in outcome.why
        assert changed_files(root, target_files(layout.releases / "one", {"web"})) == []
        assert not (layout.releases / "two").exists()
        assert finish_trial(layout, service) is None
    assert 2 < step < 99


def test_full_while_a_file_is_sent_from_the_workstation():
    assert failure_text({"msg": "MODULE FAILURE", "module_stderr": f"OSError: {FULL}"}) == SENTENCE
    assert failure_text({"cmd": ["python"], "stderr": "Own words: No space left on device"}).startswith("Own words")
