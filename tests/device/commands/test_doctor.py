"""`python -m device doctor`, against trees of files that look like machines."""

import importlib.util
import json
import os
import re
from pathlib import Path

import pytest

from device.commands import doctor
from device.commands.doctor_checks import Finding
from device.system import machine
from tests.fakes.clips import TINY


@pytest.fixture
def root(tmp_path):
    """An empty machine; `root(path=content)` adds files."""
    base = tmp_path / "root"
    base.mkdir()

    def add(*files: tuple[str, str]) -> Path:
        for name, content in files:
            (base / name).parent.mkdir(parents=True, exist_ok=True)
            (base / name).write_text(content)
        return base

    return add


PI = ("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0")


@pytest.fixture
def config(tmp_path) -> Path:
    path = tmp_path / "station.toml"
    path.write_text(f'[recognition]\nmodel = "{TINY}"\n')
    return path


def found(root: Path, config: Path | None = None) -> dict[str, Finding]:
    return {finding.code: finding for finding in doctor.examine(config, root)}


@pytest.fixture
def libraries(monkeypatch):
    """Pretend that these optional libraries are installed, or not."""
    real = importlib.util.find_spec

    def have(**installed: bool) -> None:
        def find(name, *more):
            return (object() if installed[name] else None) if name in installed else real(name, *more)

        monkeypatch.setattr(importlib.util, "find_spec", find)

    return have


def test_every_finding_has_a_code_of_its_own_and_a_sentence(root, config):
    findings = list(doctor.examine(config, root(PI)))
    codes = [finding.code for finding in findings]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"D\d\d", code) for code in codes)
    assert all(finding.what for finding in findings)
    assert all(bool(finding.fix) == (finding.state != "ok") for finding in findings)


def test_a_pi_with_everything_is_well(root, config, libraries):
    libraries(picamera2=True, lgpio=True)
    tree = root(PI, ("dev/video0", ""), ("dev/gpiochip0", ""), ("sys/class/thermal/thermal_zone0/temp", "48000"))
    findings = found(tree, config)
    assert {finding.state for finding in findings.values() if finding.code not in ("D10", "D60")} == {"ok"}
    assert "Raspberry Pi 4" in findings["D10"].what
    assert "48 °C" in findings["D50"].what
    assert "gpiochip0, lgpio" in findings["D40"].what


def test_on_a_pi_without_picamera2_the_package_is_named(root, libraries):
    libraries(picamera2=False)
    finding = found(root(PI))["D30"]
    assert (finding.state, finding.fix.split(",")[0]) == ("warn", "sudo apt install python3-picamera2")


def test_a_32_bit_pi_cannot_run_it(root, monkeypatch):
    monkeypatch.setattr(machine.platform, "machine", lambda: "armv7l")
    finding = found(root(PI))["D10"]
    assert finding.state == "fail"
    assert "64-bit" in finding.fix


def test_a_32_bit_system_under_a_64_bit_kernel_cannot_run_it(root, monkeypatch):
    monkeypatch.setattr(machine.platform, "machine", lambda: "aarch64")
    monkeypatch.setattr(machine, "userland_bits", lambda: 32)
    assert found(root(PI))["D10"].state == "fail"


@pytest.mark.parametrize(
    ("toml", "what"),
    [
        ('[display]\nuse = ["terminal"]\n', "0 GPIO in use"),
        ('[display]\nuse = ["leds", "character"]\n', "19 GPIO in use"),
        ('[display]\nuse = ["leds"]\n[buttons]\nuse = true\n', "9 GPIO in use"),
        ('[display]\nuse = ["oled", "leds"]\n', "7 GPIO in use"),
    ],
)
def test_pins_that_are_used_once_are_well(root, config, toml, what):
    config.write_text(toml)
    finding = found(root(), config)["D41"]
    assert (finding.state, finding.fix) == ("ok", "")
    assert what in finding.what


@pytest.mark.parametrize(
    ("toml", "what"),
    [
        (
            'use = ["lcd"]\n[buttons]\nuse = true\nmode = 6\n',
            "GPIO6 (pin 31) is used by display.lcd_pins and buttons.mode.",
        ),
        (
            'use = ["lcd", "leds"]\nlcd_pins = [25, 27, 24]\n',
            "GPIO24 (pin 18) is used by display.led_pins and display.lcd_pins; GPIO27 (pin 13) is used by",
        ),
        ('use = ["lcd", "character"]\n', "GPIO8 (pin 24) is used by display.character_pins and the SPI bus of the LCD"),
        (
            'use = ["leds", "oled"]\nled_pins = [2, 4, 5, 6, 7]\n',
            "GPIO2 (pin 3) is used by display.led_pins and the I²C",
        ),
        (
            'use = ["leds"]\n[buttons]\nuse = true\nskip = 17\n',
            "GPIO17 (pin 11) is used by display.led_pins and buttons.",
        ),
    ],
)
def test_a_pin_that_two_parts_use_is_a_fault(root, config, toml, what):
    config.write_text(f"[display]\n{toml}")
    finding = found(root(), config)["D41"]
    assert finding.state == "fail"
    assert what in finding.what


def test_the_character_cannot_have_the_pins_of_a_bus_that_is_on(root, config):
    config.write_text('[display]\nuse = ["character"]\n')
    assert found(root(), config)["D41"].state == "ok"
    finding = found(root(("dev/spidev0.0", ""), ("dev/spidev0.1", "")), config)["D41"]
    assert finding.state == "fail"
    assert "GPIO7 (pin 26) is used by display.character_pins and the SPI bus, which is switched on" in finding.what
    assert "do_spi 1" in finding.fix


