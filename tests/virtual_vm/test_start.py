"""The station starts with its machine, whatever made the machine start."""

import time

from tests.virtual_vm.helpers import SECONDS, frames, reads, restart


def test_it_starts_at_boot_and_reads(machine, figures):
    machine.until(reads, SECONDS, "letters after power on")
    assert machine.show("NRestarts", "User") == {"NRestarts": "0", "User": "handshape"}
    figures.note("userspace", machine.ssh("systemd-analyze time | head -1").stdout.strip())
    figures.note("frame rate of the emulated machine, FPS", machine.status().get("fps") or 0.0)


def test_a_kernel_that_crashes_is_restarted_by_the_hardware_watchdog(machine, figures):
    assert machine.ssh("grep RuntimeWatchdogSec=15 /etc/systemd/system.conf.d/handshape.conf").stdout
    boot = machine.ssh("cat /proc/sys/kernel/random/boot_id").stdout
    started = time.monotonic()
    machine.ssh("sudo sh -c 'sync; (sleep 1; echo c > /proc/sysrq-trigger) > /dev/null 2>&1 &'")
    machine.until(lambda machine: machine.boot_id() not in ("", boot), SECONDS, "another start")
    machine.until(reads, SECONDS, "letters")
    figures.note("kernel crash to letters, s", time.monotonic() - started)


def test_a_card_that_turns_read_only_does_not_end_it_nor_keep_it_from_starting(machine, figures):
    restart(machine)
    machine.until(reads, SECONDS, "letters")
    machine.sudo("sync; echo u > /proc/sysrq-trigger")
    machine.until(lambda machine: " ro," in machine.ssh('grep " / " /proc/mounts').stdout, 60, "read-only")
    before = frames(machine)
    machine.until(lambda machine: frames(machine) > before, SECONDS, "frames on a read-only disk")
    machine.sudo("systemctl restart handshape")
    machine.until(reads, SECONDS, "letters after a start on a read-only disk")
    machine.sudo("mount -o remount,rw /")


def test_a_card_that_is_read_only_from_the_start(machine):
    machine.sudo("sed -i s/defaults,noatime/ro,noatime/ /etc/fstab; sync")
    machine.power_off()
    machine.boot()
    assert " ro," in machine.ssh("grep ' / ' /proc/mounts").stdout
    machine.until(reads, SECONDS, "letters")
    machine.sudo("mount -o remount,rw /; sed -i s/ro,noatime/defaults,noatime/ /etc/fstab; sync")
