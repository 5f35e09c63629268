"""Figures for people who run many stations: a Prometheus page and MQTT, both off unless set.

Both tell how the *station* is doing. Letters, text and pictures never leave through here.
"""

import contextlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from device.errors import SettingsError
from device.recognition.metadata import Metadata
from device.runtime.status import Health, release_name, status_path
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
    "pings": "Signs of life sent to systemd.",
}
INSTALL_HINT = "pip install -r requirements-health.txt"


def open_health(
    settings: HealthSettings, metadata: Metadata, others: tuple[Callable[[HealthStatus], None], ...] = ()
) -> Health:
    """The station's health with everything the settings ask for; `others` are told the status, too.

    Raises:
        SettingsError: a listener is wrongly named, its library is missing, or its port is taken.
    """
    readers: list[Callable[[HealthStatus], None]] = [*others]
    if settings.metrics_port:
        readers.append(serve_prometheus(settings.metrics_address, settings.metrics_port))
    if settings.mqtt:
        readers.append(publish_mqtt(settings.mqtt))
    status = HealthStatus(release=release_name(), model=f"{metadata.name} {metadata.sha256[:12]}")
    return Health(Notifier(), status_path(), status, readers=tuple(readers))


class PrometheusCollector:
    """The newest status as Prometheus metrics; a collector for prometheus_client."""

    def __init__(self) -> None:
        self.status: HealthStatus | None = None

    def collect(self) -> Any:
        """One metric family a figure; a figure that is unknown is absent, not zero."""
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


def serve_prometheus(address: str, port: int) -> Callable[[HealthStatus], None]:
    """Serve /metrics; returns what takes each new status.

    Raises:
        SettingsError: prometheus-client is not installed, or the port cannot be had.
    """
    try:
        from prometheus_client import CollectorRegistry, start_http_server
    except ImportError:
        raise SettingsError(f"health.metrics_port needs prometheus-client; `{INSTALL_HINT}`.") from None
    exposition, registry = PrometheusCollector(), CollectorRegistry()
    registry.register(exposition)  # type: ignore[arg-type]
    try:
        start_http_server(port, address, registry)
    except OSError as error:
        raise SettingsError(
            f"health.metrics_port: {address}:{port} cannot be used ({error.strerror}); choose another port."
        ) from None

    def take(status: HealthStatus) -> None:
        exposition.status = status

    return take


def publish_mqtt(url: str) -> Callable[[HealthStatus], None]:
    """Publish to a broker, reconnecting for ever; returns what takes each new status.

    Raises:
        SettingsError: paho-mqtt is not installed, or the address is none.
    """
    parts = urlsplit(url)
    topic = parts.path.strip("/")
    try:
        host, port = parts.hostname, parts.port or 1883
    except ValueError:
        host, port = None, 0
    if parts.scheme != "mqtt" or not host or not topic:
        raise SettingsError(
            f"health.mqtt “{url}” is no address; write mqtt://HOST/TOPIC, such as "
            "mqtt://classroom.local/handshape/table1."
        )
    try:
        import paho.mqtt.client as mqtt
    except ImportError:
        raise SettingsError(f"health.mqtt needs paho-mqtt; `{INSTALL_HINT}`.") from None
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.will_set(f"{topic}/online", "0", retain=True)

    def greet(*_: Any) -> None:
        client.publish(f"{topic}/online", "1", retain=True)

    client.on_connect = greet
    with contextlib.suppress(OSError, ValueError):
        client.connect_async(host, port)
    client.loop_start()
    last: list[str] = [""]

    def take(status: HealthStatus) -> None:
        public = public_status(status)
        # Published when the state changes, and every ten seconds for those who draw curves.
        key = f"{status.state} {int(status.up_s) // 10}"
        if key != last[0]:
            last[0] = key
            client.publish(f"{topic}/state", json.dumps(public), retain=True)
            if status.state == "ended":
                client.disconnect()

    return take


def public_status(status: HealthStatus) -> dict[str, Any]:
    """What may leave the station: everything but what the learner signed, and where they are in it."""
    picture = status.state not in ("no camera", "camera lost", "starting", "ended")
    private = {"letter", "text", "pid"}
    public = {name: value for name, value in vars(status).items() if name not in private}
    return {**public, "state": "picture" if picture else status.state}
