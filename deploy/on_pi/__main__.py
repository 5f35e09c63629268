"""`python3 -m deploy.on_pi install|uninstall`: parse, and run as root. `make install` and `make uninstall` call it."""

import argparse
import sys

from deploy.agent.layout import Layout
from deploy.on_pi.install import as_root, install
from deploy.on_pi.uninstall import ask_at_terminal, uninstall


def make_parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    parser = argparse.ArgumentParser(prog="install.sh", description="Install Handshape on this Raspberry Pi.")
    parser.add_argument("command", choices=("install", "uninstall"), nargs="?", default="install")
    parser.add_argument(
        "--keep",
        choices=("ask", "all", "nothing", "progress", "settings"),
        default="ask",
        help="what `uninstall` leaves on the Pi",
    )
    parser.add_argument("--need-frames", choices=("yes", "no", "auto"), default="auto", help="as in `make deploy`")
    parser.add_argument("--console", action="store_true", help="as in `make deploy`")
    parser.add_argument("--no-screen", dest="screen", action="store_false", help="as in `make deploy`")
    parser.add_argument("--network", action="store_true", help="as in `make deploy`")
    parser.add_argument("--web", action="store_true", help="as in `make deploy`")
    parser.add_argument(
        "--no-hardware-watchdog", dest="hardware_watchdog", action="store_false", help="as in `make deploy`"
    )
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    args = make_parser().parse_args(argv)
    if args.command == "install":
        return as_root(lambda: install(args))
    return as_root(lambda: uninstall(Layout(), args.keep, ask_at_terminal()))


if __name__ == "__main__":
    sys.exit(main())
