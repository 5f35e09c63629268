"""Notifications to systemd."""

import os
import socket

import pytest

from device.system.notify import Notifier
from tests.fakes.systemd import Manager, notifier_to


@pytest.fixture
def manager(tmp_path):
    return Manager(tmp_path)


def test_outside_of_systemd_nothing_is_sent():
    quiet = Notifier({})
    quiet.ready()
    quiet.alive()
    assert quiet.interval_s is None


def test_an_abstract_socket_is_understood(tmp_path):
    name = f"handshape-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}")
        Notifier({"NOTIFY_SOCKET": f"@{name}"}).ready()
        assert manager.recv(100) == b"READY=1"


def test_a_socket_that_is_gone_is_ignored(manager):
    notifier = notifier_to(manager)
    manager.path.unlink()
    notifier.alive()


def test_a_watchdog_for_another_process_is_ignored(manager):
    assert notifier_to(manager, pid=os.getpid() + 1).interval_s is None
    assert notifier_to(manager, pid=os.getpid()).interval_s == pytest.approx(5.0)
