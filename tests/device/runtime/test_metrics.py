"""Prometheus and MQTT: off by default, and never what the learner signs."""

import json
import socket
import threading
import urllib.request
from dataclasses import fields

import pytest

from device.errors import SettingsError
from device.runtime.metrics import open_health, public_status, publish_mqtt, serve_prometheus
from device.settings import HealthSettings
from device.system.status import HealthStatus

PRIVATE = HealthStatus(
    state="confirmed", letter="Q", text="SECRETWORD", frames=7, fps=14.9, pings=2, disk_free_mb=123.0
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_published_status_has_no_letter_text_or_hand_state():
    published = json.dumps(public_status(PRIVATE))
    assert "SECRETWORD" not in published
    assert '"Q"' not in published
    assert public_status(PRIVATE)["state"] == "picture"
    assert public_status(HealthStatus(state="camera lost"))["state"] == "camera lost"


def test_every_other_field_is_published():
    assert set(public_status(PRIVATE)) == {item.name for item in fields(HealthStatus)} - {"letter", "text", "pid"}


def test_the_metrics_page_has_the_figures_and_nothing_private():
    pytest.importorskip("prometheus_client", reason="needs requirements-health.txt")
    port = free_port()
    serve_prometheus("127.0.0.1", port)(PRIVATE)
    page = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
    assert "handshape_fps 14.9" in page
    assert "handshape_frames_total 7.0" in page
    assert "handshape_picture 1.0" in page
    assert "handshape_temperature_c" not in page  # unknown is absent, not zero
    assert "SECRETWORD" not in page


def test_a_port_in_use_is_an_error_in_one_sentence():
    pytest.importorskip("prometheus_client", reason="needs requirements-health.txt")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match="cannot be used"):
            serve_prometheus("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize(
    "url", ["classroom", "http://broker/topic", "mqtt://broker", "mqtt:///topic", "mqtt://broker:99999999/topic"]
)
def test_a_wrong_mqtt_address_is_refused_with_an_example(url):
    with pytest.raises(SettingsError, match=r"mqtt://classroom\.local"):
        publish_mqtt(url)


def test_state_is_published_on_change_and_every_ten_seconds(monkeypatch):
    mqtt = pytest.importorskip("paho.mqtt.client", reason="needs requirements-health.txt")
    sent = []
    monkeypatch.setattr(mqtt.Client, "connect_async", lambda self, host, port: sent.append((host, port)))
    monkeypatch.setattr(mqtt.Client, "loop_start", lambda self: None)
    monkeypatch.setattr(mqtt.Client, "publish", lambda self, topic, payload, retain: sent.append((topic, payload)))
    take = publish_mqtt("mqtt://broker.local:1884/handshape/table1")
    assert sent.pop() == ("broker.local", 1884)
    for up_s in range(25):
        take(HealthStatus(state="searching", up_s=up_s))
    assert len(sent) == 3
    assert sent[0][0] == "handshape/table1/state"
    take(HealthStatus(state="camera lost", up_s=25))
    assert json.loads(sent[-1][1])["state"] == "camera lost"


def test_by_default_nothing_is_published(tmp_path, monkeypatch):
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    before = threading.active_count()
    health = open_health(HealthSettings(), "tiny 0123")
    assert threading.active_count() == before, "no thread writes or publishes"
    assert health.status().model == "tiny 0123"


def test_the_dashboard_shows_only_figures_that_exist():
    pytest.importorskip("prometheus_client", reason="needs requirements-health.txt")
    import re
    from pathlib import Path

    from prometheus_client import CollectorRegistry, generate_latest

    from device.runtime.metrics import PrometheusCollector

    exposition, registry = PrometheusCollector(), CollectorRegistry()
    full = HealthStatus(
        **{**vars(PRIVATE), "temperature_c": 50.0, "frame_age_ms": 5.0, "throttled": [], "rss_mb": 90.0}
    )
    exposition.status = full
    registry.register(exposition)
    page = generate_latest(registry).decode()
    dashboard = json.loads((Path(__file__).parents[3] / "deploy/grafana.json").read_text())
    asked = {re.search(r"handshape_\w+", panel["targets"][0]["expr"])[0] for panel in dashboard["panels"]}
    assert len(asked) == 10
    for name in asked:
        assert re.search(rf"^{name}[ {{]", page, re.MULTILINE), name
