"""The health status for other machines: a Prometheus page and MQTT, both off unless set.

Both publish figures of the program and the machine, never letters, text or pictures.
"""

import contextlib
import json
from typing import Any
from urllib.parse import urlsplit

from device.errors import SettingsError
from device.runtime.health import Health, Listener, release_name, status_path
from device.settings import HealthSettings
from device.system.notify import Notifier
from device.system.status import HealthStatus

GAUGES = {
    "fps": "Frames processed per second.",
    "frame_age_ms": "Age of the newest frame when it was shown, ms.",
    "temperature_c": "Temperature of the processor, degrees Celsius.",
    "disk_free_mb": "Free space for the station's data, MB.",
    "rss_mb": "Resident memory of the station, MB.",
    "up_s": "Seconds since the station started.",
}
COUNTERS = {
    "frames": "Frames processed since the start.",
    "camera_restarts": "How often the camera was opened again.",
    "pings": "Watchdog notifications sent to systemd.",
}
INSTALL_HINT = "pip install -r requirements-health.txt"


def open_health(settings: HealthSettings, model: str = "", listeners: tuple[Listener, ...] = ()) -> Health:
    """Open the program's health with all listeners that the settings name.

    Args:
        settings: which listeners.
        model: name and hash of the model, for the status.
        listeners: further ones.

    Raises:
        SettingsError: a listener has a wrong address, its library is missing, or its port is taken.
    """
    every = [*listeners]
    if settings.metrics_port:
        every.append(serve_prometheus(settings.metrics_address, settings.metrics_port))
    if settings.mqtt:
        every.append(publish_mqtt(settings.mqtt))
    status = HealthStatus(release=release_name(), model=model)
    return Health(Notifier(), status_path(), status, listeners=tuple(every))


class PrometheusCollector:
    """The newest status as Prometheus metrics: a collector for prometheus_client.

    Attributes:
        status: set by the writing thread, read by the thread that serves the page.
    """

    def __init__(self) -> None:
        """Start without a status, and so without metrics."""
        self.status: HealthStatus | None = None

    def collect(self) -> Any:
        """Yield one metric family for each figure; an unknown figure is absent, not zero."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily

        status = self.status
        if status is None:
            return
        yield InfoMetricFamily(
            "handshape",
            "What runs here.",
            value={"version": status.version, "release": status.release, "model": status.model},
        )
        for name, about in GAUGES.items():
            value = getattr(status, name)
            if value is not None:
                yield GaugeMetricFamily(f"handshape_{name}", about, value=value)
        for name, about in COUNTERS.items():
            value = getattr(status, name)
            if value is not None:
                yield CounterMetricFamily(f"handshape_{name}", about, value=value)
        picture = status.state not in ("no camera", "camera lost", "starting", "ended")
        yield GaugeMetricFamily("handshape_picture", "1 while the camera delivers.", value=int(picture))
        if status.throttled is not None:
            now = any(limit.endswith("now") for limit in status.throttled)
            yield GaugeMetricFamily("handshape_throttled", "1 while heat or power slow the Pi.", value=int(now))


def serve_prometheus(address: str, port: int) -> Listener:
    """Serve /metrics in a thread of its own; return the listener that takes each new status.

    Raises:
        SettingsError: prometheus-client is not installed, or the port cannot be used.
    """
    try:
        from prometheus_client import CollectorRegistry, start_http_server
    except ImportError:
        raise SettingsError(f"health.metrics_port needs prometheus-client; `{INSTALL_HINT}`.") from None
    exposition, registry = PrometheusCollector(), CollectorRegistry()
    registry.register(exposition)
    try:
        start_http_server(port, address, registry)
    except OSError as error:
        raise SettingsError(
            f"health.metrics_port: {address}:{port} cannot be used ({error.strerror}); choose another port."
        ) from None

    def take(status: HealthStatus) -> None:
        exposition.status = status

    return take


def publish_mqtt(url: str) -> Listener:
    """Publish to a broker, with a new connection whenever it is lost; return the listener for each new status.

    Args:
        url: "mqtt://HOST[:PORT]/TOPIC".

    Raises:
        SettingsError: paho-mqtt is not installed, or the address is wrong.
    """
    parts = urlsplit(url)
    topic = parts.path.strip("/")
    try:
        host, port = parts.hostname, parts.port or 1883
    except ValueError:
        host, port = None, 0
    if parts.scheme != "mqtt" or not host or not topic:
        raise SettingsError(
            f"health.mqtt “{url}” is not an address; write mqtt://HOST/TOPIC, such as "
            "mqtt://classroom.local/handshape/table1."
        )
    try:
        import paho.mqtt.client as mqtt
    except ImportError:
        raise SettingsError(f"health.mqtt needs paho-mqtt; `{INSTALL_HINT}`.") from None
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.will_set(f"{topic}/online", "0", retain=True)

    def connected(*_: Any) -> None:
        client.publish(f"{topic}/online", "1", retain=True)

    client.on_connect = connected
    with contextlib.suppress(OSError, ValueError):
        client.connect_async(host, port)
    client.loop_start()
    last: list[str] = [""]

    def take(status: HealthStatus) -> None:
        public = public_status(status)
        # Published when the state changes, and every ten seconds for curves.
        key = f"{status.state} {int(status.up_s) // 10}"
        if key != last[0]:
            last[0] = key
            client.publish(f"{topic}/state", json.dumps(public), retain=True)
            if status.state == "ended":
                client.disconnect()

    return take


def public_status(status: HealthStatus) -> dict[str, Any]:
    """Return the fields that may leave the machine: all but what is signed, and whether something is being signed."""
    picture = status.state not in ("no camera", "camera lost", "starting", "ended")
    private = {"letter", "text", "pid"}
    public = {name: value for name, value in vars(status).items() if name not in private}
    return {**public, "state": "picture" if picture else status.state}
