"""Alias of `device.settings.boot`, for the unit file of a release older than 0.2 that still names this module."""

import sys

from device.settings.boot import main

if __name__ == "__main__":
    sys.exit(main())
