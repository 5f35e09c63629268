"""`python -m deploy.image BASE`: parse, make the image, print what it is. `make image BASE=…` calls it."""

import argparse
import signal
import sys
import time
from pathlib import Path

from deploy.errors import DeployError
from deploy.image.imager import facts_of, imager_entry, write_entry
from deploy.image.make import EXTRA_MB, ROOT, make_image, tell
from device.names import shown
from device.system.command_line import CommandParser, exit_code_of
from device.system.option_types import Whole

DEVICE_PYTHON = ROOT / ".venv-device/bin/python"
OUTPUT = ROOT / "images/handshape.img.xz"


def main(argv: list[str] | None = None) -> int:
    """Make an image; return the exit code. A SIGTERM releases mounts and loop devices as Ctrl-C does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return exit_code_of(lambda: _main(argv))


def _main(argv: list[str] | None) -> int:
    args = make_parser().parse_args(argv)
    if args.to.suffix not in (".img", ".xz"):
        raise DeployError(f"{shown(args.to)} must end in .img or .img.xz.")
    if args.to.exists() and args.base.exists() and args.to.samefile(args.base):
        raise DeployError("The image would replace the one it is made of; give another name with --to.")
    started = time.monotonic()
    made = make_image(args.base, args.to, DEVICE_PYTHON, args.settings, args.level, args.extra_mb, tell)
    date = time.strftime("%Y-%m-%d")
    entry = imager_entry(made.release, made.image, made.file, args.url, date, made.init_format)
    list_file = made.file.with_name(f"{made.file.name.partition('.')[0]}.os_list.json")
    write_entry(list_file, entry)
    file = facts_of(made.file)
    tell(f"{shown(made.file)}: release {made.release}, {(time.monotonic() - started) / 60:.1f} minutes")
    tell(f"  image  {made.image.size} bytes, sha256 {made.image.sha256}")
    tell(f"  file   {file.size} bytes, sha256 {file.sha256}")
    tell(f"  for Raspberry Pi Imager: rpi-imager --repo {shown(list_file)}")
    return 0


def make_parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    parser = CommandParser(prog="python -m deploy.image", description="Make a card image with the station in it.")
    parser.add_argument("base", type=Path, metavar="BASE", help="Raspberry Pi OS Lite (64-bit), .img or .img.xz")
    parser.add_argument("--to", type=Path, default=OUTPUT, metavar="FILE", help="images/handshape.img.xz by default")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="a handshape.toml for the boot partition")
    parser.add_argument("--level", type=Whole(0, 9), default=3, help="of the compression (default: 3)")
    parser.add_argument(
        "--extra-mb", type=Whole(300, 20_000), default=EXTRA_MB, help=f"room that is added (default: {EXTRA_MB})"
    )
    parser.add_argument("--url", default="", help="where the file will be, for the entry of Raspberry Pi Imager")
    return parser


if __name__ == "__main__":
    sys.exit(main())
