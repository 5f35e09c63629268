"""A card that fills up while a release arrives: one sentence, the release before reads on, no answer is lost."""

import pytest

from deploy.agent.full_disk import SENTENCE
from tests.virtual_pi.test_deploy import current, reads

ROOM_MB = 5  # less than a release takes unpacked
# Releases and progress on a small file system of their own: a container has no card that can be filled.
SMALL = """
systemctl stop handshape
mkdir -p /run/card && mount -t tmpfs -o size={size}k,mode=755 tmpfs /run/card
cp -a /opt/handshape/releases /var/lib/handshape /run/card
mount --bind /run/card/releases /opt/handshape/releases
mount --bind /run/card/handshape /var/lib/handshape
systemctl start handshape
"""
WHOLE = """
systemctl stop handshape
umount /opt/handshape/releases /var/lib/handshape
cp -a /run/card/releases /opt/handshape
umount /run/card
systemctl start handshape
"""
ANSWERS = """
import pathlib
from datetime import UTC, datetime
from device.tutor.events import PromptSpec, Review
from device.tutor.progress import ProgressError, ProgressStore

state, said = pathlib.Path("/var/lib/handshape"), []
store = ProgressStore.open(state / "full.db", said.append)
session = store.plan_session("red-fox", "letters", datetime(2026, 3, 2, tzinfo=UTC))
filler = (state / "filler").open("wb", buffering=0)
for size in (1 << 16, 1 << 12, 1):
    try:
        while True:
            filler.write(bytes(size))
    except OSError:
        pass
given = 0
while given < 1000 and not store.waiting:
    given += 1
    try:
        store.add(session, given, 10.0 * given, Review(PromptSpec("A"), "right", "right", 3, 1), "sign", None)
    except ProgressError as error:
        said.append(str(error))
waited = store.waiting
filler.truncate(0)
store.close()
store = ProgressStore.open(state / "full.db", said.append)
print(waited, store.db.execute("SELECT COUNT(*) FROM reviews").fetchone()[0] - given, "full" in said[0])
"""


@pytest.fixture
def card(pi):
    """The station, with little room left."""
    pi.sudo("rm -rf /opt/handshape/releases/.gone-*")
    used = int(pi.sudo("du -skc /opt/handshape/releases /var/lib/handshape").split()[-2])
    for line in SMALL.format(size=used + ROOM_MB * 1024).strip().splitlines():
        pi.sudo(line)
    yield pi
    for line in WHOLE.strip().splitlines():
        pi.sudo(line)
    pi.until(reads, 60, "letters from the whole card")


def test_a_card_that_fills_up_while_a_release_unpacks(card, another, figures):
    before, room = current(card), "df --output=avail /opt/handshape/releases | tail -1"
    free = int(card.sudo(room))
    new = another("for a full card")
    (new.folder / "systemd/splash.txt").write_text("a splash for a full card\n")
    done = new.run("deploy", card)
    assert done.code != 0
    assert SENTENCE in done.said, done.said
    assert "Traceback" not in done.said
    assert current(card) == before
    card.until(reads, 60, "letters on a full card")
    assert int(card.sudo(room)) > free - 200, "what could not be unpacked takes no space"
    # An answer that is given while nothing more fits waits, and is written when something does.
    card.write("/root/answers.py", ANSWERS)
    python = "cd /opt/handshape/current && PYTHONPATH=. .venv/bin/python"
    assert card.sudo(f"{python} /root/answers.py") == "True 0 True"
    card.sudo("mount -o remount,size=1g /run/card")
    done = new.run("deploy", card, options=("--need-frames", "yes"))
    assert done.code == 0, done.said
    card.until(reads, 60, "letters of the new release")
    figures.note("deployment once there is room, s", done.seconds)
