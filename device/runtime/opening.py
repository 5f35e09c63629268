"""Put the self-test before the activity of a station."""

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from device.activity import Activity
from device.camera.cable import Cable
from device.selftest.activity import SelfTestActivity, Station
from device.selftest.checks import Checks
from device.settings import Settings
from device.system.files import write_atomic
from device.system.network import noted_address, own_address, own_name

PASSED_FILE = "self-test-passed"  # in the service's StateDirectory; deleted, the whole self-test is shown again


def with_self_test(
    activity: Activity,
    settings: Settings,
    cable: Callable[[], Cable],
    port: Callable[[], int],
    environment: Mapping[str, str] = os.environ,
    address: Callable[[], str] = own_address,
) -> Activity:
    """Return the activity behind the self-test, or the activity itself where none is wanted.

    Args:
        activity: the real one.
        settings: `display.self_test` says when; see DisplaySettings.
        cable: returns which cable to check while no frames arrive.
        port: returns the port of the web page, 0 while it is not open.
        environment: of the process.
        address: returns this machine's address in its network.
    """
    wanted, folder = settings.display.self_test, environment.get("STATE_DIRECTORY", "").partition(":")[0]
    if wanted == "never" or (wanted == "auto" and not folder):
        return activity
    marker = Path(folder) / PASSED_FILE if folder else None

    def page() -> str:
        here = address() if settings.web.lan and port() else ""
        return f"{'https' if settings.web.certificate else 'http'}://{here}:{port()}" if here else ""

    def passed() -> None:
        if marker is not None:
            with contextlib.suppress(OSError):  # a card that is read-only: the self-test is shown again next time
                write_atomic(marker, "")

    whole = wanted == "always" or marker is None or not marker.exists()
    checks = Checks(whole=whole, page=settings.web.lan and "web" in settings.display.use)
    station = Station(own_name(), page, cable, lambda: address() or noted_address())
    return SelfTestActivity(activity, checks, station, passed)
