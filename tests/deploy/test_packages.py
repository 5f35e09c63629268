"""Packages of apt, with an apt that is replaced: what it cannot do is one sentence, and another one is waited for."""

import stat

import pytest

from deploy.agent.layout import AgentError
from deploy.agent.packages import install_packages


@pytest.fixture
def apt(tmp_path, monkeypatch):
    """Put an apt-get in the path that answers in this way, and an empty dpkg."""

    def make(script):
        for name, text in (("apt-get", script), ("dpkg", "exit 0")):
            tool = tmp_path / name
            tool.write_text(f"#!/bin/sh\n{text}\n")
            tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    return make


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo 'E: Failed to fetch http://deb.debian.org/x' >&2; exit 100", "is there a network"),
        ("echo 'W: Temporary failure resolving deb.debian.org' >&2; exit 100", "is there a network"),
        ("echo 'E: You do not have enough: No space left on device' >&2; exit 100", "The disk is full"),
        ("echo 'E: Unable to locate package python3-lgpio' >&2; exit 100", "Unable to locate package"),
        # As apt 2.6 answers without a network and without lists: success, unless it is asked to be strict.
        (
            'case "$*" in *update*Error-Mode=any) echo "E: Failed to fetch http://x/InRelease";; '
            '*update*) exit 0;; *) echo "E: Unable to locate package python3-lgpio";; esac >&2; exit 100',
            "is there a network",
        ),
    ],
)
def test_what_apt_cannot_do_is_one_sentence(apt, script, says):
    apt(script)
    with pytest.raises(AgentError, match=says):
        install_packages(["python3-lgpio"])


def test_an_apt_that_another_one_has_locked_is_waited_for(apt, tmp_path):
    apt(
        f"test -e {tmp_path}/unlocked && exit 0; : > {tmp_path}/unlocked; "
        "echo 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (unattended-upgr)' >&2; exit 100"
    )
    slept = []
    install_packages(["python3-lgpio"], slept.append)
    assert slept == [5]
