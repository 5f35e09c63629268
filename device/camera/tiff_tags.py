"""The tags of a TIFF directory; EXIF data are one."""

import struct

WIDTH, HEIGHT, ORIENTATION = 0x0100, 0x0101, 0x0112


def orientation_of(exif: bytes) -> int:
    """Return the turn of a picture by its EXIF data, 1–8; 1 is upright, also where the data are damaged."""
    try:
        value = tiff_tags(exif).get(ORIENTATION, 1)
    except (struct.error, IndexError):  # the picture is shown as it is stored
        return 1
    return value if 1 <= value <= 8 else 1


def tiff_tags(data: bytes) -> dict[int, int]:
    """Return the whole numbers of the first TIFF directory: tag → value."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        return {}
    (at,) = struct.unpack_from(f"{order}I", data, 4)
    (count,) = struct.unpack_from(f"{order}H", data, at)
    tags: dict[int, int] = {}
    for entry in range(at + 2, at + 2 + 12 * count, 12):
        if len(data) < entry + 12:
            break
        tag, kind = struct.unpack_from(f"{order}HH", data, entry)
        if kind in (3, 4):
            (tags[tag],) = struct.unpack_from(f"{order}{'H' if kind == 3 else 'I'}", data, entry + 8)
    return tags
