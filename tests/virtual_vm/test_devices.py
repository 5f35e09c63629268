"""Hardware as the kernel shows it: a V4L2 camera, GPIO lines, a screen; and that it goes away."""

import os
import shutil
import time
from pathlib import Path

import pytest

from tests.virtual_vm.helpers import CLIP, SECONDS, frames, goes_on, reads, restart, settings

PICTURES = os.environ.get("VIRTUAL_VM_PICTURES", "")  # folder: screenshots are kept there, for people
VIVID = "/sys/bus/platform/drivers/vivid"


def state(machine):
    return machine.status().get("state")


def test_frames_come_from_a_camera_through_v4l2(machine, figures):
    machine.sudo("modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0; udevadm settle")
    restart(machine, settings("v4l2:/dev/video0"))
    goes_on(machine, 20)
    format_text = machine.ssh("v4l2-ctl -d /dev/video0 --get-fmt-video").stdout
    figures.note("V4L2 camera", " ".join(format_text.split()[4:14]))
    assert "640/480" in format_text
    assert machine.ssh("handshape doctor | grep D31", timeout=SECONDS).stdout.startswith("✓")


def test_auto_finds_it(machine):
    restart(machine, settings("auto"))
    goes_on(machine)


def test_a_camera_whose_plug_is_pulled_and_put_back(machine, figures):
    pid, before = machine.status()["pid"], frames(machine)
    machine.sudo(f"echo vivid.0 > {VIVID}/unbind")  # the driver's end of an unplugged USB camera: /dev/video0 goes
    figures.note(
        "V4L2 camera unplugged to shown, s",
        machine.until(lambda machine: state(machine) == "camera lost", 60, "the loss to show"),
    )
    assert not machine.ssh("ls /dev/video0", check=False).stdout
    time.sleep(25)  # longer than the watchdog's time
    machine.sudo(f"echo vivid.0 > {VIVID}/bind; udevadm settle")
    figures.note(
        "V4L2 camera back to frames, s",
        machine.until(lambda machine: frames(machine) > before + 3 and state(machine) != "camera lost", 90, "frames"),
    )
    assert machine.status()["pid"] == pid


def test_a_camera_that_answers_and_sends_nothing(machine):
    pid = machine.status()["pid"]
    machine.sudo("v4l2-ctl -d /dev/video0 -c percentage_of_dropped_buffers=100")
    machine.until(lambda machine: state(machine) == "camera lost", 60, "the stall to show")
    machine.sudo("v4l2-ctl -d /dev/video0 -c percentage_of_dropped_buffers=0")
    goes_on(machine)
    assert machine.status()["pid"] == pid


def test_leds_on_gpio_lines_and_lines_that_vanish(machine, figures):
    machine.write("/root/bridge.py", (Path(__file__).parent / "bridge.py").read_text(encoding="utf-8"))
    plug_in = "modprobe -a uhid hid_cp2112; systemd-run --quiet --unit=bridge python3 /root/bridge.py /run/lines"
    machine.sudo(plug_in)
    machine.until(lambda machine: machine.ssh("ls /dev/gpiochip0", check=False).stdout, 60, "the GPIO chip")
    restart(machine, settings(CLIP, '"log", "leds"', "led_pins = [0, 1, 2, 3, 4]\n"))
    # Searching, hand, holding, right: the clip's hand goes through all of them.
    wanted = {"10000000", "01000000", "00100000", "00010000"}
    machine.until(lambda machine: wanted <= set(lines(machine)), SECONDS, "every LED lit by itself")
    machine.sudo("systemctl stop bridge")
    machine.until(lambda machine: not machine.ssh("ls /dev/gpiochip0", check=False).stdout, 60, "the chip to vanish")
    goes_on(machine, 30)
    assert machine.show("NRestarts")["NRestarts"] == "0"
    machine.sudo("systemctl restart handshape")
    machine.until(reads, SECONDS, "letters after a start without the lines")
    assert "cannot use its GPIO pins" in machine.sudo("journalctl -u handshape -n 20 --no-pager -o cat")
    figures.note("changes of GPIO lines by the LEDs", len(lines(machine)))


@pytest.mark.parametrize("display", ["framebuffer", "terminal"])
def test_what_the_screen_of_the_machine_shows(machine, tmp_path, display):
    drop_in = "/etc/systemd/system/handshape.service.d/console.conf"
    machine.sudo(f"cp /opt/handshape/current/systemd/handshape-console.conf {drop_in}; systemctl daemon-reload")
    restart(machine, settings(CLIP, f'"{display}"'))
    machine.until(reads, SECONDS, "letters")
    pictures = [tmp_path / f"{display}{number}.png" for number in range(4)]
    for picture in pictures:
        goes_on(machine, 3)
        machine.screenshot(picture)
        keep(picture)
    assert "no longer used" not in machine.sudo("journalctl -u handshape -n 20 --no-pager -o cat")
    assert all(bright(picture) > 0.0005 for picture in pictures)
    assert len({picture.read_bytes() for picture in pictures}) > 1  # it moves with the hand
    machine.sudo(f"rm {drop_in}; systemctl daemon-reload")
    restart(machine)


def lines(machine):
    return machine.ssh("cat /run/lines").stdout.split()


def bright(picture: Path) -> float:
    """Share of the screen that is not dark."""
    import cv2

    return float((cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE) > 64).mean())


def keep(picture: Path) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        shutil.copy(picture, PICTURES)
