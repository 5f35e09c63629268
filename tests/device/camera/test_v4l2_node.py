"""Device files that are no camera, or a camera that cannot be used: one sentence each."""

import errno
import os
import subprocess
from pathlib import Path

import pytest

from device.camera import in_use, v4l2_node
from device.camera.v4l2_node import CAPABILITY, CAPTURE, CAPTURE_PLANES, DEVICE_CAPS, QUERYCAP, REQBUFS, check_node
from device.errors import CameraBusy, CameraDenied, CameraError

METADATA, OUTPUT, STREAMING = 0x0080_0000, 0x2, 0x0400_0000


@pytest.fixture
def device(tmp_path) -> str:
    path = tmp_path / "video0"
    path.touch()
    return str(path)


def kernel(own: int = CAPTURE | STREAMING, whole: int | None = None, busy: int = 0, query: int = 0):
    """Return an ioctl of a device with these capabilities, which fails with these error numbers."""

    def ioctl(descriptor: int, request: int, data: bytearray) -> int:
        number = {QUERYCAP: query, REQBUFS: busy}[request]
        if number:
            raise OSError(number, os.strerror(number))
        if request == QUERYCAP:
            everything = own | DEVICE_CAPS if whole is None else whole
            data[:] = CAPABILITY.pack(b"uvcvideo", b"HD Webcam\x1b[2J", b"usb", 0x060100, everything, own)
        return 0

    return ioctl


@pytest.mark.parametrize("own", [CAPTURE, CAPTURE | STREAMING, CAPTURE_PLANES | STREAMING])
def test_a_camera_passes(device, own):
    check_node(device, kernel(own))


def test_an_old_driver_has_one_set_of_capabilities(device):
    check_node(device, kernel(own=0, whole=CAPTURE))


@pytest.mark.parametrize("own", [METADATA, OUTPUT, METADATA | STREAMING, 0])
def test_a_node_for_other_data_is_no_camera(device, own):
    with pytest.raises(CameraError, match=r"video0 \(HD Webcam\\x1b\[2J\) delivers no pictures: .* --camera auto"):
        check_node(device, kernel(own, whole=CAPTURE | METADATA | DEVICE_CAPS))


@pytest.mark.parametrize("number", [errno.ENOTTY, errno.EINVAL, errno.EIO])
def test_another_device_is_no_camera(device, number):
    with pytest.raises(CameraError, match="video0 is not a camera; name another with --camera"):
        check_node(device, kernel(query=number))


@pytest.mark.parametrize("number", [errno.ENODEV, errno.ENXIO])
def test_a_camera_that_vanishes_while_it_is_asked_was_unplugged(device, number):
    for options in ({"query": number}, {"busy": number}):
        with pytest.raises(CameraError, match="has just been unplugged; check its plug"):
            check_node(device, kernel(**options))


def test_a_camera_that_streams_for_another_program_is_in_use(device):
    with pytest.raises(CameraBusy, match=f"The camera {device} is in use by another program; close it. `sudo fuser"):
        check_node(device, kernel(busy=errno.EBUSY))


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTTY])
def test_a_driver_without_streams_is_left_to_opencv(device, number):
    check_node(device, kernel(busy=number))


@pytest.mark.parametrize(
    ("number", "kind", "says"),
    [
        (errno.EACCES, CameraDenied, r'sudo usermod -aG \S+ "\$USER"'),
        (errno.EPERM, CameraDenied, "may not open"),
        (errno.EBUSY, CameraBusy, "in use"),
        (errno.ENOENT, CameraError, "unplugged"),
        (errno.ENODEV, CameraError, "unplugged"),
        (errno.EIO, CameraError, "Input/output error"),
        (errno.ELOOP, CameraError, "symbolic links"),
    ],
)
def test_a_device_that_cannot_be_opened_says_why(device, monkeypatch, number, kind, says):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(v4l2_node.os, "open", refuse)
    with pytest.raises(kind, match=says) as caught:
        check_node(device)
    assert isinstance(caught.value, CameraError)


# ── by whom ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def root(tmp_path):
    """A /proc in which `add` puts processes."""
    base = tmp_path / "root"
    (base / "proc/self").mkdir(parents=True)

    def add(pid: int, program: str, *files: str, cgroup: str = "0::/user.slice\n") -> None:
        process = base / "proc" / str(pid)
        (process / "fd").mkdir(parents=True)
        (process / "comm").write_text(f"{program}\n")
        (process / "cgroup").write_text(cgroup)
        for number, file in enumerate(files):
            (process / "fd" / str(number)).symlink_to(file)

    add.base = base
    return add


def busy(device: str, root) -> str:
    return str(in_use.busy_error("The camera", [Path(device)], "resource busy", root.base))


SERVICE = "0::/system.slice/handshape.service\n"


def test_the_program_is_named(device, root):
    root(7, "bash", "/dev/null")
    root(41, "motion", "/dev/null", device)
    assert (
        busy(device, root) == "The camera is in use by another program (motion, process 41) (resource busy); close it."
    )


def test_the_station_s_service_is_named_with_the_command_that_stops_it(device, root):
    root(9, "cheese", device)
    root(52, "python3", device, cgroup=SERVICE)
    assert "by the station's service (resource busy); `sudo systemctl stop handshape` stops it." in busy(device, root)


def test_a_service_whose_files_may_not_be_seen_is_named_as_probable(device, root):
    root(52, "python3", cgroup=SERVICE)
    assert "in use, probably by the station's service" in busy(device, root)


def test_a_desktop_that_watches_for_cameras_uses_none(device, root):
    root(8, "wireplumber", device)
    assert "`sudo fuser -v" in busy(device, root)


def test_this_program_does_not_name_itself(device, root):
    root(os.getpid(), "python3", device, cgroup=SERVICE)
    assert "`sudo fuser -v" in busy(device, root)


def test_processes_that_end_while_they_are_looked_at_are_passed_over(device, root):
    (root.base / "proc/99").mkdir()
    (root.base / "proc/100").symlink_to("nowhere")
    assert in_use.other_users([Path(device)], root.base) == []


def test_a_real_process_is_found(device):
    with subprocess.Popen(["sh", "-c", 'exec 9<"$0"; echo; exec sleep 30', device], stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        try:
            assert [user.pid for user in in_use.other_users([Path(device)])] == [child.pid]
        finally:
            child.kill()
