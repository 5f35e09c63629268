"""The workstation's side: addresses, archives, wheels, answers."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from deploy import wheelhouse
from deploy.agent.layout import AgentError
from deploy.agent.probe import complaints, probe
from deploy.agent.smoke import compare
from deploy.agent.status_text import status_lines
from deploy.archive import digest, release_files, tar_gz
from deploy.bundle import build_agent
from deploy.errors import DeployError
from deploy.replies import merge_recordings, print_replies
from tests.fakes import ansible

ROOT = Path(__file__).parents[2]


def test_the_same_files_give_the_same_bytes():
    files = {"b": b"2", "a": b"1"}
    assert tar_gz(files) == tar_gz(dict(reversed(files.items())))
    assert digest(files) != digest({"b": b"21", "a": b""})


def test_a_release_holds_the_device_code_and_no_training_code():
    names = [name for name, _ in release_files(ROOT)]
    assert "device/__main__.py" in names
    assert "systemd/handshape.service" in names
    assert not [name for name in names if name.startswith(("training", "convert", "tests", ".")) or "pycache" in name]


def test_the_agent_is_one_file_that_runs_with_the_standard_library_alone(tmp_path):
    agent = build_agent(tmp_path)
    first = agent.read_bytes()
    assert build_agent(tmp_path).read_bytes() == first
    done = subprocess.run([sys.executable, "-S", "-I", str(agent), "probe"], capture_output=True, text=True)
    assert json.loads(done.stdout)["python"] == f"{sys.version_info.major}.{sys.version_info.minor}"


def test_the_agent_refuses_to_change_anything_without_root(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("runs as root here")
    done = subprocess.run([sys.executable, str(build_agent(tmp_path)), "recover"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "This needs root; the playbook uses sudo.\n")


GOOD = {"machine": "aarch64", "os": "debian", "os_version": "12", "python": "3.11", "free_mb": 9000}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"machine": "armv7l"}, "64-bit Raspberry Pi OS"),
        ({"bits": 32}, "32-bit"),
        ({"os_version": "11"}, "12 or 13"),
        ({"os": "ubuntu"}, "not Raspberry Pi OS"),
        ({"python": "3.9"}, "3.11 to 3.13"),
        ({"free_mb": 100}, "100 MB are free"),
    ],
)
def test_a_machine_that_cannot_be_a_station_gets_a_reason(change, words):
    assert complaints(GOOD) == []
    assert words in complaints({**GOOD, **change})[0]


def test_a_pi_is_known_by_its_device_tree_and_asked_for_its_packages(layout):
    (layout.root / "proc/device-tree").mkdir(parents=True)
    (layout.root / "proc/device-tree/model").write_text("Raspberry Pi 4 Model B Rev 1.4\0")
    (layout.root / "etc").mkdir()
    (layout.root / "etc/os-release").write_text('ID=debian\nVERSION_ID="12"\n')
    found = probe(layout)
    assert found["pi"]
    assert (found["os"], found["os_version"]) == ("debian", "12")
    if shutil.which("dpkg-query"):
        assert "python3-picamera2" in found["missing_packages"]


def test_smoke_pictures_must_be_read_as_on_the_workstation():
    known = [{"file": "1.png", "letter": "G", "confidence": 0.66}]
    compare(known, [{"letter": "G", "confidence": 0.68}])
    with pytest.raises(AgentError, match=r"1\.png is G .* and X"):
        compare(known, [{"letter": "X", "confidence": 0.66}])
    with pytest.raises(AgentError, match="is G"):
        compare(known, [{"letter": "G", "confidence": 0.50}])
    with pytest.raises(AgentError, match="Only 0 of 1"):
        compare(known, [])


def test_wheels_are_asked_for_the_pis_processor_and_glibc_and_none_newer():
    tags = wheelhouse.platforms("aarch64")
    assert "manylinux2014_aarch64" in tags
    assert "manylinux_2_36_aarch64" in tags  # Raspberry Pi OS 12
    assert "manylinux_2_39_aarch64" not in tags
    assert all(tag.endswith("aarch64") for tag in tags)


def test_a_wheelhouse_is_made_once(tmp_path, monkeypatch):
    calls = []

    def resolve(requirements, python, machine, lock):
        calls.append((python, machine))
        lock.write_text("tiny==1\n")

    monkeypatch.setattr(wheelhouse, "resolve", resolve)
    monkeypatch.setattr(wheelhouse, "fetch", lambda lock, python, machine, folder: (folder / "x.whl").touch())
    wish = tmp_path / "requirements.txt"
    wish.write_text("tiny==1\n")
    first = wheelhouse.build([wish], "3.11", "aarch64", tmp_path / "cache")
    assert wheelhouse.build([wish], "3.11", "aarch64", tmp_path / "cache") == first
    assert wheelhouse.build([wish], "3.13", "aarch64", tmp_path / "cache")[0] != first[0]
    assert calls == [("3.11", "aarch64"), ("3.13", "aarch64")]
    with tarfile.open(first[1]) as tar:
        assert tar.getnames() == ["lock.txt", "x.whl"]


def test_a_wheelhouse_that_cannot_be_fetched_leaves_none(tmp_path, monkeypatch):
    def fails(*_):
        raise DeployError("no network")

    monkeypatch.setattr(wheelhouse, "resolve", fails)
    wish = tmp_path / "requirements.txt"
    wish.write_text("tiny==1\n")
    with pytest.raises(DeployError):
        wheelhouse.build([wish], "3.11", "aarch64", tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("*.tar"))


def recordings(path, files):
    with tarfile.open(path, "w") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return path


def test_recordings_are_merged_and_what_is_here_is_kept(tmp_path):
    into = tmp_path / "recordings"
    (into / "anna/s1").mkdir(parents=True)
    (into / "anna/s1/A.png").write_bytes(b"mine")
    archive = recordings(tmp_path / "r.tar", {"./anna/s1/A.png": b"theirs", "./anna/s2/B.png": b"new"})
    assert merge_recordings(archive, into) == 1
    assert (into / "anna/s1/A.png").read_bytes() == b"mine"
    assert (into / "anna/s2/B.png").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil"])
def test_a_station_cannot_write_outside_the_recordings(tmp_path, name):
    archive = recordings(tmp_path / "r.tar", {name: b"x"})
    with pytest.raises(DeployError, match="no recording"):
        merge_recordings(archive, tmp_path / "recordings")
    assert not (tmp_path / "evil").exists()


REPLIES = {
    "status": ("json", b'{"active":', "The reply of bad is no status"),
    "logs": ("txt", None, "The log of bad cannot be read"),
    "pull": ("tar", b"no archive", "The recordings of bad are damaged"),
}


@pytest.mark.parametrize("command", REPLIES)
def test_a_damaged_reply_of_one_station_does_not_hide_the_others(command, tmp_path, capsys):
    end, content, said = REPLIES[command]
    answers = tmp_path / "answers"
    answers.mkdir()
    ansible.reply(command, answers / "table1")
    if content is None:
        (answers / f"bad.{end}").mkdir()
    else:
        (answers / f"bad.{end}").write_bytes(content)
    assert not print_replies(command, answers, tmp_path / "recordings", as_json=False)
    out, err = capsys.readouterr()
    assert "table1" in out
    assert said in err
    assert err.count("\n") == 1
    (answers / "table1").with_suffix(f".{end}").unlink()


@pytest.mark.parametrize("content", [b"[]", b"7", b"{}", b"[" * 100_000, b"\xff", b'{"active": []}'])
def test_any_status_is_a_reply_or_a_sentence(content, tmp_path, capsys):
    (tmp_path / "a.json").write_bytes(content)
    assert not print_replies("status", tmp_path, tmp_path, as_json=False)
    assert capsys.readouterr().err.startswith("handshape: The reply of a is no status")


def test_a_log_sends_nothing_to_the_terminal(tmp_path, capsys):
    ansible.reply("logs", tmp_path / "table1")
    assert print_replies("logs", tmp_path, tmp_path, as_json=False)
    assert capsys.readouterr().out == "── table1\na line\nnot UTF-8: \\xff, and \\x1b[2J\n"


def test_a_recording_that_cannot_be_kept_is_said(tmp_path, capsys):
    ansible.reply("pull", tmp_path / "table1")
    (tmp_path / "file").touch()
    assert not print_replies("pull", tmp_path, tmp_path / "file", as_json=False)
    assert "cannot be kept in" in capsys.readouterr().err


def test_status_in_a_few_lines():
    answer = {
        "active": "active",
        "release": "1-a",
        "trial": "",
        "earlier": ["1-0", "1-a"],
        "free_mb": 5000,
        "settings": "station.toml, line 3: wrong.",
        "station": {
            "state": "camera lost",
            "frames": 10,
            "up_s": 7200.0,
            "fps": None,
            "frame_age_ms": None,
            "temperature_c": 51.4,
            "rss_mb": 92.0,
            "model": "m",
            "throttled": ["undervoltage now"],
            "camera_restarts": 3,
            "last_error": "The camera stopped.",
        },
    }
    text = "\n".join(status_lines("table1", answer))
    for words in (
        "table1: active, 1-a",
        "camera lost",
        "2.0 h",
        "51 °C",
        "undervoltage now",
        "3 times",
        "The camera stopped.",
        "line 3",
        "can go back to 1-0",
    ):
        assert words in text
    assert "no release" in next(status_lines("x", {**answer, "release": "", "station": {}}))


def test_the_make_targets_say_what_they_need(tmp_path):
    if shutil.which("make") is None:
        pytest.skip("make is not installed here")
    (tmp_path / "Makefile").write_text(f"DEVICE := d\ninclude {ROOT}/deploy/deploy.mk\n")
    (tmp_path / "d").mkdir()
    for name in ("d/installed", "requirements-deploy.txt"):
        (tmp_path / name).touch()
    (tmp_path / ".venv-deploy").mkdir()
    (tmp_path / ".venv-deploy/installed").touch()
    done = subprocess.run(["make", "deploy"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert "make deploy PI=user@host" in done.stderr