def test_for_lcd_and_character_the_pins_that_are_left_are_named(root, config):
    both = '[display]\nuse = ["lcd", "character", "oled"]\n'
    config.write_text(both)
    line = re.search(r"character_pins = \[[\d, ]+\]", found(root(), config)["D41"].fix)[0]
    config.write_text(f"{both}{line}\n")
    assert found(root(), config)["D41"].state == "ok"


def test_the_displays_that_are_there_are_named(root, config):
    config.write_text('[display]\nuse = ["auto"]\n')
    assert found(root(), config)["D42"].state == "warn"
    finding = found(root(("dev/fb0", ""), ("sys/class/drm/card1-HDMI-A-1/status", "connected")), config)["D42"]
    assert (finding.state, "framebuffer" in finding.what) == ("ok", True)


def test_a_desktop_that_hides_the_picture_is_a_warning(root, config):
    config.write_text('[display]\nuse = ["auto"]\n')
    tree = root(("etc/systemd/system/display-manager.service", ""), ("dev/fb0", ""))
    assert "a desktop hides" in found(tree, config)["D42"].what
    (tree / "etc/systemd/system/default.target").symlink_to("/lib/systemd/system/multi-user.target")
    assert found(tree, config)["D42"].state == "ok"


def test_no_camera_is_a_warning(root, libraries):
    libraries(picamera2=False)
    assert found(root())["D31"].state == "warn"


def test_a_camera_this_user_may_not_open_names_the_group(root, monkeypatch, libraries):
    libraries(picamera2=False)
    monkeypatch.setattr(os, "access", lambda *_: False)
    finding = found(root(("dev/video0", "")))["D31"]
    assert finding.state == "warn"
    assert "usermod -aG video" in finding.fix


def test_gpio_without_its_library_names_the_package(root, libraries):
    libraries(lgpio=False)
    assert found(root())["D40"].what.startswith("There is no GPIO here")
    assert "python3-lgpio" in found(root(("dev/gpiochip0", "")))["D40"].fix


def test_a_hot_processor_is_a_warning(root):
    hot = found(root(("sys/class/thermal/thermal_zone0/temp", "84200")))["D50"]
    assert (hot.state, "84 °C" in hot.what) == ("warn", True)


@pytest.mark.parametrize(
    ("answer", "state", "says"),
    [
        ("throttled=0x0", "ok", "no undervoltage"),
        ("throttled=0x50005", "warn", "undervoltage now, throttled now"),
        ("throttled=0x50000", "warn", "undervoltage since boot"),
    ],
)
def test_the_power_supply_is_judged_by_vcgencmd(root, tmp_path, monkeypatch, answer, state, says):
    tool = tmp_path / "vcgencmd"
    tool.write_text(f"#!/bin/sh\necho {answer}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    finding = found(root())["D51"]
    assert finding.state == state
    assert says in finding.what


def test_little_space_is_a_warning(root, monkeypatch):
    monkeypatch.setattr(machine, "free_megabytes", lambda path: 12.0)
    assert found(root())["D60"].state == "warn"


def test_a_wrong_settings_file_fails_with_its_line(root, config):
    config.write_text("[camera]\nfsp = 1\n")
    finding = found(root(), config)["D12"]
    assert finding.state == "fail"
    assert "line 2" in finding.what
    assert str(config) in finding.fix


def test_the_model_of_the_settings_reads_the_bundled_clip(root, config):
    finding = found(root(), config)["D21"]
    assert finding.state == "ok"
    assert "tiny letters" in finding.what
    assert "a letter of the bundled clip recognised" in finding.what


def test_the_baseline_path_names_no_preset(root, config):
    config.write_text('[recognition]\npath = "baseline"\n')
    finding = found(root(), config)["D21"]
    assert finding.state == "ok"
    assert "path baseline)" in finding.what


def test_a_damaged_model_fails(root, config, tmp_path):
    damaged = tmp_path / "letters.tflite"
    damaged.write_bytes(b"x")
    damaged.with_suffix(".json").write_text(TINY.with_suffix(".json").read_text())
    config.write_text(f'[recognition]\nmodel = "{damaged}"\n')
    finding = found(root(), config)["D21"]
    assert finding.state == "fail"
    assert "sha256" in finding.what


def test_without_a_runtime_nothing_can_be_read(root, libraries):
    libraries(tflite_runtime=False, ai_edge_litert=False)
    finding = found(root())["D20"]
    assert (finding.state, finding.fix) == ("fail", "pip install -r requirements-device.txt")


def test_as_a_command_it_prints_marks_and_fixes(station, config):
    code, out, err = station("doctor", "--config", config)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert all(re.match(r"[✓!✗] D\d\d  |        → ", line) for line in lines)
    assert any(line.startswith("✓ D21") for line in lines)


def test_what_fails_is_its_exit_code(station, config):
    config.write_text("[camera]\nfsp = 1\n")
    code, out, _ = station("doctor", "--config", config)
    assert code == 1
    assert "✗ D12" in out


def test_as_json_it_can_be_read_by_scripts(station, config):
    code, out, _ = station("doctor", "--json", "--config", config)
    assert code == 0
    for finding in json.loads(out):
        assert set(finding) == {"code", "state", "what", "fix", "mend"}
        assert finding["state"] in ("ok", "warn", "fail")
        assert finding["mend"] == finding["fix"], "the name of version 0.1"


def test_it_works_on_an_ascii_terminal(process, config):
    running = process("doctor", "--config", config, env={"PYTHONIOENCODING": "ascii"})
    out, err = running.communicate(timeout=20)
    assert (running.returncode, err) == (0, "")
    assert "D10" in out
