"""Former place of the settings; import `device.settings`."""

from device.settings import *  # noqa: F403
