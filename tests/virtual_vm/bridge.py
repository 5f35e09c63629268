"""A chip with GPIO lines, emulated for the kernel: a USB bridge of the kind CP2112, through /dev/uhid.

Runs on the virtual machine, as root: `python3 bridge.py FILE`. The kernel's own driver makes /dev/gpiochip0 with eight
lines of it. Each time they are set, FILE gets a line of eight digits, GPIO 0 first. Ending this is pulling its plug.
"""

import os
import struct
import sys
from pathlib import Path

# linux/uhid.h
DESTROY, OUTPUT, GET_REPORT, GET_REPORT_REPLY, CREATE2, SET_REPORT, SET_REPORT_REPLY = 1, 6, 9, 10, 11, 13, 14
CREATE2_BODY = struct.Struct("<128s64s64sHHIIII4096s")
EVENT_SIZE = 4 + CREATE2_BODY.size
BUS_USB, CYGNAL, CP2112 = 3, 0x10C4, 0xEA90
# Silicon Labs AN495: numbers of the feature reports.
DIRECTION, LATCH, SET, VERSION, SMBUS, LOCK = 0x02, 0x03, 0x04, 0x05, 0x06, 0x20
# One vendor-defined collection; the driver asks by number and does not look at what is declared.
DESCRIPTOR = bytes(
    [
        0x06,
        0x00,
        0xFF,
        0x09,
        0x01,
        0xA1,
        0x01,
        0x15,
        0x00,
        0x26,
        0xFF,
        0x00,
        0x75,
        0x08,
        0x85,
        DIRECTION,
        0x95,
        0x04,
        0x09,
        0x01,
        0xB1,
        0x02,
        0x85,
        LATCH,
        0x95,
        0x01,
        0x09,
        0x01,
        0xB1,
        0x02,
        0x85,
        SET,
        0x95,
        0x02,
        0x09,
        0x01,
        0xB1,
        0x02,
        0x85,
        0x16,
        0x95,
        0x06,
        0x09,
        0x01,
        0x81,
        0x02,
        0xC0,
    ]
)


class Bridge:
    """The chip's registers."""

    def __init__(self, lines: Path) -> None:
        self._file = lines
        self._latch = 0
        self._reports = {DIRECTION: bytearray(5), SMBUS: bytearray(14), LOCK: bytearray(2)}
        self.write()

    def read_report(self, number: int) -> bytes:
        """A feature report as the driver asks for it; empty for one that is not emulated."""
        if number == VERSION:
            return bytes([VERSION, 0x0C, 0x02])
        if number == LATCH:
            return bytes([LATCH, self._latch])
        body = self._reports.get(number)
        return bytes([number]) + bytes(body[1:]) if body else b""

    def write_report(self, number: int, data: bytes) -> None:
        """A feature report from the driver."""
        if number == SET:
            values, mask = data[1], data[2]
            self._latch = (self._latch & ~mask) | (values & mask)
            self.write()
        elif number in self._reports:
            self._reports[number][: len(data)] = data

    def write(self) -> None:
        """Show the lines as they are now."""
        with self._file.open("a", encoding="ascii") as file:
            file.write("".join(str(self._latch >> line & 1) for line in range(8)) + "\n")


def event(kind: int, body: bytes) -> bytes:
    """An event for the kernel."""
    return struct.pack("<I", kind) + body


def main() -> None:
    bridge = Bridge(Path(sys.argv[1]))
    handle = os.open("/dev/uhid", os.O_RDWR)
    create = CREATE2_BODY.pack(b"bridge", b"", b"", len(DESCRIPTOR), BUS_USB, CYGNAL, CP2112, 0, 0, DESCRIPTOR)
    os.write(handle, event(CREATE2, create))
    while True:
        read = os.read(handle, EVENT_SIZE)
        kind = struct.unpack_from("<I", read)[0]
        if kind == GET_REPORT:
            asked, number = struct.unpack_from("<IB", read, 4)
            data = bridge.read_report(number)
            reply = struct.pack("<IHH", asked, 0 if data else 5, len(data)) + data
            os.write(handle, event(GET_REPORT_REPLY, reply))
        elif kind == SET_REPORT:
            asked, number, _, size = struct.unpack_from("<IBBH", read, 4)
            bridge.write_report(number, read[12 : 12 + size])
            os.write(handle, event(SET_REPORT_REPLY, struct.pack("<IH", asked, 0)))


if __name__ == "__main__":
    main()
