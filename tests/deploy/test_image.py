"""`make image` without a real image: partition tables, fake systems, and every wrong input as one sentence."""

import io
import lzma
import os
import shutil
import struct
import tarfile
import zipfile
from collections import namedtuple
from pathlib import Path

import pytest

from deploy.agent.first_boot import MARK, grow_system
from deploy.agent.layout import Layout
from deploy.agent.system_files import ENABLED
from deploy.bundle import Bundle
from deploy.errors import DeployError
from deploy.image import __main__ as command
from deploy.image import base, make
from deploy.image.boot_files import CONFIG, SWITCHES, checked_settings, switch_buses_on
from deploy.image.environment import make_interpreter
from deploy.image.imager import FileFacts, compress, facts_of, imager_entry
from deploy.image.locks import close
from deploy.image.partitions import ENTRY, SECTOR, SIGNATURE, TABLE, grow, read_card
from deploy.image.release import FIRST_BOOT, put_release
from deploy.image.target import Target, read_target

ROOT = Path(__file__).parents[2]
SMALLEST = 100_000
PI = Target("aarch64", "Debian GNU/Linux 13 (trixie)", "13", "3.13", True, ())
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Images of a few megabytes, to save time."""
    monkeypatch.setattr(base, "SMALLEST", SMALLEST)


def card_image(path, kinds=(0x0C, 0x83), size=5_200_000, sectors=(400, 1_000)):
    """A file with a partition table, and nothing in its partitions."""
    with path.open("wb") as file:
        file.truncate(size)
        file.seek(TABLE)
        start = 8192
        for kind, length in zip(kinds, sectors, strict=True):
            file.write(struct.pack("<B3xB3xII", 0, kind, start, length).ljust(ENTRY, b"\0"))
            start += length
        file.seek(510)
        file.write(SIGNATURE)
        file.seek(1_000_000)
        file.write(os.urandom(20_000))  # so that it is not too small when it is compressed
    return path


@pytest.fixture
def root(tmp_path):
    """The root file system of a Raspberry Pi OS of 64 bits, as far as it is looked at."""
    files = {
        "usr/lib/os-release": 'ID=debian\nVERSION_ID="13"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n',
        "etc/rpi-issue": "Raspberry Pi reference 2025-10-01\n",
        "var/lib/dpkg/status": "Package: python3-venv\nStatus: install ok installed\n\n"
        "Package: python3-lgpio\nStatus: deinstall ok config-files\n",
        "etc/shadow": "root:*:1:::\npi:$6$a$b:1:::\nempty::1:::\nlocked:!:1:::\n",
        "etc/ssh/ssh_host_rsa_key": "secret",
        "etc/machine-id": "0123456789abcdef\n",
        "lib/systemd/system/userconfig.service": "[Unit]\n",
        CONFIG: "#dtparam=spi=on\n[pi4]\ndtparam=i2c_arm=on",
    }
    for name, text in files.items():
        path = tmp_path / "root" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    made = tmp_path / "root"
    (made / "usr/bin").mkdir()
    (made / "usr/bin/python3").symlink_to("python3.13")
    elf(made, 2, 183)
    link = made / "etc/systemd/system/multi-user.target.wants/ssh.service"
    link.parent.mkdir(parents=True)
    link.symlink_to("/lib/systemd/system/ssh.service")
    return made


def elf(root, bits, machine):
    (root / "usr/bin/dpkg").write_bytes(b"\x7fELF" + bytes([bits]) + bytes(13) + struct.pack("<H", machine))


def test_the_two_partitions_are_found_and_the_second_grows(tmp_path):
    image = card_image(tmp_path / "card.img")
    card = read_card(image)
    assert (card.boot.start, card.boot.size, card.system.number) == (8192 * SECTOR, 400 * SECTOR, 2)
    larger = grow(image, card, 50_000_000)
    assert read_card(image) == larger
    assert larger.system.size - card.system.size in range(50_000_000 - SECTOR, 50_000_001)
    assert image.stat().st_size == larger.system.start + larger.system.size


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kinds": (0x0C, 0x82)}, "has not the two partitions of Raspberry Pi OS"),
        ({"kinds": (0x83, 0x83)}, "has not the two partitions of Raspberry Pi OS"),
        ({"size": 4_200_000}, "is cut short"),
    ],
)
def test_other_cards_are_refused(tmp_path, change, words):
    with pytest.raises(DeployError, match=words):
        read_card(card_image(tmp_path / "card.img", **change))


def test_no_partition_table(tmp_path):
    path = tmp_path / "card.img"
    path.write_bytes(bytes(1000))
    with pytest.raises(DeployError, match="is not the image of a card"):
        read_card(path)


def test_every_packing_gives_the_same_image(tmp_path):
    image = card_image(tmp_path / "card.img")
    data = image.read_bytes()
    (tmp_path / "card.img.xz").write_bytes(lzma.compress(data, preset=0))
    with zipfile.ZipFile(tmp_path / "card.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(image, "2025-raspios.img")
        archive.writestr("padding", random_bytes(), zipfile.ZIP_STORED)
    for name in ("card.img", "card.img.xz", "card.zip"):
        base.unpack(tmp_path / name, tmp_path / "out.img", 0)
        assert (tmp_path / "out.img").read_bytes() == data, name


def random_bytes():
    return bytes(range(256)) * 100


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("page.img.xz", b"<html>404</html>", "is too small for an image"),
        ("card.img.xz", lzma.compress(random_bytes(), preset=0)[:-50] + b"x" * 4000, "is damaged or cut short"),
        ("card.img.gz", b"\x1f\x8b" + bytes(4000), "is a gzip file"),
        ("card.zip", b"PK\x03\x04" + bytes(4000), "is damaged or cut short"),
        (None, b"", "There is no file"),
    ],
)
def test_wrong_files_are_one_sentence(tmp_path, name, data, words):
    path = tmp_path / (name or "missing.img")
    if name:
        path.write_bytes(data)
    with pytest.raises(DeployError, match=words):
        base.unpack(path, tmp_path / "out.img", 0)


def test_a_folder_and_a_full_disk(tmp_path, monkeypatch):
    with pytest.raises(DeployError, match="is a folder"):
        base.unpack(tmp_path, tmp_path / "out.img", 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1, 1, 100_000_000))
    with pytest.raises(DeployError, match=r"100 MB are free in .* and about 905 MB are needed"):
        base.unpack(card_image(tmp_path / "card.img"), tmp_path / "out.img", 900_000_000)


def test_the_system_in_the_image(root):
    target = read_target(root)
    assert (target.machine, target.python, target.version, target.raspberry) == ("aarch64", "3.13", "13", True)
    assert "python3-picamera2" in target.missing_packages
    assert "python3-lgpio" in target.missing_packages, "it was removed again"
    assert "python3-venv" not in target.missing_packages
    assert target.init_format == "systemd"
    with (root / "var/lib/dpkg/status").open("a") as records:
        records.write("\nPackage: cloud-init\nStatus: install ok installed\n")
    assert read_target(root).init_format == "cloudinit-rpi"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda root: elf(root, 1, 40), "The image is 32-bit"),
        (lambda root: elf(root, 2, 8), "a processor that no station has"),
        (lambda root: (root / "usr/bin/dpkg").unlink(), "no Debian system"),
        (
            lambda root: (root / "usr/lib/os-release").write_text('ID=ubuntu\nPRETTY_NAME="Ubuntu 24.04"\n'),
            "Ubuntu 24.04",
        ),
        (lambda root: (root / "usr/bin/python3").unlink(), "has no Python"),
    ],
)
def test_other_systems_are_refused(root, change, words):
    change(root)
    with pytest.raises(DeployError, match=words) as error:
        read_target(root)
    assert "64-bit" in str(error.value)


def test_nothing_stays_open_and_nothing_is_the_same_on_two_cards(root):
    said = " ".join(close(root))
    assert "The passwords of pi, empty are locked." in said
    assert (root / "etc/shadow").read_text() == "root:*:1:::\npi:!:1:::\nempty:!:1:::\nlocked:!:1:::\n"
    assert not (root / "etc/systemd/system/multi-user.target.wants/ssh.service").is_symlink()
    assert (root / "etc/systemd/system/userconfig.service").readlink() == Path("/dev/null")
    assert not list((root / "etc/ssh").glob("ssh_host_*"))
    assert (root / "etc/machine-id").read_text() == ""
    assert close(root), "a second time it finds nothing to change and does not fail"


def test_buses_are_switched_on_for_all_boards_once(root):
    assert switch_buses_on(root) == list(SWITCHES)
    text = (root / CONFIG).read_text()
    assert text.endswith("[all]\ndtparam=i2c_arm=on\ndtparam=spi=on\n")
    assert switch_buses_on(root) == []
    assert (root / CONFIG).read_text() == text
    assert (root / "etc/modules-load.d/handshape.conf").read_text() == "i2c-dev\n"


def test_a_wrong_line_of_the_settings_stops_before_anything_is_written(tmp_path):
    path = tmp_path / "handshape.toml"
    path.write_text('mode = "web"\nlanguage = "klingon"\n')
    with pytest.raises(DeployError, match=r"line 2"):
        checked_settings(path)
    path.write_text('mode = "web"\n')
    assert checked_settings(path) == 'mode = "web"\n'


def test_the_release_is_the_one_that_starts(root, tmp_path):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as tar:
        tar.add(ROOT / "systemd", "systemd")
    archive = tmp_path / "r.tar.gz"
    archive.write_bytes(data.getvalue())
    layout = Layout(root)
    layout.releases.mkdir(parents=True)
    put_release(layout, Bundle("0.2.0-abc", archive, ""), "key", PI)
    assert layout.current_name() == "0.2.0-abc"
    assert (layout.home / MARK).exists()
    assert (layout.home / "agent.pyz").exists()
    units = root / "etc/systemd/system"
    for name in (*ENABLED, FIRST_BOOT):
        links = [folder / name for folder in units.glob("*.wants") if (folder / name).is_symlink()]
        assert len(links) == 1, name
        assert links[0].readlink() == Path(f"/etc/systemd/system/{name}")
    assert (units / "handshape.service.d/screen.conf").exists()
    assert (units / "handshape.service.d/backoff.conf").exists(), "systemd of Debian 13 knows RestartSteps"
    assert (root / "boot/firmware/handshape.toml").exists()


def test_the_environment_starts_the_images_own_python(tmp_path):
    (tmp_path / "venv").mkdir()
    make_interpreter(tmp_path / "venv", "3.13")
    assert (tmp_path / "venv/bin/python").readlink() == Path("/usr/bin/python3")
    assert "include-system-site-packages = true" in (tmp_path / "venv/pyvenv.cfg").read_text()


def test_an_entry_for_the_imager(tmp_path):
    image = card_image(tmp_path / "card.img", size=5_000_000)
    compress(image, tmp_path / "card.img.xz", 0)
    assert lzma.decompress((tmp_path / "card.img.xz").read_bytes()) == image.read_bytes()
    facts = facts_of(image)
    made = imager_entry("0.2.0-abc", facts, tmp_path / "card.img.xz", "", "2026-01-31", "cloudinit-rpi")
    (entry,) = made["os_list"]
    packed = facts_of(tmp_path / "card.img.xz")
    assert facts == FileFacts(5_000_000, facts.sha256)
    assert (entry["extract_size"], entry["extract_sha256"]) == (facts.size, facts.sha256)
    assert (entry["image_download_size"], entry["image_download_sha256"]) == (packed.size, packed.sha256)
    assert entry["url"].startswith("file:///")
    assert entry["init_format"] == "cloudinit-rpi"


def test_the_command_says_what_is_missing(tmp_path, monkeypatch, capsys):
    image = card_image(tmp_path / "card.img")
    monkeypatch.setattr(make.os, "geteuid", lambda: 1000)
    assert command.main([str(image), "--to", str(tmp_path / "out.img")]) == 1
    assert "needs root" in capsys.readouterr().err
    assert command.main([str(image), "--to", str(tmp_path / "out.iso")]) == 1
    assert "must end in .img" in capsys.readouterr().err
    assert command.main([str(image), "--to", str(image)]) == 1
    assert "would replace the one it is made of" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["card.img"]


@pytest.mark.parametrize(
    ("whole", "calls", "words"),
    [(8_000_000_000, 3, "was grown by 4904 MB"), (3_100_000_000, 1, "fills the card")],
)
def test_the_first_start_grows_the_system_once(tmp_path, monkeypatch, whole, calls, words):
    block = tmp_path / "sys/class/block"
    for name, files in {
        "mmcblk0": {"size": whole // SECTOR},
        "mmcblk0p2": {"start": 1_000_000, "size": (3_096_000_000 - 512_000_000) // SECTOR},
    }.items():
        (block / name).mkdir(parents=True)
        for key, value in files.items():
            (block / name / key).write_text(f"{value}\n")
    monkeypatch.setattr("deploy.agent.first_boot._root_device", lambda root: "/dev/mmcblk0p2")
    steps = []
    assert words in grow_system(tmp_path, lambda step: steps.append(step) or 0)
    assert len(steps) == calls
    assert steps[-1] == ["resize2fs", "/dev/mmcblk0p2"], "also where a power cut came before it"
    if calls > 1:
        assert "-N 2 /dev/mmcblk0" in steps[0][2]
