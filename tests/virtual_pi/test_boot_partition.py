"""The boot partition as it comes back from other computers: read-only, with rubbish in handshape.toml; no display."""

import pytest

from tests.virtual_pi.test_deploy import reads

CARD = "/boot/firmware"
RESTART = "systemctl restart handshape-mode handshape"


@pytest.fixture
def partition(pi):
    """A file system of its own at /boot/firmware, as on a Pi; returns what puts a file there and makes it read-only."""
    pi.sudo(f"mkdir -p {CARD} && mount -t tmpfs tmpfs {CARD}")

    def put(text: str) -> None:
        pi.write(f"{CARD}/handshape.toml", text)
        pi.sudo(f"mount -o remount,ro {CARD} && {RESTART}")

    yield put
    pi.sudo(f"umount -l {CARD}; {RESTART}")
    pi.until(reads, 30, "letters without that partition")


def test_a_read_only_partition_is_read_and_a_change_of_it_is_refused_in_one_sentence(pi, partition):
    partition('mode = "read"\nletters = "ABC"\n')
    pi.until(reads, 30, "letters in the mode of the read-only file")
    assert pi.sudo("grep ^letters /run/handshape/station.toml") == 'letters = "ABC"'
    done = pi.ssh("handshape mode web", check=False)
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1, done.stderr
    assert f"{CARD}/handshape.toml cannot be written: Read-only file system." in done.stderr
    assert pi.ssh("handshape mode").stdout.strip() == 'mode = "read"'


def test_a_file_that_is_no_text_is_named_and_the_station_reads(pi, partition):
    pi.sudo(f"head -c 3000 /dev/urandom > {CARD}/handshape.toml && {RESTART}")
    pi.until(reads, 30, "letters with the settings in /etc")
    assert f"{CARD}/handshape.toml" in pi.ssh("handshape status").stdout


def test_no_display_at_all_leaves_the_log(pi):
    good = pi.sudo("cat /etc/handshape/station.toml") + "\n"
    pi.write("/etc/handshape/station.toml", good.replace('"log"', '"auto"'))
    try:
        pi.sudo("systemctl restart handshape")
        pi.until(reads, 30, "letters without any display")
        assert pi.show("NRestarts")["NRestarts"] == "0"
    finally:
        pi.write("/etc/handshape/station.toml", good)
        pi.sudo("systemctl restart handshape")
    pi.until(reads, 30, "letters")
