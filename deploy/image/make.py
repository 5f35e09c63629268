"""All steps from the downloaded image to the finished one."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.agent.layout import Layout
from deploy.bundle import build
from deploy.errors import DeployError
from deploy.image.base import unpack
from deploy.image.boot_files import SETTINGS, checked_settings, switch_buses_on
from deploy.image.environment import make_environment
from deploy.image.imager import FileFacts, compress, facts_of
from deploy.image.locks import close
from deploy.image.mounts import TOOLS, mounted, resize
from deploy.image.packages import install_packages
from deploy.image.partitions import grow, read_card
from deploy.image.release import put_release
from deploy.image.target import read_target
from device.names import shown

EXTRA_MB = 900  # an environment, a release, and packages of apt; the first start grows the system to the whole card
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Made:
    """A finished image.

    Attributes:
        release: its name.
        image: size and checksum of the image itself.
        file: the image, or the .xz with it.
        init_format: how Raspberry Pi Imager passes user, Wi-Fi and host name on.
    """

    release: str
    image: FileFacts
    file: Path
    init_format: str


def check_computer(device_python: Path) -> None:
    """Check that an image can be made here, before minutes are spent.

    Raises:
        DeployError: not root, a tool is missing, or the device environment is.
    """
    if os.geteuid() != 0:
        raise DeployError("Images are mounted, which needs root: run it with sudo, or in a container.")
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise DeployError(f"{' and '.join(missing)} missing here; Debian has them in mount and e2fsprogs.")
    if not device_python.exists():
        raise DeployError(f"There is no Python at {shown(device_python)}; `make image` prepares it.")


def make_image(
    base: Path,
    to: Path,
    device_python: Path,
    settings: Path | None = None,
    level: int = 3,
    extra_mb: int = EXTRA_MB,
    say: Callable[[str], None] = lambda line: None,
) -> Made:
    """Make the image.

    Args:
        base: the downloaded image.
        to: file to write: NAME.img, or NAME.img.xz for a compressed one.
        device_python: interpreter of the device environment of this computer.
        settings: a handshape.toml for the boot partition; None for the one with comments only.
        level: of xz, 0–9.
        extra_mb: room that is added to the system, MB.
        say: called with a sentence before each step that takes long.

    Raises:
        DeployError: a step failed; nothing is left at `to`.
    """
    check_computer(device_python)
    lines = None if settings is None else checked_settings(settings)
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".handshape-image-", dir=to.parent) as name:
        folder = Path(name)
        image = folder / "card.img"
        say(f"Unpacking {shown(base)} …")
        unpack(base, image, extra_mb * 1_000_000)
        card = grow(image, read_card(image), extra_mb * 1_000_000)
        resize(image, card.system)
        with mounted(image, card, folder / "root") as root:
            target = read_target(root)
            say(f"It holds {target.name} for {target.machine}, Python {target.python}.")
            if target.missing_packages:
                say(f"Adding {' '.join(target.missing_packages)} …")
                install_packages(root, target)
            layout = Layout(root)
            say("Adding the packages (about 100 MB are downloaded the first time) …")
            key = make_environment(layout, target, ROOT)
            say("Adding the release …")
            bundle = build(device_python, key, folder / "release")
            put_release(layout, bundle, key, target)
            for line in switch_buses_on(root):
                say(f"config.txt: {line}")
            if lines is not None:
                (root / SETTINGS).write_text(lines, encoding="utf-8")
            for sentence in close(root):
                say(sentence)
        say("Checking and compressing …" if to.suffix == ".xz" else "Checking …")
        resize(image, card.system)  # the file system is sound
        facts = facts_of(image)
        if to.suffix == ".xz":
            compress(image, to, level)
        else:
            image.replace(to)
        return Made(bundle.name, facts, to, target.init_format)


def tell(line: str) -> None:
    """Print one line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
