"""A release and its environment on the station, with real archives and a real pip that has no network."""

import hashlib
import json
import subprocess
import tarfile
import zipfile

import pytest

from deploy.agent.build import link_venv, make_venv, unpack
from deploy.agent.layout import AgentError
from deploy.agent.lock import exclusive


def archive_of(path, files):
    with tarfile.open(path, "w:gz") as tar:
        for name, text in files.items():
            source = path.parent / "content"
            source.write_text(text)
            tar.add(source, name)
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_release_is_unpacked_once(layout, tmp_path):
    archive, digest = archive_of(tmp_path / "r.tar.gz", {"RELEASE.json": '{"name": "one"}', "device/a.py": "A = 1\n"})
    assert unpack(layout, archive, "one", digest)
    assert (layout.releases / "one/device/a.py").read_text() == "A = 1\n"
    assert not unpack(layout, archive, "one", digest)


def test_a_damaged_archive_is_refused_and_leaves_nothing(layout, tmp_path):
    archive, digest = archive_of(tmp_path / "r.tar.gz", {"RELEASE.json": '{"name": "one"}'})
    archive.write_bytes(archive.read_bytes()[:-10])
    with pytest.raises(AgentError, match="arrived damaged"):
        unpack(layout, archive, "one", digest)
    assert list(layout.releases.iterdir()) == []


def test_half_a_release_of_an_interrupted_deployment_is_replaced(layout, tmp_path):
    (layout.releases / ".part-one").mkdir()
    (layout.releases / ".part-one/rubbish").write_text("x")
    archive, digest = archive_of(tmp_path / "r.tar.gz", {"RELEASE.json": '{"name": "one"}'})
    unpack(layout, archive, "one", digest)
    assert sorted(path.name for path in (layout.releases / "one").iterdir()) == ["RELEASE.json"]


@pytest.fixture
def wheelhouse(tmp_path):
    """One pure wheel of ours and its lock, packed as the workstation does."""
    wheel = tmp_path / "tiny_thing-1.0-py3-none-any.whl"
    record = "tiny_thing.py,,\ntiny_thing-1.0.dist-info/METADATA,,\n"
    with zipfile.ZipFile(wheel, "w") as zipped:
        zipped.writestr("tiny_thing.py", "VALUE = 42\n")
        zipped.writestr("tiny_thing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-thing\nVersion: 1.0\n")
        kind = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        zipped.writestr("tiny_thing-1.0.dist-info/WHEEL", kind)
        zipped.writestr("tiny_thing-1.0.dist-info/RECORD", record)
    lock = tmp_path / "lock.txt"
    lock.write_text(f"tiny-thing==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    archive = tmp_path / "wheels.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(wheel, wheel.name)
        tar.add(lock, "lock.txt")
    return archive


def test_an_environment_is_made_from_the_wheels_alone_again_when_it_is_half_done_and_else_once(layout, wheelhouse):
    (layout.venvs / "key/bin").mkdir(parents=True)
    (layout.venvs / "key/bin/rubbish").write_text("of an interrupted deployment: there is no marker")
    assert make_venv(layout, wheelhouse, "key")
    assert not (layout.venvs / "key/bin/rubbish").exists()
    python = layout.venvs / "key/bin/python"
    done = subprocess.run([python, "-c", "import tiny_thing; print(tiny_thing.VALUE)"], capture_output=True, text=True)
    assert done.stdout == "42\n"
    assert "include-system-site-packages = true" in (layout.venvs / "key/pyvenv.cfg").read_text()
    assert not make_venv(layout, wheelhouse, "key")
    assert sorted(path.name for path in layout.venvs.iterdir()) == ["key"]


def test_a_wheel_that_is_not_the_locked_one_is_refused(layout, tmp_path, wheelhouse):
    folder = tmp_path / "other"
    with tarfile.open(wheelhouse) as tar:
        tar.extractall(folder)
    lock = folder / "lock.txt"
    lock.write_text(lock.read_text()[:-9] + "00000000\n")
    with tarfile.open(tmp_path / "bad.tar", "w") as tar:
        for path in folder.iterdir():
            tar.add(path, path.name)
    with pytest.raises(AgentError, match="failed"):
        make_venv(layout, tmp_path / "bad.tar", "key")
    assert not (layout.venvs / "key/.complete").exists()


def test_a_release_takes_only_the_environment_it_was_made_for(layout, add):
    add("one", venv="v1")
    (layout.venvs / "v2").mkdir()
    (layout.venvs / "v2/.complete").touch()
    with pytest.raises(AgentError, match="do not belong together"):
        link_venv(layout, "one", "v2")
    with pytest.raises(AgentError, match="incomplete"):
        link_venv(layout, "one", "v3")


def test_two_changes_at_once_are_impossible(layout):
    with exclusive(layout, wait_s=0) as first, exclusive(layout, wait_s=0.3) as second:
        assert first
        assert not second
    with exclusive(layout, wait_s=0) as third:
        assert third


def test_the_lock_of_a_killed_deployment_is_free(layout):
    import sys

    code = (
        "import sys, time; from pathlib import Path; from deploy.agent.layout import Layout; "
        "from deploy.agent.lock import exclusive\n"
        f"with exclusive(Layout(Path({str(layout.root)!r}))):\n"
        "    print('mine', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "mine\n"
        with exclusive(layout, wait_s=0) as ours:
            assert not ours
        holder.kill()
        holder.wait()
        with exclusive(layout, wait_s=2) as ours:
            assert ours


def test_the_manifest_survives_unknown_content(layout):
    from deploy.agent.layout import read_json

    (layout.home / "trial.json").write_text("\0\0\0")
    assert read_json(layout.trial) == {}
    layout.trial.write_text(json.dumps([1]))
    assert read_json(layout.trial) == {}
