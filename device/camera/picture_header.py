"""The first bytes of picture files: format, size, EXIF turn and whether the end is there, before anything is decoded.

Formats: JPEG (ITU-T T.81), PNG (W3C), WebP (RFC 9649), BMP, TIFF 6.0, GIF 89a. EXIF is a TIFF directory.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from device.camera.tiff_tags import HEIGHT, WIDTH, orientation_of, tiff_tags

SNIFFED = 16  # bytes that `picture_format` needs
READ = ("JPEG", "PNG", "BMP", "WebP", "TIFF", "GIF")
"""Formats that are read."""
MAX_PARTS = 100_000  # segments or chunks that are looked at; a real file has dozens
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), "HEIC"),
    **dict.fromkeys((b"avif", b"avis"), "AVIF"),
}
_MAGIC = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"8BPS", "Photoshop"),
    (b"%PDF-", "PDF"),
)


@dataclass(frozen=True)
class PictureHeader:
    """What a picture file says about itself.

    Attributes:
        format: one of READ.
        width, height: in pixels, as stored.
        complete: the end of the file is there, as far as the format tells; False for a file that is cut short.
        alpha: pixels may be transparent.
        orientation: the EXIF tag, 1–8; 1 is upright. Always 1 for TIFF, whose decoder turns it.
    """

    format: str
    width: int
    height: int
    complete: bool = True
    alpha: bool = False
    orientation: int = 1


def picture_format(data: bytes) -> str | None:
    """Return the format that a file begins with, one of READ or another known one; None if it is no known picture.

    Args:
        data: the first SNIFFED bytes, or more.
    """
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12])
    return next((name for magic, name in _MAGIC if data.startswith(magic)), None)


def picture_header(data: bytes) -> PictureHeader | None:
    """Return what a picture file says about itself; None if it is of no format of READ or damaged at its beginning.

    Args:
        data: content of the file.
    """
    parse = _PARSERS.get(picture_format(data[:SNIFFED]) or "")
    try:
        header = parse(data) if parse is not None else None
    except (struct.error, IndexError):  # it ends within its header
        return None
    return header if header is not None and header.width > 0 and header.height > 0 else None


def without_animation(png: bytes) -> bytes:
    """Return a PNG file without the chunks of its animation, so that only its first picture is decoded.

    OpenCV 4.11 writes outside its memory when the animation of a PNG file is damaged.
    """
    at, kept = 8, [png[:8]]
    while at < len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] not in (b"acTL", b"fcTL", b"fdAT"):
            kept.append(png[at:end])
        at = end
    return b"".join(kept)


def _jpeg(data: bytes) -> PictureHeader | None:
    at, size, orientation = 2, None, 1
    for _ in range(MAX_PARTS):
        while data[at] == 0xFF and data[at + 1] == 0xFF:  # fill bytes
            at += 1
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:  # these have no length
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        body = at + 4
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            size = struct.unpack_from(">HH", data, body + 1)
        elif marker == 0xE1 and data[body : body + 6] == b"Exif\0\0":
            orientation = orientation_of(data[body + 6 : at + 2 + length])
        elif marker == 0xDA:  # the pixels begin; in them 0xFF is followed by 0, so that the end is unmistakable
            complete = data.find(b"\xff\xd9", at) >= 0
            return None if size is None else PictureHeader("JPEG", size[1], size[0], complete, False, orientation)
        at += 2 + max(length, 2)
    return None


def _png(data: bytes) -> PictureHeader | None:
    if data[12:16] != b"IHDR":
        return None
    width, height, _, colour = struct.unpack_from(">IIBB", data, 16)
    at, complete, alpha, orientation = 8, False, colour in (4, 6), 1
    for _ in range(MAX_PARTS):
        if len(data) < at + 12:
            break
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        if kind == b"IEND":
            complete = True
            break
        if kind == b"tRNS":
            alpha = True
        elif kind == b"eXIf":
            orientation = orientation_of(data[at + 8 : at + 8 + length])
        at += 12 + length
    return PictureHeader("PNG", width, height, complete, alpha, orientation)


def _webp(data: bytes) -> PictureHeader | None:
    (length,) = struct.unpack_from("<I", data, 4)
    size, alpha, orientation, at = None, False, 1, 12
    for _ in range(MAX_PARTS):
        if len(data) < at + 8:
            break
        kind, body = data[at : at + 4], at + 8
        (part,) = struct.unpack_from("<I", data, at + 4)
        if kind == b"VP8X":
            alpha = bool(data[body] & 0x10)
            size = (1 + _three(data, body + 4), 1 + _three(data, body + 7))
        elif kind == b"VP8L" and size is None:
            (bits,) = struct.unpack_from("<I", data, body + 1)
            size, alpha = (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)), bool(bits >> 28 & 1)
        elif kind == b"VP8 " and size is None:
            width, height = struct.unpack_from("<HH", data, body + 6)
            size = (width & 0x3FFF, height & 0x3FFF)
        elif kind == b"EXIF":
            orientation = orientation_of(data[body : body + part].removeprefix(b"Exif\0\0"))
        at = body + part + part % 2
    return None if size is None else PictureHeader("WebP", *size, len(data) >= 8 + length, alpha, orientation)


def _bmp(data: bytes) -> PictureHeader | None:
    (header,) = struct.unpack_from("<I", data, 14)
    width, height = struct.unpack_from("<HH" if header == 12 else "<ii", data, 18)
    return PictureHeader("BMP", width, abs(height))


def _tiff(data: bytes) -> PictureHeader | None:
    tags = tiff_tags(data)
    return PictureHeader("TIFF", tags.get(WIDTH, 0), tags.get(HEIGHT, 0))


def _gif(data: bytes) -> PictureHeader | None:
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    for _ in range(MAX_PARTS):
        if data[at] == 0x2C:  # the first image; it may be larger than the screen
            left, top, own_width, own_height = struct.unpack_from("<HHHH", data, at + 1)
            return PictureHeader("GIF", max(width, left + own_width), max(height, top + own_height), alpha=True)
        if data[at] != 0x21:
            return None
        at += 2
        while data[at]:
            at += 1 + data[at]
        at += 1
    return None


def _three(data: bytes, at: int) -> int:
    """Return a number of three bytes, lowest first."""
    return data[at] | data[at + 1] << 8 | data[at + 2] << 16


_PARSERS: dict[str, Callable[[bytes], PictureHeader | None]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WebP": _webp,
    "BMP": _bmp,
    "TIFF": _tiff,
    "GIF": _gif,
}
