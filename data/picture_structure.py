"""The outline of a JPEG, PNG or GIF, read from its bytes without decoding a pixel.

It says how large the picture will be before memory is spent on it, where the picture ends, and which
byte ranges are picture and colour rather than metadata.
"""

import re
import zlib
from dataclasses import dataclass, field

from domain.creatives import ImageFormat

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
# A marker in a JPEG's compressed data: 0xFF followed by neither a stuffed zero nor a restart or fill byte.
_JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
_JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = {0x01, *range(0xD0, 0xD9)}
_SOI, _EOI = 0xD8, 0xD9
# Ancillary PNG chunks that say how pixels look or move; the others are texts, dates and private data.
_PNG_KEPT = {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"hIST", b"pHYs", b"sPLT"}
_PNG_KEPT |= {b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT"}
_GIF_LOOPS = {b"NETSCAPE2.0", b"ANIMEXTS1.0"}


class OutlineError(ValueError):
    """The bytes stop early or contradict themselves."""


@dataclass
class Outline:
    """What the bytes say of the picture. `kept` are the ranges without metadata, `end` is where the picture ends."""

    format: ImageFormat
    width: int = 0
    height: int = 0
    frames: int = 0
    end: int = 0
    kept: list[tuple[int, int]] = field(default_factory=list)

    def grow(self, width: int, height: int) -> None:
        """Count in a size that the bytes state; the largest one is what decoding may cost."""
        self.width = max(self.width, width)
        self.height = max(self.height, height)


def find_format(data: bytes) -> ImageFormat | None:
    """The format that the first bytes name, or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return ImageFormat.JPEG
    if data.startswith(_PNG_MAGIC):
        return ImageFormat.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return ImageFormat.GIF
    return None


def read_outline(data: bytes, image_format: ImageFormat) -> Outline:
    """Walk through the file to the end of the picture. Raises OutlineError."""
    readers = {ImageFormat.JPEG: _read_jpeg, ImageFormat.PNG: _read_png, ImageFormat.GIF: _read_gif}
    try:
        outline = readers[image_format](data)
    except IndexError:
        raise OutlineError("the file stops early") from None
    if not outline.width or not outline.height or not outline.frames:
        raise OutlineError("the picture has no size")
    return outline


def _number(data: bytes, start: int, length: int) -> int:
    if start + length > len(data):
        raise OutlineError("the file stops early")
    return int.from_bytes(data[start : start + length], "big")


def _read_jpeg(data: bytes) -> Outline:
    outline = Outline(ImageFormat.JPEG, frames=1)
    outline.kept.append((0, 2))
    position = 2
    while True:
        found = _JPEG_MARKER.search(data, position)
        if not found:
            raise OutlineError("the picture has no end")
        marker, start = found[1][0], found.end() - 2
        if position < start:
            # Compressed data of the scan before; fill bytes may stand there too.
            outline.kept.append((position, start))
        position = start + 2
        if marker not in _JPEG_BARE:
            position = start + 2 + (0 if marker == _EOI else _number(data, start + 2, 2))
        if position > len(data):
            raise OutlineError("the file stops early")
        if marker in _JPEG_SIZES:
            outline.grow(_number(data, start + 7, 2), _number(data, start + 5, 2))
        if _is_jpeg_picture(data, marker, start):
            outline.kept.append((start, position))
        if marker == _EOI:
            outline.end = position
            return outline


def _is_jpeg_picture(data: bytes, marker: int, start: int) -> bool:
    """Whether a segment is picture or colour: no comment, and of the APPn only JFIF, ICC and Adobe's transform."""
    if marker == 0xFE:
        return False
    if not 0xE0 <= marker <= 0xEF:
        return True
    body = data[start + 4 : start + 18]
    return (
        (marker == 0xE0 and body.startswith(b"JFIF\x00"))
        or (marker == 0xE2 and body.startswith(b"ICC_PROFILE\x00"))
        or (marker == 0xEE and body.startswith(b"Adobe"))
    )


def _read_png(data: bytes) -> Outline:
    outline = Outline(ImageFormat.PNG, frames=1)
    outline.kept.append((0, 8))
    position = 8
    while True:
        kind = data[position + 4 : position + 8]
        end = position + 12 + _number(data, position, 4)
        if end > len(data):
            raise OutlineError("the file stops early")
        is_critical = not kind[0] & 0x20
        if is_critical and zlib.crc32(data[position + 4 : end - 4]) != _number(data, end - 4, 4):
            raise OutlineError("a checksum does not match")
        if kind == b"IHDR":
            outline.grow(_number(data, position + 8, 4), _number(data, position + 12, 4))
        elif kind == b"acTL":
            outline.frames = max(1, _number(data, position + 8, 4))
        if is_critical or kind in _PNG_KEPT:
            outline.kept.append((position, end))
        position = end
        if kind == b"IEND":
            outline.end = end
            return outline


def _read_gif(data: bytes) -> Outline:
    outline = Outline(ImageFormat.GIF)
    outline.grow(int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little"))
    position = 13 + _gif_table(data[10])
    outline.kept.append((0, position))
    while True:
        start, kind = position, data[position]
        is_kept = True
        if kind == 0x3B:
            outline.kept.append((start, start + 1))
            outline.end = start + 1
            return outline
        if kind == 0x2C:
            left, top, width, height = (int.from_bytes(data[start + i : start + i + 2], "little") for i in (1, 3, 5, 7))
            outline.grow(left + width, top + height)
            outline.frames += 1
            # After the descriptor come its colours, the code size, and the compressed blocks.
            position = _gif_blocks_end(data, start + 10 + _gif_table(data[start + 9]) + 1)
        elif kind == 0x21:
            label, name = data[start + 1], data[start + 3 : start + 14]
            is_kept = label not in (0xFE, 0xFF) or (label == 0xFF and name in _GIF_LOOPS)
            position = _gif_blocks_end(data, start + 2)
        elif kind == 0:
            # Some writers pad between blocks; decoders step over it.
            position = start + 1
        else:
            raise OutlineError("an unknown block")
        if is_kept:
            outline.kept.append((start, position))


def _gif_table(flags: int) -> int:
    """How many bytes of colours follow."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks_end(data: bytes, position: int) -> int:
    """Where a chain of blocks, each led by its length, ends with an empty one."""
    while data[position]:
        position += data[position] + 1
    return position + 1
